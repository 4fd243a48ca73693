import Glibc

/// Turns the terminal's bytes into keys: UTF-8 decoded, key sequences made one spelling each, unknown ones dropped
/// (libedit would type their tails into the line).
final class KeyReader {
    enum Event: Equatable {
        case character(UInt32)
        case sequence(String)
        /// A bracketed paste, whole.
        case paste(String)
        case end
        case failed(Int32)
        /// A signal came in: the window changed size, or somebody sent SIGINT.
        case signal
    }

    private let file: Int32
    private var bytes: [UInt8] = []

    init(file: Int32 = STDIN_FILENO) { self.file = file }

    /// Whether more is waiting: a paste without brackets, or a program that types.
    var hasMore: Bool { !bytes.isEmpty || waits(0) }

    func next() -> Event {
        while true {
            let first: UInt8
            switch nextByte() {
            case .success(let byte?): first = byte
            case .success(nil): return .end
            case .failure(let error): return error.code == EINTR ? .signal : error.code == 0 ? .end : .failed(error.code)
            }
            if first == 0x1B {
                if let event = escape() { return event }
            } else if first < 0x80 {
                return .character(UInt32(first))
            } else if let scalar = scalar(after: first) {
                return .character(scalar)
            }
        }
    }

    private struct Failure: Error { var code: Int32 }

    private func nextByte() -> Result<UInt8?, Failure> {
        if !bytes.isEmpty { return .success(bytes.removeFirst()) }
        if !EditorSignals.wait(for: file) { return .failure(Failure(code: EINTR)) }
        // One byte at a time: what is typed ahead stays with the terminal, for `input()` and programs we start.
        var byte: UInt8 = 0
        let count = read(file, &byte, 1)
        if count < 0 { return .failure(Failure(code: errno == EIO ? 0 : errno)) }
        return .success(count == 1 ? byte : nil)
    }

    private func byteWithin(_ milliseconds: Int32) -> UInt8? {
        guard !bytes.isEmpty || waits(milliseconds), case .success(let byte) = nextByte() else { return nil }
        return byte
    }

    private func waits(_ milliseconds: Int32) -> Bool {
        var poller = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        return poll(&poller, 1, milliseconds) > 0
    }

    /// The rest of a UTF-8 sequence; nil for bytes that are none.
    private func scalar(after first: UInt8) -> UInt32? {
        var sequence = [first]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        while sequence.count < length, let byte = byteWithin(50) { sequence.append(byte) }
        return String(validating: sequence, as: UTF8.self)?.unicodeScalars.first?.value
    }

    private func escape() -> Event? {
        // A lone Escape means nothing here; an Alt key or a sequence follows at once.
        guard let second = byteWithin(30) else { return nil }
        guard second == UInt8(ascii: "[") || second == UInt8(ascii: "O") else {
            if second == 0x1B { return nil }
            return .sequence(second == 0x0A ? "\u{1B}\r" : "\u{1B}" + String(UnicodeScalar(second)))
        }
        var sequence = [second]
        while sequence.count < 32, let byte = byteWithin(30) {
            sequence.append(byte)
            if (0x40...0x7E).contains(byte) { break }
        }
        let name = String(decoding: sequence, as: UTF8.self)
        if name == "[200~" { return .paste(pasted()) }
        return Self.known[name].map { .sequence("\u{1B}" + $0) }
    }

    /// Everything up to the closing bracket of a paste.
    private func pasted() -> String {
        let closing = Array("\u{1B}[201~".utf8)
        var text = bytes
        bytes = []
        while true {
            if text.count >= closing.count {
                // Only what has come since can complete it.
                let from = max(0, text.count - 4096 - closing.count)
                if let start = Self.find(closing, in: text, from: from) {
                    bytes = Array(text[(start + closing.count)...])
                    return Self.cleaned(String(decoding: text[..<start], as: UTF8.self))
                }
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return Self.cleaned(String(decoding: text, as: UTF8.self)) }
            text += chunk[..<count]
        }
    }

    private static func find(_ pattern: [UInt8], in text: [UInt8], from: Int) -> Int? {
        guard text.count - from >= pattern.count else { return nil }
        return (from...(text.count - pattern.count)).first { text[$0..<($0 + pattern.count)].elementsEqual(pattern) }
    }

    /// Terminals send a line break as `\r`; other control characters have no place in a cell.
    static func cleaned(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": result.append("\n")
            case "\n" where previous == "\r": break
            case "\n", "\t": result.append(scalar)
            default: if scalar.value >= 0x20, !(0x7F...0x9F).contains(scalar.value) { result.append(scalar) }
            }
            previous = scalar
        }
        return String(result)
    }

    /// What xterm, tmux and VTE send, and the one spelling of it that the editor binds.
    private static let known: [String: String] = {
        var table: [String: String] = [:]
        for (name, spellings) in [
            ("[A", ["[A", "OA", "[1;5A"]), ("[B", ["[B", "OB", "[1;5B"]), ("[C", ["[C", "OC"]), ("[D", ["[D", "OD"]),
            ("[H", ["[H", "OH", "[1~", "[7~"]), ("[F", ["[F", "OF", "[4~", "[8~"]), ("[3~", ["[3~"]),
            ("[1;5C", ["[1;5C", "[1;3C", "[5C", "Oc"]), ("[1;5D", ["[1;5D", "[1;3D", "[5D", "Od"]),
            ("[5~", ["[5~"]), ("[6~", ["[6~"]), ("[Z", ["[Z"]),
        ] { for spelling in spellings { table[spelling] = name } }
        return table
    }()
}
