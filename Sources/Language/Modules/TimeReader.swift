import ObjectModel

/// What `time.strptime` reads: a text along a format, each directive taking as much as it can and giving back what the rest needs.
struct TimeReader {
    private let format: [Unicode.Scalar]
    private let text: [Unicode.Scalar]
    /// The names of the time zones here, in winter and in summer.
    private let zones: [String]
    /// What each directive has read; names by their number.
    private(set) var found: [Unicode.Scalar: Int] = [:]
    /// Where reading has ended.
    private(set) var end = 0

    static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ]
    /// How many digits a number has at most and at least, and what it may be when it has all of them, or fewer.
    private static let numbers: [Unicode.Scalar: (most: Int, least: Int, full: ClosedRange<Int>, short: ClosedRange<Int>)] = [
        "d": (2, 1, 1...31, 1...9), "f": (6, 1, 0...999_999, 0...99_999), "H": (2, 1, 0...23, 0...9), "I": (2, 1, 1...12, 1...9), "G": (4, 4, 0...9999, 0...0),
        "j": (3, 1, 1...366, 1...99), "m": (2, 1, 1...12, 1...9), "M": (2, 1, 0...59, 0...9), "S": (2, 1, 0...61, 0...9), "U": (2, 1, 0...53, 0...9),
        "W": (2, 1, 0...53, 0...9), "V": (2, 1, 1...53, 0...9), "w": (1, 1, 0...6, 0...0), "u": (1, 1, 1...7, 0...0), "y": (2, 2, 0...99, 0...0),
        "Y": (4, 4, 0...9999, 0...0),
    ]

    /// - Throws: Python's `ValueError` for directives that there are not, and for a text that does not fit.
    init(_ text: String, _ given: String, zones: [String]) throws {
        let expanded: [Unicode.Scalar: String] = ["c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S"]
        var format: [Unicode.Scalar] = []
        var scalars = given.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                format.append(scalar)
                continue
            }
            guard let code = scalars.next() else { throw Raised.valueError("stray % in format '\(given)'") }
            guard expanded[code] != nil || TimeReader.numbers[code] != nil || "aAbBpzZ%".unicodeScalars.contains(code) else {
                throw Raised.valueError("'\(code == "\\" ? "\\\\" : String(code))' is a bad directive in format '\(given)'")
            }
            format += (expanded[code] ?? "%\(code)").unicodeScalars
        }
        (self.format, self.text, self.zones) = (format, Array(text.unicodeScalars), zones)
        guard read(0, 0) else {
            throw Raised.valueError("time data \(try Value.str(text).repr()) does not match format \(try Value.str(given).repr())")
        }
        if end != self.text.count {
            throw Raised.valueError("unconverted data remains: \(String(String.UnicodeScalarView(self.text[end...])))")
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    private static func small(_ scalar: Unicode.Scalar) -> String { scalar.properties.lowercaseMapping }
    private func starts(_ place: Int, _ word: String) -> Bool {
        let letters = Array(word.unicodeScalars)
        guard place + letters.count <= text.count else { return false }
        return letters.indices.allSatisfy { TimeReader.small(text[place + $0]) == TimeReader.small(letters[$0]) }
    }
    /// Whether the text from `place` on fits the format from `step` on.
    private mutating func read(_ step: Int, _ place: Int) -> Bool {
        guard step < format.count else {
            end = place
            return true
        }
        let scalar = format[step]
        if TimeReader.isBlank(scalar) {
            // Any blanks stand for any, one at least.
            let after = format[step...].firstIndex { !TimeReader.isBlank($0) } ?? format.count
            var next = text[place...].firstIndex { !TimeReader.isBlank($0) } ?? text.count
            while next > place {
                if read(after, next) { return true }
                next -= 1
            }
            return false
        }
        guard scalar == "%" else {
            return place < text.count && TimeReader.small(text[place]) == TimeReader.small(scalar) && read(step + 1, place + 1)
        }
        let code = format[step + 1]
        for (value, length) in candidates(code, place) where read(step + 2, place + length) {
            if code != "%", found[code] == nil { found[code] = value }
            return true
        }
        return false
    }
    /// What a directive may read at a place, the likeliest first.
    private func candidates(_ code: Unicode.Scalar, _ place: Int) -> [(value: Int, length: Int)] {
        if let (most, least, full, short) = TimeReader.numbers[code] {
            let digits = text[place...].prefix(most).prefix { $0.value >= 0x30 && $0.value <= 0x39 }.map { Int($0.value) - 0x30 }
            var fitting: [(Int, Int)] = []
            for length in stride(from: digits.count, through: least, by: -1) {
                let number = digits[..<length].reduce(0) { $0 * 10 + $1 }
                // Zero days of the year are none, however they are written.
                if length == most ? full.contains(number) : short.contains(number) { fitting.append((number, length)) }
            }
            if code == "d", digits.isEmpty, starts(place, " "), let next = text.dropFirst(place + 1).first, next.value >= 0x31, next.value <= 0x39 {
                fitting.append((Int(next.value) - 0x30, 2))
            }
            // A fraction's digits stand at the front of six.
            return code == "f" ? fitting.map { number, length in ((length..<6).reduce(number) { value, _ in value * 10 }, length) } : fitting
        }
        func words(_ all: [String]) -> [(Int, Int)] {
            let fitting = all.indices.filter { starts(place, all[$0]) }.map { ($0, all[$0].unicodeScalars.count) }
            return fitting.sorted { $0.1 > $1.1 }
        }
        switch code {
        case "A": return words(TimeReader.days)
        case "a": return words(TimeReader.days.map { String($0.prefix(3)) })
        case "B": return words(TimeReader.months)
        case "b": return words(TimeReader.months.map { String($0.prefix(3)) })
        case "p": return words(["am", "pm"])
        case "Z": return words(["utc", "gmt"] + zones)
        case "z": return zone(place)
        default: return starts(place, "%") ? [(0, 1)] : []
        }
    }
    /// `Z`, or a sign and hours, minutes and maybe seconds, with colons or without.
    private func zone(_ place: Int) -> [(Int, Int)] {
        guard place < text.count else { return [] }
        if text[place] == "Z" { return [(0, 1)] }
        guard text[place] == "+" || text[place] == "-" else { return [] }
        func two(_ place: Int, _ most: Int) -> Int? {
            guard place + 2 <= text.count else { return nil }
            let digits = text[place..<(place + 2)].map { Int($0.value) - 0x30 }
            guard digits.allSatisfy({ $0 >= 0 && $0 <= 9 }), digits[0] * 10 + digits[1] <= most else { return nil }
            return digits[0] * 10 + digits[1]
        }
        guard let hours = two(place + 1, 99) else { return [] }
        let hasColon = place + 3 < text.count && text[place + 3] == ":"
        let behind = place + (hasColon ? 4 : 3)
        guard let minutes = two(behind, 59) else { return [] }
        var (seconds, last) = (hours * 3600 + minutes * 60, behind + 2)
        let further = hasColon ? (last < text.count && text[last] == ":" ? last + 1 : text.count) : last
        if let more = two(further, 59) { (seconds, last) = (seconds + more, further + 2) }
        return [(text[place] == "-" ? -seconds : seconds, last - place)]
    }
}
