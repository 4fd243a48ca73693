// Text as bytes and back.
extension Bytes {
    private enum Coding {
        case utf8
        /// One byte a character, those below the limit; CPython's name of it.
        case single(limit: UInt32, String)
        /// Units of so many bytes; nil: the byte order is what the mark at the start says, ours without one.
        case wide(bytes: Int, isBig: Bool?, String)

        init(_ name: String) throws {
            if name == "utf-8" {
                self = .utf8
                return
            }
            switch String(name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 }) {
            case "utf-8", "utf8", "u8", "cp65001": self = .utf8
            case "ascii", "us-ascii", "646": self = .single(limit: 0x80, "ascii")
            case "latin-1", "latin1", "latin", "iso-8859-1", "iso8859-1", "8859", "cp819", "l1": self = .single(limit: 0x100, "latin-1")
            case "utf-16", "utf16", "u16": self = .wide(bytes: 2, isBig: nil, "utf-16")
            case "utf-16-le", "utf-16le": self = .wide(bytes: 2, isBig: false, "utf-16-le")
            case "utf-16-be", "utf-16be": self = .wide(bytes: 2, isBig: true, "utf-16-be")
            case "utf-32", "utf32", "u32": self = .wide(bytes: 4, isBig: nil, "utf-32")
            case "utf-32-le", "utf-32le": self = .wide(bytes: 4, isBig: false, "utf-32-le")
            case "utf-32-be", "utf-32be": self = .wide(bytes: 4, isBig: true, "utf-32-be")
            default:
                throw Raised(
                    ExceptionTypes.lookupError, "unknown encoding: \(name)", hint: "nbs knows utf-8, utf-16, utf-32, ascii and latin-1")
            }
        }
    }
    private static func unknownHandler(_ name: String) -> Raised {
        Raised(ExceptionTypes.lookupError, "unknown error handler name '\(name)'")
    }

    // MARK: Text to bytes

    static func encode(_ text: String, _ encoding: String, _ errors: String) throws -> Bytes {
        switch try Coding(encoding) {
        case .utf8: return Bytes(Array(text.utf8))
        case .single(let limit, let name): return Bytes(try encode(text, below: limit, name, errors))
        case .wide(let size, let isBig, _):
            let units = size == 2 ? text.utf16.map(UInt32.init) : text.unicodeScalars.map(\.value)
            // Without a byte order in its name an encoding starts with a mark.
            let marked = isBig == nil ? [0xFEFF] + units : units
            return Bytes(marked.flatMap { unit in
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: unit >> (8 * UInt32($0))) }
                return isBig == true ? bytes.reversed() : bytes
            })
        }
    }
    private static func encode(_ text: String, below limit: UInt32, _ name: String, _ errors: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if scalar.value < limit {
                bytes.append(UInt8(scalar.value))
                continue
            }
            switch errors {
            case "strict":
                let run = text.unicodeScalars.dropFirst(index).prefix { $0.value >= limit }.count
                throw Raised(ExceptionObject(
                    type: ExceptionTypes.unicodeEncodeError,
                    arguments: [.str(name), .str(text), .int(index), .int(index + run), .str("ordinal not in range(\(limit))")]))
            case "ignore": break
            case "replace": bytes.append(0x3F)
            case "backslashreplace": bytes += Array(StringText.escape(scalar).utf8)
            case "xmlcharrefreplace": bytes += Array("&#\(scalar.value);".utf8)
            default: throw unknownHandler(errors)
            }
        }
        return bytes
    }

    // MARK: Bytes to text

    func decode(_ encoding: String, _ errors: String) throws -> String {
        switch try Coding(encoding) {
        case .utf8: return try String(validating: bytes, as: UTF8.self) ?? decodeUTF8(errors)
        case .single(let limit, let name):
            var text = String.UnicodeScalarView()
            for (place, byte) in bytes.enumerated() {
                if byte < limit {
                    text.append(Unicode.Scalar(byte))
                } else {
                    try stumble(place..<place + 1, name, "ordinal not in range(\(limit))", errors, &text)
                }
            }
            return String(text)
        case .wide(let size, let isBig, let name): return try decodeWide(size, isBig, name, errors)
        }
    }
    /// What becomes of bytes that stand for nothing.
    private func stumble(_ places: Range<Int>, _ name: String, _ reason: String, _ errors: String, _ text: inout String.UnicodeScalarView) throws {
        switch errors {
        case "strict":
            throw Raised(ExceptionObject(
                type: ExceptionTypes.unicodeDecodeError,
                arguments: [.str(name), .object(self), .int(places.lowerBound), .int(places.upperBound), .str(reason)]))
        case "ignore": break
        case "replace": text.append("\u{FFFD}")
        case "backslashreplace": for place in places { text.append(contentsOf: "\\x\(bytes[place] < 16 ? "0" : "")\(String(bytes[place], radix: 16))".unicodeScalars) }
        default: throw Bytes.unknownHandler(errors)
        }
    }
    private func decodeUTF8(_ errors: String) throws -> String {
        var text = String.UnicodeScalarView()
        var place = 0
        while place < bytes.count {
            let lead = bytes[place]
            // How many bytes follow, and between which bounds the first of them must lie: neither too long a form nor a surrogate.
            let (following, low, high): (Int, UInt8, UInt8) =
                switch lead {
                case 0x00..<0x80: (0, 0, 0)
                case 0xC2..<0xE0: (1, 0x80, 0xBF)
                case 0xE0: (2, 0xA0, 0xBF)
                case 0xED: (2, 0x80, 0x9F)
                case 0xE1..<0xF0: (2, 0x80, 0xBF)
                case 0xF0: (3, 0x90, 0xBF)
                case 0xF4: (3, 0x80, 0x8F)
                case 0xF1..<0xF4: (3, 0x80, 0xBF)
                default: (-1, 0, 0)
                }
            var end = place + 1
            while following > 0, end < bytes.count, end <= place + following,
                (end == place + 1 ? low : 0x80)...(end == place + 1 ? high : 0xBF) ~= bytes[end]
            { end += 1 }
            if following < 0 {
                try stumble(place..<end, "utf-8", "invalid start byte", errors, &text)
            } else if end == place + following + 1 {
                text.append(contentsOf: String(decoding: bytes[place..<end], as: UTF8.self).unicodeScalars)
            } else {
                try stumble(place..<end, "utf-8", end == bytes.count ? "unexpected end of data" : "invalid continuation byte", errors, &text)
            }
            place = end
        }
        return String(text)
    }
    private func decodeWide(_ size: Int, _ isBig: Bool?, _ name: String, _ errors: String) throws -> String {
        var isBig = isBig
        var text = String.UnicodeScalarView()
        var place = 0
        func unit(_ place: Int) -> UInt32? {
            guard place + size <= bytes.count else { return nil }
            return (0..<size).reduce(0) { $0 << 8 | UInt32(bytes[place + (isBig == true ? $1 : size - 1 - $1)]) }
        }
        if isBig == nil, let mark = unit(0) {
            isBig = mark == (size == 2 ? 0xFFFE : 0xFFFE_0000)
            if isBig == true || mark == 0xFEFF { place = size }
        }
        // What is said to fail is the encoding with its byte order.
        let name = name.hasSuffix("e") ? name : name + (isBig == true ? "-be" : "-le")
        while place < bytes.count {
            guard let first = unit(place) else {
                try stumble(place..<bytes.count, name, "truncated data", errors, &text)
                break
            }
            if let scalar = Unicode.Scalar(first) {
                text.append(scalar)
                place += size
                continue
            }
            if size == 4 {
                let reason = first > 0x10FFFF ? "code point not in range(0x110000)" : "code point in surrogate code point range(0xd800, 0xe000)"
                try stumble(place..<place + 4, name, reason, errors, &text)
                place += 4
            } else if first < 0xDC00, let second = unit(place + 2), 0xDC00..<0xE000 ~= second,
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                text.append(scalar)
                place += 4
            } else if first < 0xDC00 {
                let isEnd = place + 4 > bytes.count
                try stumble(place..<(isEnd ? bytes.count : place + 2), name, isEnd ? "unexpected end of data" : "illegal UTF-16 surrogate", errors, &text)
                place = isEnd ? bytes.count : place + 2
            } else {
                try stumble(place..<place + 2, name, "illegal encoding", errors, &text)
                place += 2
            }
        }
        return String(text)
    }
}
