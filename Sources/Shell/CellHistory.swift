import Glibc
import Session

/// The cells of this session and the sessions before it, for Up and Ctrl-R.
///
/// On disk: one line a cell, in a file that is only ever appended to, each cell with one `write`, so that several
/// shells share it and a crash loses nothing. Only its tail is read at the start, however long it has become.
package final class CellHistory {
    package private(set) var cells: [String] = []
    package let path: String?
    private var file: Int32 = -1
    private static let tail = 1 << 18
    private static let most = 10_000

    /// `path` is nil where there is no place for one: then history lasts as long as the session.
    package init(path: String?) {
        self.path = path
        if let path { load(path) }
    }

    deinit { if file >= 0 { close(file) } }

    /// Adds a cell; the error number when it could not be kept.
    @discardableResult
    package func add(_ cell: String) -> Int32? {
        guard !Notebook.isEmpty(cell), cells.last != cell else { return nil }
        cells.append(cell)
        if cells.count > Self.most { cells.removeFirst(Self.most / 10) }
        guard let path else { return nil }
        if file < 0 {
            Self.makeFolders(above: path)
            file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { return errno }
        }
        let record = Array((Self.encoded(cell) + "\n").utf8)
        let written = write(file, record, record.count)
        guard written == record.count else { return written < 0 ? errno : ENOSPC }
        return fdatasync(file) == 0 || errno == EINVAL ? nil : errno
    }

    private func load(_ path: String) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        let start = max(0, size - Self.tail)
        lseek(file, start, SEEK_SET)
        guard let bytes = try? FileIO.readAll(file) else { return }
        var lines = bytes.split(separator: 0x0A)
        // The first one is a piece of a record, unless the whole file was read.
        if start > 0, !lines.isEmpty { lines.removeFirst() }
        cells = lines.suffix(Self.most).compactMap { String(validating: $0, as: UTF8.self).map(Self.decoded) }
    }

    static func encoded(_ cell: String) -> String {
        var text = ""
        for scalar in cell.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    static func decoded(_ record: String) -> String {
        var text = ""
        var isEscaped = false
        for scalar in record.unicodeScalars {
            if isEscaped {
                text.unicodeScalars.append(scalar == "n" ? "\n" : scalar == "r" ? "\r" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func makeFolders(above path: String) {
        for (index, character) in zip(path.indices, path) where character == "/" && index != path.startIndex {
            mkdir(String(path[..<index]), 0o700)
        }
    }
}
