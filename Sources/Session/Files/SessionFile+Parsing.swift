extension SessionFile {
    /// Reads `bytes` as a session file. Anything malformed is an error that names the line.
    package init(parsing bytes: [UInt8], path: String) throws(FileProblem) {
        try self.init(parsing: SessionFile.decode(bytes, path: path), path: path)
    }

    package init(parsing text: String, path: String) throws(FileProblem) {
        self.init(path: path)
        let lines = SourceLine.split(text)
        var next = try parseHeader(lines)
        let firstMarker = lines[next...].firstIndex { $0.text.hasPrefix(Self.cellMark) } ?? lines.endIndex
        // Comments before the first cell are the author's notes; code there is a cell of its own.
        let isCode = lines[next..<firstMarker].contains { !$0.isBlank && !$0.text.hasPrefix("#") }
        if !isCode && firstMarker < lines.endIndex {
            preamble += lines[next..<firstMarker]
            next = firstMarker
        } else if !lines[next...].isEmpty {
            try append(Cell(), lines[next..<firstMarker], from: next)
            next = firstMarker
        }
        while next < lines.endIndex {
            var cell = Cell()
            cell.marker = lines[next]
            try parseMarker(lines[next].text, line: next + 1, into: &cell)
            let end = lines[(next + 1)...].firstIndex { $0.text.hasPrefix(Self.cellMark) } ?? lines.endIndex
            try append(cell, lines[(next + 1)..<end], from: next + 1)
            next = end
        }
    }

    static let cellMark = "# %%"

    /// The text of `bytes`; invalid UTF-8 is refused with its place.
    static func decode(_ bytes: [UInt8], path: String) throws(FileProblem) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let offset = firstInvalidByte(bytes)
        let line = bytes[..<offset].count { $0 == 0x0A } + 1
        let column = offset - (bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        let hex = String(bytes[offset], radix: 16)
        throw FileProblem(path, line: line, "not UTF-8: byte 0x\(hex.count < 2 ? "0" : "")\(hex) at column \(column)")
    }

    /// The offset of the first byte that no valid UTF-8 text has there.
    static func firstInvalidByte(_ bytes: [UInt8]) -> Int {
        var valid = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid += UTF8.width(scalar) }
        return min(valid, bytes.count - 1)
    }
}

// MARK: - Header

extension SessionFile {
    private static let byteOrderMark = "\u{FEFF}"
    private static let headerRule = "# ---"

    /// Reads the header, if there is one, into `header` and `preamble`; the number of lines read.
    private mutating func parseHeader(_ lines: [SourceLine]) throws(FileProblem) -> Int {
        var start = 0
        if let first = lines.first?.text, first.hasPrefix("#!/") || first.hasPrefix(Self.byteOrderMark + "#!/") { start = 1 }
        while start < lines.count, lines[start].isBlank { start += 1 }
        guard start < lines.count else { return 0 }
        var rule = lines[start].text
        if start == 0, rule.hasPrefix(Self.byteOrderMark) { rule.unicodeScalars.removeFirst() }
        guard CellOutput.withoutTrailingBlanks(rule) == Self.headerRule else { return 0 }
        var index = start + 1
        while true {
            guard index < lines.count else {
                throw FileProblem(path, line: start + 1, "the header is not closed: a second line `# ---` is missing")
            }
            let text = CellOutput.withoutTrailingBlanks(lines[index].text)
            if text == Self.headerRule { break }
            try parseHeaderLine(text, line: index + 1)
            index += 1
        }
        preamble = Array(lines[...index])
        return index + 1
    }

    private mutating func parseHeaderLine(_ line: String, line number: Int) throws(FileProblem) {
        guard line.hasPrefix("#") else {
            throw FileProblem(path, line: number, "a header line must start with `#`")
        }
        let content = line.dropFirst().drop { $0 == " " }
        // Jupytext's own block, its nested lines included, belongs to other tools.
        if content.isEmpty || content.hasPrefix("jupyter:") || line.hasPrefix("#   ") { return }
        guard let colon = content.firstIndex(of: ":") else {
            throw FileProblem(path, line: number, "a header line must be `# key: value`")
        }
        let key = String(content[..<colon])
        let value = Self.unquoted(String(content[content.index(after: colon)...].drop { $0 == " " }))
        switch key {
        case "title": header.title = value
        case "lang": header.lang = value
        case "seed":
            if let seed = UInt64(value) {
                header.seed = seed
            } else if let seed = Int64(value) {
                header.seed = UInt64(bitPattern: seed)
            } else {
                throw FileProblem(path, line: number, "seed must be a whole number of at most 64 bits, not '\(value)'")
            }
        case "tolerance": header.tolerance = try tolerance(value, line: number)
        default:
            throw FileProblem(
                path, line: number, "unknown header key '\(key)'; the keys are title, seed, lang and tolerance")
        }
    }

