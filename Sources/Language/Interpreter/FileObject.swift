import ObjectModel

#if canImport(Glibc)
    import Glibc
#endif

/// A text file that a cell has opened. Reading is allowed below the working folder; writing below the folders given by
/// `--allow-write` (`FileAccess`).
final class FileObject: Object {
    private let path: String
    private let mode: String
    private var text: [UInt8] = []
    private var position = 0
    private var output: [UInt8] = []
    private var isClosed = false

    // Lives as long as the process and belongs to the evaluator's thread.
    nonisolated(unsafe) private static let typeObject = TypeObject("TextIOWrapper", module: "_io", isFinal: true)

    private init(path: String, mode: String) {
        self.path = path
        self.mode = mode
        super.init(kind: .other)
    }
    override var type: TypeObject { Self.typeObject }
    override func repr() -> String { "<_io.TextIOWrapper name=\(StringText.repr(path)) mode='\(mode)' encoding='UTF-8'>" }

    static func open(_ name: Value, mode: String) throws -> Value {
        guard let path = name.asString else {
            throw Raised.typeError("expected str, bytes or os.PathLike object, not \(name.type.name)")
        }
        guard ["r", "rt", "w", "wt", "a", "at", "x"].contains(mode) else {
            throw mode.contains("b")
                ? Raised.notImplemented("open() reads and writes text only in nbs")
                : Raised.valueError("invalid mode: \(StringText.repr(mode))")
        }
        let file = FileObject(path: path, mode: mode)
        if mode.hasPrefix("r") {
            try FileAccess.checkReadable(path)
            file.text = try contents(of: path)
        } else {
            try FileAccess.checkWritable(path)
            if mode.hasPrefix("x"), access(path, F_OK) == 0 {
                throw Raised.os(ExceptionTypes.fileExistsError, 17, "File exists", path)
            }
            try file.write(to: path, append: mode.hasPrefix("a"))
        }
        return .object(file)
    }

    private static func contents(of path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else {
            throw Raised.os(ExceptionTypes.osError, errno, "\(String(cString: strerror(errno)))", path)
        }
        defer { fclose(file) }
        var info = stat()
        if fstat(fileno(file), &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
            throw Raised.os(ExceptionTypes.isADirectoryError, 21, "Is a directory", path)
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= 1 << 30 else { throw Raised(ExceptionTypes.memoryError, "") }
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Raised(ExceptionTypes.unicodeDecodeError, "'utf-8' codec can't decode the bytes of \(StringText.repr(path))")
        }
        return bytes
    }

    private func write(to path: String, append: Bool) throws {
        guard let file = fopen(path, append ? "a" : "w") else {
            throw Raised.os(ExceptionTypes.osError, errno, "\(String(cString: strerror(errno)))", path)
        }
        let count = output.isEmpty ? 0 : fwrite(output, 1, output.count, file)
        let isWritten = fclose(file) == 0 && count == output.count
        output = []
        guard isWritten else { throw Raised.os(ExceptionTypes.osError, errno, "\(String(cString: strerror(errno)))", path) }
    }
    private func close() throws {
        guard !isClosed else { return }
        isClosed = true
        if !mode.hasPrefix("r"), !output.isEmpty { try write(to: path, append: true) }
    }

    // MARK: Methods

    private func checkOpen() throws { if isClosed { throw Raised.valueError("I/O operation on closed file.") } }
    private func readLine() -> String? {
        guard position < text.count else { return nil }
        let end = text[position...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
        defer { position = end }
        return String(decoding: text[position..<end], as: UTF8.self)
    }
    override func iterator() throws -> Object { self }
    override func next() throws -> Value? {
        try checkOpen()
        return readLine().map { .str($0) }
    }
    override func enter() throws -> Value { .object(self) }
    override func exit(_ raised: Raised?) throws -> Bool {
        try close()
        return false
    }
    override func attribute(_ name: Name) throws -> Value? {
        switch name.text {
        case "read":
            return method(name, "size=-1") { [self] a in
                var rest = String(decoding: text[position...], as: UTF8.self)
                if let size = a[0].asInt, size >= 0 { rest = String(String.UnicodeScalarView(rest.unicodeScalars.prefix(size))) }
                position += rest.utf8.count
                return .str(rest)
            }
        case "readline": return method(name, "") { [self] _ in .str(readLine() ?? "") }
        case "readlines":
            return method(name, "") { [self] _ in
                var lines: [Value] = []
                while let line = readLine() { lines.append(.str(line)) }
                return .list(lines)
            }
        case "write":
            return method(name, "text") { [self] a in
                guard !mode.hasPrefix("r") else { throw Raised(ExceptionTypes.osError, "not writable") }
                guard let text = a[0].asString else { throw Raised.typeError("write() argument must be str, not \(a[0].type.name)") }
                output.append(contentsOf: text.utf8)
                if output.count > 1 << 20 { try write(to: path, append: true) }
                return .int(text.unicodeScalars.count)
            }
        case "flush":
            return method(name, "") { [self] _ in
                if !mode.hasPrefix("r") { try write(to: path, append: true) }
                return .none
            }
        case "close":
            return .object(NativeFunction(name, "") { [self] _ in
                try close()
                return .none
            })
        case "closed": return .bool(isClosed)
        case "name": return .str(path)
        case "mode": return .str(mode)
        default: return try super.attribute(name)
        }
    }
    private func method(_ name: Name, _ signature: String, _ body: @escaping (BoundArguments) throws -> Value) -> Value {
        .object(
            NativeFunction(name, signature) { [self] a in
                try checkOpen()
                return try body(a)
            })
    }
}
