/// One line of a file, with the very bytes that ended it, so that a file read can be written back unchanged.
package struct SourceLine: Equatable, Sendable {
    package var text: String
    package var ending: Ending

    package enum Ending: String, Sendable {
        case lineFeed = "\n"
        case carriageReturnLineFeed = "\r\n"
        /// The last line of a file that does not end in a line break.
        case none = ""
    }

    package init(_ text: String, _ ending: Ending = .lineFeed) {
        self.text = text
        self.ending = ending
    }

    package var isBlank: Bool { text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0C } }

    /// The lines of `text`. A line break at the end does not start another line.
    package static func split(_ text: String) -> [SourceLine] {
        // By bytes: a "\r\n" is one Character.
        var text = text
        return text.withUTF8 { bytes in
            var lines: [SourceLine] = [], start = 0
            while start < bytes.count {
                var end = start
                while end < bytes.count, bytes[end] != 0x0A { end += 1 }
                let isLast = end == bytes.count, hasReturn = !isLast && end > start && bytes[end - 1] == 0x0D
                lines.append(
                    SourceLine(
                        String(decoding: bytes[start..<(hasReturn ? end - 1 : end)], as: UTF8.self),
                        isLast ? .none : hasReturn ? .carriageReturnLineFeed : .lineFeed))
                start = end + 1
            }
            return lines
        }
    }

    package static func join(_ lines: some Sequence<SourceLine>) -> String {
        var text = ""
        for line in lines {
            text += line.text
            text += line.ending.rawValue
        }
        return text
    }
}
