import BigInt

/// `ascii bin chr format hex oct ord repr`.
enum Characters {
    private static func radix(_ name: Name, _ prefix: String, _ bits: Int) -> NativeFunction {
        BuiltinFunctions.one(name, "number", "The digits to base \(1 << bits).") { value in
            if case .int(let small) = value { return Characters.digits(small, prefix.utf8, bits) }
            guard let number = try integer(value) else {
                throw Raised.typeError("'\(value.type.name)' object cannot be interpreted as an integer")
            }
            let sign = number.sign == .minus && !number.isZero ? "-" : ""
            return .str(sign + prefix + (try BigWords.digits(number.magnitude, bits: bits)))
        }
    }
    private static func digits(_ number: Int, _ prefix: String.UTF8View, _ bits: Int) -> Value {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 68) { buffer in
            // 64 digits, two letters before them and a sign.
            let end = buffer.baseAddress.unsafelyUnwrapped + 68
            var (place, left) = (end, number.magnitude)
            repeat {
                place -= 1
                let digit = UInt8(truncatingIfNeeded: left) & (1 << UInt8(bits) &- 1)
                place.pointee = digit < 10 ? 0x30 &+ digit : 0x57 &+ digit
                left >>= UInt(bits)
            } while left > 0
            for letter in prefix.reversed() {
                place -= 1
                place.pointee = letter
            }
            if number < 0 {
                place -= 1
                place.pointee = 0x2D
            }
            return .object(Str.copy(UnsafeBufferPointer(start: place, count: end - place), isASCII: true))
        }
    }
    private static func integer(_ value: Value) throws -> BigInt? {
        if let number = value.asBigInt { return number }
        guard case .object(let object) = value else { return nil }
        return try object.index()?.asBigInt
    }
    private static func character(_ value: Value) throws -> Value {
        if case .int(let small) = value, let code = UInt32(exactly: small), let scalar = Unicode.Scalar(code) { return Str.character(scalar) }
        guard let number = try integer(value) else {
            throw Raised.typeError("'\(value.type.name)' object cannot be interpreted as an integer")
        }
        guard number.magnitude.bitWidth < 32 else {
            throw Raised.overflow("Python int too large to convert to C int")
        }
        guard let code = UInt32(exactly: number), code < 0x110000 else { throw Raised.valueError("chr() arg not in range(0x110000)") }
        guard let scalar = Unicode.Scalar(code) else {
            throw Raised.valueError("chr(0x\(String(code, radix: 16))) is half of a surrogate pair, which nbs text cannot hold")
        }
        return Str.character(scalar)
    }
    private static func code(_ value: Value) throws -> Value {
        if let text = Str.of(value) {
            guard text.count == 1 else { throw Raised.typeError("ord() expected a character, but string of length \(text.count) found") }
            var place = 0
            return .int(Int(UTF8Bytes.scalar(text.start, &place).value))
        }
        if let bytes = value.withoutClass.object(of: .bytes) as? Bytes {
            guard bytes.bytes.count == 1 else {
                throw Raised.typeError("ord() expected a character, but string of length \(bytes.bytes.count) found")
            }
            return .int(Int(bytes.bytes[0]))
        }
        throw Raised.typeError("ord() expected string of length 1, but \(value.type.name) found")
    }

    static var functions: [NativeFunction] {
        [
            radix("bin", "0b", 1), radix("oct", "0o", 3), radix("hex", "0x", 4),
            BuiltinFunctions.one("chr", "i", "The character of code point i.", character).intrinsic(.chr),
            BuiltinFunctions.one("ord", "c", "The code point of the character c.", code).intrinsic(.ord),
            BuiltinFunctions.one("repr", "obj", "The value as it would be written in a program.") { .str(try $0.repr()) },
            BuiltinFunctions.one("ascii", "obj", "As repr, with escapes for everything that is not ASCII.") { .str(try Str.ascii($0)) },
            BuiltinFunctions.some("format", 1...2, "value, format_spec=''", "The value as text by a format specification.") { a in
                try a[0].formatted(a.count > 1 ? Str.argument(a[1], as: "format() argument 2") : nil)
            },
        ]
    }
}
