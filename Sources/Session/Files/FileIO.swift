import Glibc

/// Reading and writing whole files, with errors that say what the system said.
package enum FileIO {
    /// `No such file or directory`, as `strerror` words it.
    package static func message(_ code: Int32) -> String {
        // The product never sets LC_MESSAGES, so this is English; a null pointer is never returned for any number.
        String(cString: strerror(code))
    }

    package static func read(_ path: String) throws(FileProblem) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileProblem(path, message(errno)) }
        defer { close(file) }
        do { return try readAll(file) } catch { throw FileProblem(path, message(error.code)) }
    }

    package struct ReadError: Error {
        package var code: Int32
        package init(code: Int32) { self.code = code }
    }

    /// Reads until the end of `file`.
    package static func readAll(_ file: Int32) throws(ReadError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count > 0 {
                bytes += chunk[..<count]
            } else if count == 0 {
                return bytes
            } else if errno != EINTR {
                throw ReadError(code: errno)
            }
        }
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder, sorted, hidden ones left out.
    package static func names(in folder: String) throws(FileProblem) -> [String] {
        guard let handle = opendir(folder) else { throw FileProblem(folder, message(errno)) }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }  // d_name is a C string
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The `.nbs` files that `path` names: itself, or every one below the folder it is.
    package static func sessionFiles(at path: String) throws(FileProblem) -> [String] {
        guard isFolder(path) else { return [path] }
        var found: [String] = []
        for name in try names(in: path) {
            let inner = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            var status = stat()
            // A link to a folder is not followed: it may lead back up.
            guard lstat(inner, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                found += try sessionFiles(at: inner)
            } else if name.hasSuffix(".nbs") {
                found.append(inner)
            }
        }
        return found
    }

    /// Replaces a file so that a reader, or a crash, only ever meets the old text or the new one: a temporary file in
    /// the same folder, synced, then renamed over it. Mode and symbolic links stay.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(FileProblem) {
        let target = realpath(path, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        } ?? path
        let folder = target.lastIndex(of: "/").map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
        var template = Array("\(folder)/.nbs-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw FileProblem(path, message(errno)) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var code = fill(file, with: bytes, likeFileAt: target)
        if close(file) != 0, code == nil { code = errno }
        if code == nil, rename(temporary, target) != 0 { code = errno }
        if let code {
            unlink(temporary)
            throw FileProblem(path, message(code))
        }
        let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if handle >= 0 {
            fsync(handle)
            close(handle)
        }
    }

    private static func fill(_ file: Int32, with bytes: [UInt8], likeFileAt target: String) -> Int32? {
        var status = stat()
        if stat(target, &status) == 0 {
            if fchmod(file, status.st_mode & 0o7777) != 0 { return errno }
            // Only root can give a file away; for everyone else the file was theirs already.
            _ = fchown(file, status.st_uid, status.st_gid)
        } else {
            let mask = umask(0)
            umask(mask)
            if fchmod(file, 0o666 & ~mask) != 0 { return errno }
        }
        if let code = StandardStreams.writeFully(bytes, to: file) { return code }
        return fsync(file) == 0 ? nil : errno
    }
}
