/// A table of text: names, each followed by its lines, in the order of the names' bytes. Only what is asked for is read: thousands
/// of lines would cost a session's start more than everything else in it.
struct NamedLines: Sendable {
    private let text: String
    /// Where each name begins.
    private let names: [Int]

    /// Lines that begin with one of `marks` belong to the name above them.
    init(_ text: String, marks: [UInt8]) {
        self.text = text
        names = text.bytes { bytes in
            var found: [Int] = [], start = 0
            while start < bytes.count {
                if !marks.contains(bytes[start]) { found.append(start) }
                start = bytes.endOfLine(from: start) + 1
            }
            return found
        }
    }

    /// The lines of a name; nil where there is no such name.
    subscript(name: String) -> [Substring]? {
        var wanted = name
        let place: Range<Int>? = text.bytes { bytes in
            wanted.withUTF8 { wanted in
                var low = 0, high = names.count
                while low < high {
                    let middle = (low + high) / 2, start = names[middle], end = bytes.endOfLine(from: start)
                    let found = bytes[start..<end]
                    if found.elementsEqual(wanted) { return end + 1..<(middle + 1 < names.count ? names[middle + 1] : bytes.count + 1) - 1 }
                    if found.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
                }
                return nil
            }
        }
        guard let place else { return nil }
        let view = text.utf8, start = view.index(view.startIndex, offsetBy: place.lowerBound)
        return text[start..<view.index(start, offsetBy: place.count)].split(separator: "\n")
    }
}

extension String {
    /// Literals and other texts of Swift's own lie in one piece.
    fileprivate func bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var copy = self
        return copy.withUTF8(body)
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func endOfLine(from start: Int) -> Int {
        var end = start
        while end < count, self[end] != UInt8(ascii: "\n") { end += 1 }
        return end
    }
}
