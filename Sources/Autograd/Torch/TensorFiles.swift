import ObjectModel
import TensorCore

#if canImport(Glibc)
    import Glibc
#endif

/// `torch.save` and `torch.load`, in a format of nbs's own: a line that names it, then one value, each part behind a letter
/// for its kind. PyTorch's files are pickles, programs for Python, which nbs does not run.
enum TensorFiles {
    private static let magic = Array("nbs tensors 1\n".utf8)
    /// Values nested deeper than this are refused: the reader and the writer call themselves.
    private static let deepest = 100

    static func save(_ value: Value, _ path: String) throws {
        var writer = Writer(bytes: magic)
        try writer.write(value, 0)
        if let end = path.lastIndex(of: "/"), end > path.startIndex, access(String(path[..<end]), F_OK) != 0 {
            throw Raised.runtimeError("Parent directory \(path[..<end]) does not exist.")
        }
        try FileAccess.write(writer.bytes, to: path)
    }
    static func load(_ path: String) throws -> Value {
        let bytes = try read(path)
        guard bytes.starts(with: magic) else {
            // A zip archive or a bare pickle.
            if bytes.starts(with: [0x50, 0x4B]) || bytes.first == 0x80 {
                throw Raised.notImplemented(
                    "\(path) is a file of PyTorch's, a pickle, which nbs does not read",
                    hint: "torch.load reads what nbs's own torch.save wrote; as text, numbers come over with tolist() and tensor()")
            }
            throw Raised.runtimeError("\(path) is not a file that torch.save wrote")
        }
        var reader = Reader(bytes: bytes, path: path, at: magic.count)
        let value = try reader.value(0)
        guard reader.at == bytes.count else { throw reader.damaged }
        return value
    }
    private static func read(_ path: String) throws -> [UInt8] {
        try FileAccess.checkReadable(path)
        guard let file = fopen(path, "r") else { throw FileAccess.osError(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = [], chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        guard ferror(file) == 0 else { throw FileAccess.osError(path) }
        return bytes
    }

    // MARK: Writing

    private struct Writer {
        var bytes: [UInt8]

        mutating func number(_ value: Int) { withUnsafeBytes(of: Int64(value).littleEndian) { bytes += $0 } }
        mutating func text(_ text: String) {
            number(text.utf8.count)
            bytes += text.utf8
        }
        mutating func kind(_ letter: Character) { bytes.append(letter.asciiValue ?? 0) }

        mutating func write(_ value: Value, _ depth: Int) throws {
            guard depth < deepest else { throw Raised.runtimeError("torch.save: values nested more than \(deepest) deep") }
            switch value {
            case .none, .unbound: kind("N")
            case .bool(let flag): kind(flag ? "T" : "F")
            case .int(let number):
                kind("i")
                self.number(number)
            case .float(let number):
                kind("f")
                self.number(Int(bitPattern: UInt(number.bitPattern)))
            case .object: try writeObject(value, depth)
            }
        }
        private mutating func writeObject(_ value: Value, _ depth: Int) throws {
            if let tensor = value.asTensor { return try write(tensor) }
            if let text = value.asString {
                kind("s")
                return self.text(text)
            }
            if let dtype = value.asDType {
                kind("y")
                return text(dtype.name)
            }
            if let dict = value.withoutClass.object(of: .dict) as? Dict {
                kind(dict is OrderedDict ? "o" : "d")
                number(dict.count)
                for (key, item) in dict.pairs {
                    try write(key, depth + 1)
                    try write(item, depth + 1)
                }
                return
            }
            let isSize = value.object(of: .size) != nil
            if isSize || value.object(of: .list) != nil || value.object(of: .tuple) != nil, let items = value.intItems {
                kind(isSize ? "z" : value.object(of: .list) != nil ? "l" : "t")
                number(items.count)
                for item in items { try write(item, depth + 1) }
                return
            }
            throw Raised.typeError(
                "torch.save in nbs writes tensors, numbers, texts, and lists and dicts of them; not '\(value.type.name)'", hint: "save model.state_dict() instead of the model")
        }
        private mutating func write(_ tensor: Tensor) throws {
            kind("x")
            bytes.append((tensor.leafRequiresGrad ? 1 : 0) + (tensor.isParameter ? 2 : 0))
            text(tensor.dtype.name)
            number(tensor.rank)
            for size in tensor.shape { number(size) }
            let array = try tensor.array.contiguous()
            bytes += UnsafeRawBufferPointer(start: array.pointer(as: UInt8.self), count: array.count * array.dtype.itemSize)
        }
    }

    // MARK: Reading

    private struct Reader {
        let bytes: [UInt8], path: String
        var at: Int

        var damaged: Raised { Raised.runtimeError("\(path) is damaged at byte \(at)") }

        mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard count >= 0, count <= bytes.count - at else { throw damaged }
            defer { at += count }
            return bytes[at..<(at + count)]
        }
        mutating func number() throws -> Int {
            Int(truncatingIfNeeded: try take(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
        /// A count of things that take at least a byte each.
        mutating func length() throws -> Int {
            let count = try number()
            guard count >= 0, count <= bytes.count - at else { throw damaged }
            return count
        }
        mutating func text() throws -> String { String(decoding: try take(length()), as: UTF8.self) }

        mutating func value(_ depth: Int) throws -> Value {
            guard depth < deepest, let letter = try take(1).first else { throw damaged }
            switch Character(UnicodeScalar(letter)) {
            case "N": return .none
            case "T": return .bool(true)
            case "F": return .bool(false)
            case "i": return .int(try number())
            case "f": return .float(Double(bitPattern: UInt64(bitPattern: Int64(try number()))))
            case "s": return .str(try text())
            case "y":
                guard let dtype = DType(name: try text()) else { throw damaged }
                return .dtype(dtype)
            case "l": return .list(try items(depth))
            case "t": return .tuple(try items(depth))
            case "z": return .object(SizeObject(try Dims(checking: items(depth).map { try $0.toIndex() })))
            case "d": return .object(try fill(Dict(), depth))
            case "o": return .object(try fill(OrderedDict(), depth))
            case "x": return .tensor(try tensor())
            default: throw damaged
            }
        }
        private mutating func items(_ depth: Int) throws -> [Value] {
            var items: [Value] = []
            for _ in 0..<(try length()) { items.append(try value(depth + 1)) }
            return items
        }
        private mutating func fill(_ dict: Dict, _ depth: Int) throws -> Dict {
            for _ in 0..<(try length()) {
                let key = try value(depth + 1)
                try dict.store(key, value(depth + 1))
            }
            return dict
        }
        private mutating func tensor() throws -> Tensor {
            let flags = try take(1).first ?? 0
            guard let dtype = DType(name: try text()) else { throw damaged }
            let rank = try length()
            guard rank <= Dims.capacity else { throw damaged }
            var sizes: [Int] = []
            for _ in 0..<rank { sizes.append(try number()) }
            var count = dtype.itemSize
            for size in sizes {
                let (product, overflow) = count.multipliedReportingOverflow(by: size)
                guard size >= 0, !overflow else { throw damaged }
                count = product
            }
            let raw = try take(count)
            let array = try NDArray(empty: Dims(sizes), dtype: dtype)
            raw.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: array.pointer(as: UInt8.self), count: count).copyMemory(from: $0) }
            let tensor = Tensor(array)
            tensor.isParameter = flags & 2 != 0
            if flags & 1 != 0 { try tensor.setRequiresGrad(true) }
            return tensor
        }
    }

    // MARK: - Functions

    static func path(_ value: Value, _ function: String) throws -> String {
        guard let text = value.asString else {
            throw Raised.typeError("torch.\(function) in nbs takes a file's path as text, not '\(value.type.name)'")
        }
        return text
    }
}
