/// What is to be said about a cell whose output is not the recorded one.
package struct CellDiff {
    package enum Line: Equatable {
        case same(String), missing(String), added(String)
        /// So many equal lines left out.
        case gap(Int)
    }

    package var lines: [Line] = []
    package var numbers: [Comparison.NumberDifference] = []

    /// Nil when the two agree.
    package init?(recorded: CellOutput, actual: CellOutput, tolerance: Tolerance) {
        let output = Comparison(recorded: recorded.output, actual: actual.output, tolerance: tolerance)
        let complaints = Self.compareComplaints(recorded.complaints, actual.complaints, tolerance)
        if output.agrees && complaints.agrees { return nil }
        numbers = output.numbers + complaints.numbers
        if !output.agrees { lines += Self.diff(recorded.output, actual.output, mark: "#> ", tolerance) }
        if !complaints.agrees { lines += Self.diff(recorded.complaints, actual.complaints, mark: "#! ", tolerance) }
    }

    /// `#! Type: …` stands for any message of that type.
    private static func compareComplaints(_ recorded: [String], _ actual: [String], _ tolerance: Tolerance) -> Comparison {
        if let last = recorded.last, last.hasSuffix(": …"), actual.count >= recorded.count {
            let index = recorded.count - 1
            if actual[index].hasPrefix(last.dropLast()) {
                return Comparison(
                    recorded: Array(recorded.dropLast()), actual: Array(actual[..<index]), tolerance: tolerance)
            }
        }
        return Comparison(recorded: recorded, actual: actual, tolerance: tolerance)
    }

    private static let context = 2

    private static func diff(_ old: [String], _ new: [String], mark: String, _ tolerance: Tolerance) -> [Line] {
        // Lines that only differ within the tolerance are not worth showing, in outputs small enough to look closely.
        let isSmall = old.count + new.count < 400
        let changes = new.difference(from: old) { a, b in
            a == b || isSmall && Comparison(recorded: [a], actual: [b], tolerance: tolerance).agrees
        }
        var removed = Set<Int>()
        var inserted = Set<Int>()
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        // Every line may agree by itself while a line break is elsewhere: then all of it is shown.
        if removed.isEmpty && inserted.isEmpty {
            return old.map { .missing(mark + $0) } + new.map { .added(mark + $0) }
        }
        var lines: [Line] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                lines.append(.missing(mark + old[i]))
                i += 1
            } else if j < new.count, inserted.contains(j) {
                lines.append(.added(mark + new[j]))
                j += 1
            } else {
                if i < old.count { lines.append(.same(mark + old[i])) }
                i += 1
                j += 1
            }
        }
        return withGaps(lines)
    }

    /// Leaves out equal lines further than `context` from a change.
    private static func withGaps(_ lines: [Line]) -> [Line] {
        var isNear = Array(repeating: false, count: lines.count)
        for (index, line) in lines.enumerated() {
            if case .same = line { continue }
            for near in max(0, index - context)...min(lines.count - 1, index + context) { isNear[near] = true }
        }
        var result: [Line] = []
        var skipped = 0
        for (line, near) in zip(lines, isNear) {
            if !near {
                skipped += 1
                continue
            }
            if skipped > 0 { result.append(.gap(skipped)) }
            skipped = 0
            result.append(line)
        }
        if skipped > 0 { result.append(.gap(skipped)) }
        return result
    }
}

extension CellDiff {
    private static let mostLines = 40
    private static let mostNumbers = 5

    /// The diff as `nbs test` prints it below the cell's place.
    package var report: [String] {
        var report = lines.prefix(Self.mostLines).map { line in
            switch line {
            case .same(let text): "      \(text)"
            case .missing(let text): "    - \(text)"
            case .added(let text): "    + \(text)"
            case .gap(let count): "      (\(count) equal \(count == 1 ? "line" : "lines"))"
            }
        }
        if lines.count > Self.mostLines { report.append("      (\(lines.count - Self.mostLines) more lines)") }
        for number in numbers.prefix(Self.mostNumbers) {
            report.append("    \(number.recorded) became \(number.actual): a difference of \(number.by)")
        }
        if numbers.count > Self.mostNumbers {
            report.append("    and \(numbers.count - Self.mostNumbers) more numbers that differ")
        }
        return report
    }
}