    private static func unquoted(_ value: String) -> String {
        guard value.utf8.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote else {
            return value
        }
        return String(value.dropFirst().dropLast())
    }

    private func tolerance(_ value: String, line: Int) throws(FileProblem) -> Tolerance {
        guard let tolerance = Tolerance(value) else {
            throw FileProblem(path, line: line, "tolerance must be `exact` or a number such as 1e-3, not '\(value)'")
        }
        return tolerance
    }
}

// MARK: - Cells

extension SessionFile {
    /// Reads `# %% title [type] key=value key="…"`.
    private func parseMarker(_ line: String, line number: Int, into cell: inout Cell) throws(FileProblem) {
        // Jupytext nests cells with further percent signs; they say nothing here.
        var words = try markerWords(line.dropFirst(Self.cellMark.count).drop { $0 == "%" }, line: number)
        while let (key, value) = words.last.flatMap({ Self.pair($0) }) {
            words.removeLast()
            cell.options.insert((key, value), at: 0)
        }
        if let word = words.last, word.hasPrefix("["), word.hasSuffix("]"), Self.isName(word.dropFirst().dropLast()) {
            let name = word == "[md]" ? "markdown" : String(word.dropFirst().dropLast())
            guard let kind = Cell.Kind(rawValue: name) else {
                let known = Cell.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw FileProblem(path, line: number, "unknown cell type '\(name)'; the types are \(known)")
            }
            cell.kind = kind
            words.removeLast()
        }
        cell.title = words.joined(separator: " ")
        for (key, value) in cell.options {
            switch key {
            case "tolerance": cell.tolerance = try tolerance(value, line: number)
            case "output":
                guard value == "any" else {
                    throw FileProblem(path, line: number, "output must be `any`, not '\(value)'")
                }
                cell.comparesOutput = false
            default: break
            }
        }
        let belongsToExercise = [.hint, .check, .solution].contains(cell.kind)
        if belongsToExercise, !cells.contains(where: { $0.kind == .exercise }) {
            throw FileProblem(path, line: number, "a \(cell.kind.rawValue) belongs to an exercise, and there is none before it")
        }
    }

    /// The words of a cell's first line; blanks inside the quotes of a `key="…"` do not separate.
    private func markerWords(_ text: Substring, line: Int) throws(FileProblem) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in text {
            if character == "\"", isQuoted || word.hasSuffix("=") && Self.isName(word.dropLast()) { isQuoted.toggle() }
            if !isQuoted, character == " " || character == "\t" {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if isQuoted { throw FileProblem(path, line: line, "a quote is not closed: \(word)") }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func pair(_ word: String) -> (String, String)? {
        guard let equals = word.firstIndex(of: "="), isName(word[..<equals]) else { return nil }
        let value = String(word[word.index(after: equals)...])
        // `==` and a bare `name=` are words of a title.
        guard !value.isEmpty, !value.hasPrefix("=") else { return nil }
        return (String(word[..<equals]), unquoted(value))
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.first, first.isLetter || first == "_" else { return false }
        return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    }

    /// Splits a cell's lines into body, recorded output and the blank lines after them.
    private mutating func append(_ cell: Cell, _ lines: ArraySlice<SourceLine>, from first: Int) throws(FileProblem) {
        var cell = cell
        cell.firstLine = first + 1
        var end = lines.endIndex
        while end > lines.startIndex, lines[end - 1].isBlank { end -= 1 }
        cell.trailing = Array(lines[end...])
        // The recorded output is the last run of output lines; blank lines within it do not end it.
        var start = end
        var index = end
        while index > lines.startIndex {
            let line = lines[index - 1]
            if RecordedLine(line.text) != nil { start = index - 1 } else if !line.isBlank { break }
            index -= 1
        }
        cell.body = Array(lines[lines.startIndex..<start])
        cell.recorded = Array(lines[start..<end])
        if cell.kind.isProse {
            if !cell.recorded.isEmpty {
                throw FileProblem(path, line: start + 1, "a \(cell.kind.rawValue) cell has no output")
            }
            if let wrong = cell.body.firstIndex(where: { !$0.isBlank && !$0.text.hasPrefix("#") }) {
                throw FileProblem(
                    path, line: cell.firstLine + wrong, "a \(cell.kind.rawValue) cell holds comment lines only")
            }
        }
        cells.append(cell)
    }
}
