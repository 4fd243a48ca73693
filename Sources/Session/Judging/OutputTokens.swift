/// Output cut into the pieces that are compared: words, numbers, signs, line breaks. Blanks and line breaks inside a
/// tensor are left out, since one value can change how a whole tensor, and what holds it, is laid out.
struct OutputTokens {
    struct Token: Equatable {
        enum Kind: Equatable {
            case word, decimal, sign
            /// A run of blanks, or a line break with the blanks that follow it.
            case blank
        }
        var kind: Kind
        var text: Substring
        /// Of its first byte, from 0.
        var line: Int
    }

    private(set) var tokens: [Token] = []

    init(_ text: String) {
        let utf8 = text.utf8
        var index = utf8.startIndex
        var line = 0
        while index < utf8.endIndex {
            let start = index
            let kind = Self.scan(utf8, &index, previous: tokens.last)
            tokens.append(Token(kind: kind, text: text[start..<index], line: line))
            line += utf8[start..<index].count { $0 == 0x0A }
        }
        dropBlanksInTensors()
    }

    /// Moves `index` past one token.
    private static func scan(_ text: String.UTF8View, _ index: inout String.Index, previous: Token?) -> Token.Kind {
        let byte = text[index]
        if byte.isBlank {
            index = text[index...].firstIndex { !$0.isBlank } ?? text.endIndex
            return .blank
        }
        if let end = numberEnd(text, index, previous: previous) {
            let isDecimal = text[index..<end].contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
            index = end
            return isDecimal ? .decimal : .word
        }
        if byte.continuesWord {
            index = text[index...].firstIndex { !$0.continuesWord } ?? text.endIndex
            return .word
        }
        index = text.index(after: index)
        return .sign
    }

    /// The end of the number that starts here. What runs on as a word is none: `0.weight`, `2.13.0`, `1x1`.
    private static func numberEnd(_ text: String.UTF8View, _ start: String.Index, previous: Token?) -> String.Index? {
        var index = start
        func peek() -> UInt8 { index < text.endIndex ? text[index] : 0 }
        func skipDigits() -> Int {
            let from = index
            index = text[index...].firstIndex { !$0.isASCIIDigit } ?? text.endIndex
            return text.distance(from: from, to: index)
        }
        if peek() == UInt8(ascii: "-") || peek() == UInt8(ascii: "+") {
            // After a word or a closing bracket it is an operator.
            if let previous, previous.kind == .word || previous.kind == .decimal { return nil }
            if let previous, previous.text == ")" || previous.text == "]" { return nil }
            index = text.index(after: index)
        } else if let previous, previous.text == ".", previous.kind == .sign {
            return nil
        }
        guard skipDigits() > 0 else { return nil }
        var hasFraction = false
        var isInteger = true
        if peek() == UInt8(ascii: ".") {
            isInteger = false
            index = text.index(after: index)
            hasFraction = skipDigits() > 0
            // A version or an address.
            if peek() == UInt8(ascii: ".") {
                let next = text.index(after: index)
                if next < text.endIndex, text[next].isASCIIDigit { return nil }
            }
        }
        if peek() == UInt8(ascii: "e") {
            let mark = index
            index = text.index(after: index)
            if peek() == UInt8(ascii: "-") || peek() == UInt8(ascii: "+") { index = text.index(after: index) }
            if skipDigits() > 0 { return peek().continuesWord ? nil : index }
            index = mark
        }
        // `0.weight` is a name; `3.5s` is a number and its unit.
        if peek().continuesWord, !hasFraction, !isInteger { return nil }
        if peek().continuesWord, isInteger { return nil }
        return index
    }

    /// Leaves out blanks within every outermost pair of brackets that holds a tensor.
    private mutating func dropBlanksInTensors() {
        let closings = matchedBrackets()
        var kept: [Token] = []
        kept.reserveCapacity(tokens.count)
        var index = tokens.startIndex
        while index < tokens.endIndex {
            let close = closings[index]
            guard close >= 0 else {
                kept.append(tokens[index])
                index += 1
                continue
            }
            let inside = tokens[index...close]
            if holdsTensor(index...close) { kept += inside.lazy.filter { $0.kind != .blank } } else { kept += inside }
            index = close + 1
        }
        tokens = kept
    }

    /// For each opening bracket that is closed, where; -1 for every other token.
    private func matchedBrackets() -> [Int] {
        var closings = Array(repeating: -1, count: tokens.count)
        var open: [Int] = []
        for (index, token) in tokens.enumerated() {
            if token.isOpening {
                open.append(index)
            } else if token.isClosing, let opening = open.popLast() {
                closings[opening] = index
            }
        }
        return closings
    }

    private func holdsTensor(_ range: ClosedRange<Int>) -> Bool {
        let names = range.lowerBound > tokens.startIndex ? (range.lowerBound - 1)...range.upperBound : range
        return names.contains { index in
            tokens[index].text == "tensor" && index + 1 < tokens.endIndex && tokens[index + 1].text == "("
        }
    }
}

extension OutputTokens.Token {
    var isOpening: Bool { kind == .sign && (text == "(" || text == "[" || text == "{") }
    var isClosing: Bool { kind == .sign && (text == ")" || text == "]" || text == "}") }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
