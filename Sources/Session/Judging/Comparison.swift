/// The contract's rule for "the same output": token by token, decimal numbers to one unit in the last digit.
package struct Comparison {
    /// Two numbers that should agree and do not.
    package struct NumberDifference: Equatable {
        package var recorded: String
        package var actual: String
        /// By how much, as decimal text.
        package var by: String
        /// Of the recorded number, from 0.
        package var line: Int
    }

    package var agrees: Bool
    package var numbers: [NumberDifference] = []

    package init(recorded: [String], actual: [String], tolerance: Tolerance) {
        let recorded = Self.trimmed(recorded)
        let actual = Self.trimmed(actual)
        agrees = recorded == actual
        if agrees || tolerance == .exact { return }
        compare(
            OutputTokens(recorded.joined(separator: "\n")).tokens, OutputTokens(actual.joined(separator: "\n")).tokens,
            tolerance)
    }

    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = lines.map(CellOutput.withoutTrailingBlanks)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private mutating func compare(_ recorded: [OutputTokens.Token], _ actual: [OutputTokens.Token], _ tolerance: Tolerance) {
        agrees = recorded.count == actual.count
        for index in 0..<min(recorded.count, actual.count) {
            let (a, b) = (recorded[index], actual[index])
            if a.kind == b.kind, a.text.utf8.elementsEqual(b.text.utf8) { continue }
            if a.kind == .decimal, b.kind == .decimal, let x = Decimal(a.text), let y = Decimal(b.text) {
                if Self.agree(x, y, tolerance) { continue }
                let by = (x - y).magnitude.description
                numbers.append(NumberDifference(recorded: String(a.text), actual: String(b.text), by: by, line: a.line))
                agrees = false
            } else if Self.areAlignment(recorded, actual, at: index) {
                continue
            } else {
                // From here on the two say different things, and pairing their numbers would mislead.
                agrees = false
                return
            }
        }
    }

    /// Blanks that right-align two numbers of different length: `loss  9.9999` and `loss 10.0000`.
    private static func areAlignment(_ a: [OutputTokens.Token], _ b: [OutputTokens.Token], at index: Int) -> Bool {
        guard index + 1 < min(a.count, b.count), a[index].kind == .blank, b[index].kind == .blank,
            a[index + 1].kind == .decimal, b[index + 1].kind == .decimal,
            (a[index].text + b[index].text).utf8.allSatisfy({ $0 == 0x20 })
        else { return false }
        return a[index].text.utf8.count + a[index + 1].text.utf8.count
            == b[index].text.utf8.count + b[index + 1].text.utf8.count
    }

    package static func agree(_ a: Decimal, _ b: Decimal, _ tolerance: Tolerance) -> Bool {
        let difference = (a - b).magnitude
        if difference.digits == 0 { return true }
        // The coarser of the two units: 1.2e-05 may stand as 0.0000 in another layout.
        if let unit = [a.unit, b.unit].compactMap({ $0 }).max(by: { $0.exponent < $1.exponent }),
            difference.isAtMost(unit)
        {
            return true
        }
        guard case .relative(let relative) = tolerance else { return false }
        let larger = a.magnitude.isAtMost(b.magnitude) ? b.magnitude : a.magnitude
        return difference.isAtMost(relative * larger)
    }
}
