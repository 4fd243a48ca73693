/// A cell's text, with its places counted the way Python counts them: lines and columns from 1, columns in characters
/// (Unicode scalars).
package struct Source: Sendable {
    package let utf8: [UInt8]
    /// Offsets of the first byte of each line.
    private let lineStarts: [Int]

    package init(_ text: String) { self.init(utf8: Array(text.utf8)) }

    package init(utf8: [UInt8]) {
        self.utf8 = utf8
        var starts = [0]
        var offset = 0
        while offset < utf8.count {
            let byte = utf8[offset]
            offset += 1
            if byte == Ascii.carriageReturn, offset < utf8.count, utf8[offset] == Ascii.newline { offset += 1 }
            if byte == Ascii.newline || byte == Ascii.carriageReturn { starts.append(offset) }
        }
        lineStarts = starts
    }

    package var lineCount: Int { lineStarts.count }

    /// The line of a byte; the end of the text counts as its last line.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    package func column(at offset: Int) -> Int {
        let start = lineStarts[line(at: offset) - 1]
        let end = min(max(offset, start), utf8.count)
        var column = 1
        for byte in utf8[start..<end] where byte & 0xC0 != 0x80 { column += 1 }
        return column
    }

    /// The text of line `number` without its line end; empty beyond the text.
    package func lineText(_ number: Int) -> String {
        guard number >= 1, number <= lineStarts.count else { return "" }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : utf8.count
        while end > start, utf8[end - 1] == Ascii.newline || utf8[end - 1] == Ascii.carriageReturn { end -= 1 }
        return String(decoding: utf8[start..<end], as: UTF8.self)
    }

    /// The text a span covers.
    package func text(of span: Span) -> String {
        let start = min(max(Int(span.start), 0), utf8.count)
        let end = min(max(Int(span.end), start), utf8.count)
        return String(decoding: utf8[start..<end], as: UTF8.self)
    }
}

/// Bytes by name.
enum Ascii {
    static let tab = UInt8(ascii: "\t"), newline = UInt8(ascii: "\n"), formFeed: UInt8 = 12
    static let carriageReturn = UInt8(ascii: "\r"), space = UInt8(ascii: " "), hash = UInt8(ascii: "#")
    static let backslash = UInt8(ascii: "\\"), quote = UInt8(ascii: "'"), doubleQuote = UInt8(ascii: "\"")
    static let underscore = UInt8(ascii: "_"), dot = UInt8(ascii: "."), zero = UInt8(ascii: "0")
    static let leftBrace = UInt8(ascii: "{"), rightBrace = UInt8(ascii: "}")

    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

    /// A byte that may stand inside a name; any byte beyond ASCII may, until its character has been looked at.
    @inline(__always) static func isNamePart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == underscore || byte >= 0x80 || isDigit(byte)
    }

    /// The value of a digit in bases up to 16, 255 for anything else.
    static func digitValue(_ byte: UInt8) -> UInt8 {
        if isDigit(byte) { return byte - zero }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : 255
    }
}
