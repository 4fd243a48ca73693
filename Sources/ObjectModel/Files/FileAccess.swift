#if canImport(Glibc)
    import Glibc
#endif

/// Which files cells may touch: reading below the working folder, writing below the folders given by `--allow-write`.
public enum FileAccess {
    /// Absolute, links resolved; set from the command line.
    // Set once before the first cell.
    nonisolated(unsafe) private static var writableFolders: [String] = []

    /// Opens folders for writing; what is no folder stays closed.
    public static func allowWriting(below folders: [String]) { writableFolders = folders.compactMap { try? resolved($0) } }

    public static func checkReadable(_ path: String) throws {
        guard isBelow(try resolved(path), folder: workingFolder) else {
            throw denied(path, hint: "cells read files below the working folder only")
        }
    }
    /// The file need not exist, its folder must.
    public static func checkWritable(_ path: String) throws {
        let folder = try resolved(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
        guard writableFolders.contains(where: { isBelow(folder, folder: $0) }) else {
            throw denied(path, hint: "start nbs with --allow-write=DIR to let cells write below DIR")
        }
        // A link inside an open folder may point out of it.
        if let real = realpath(path, nil) {
            defer { free(real) }
            let target = String(cString: real)
            guard writableFolders.contains(where: { isBelow(target, folder: $0) }) else {
                throw denied(path, hint: "the link points out of the folders that --allow-write opens")
            }
        }
    }

    /// Replaces the file's contents.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        try checkWritable(path)
        guard let file = fopen(path, "w") else { throw osError(path) }
        let count = bytes.isEmpty ? 0 : fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else { throw osError(path) }
    }

    /// Removes a file that `write` made.
    public static func remove(_ path: String) { _ = unlink(path) }

    private static func denied(_ path: String, hint: String) -> Raised {
        Raised.os(ExceptionTypes.permissionError, 13, "Permission denied", path, hint: hint)
    }
    /// What the last call to the system complained of.
    public static func osError(_ path: String) -> Raised {
        let type =
            switch errno {
            case ENOENT: ExceptionTypes.fileNotFoundError
            case EACCES: ExceptionTypes.permissionError
            case EISDIR: ExceptionTypes.isADirectoryError
            default: ExceptionTypes.osError
            }
        return Raised.os(type, errno, String(cString: strerror(errno)), path)
    }
    private static var workingFolder: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
    private static func resolved(_ path: String) throws -> String {
        guard let real = realpath(path.isEmpty ? "." : path, nil) else { throw osError(path) }
        defer { free(real) }
        return String(cString: real)
    }
    private static func isBelow(_ path: String, folder: String) -> Bool {
        path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }
}
