// Where an f-string ends when its fields hold strings with the same quotes, which Python has allowed since 3.12:
// f'{d['key']}'. In 3.11 such a string ends at the first quote, in the middle of a field, and cannot be read.

extension Lexer {
    /// The offset behind the closing quote, for a body that starts at `start`; nil when there is none on this reading.
    func formattedStringEnd(from start: Int, quote: UInt8, isTriple: Bool) -> Int? {
        var index = start
        while index < limit {
            let byte = bytes[index]
            if byte == quote, !isTriple || isTripleQuote(at: index) { return index + (isTriple ? 3 : 1) }
            switch byte {
            case Ascii.backslash: index += 2
            case Ascii.newline where !isTriple: return nil
            case Ascii.leftBrace where index + 1 < limit && bytes[index + 1] == byte: index += 2
            case Ascii.leftBrace:
                guard let end = fieldEnd(from: index + 1, quote: quote, isTriple: isTriple, depth: 1) else {
                    return nil
                }
                index = end
            default: index += 1
            }
        }
        return nil
    }

    /// The offset behind the brace that closes a field.
    private func fieldEnd(from start: Int, quote: UInt8, isTriple: Bool, depth: Int) -> Int? {
        guard depth < 5 else { return nil }
        var index = start
        var brackets = 0
        while index < limit {
            let byte = bytes[index]
            switch byte {
            case Ascii.quote, Ascii.doubleQuote:
                if isTriple, byte == quote, isTripleQuote(at: index) { return nil }
                guard let end = innerStringEnd(at: index, depth: depth) else { return nil }
                index = end
                continue
            case Ascii.newline where !isTriple: return nil
            case Ascii.hash: return nil
            case UInt8(ascii: "("), UInt8(ascii: "["), Ascii.leftBrace: brackets += 1
            case Ascii.rightBrace where brackets == 0: return index + 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), Ascii.rightBrace: brackets -= 1
            case UInt8(ascii: ":") where brackets == 0:
                return specificationEnd(from: index + 1, quote: quote, isTriple: isTriple, depth: depth)
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The offset behind the brace that ends a format specification.
    private func specificationEnd(from start: Int, quote: UInt8, isTriple: Bool, depth: Int) -> Int? {
        var index = start
        while index < limit {
            let byte = bytes[index]
            if byte == quote, !isTriple || isTripleQuote(at: index) { return nil }
            switch byte {
            case Ascii.newline where !isTriple: return nil
            case Ascii.rightBrace: return index + 1
            case Ascii.leftBrace:
                guard let end = fieldEnd(from: index + 1, quote: quote, isTriple: isTriple, depth: depth + 1) else {
                    return nil
                }
                index = end
            default: index += 1
            }
        }
        return nil
    }

    /// The offset behind a string inside a field; `index` stands on its quote, its prefix just before.
    private func innerStringEnd(at index: Int, depth: Int) -> Int? {
        let quote = bytes[index]
        let isTriple = isTripleQuote(at: index)
        let start = index + (isTriple ? 3 : 1)
        let before = index > 0 ? bytes[index - 1] | 0x20 : 0
        let beforeThat = index > 1 ? bytes[index - 2] | 0x20 : 0
        let letters: [UInt8] = [UInt8(ascii: "f"), UInt8(ascii: "r")]
        if before == letters[0] || (before == letters[1] && beforeThat == letters[0]) {
            return depth < 4 ? formattedStringEnd(from: start, quote: quote, isTriple: isTriple) : nil
        }
        var index = start
        while index < limit {
            if bytes[index] == quote, !isTriple || isTripleQuote(at: index) { return index + (isTriple ? 3 : 1) }
            if bytes[index] == Ascii.newline, !isTriple { return nil }
            index += bytes[index] == Ascii.backslash ? 2 : 1
        }
        return nil
    }

    private func isTripleQuote(at index: Int) -> Bool {
        index + 2 < limit && bytes[index + 1] == bytes[index] && bytes[index + 2] == bytes[index]
    }
}
