/// A table of text: names, each with its lines, in the order of the names' bytes. Only what is asked for is read: thousands of
/// lines would cost a session's start more than everything else in it.
struct NamedLines: Sendable {
    /// Where the names stand: on lines of their own, told by the other lines' first bytes, or as every line's first word.
    enum Form: Sendable {
        case above(marks: [UInt8])
        case firstWord
    }
    private let text: String, form: Form
    /// Where each name begins.
    private let names: [Int]

    init(_ text: String, _ form: Form) {
        self.text = text
        self.form = form
        names = text.bytes { bytes in
            var found: [Int] = [], start = 0
            while start < bytes.count {
                let isName =
                    switch form {
                    case .above(let marks): !marks.contains(bytes[start])
                    case .firstWord: found.last.map { bytes.word(from: $0).elementsEqual(bytes.word(from: start)) } != true
                    }
                if isName { found.append(start) }
                start = bytes.end(from: start, UInt8(ascii: "\n")) + 1
            }
            return found
        }
    }

    /// The lines of a name; none where there is no such name.
    subscript(name: String) -> [Substring] {
        var wanted = name
        let place: Range<Int> = text.bytes { bytes in
            wanted.withUTF8 { wanted in
                var low = 0, high = names.count
                while low < high {
                    let middle = (low + high) / 2, found = bytes.word(from: names[middle])
                    if found.elementsEqual(wanted) {
                        let end = middle + 1 < names.count ? names[middle + 1] : bytes.count
                        // The last name may have no lines.
                        return if case .above = form { min(found.endIndex + 1, end)..<end } else { found.startIndex..<end }
                    }
                    if found.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
                }
                return 0..<0
            }
        }
        let view = text.utf8, start = view.index(view.startIndex, offsetBy: place.lowerBound)
        return view[start..<view.index(start, offsetBy: place.count)].split(separator: UInt8(ascii: "\n")).map { Substring($0) }
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
    fileprivate func end(from start: Int, _ separator: UInt8) -> Int {
        var end = start
        while end < count, self[end] != separator, self[end] != UInt8(ascii: "\n") { end += 1 }
        return end
    }
    fileprivate func word(from start: Int) -> Slice<Self> { self[start..<end(from: start, UInt8(ascii: " "))] }
}
