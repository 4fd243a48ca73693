/// One line of recorded output: `#> text` for standard output, `#! text` for warnings and errors.
enum RecordedLine {
    case output(String)
    case complaint(String)

    init?(_ line: String) {
        // By bytes: a combining mark after the blank must not hide it.
        let text = Substring(CellOutput.withoutTrailingBlanks(line)).utf8
        guard text.starts(with: "#>".utf8) || text.starts(with: "#!".utf8) else { return nil }
        let rest = text.dropFirst(2)
        guard rest.isEmpty || rest.first == 0x20 else { return nil }
        let content = String(Substring(rest.dropFirst()))
        self = text.starts(with: "#>".utf8) ? .output(content) : .complaint(content)
    }
}

extension Cell {
    /// What the file says the cell writes.
    package var recordedOutput: CellOutput {
        var result = CellOutput()
        for line in recorded {
            switch RecordedLine(line.text) {
            case .output(let text): result.output.append(text)
            case .complaint(let text): result.complaints.append(text)
            case nil: break
            }
        }
        while result.output.last?.isEmpty == true { result.output.removeLast() }
        while result.complaints.last?.isEmpty == true { result.complaints.removeLast() }
        return result
    }

    /// Whether the recorded output says that the cell ends with `error`: the message is the comparison's business.
    package func expects(_ error: String) -> Bool {
        recordedOutput.complaints.contains { $0 == error || $0.hasPrefix("\(error):") }
    }

    /// Replaces the recorded output. Everything else stays byte for byte; output that already says the same, too.
    package mutating func record(_ output: CellOutput) {
        guard output != recordedOutput else { return }
        let old = recorded
        let style = ([marker].compactMap { $0 } + body + old).first { $0.ending != .none }?.ending ?? .lineFeed
        recorded =
            output.output.map { SourceLine($0.isEmpty ? "#>" : "#> \($0)", style) }
            + output.complaints.map { SourceLine($0.isEmpty ? "#!" : "#! \($0)", style) }
        if old.isEmpty, !recorded.isEmpty {
            if let last = body.indices.last, body[last].ending == .none {
                body[last].ending = style
                recorded[recorded.count - 1].ending = .none
            } else if body.isEmpty, marker?.ending == SourceLine.Ending.none {
                marker?.ending = style
                recorded[recorded.count - 1].ending = .none
            }
        } else if old.last?.ending == SourceLine.Ending.none, let last = recorded.indices.last {
            recorded[last].ending = .none
        }
    }
}
