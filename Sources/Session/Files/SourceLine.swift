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
        var lines: [SourceLine] = []
        let bytes = text.utf8
        var start = bytes.startIndex
        while start < bytes.endIndex {
            guard let feed = bytes[start...].firstIndex(of: 0x0A) else {
                lines.append(SourceLine(String(text[start...]), .none))
                break
            }
            // A "\r\n" is one Character, so the line is cut by UTF-8 index.
            if feed > start, bytes[bytes.index(before: feed)] == 0x0D {
                lines.append(SourceLine(String(text[start..<bytes.index(before: feed)]), .carriageReturnLineFeed))
            } else {
                lines.append(SourceLine(String(text[start..<feed]), .lineFeed))
            }
            start = bytes.index(after: feed)
        }
        return lines
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
