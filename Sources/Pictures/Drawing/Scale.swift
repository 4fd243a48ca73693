import TensorCore

/// How numbers along one axis map to places, and which of them get a label.
struct Scale: Equatable {
    let low: Double
    let high: Double

    /// The finite numbers among `values` from end to end; a range of its own when they are all the same, or none.
    init(covering values: some Sequence<Double>) {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        self.init(low: low, high: high)
    }
    init(low: Double, high: Double) {
        if low > high {
            (self.low, self.high) = (0, 1)
        } else if low == high {
            // Half a unit around, or more where half a unit would be lost in rounding.
            let margin = max(0.5, low.magnitude * 0.01)
            (self.low, self.high) = (max(low - margin, -.greatestFiniteMagnitude), min(high + margin, .greatestFiniteMagnitude))
        } else {
            (self.low, self.high) = (low, high)
        }
    }

    /// 0 at `low`, 1 at `high`. Halved first, so that the widest ranges do not overflow.
    func fraction(_ value: Double) -> Double { (value / 2 - low / 2) / (high / 2 - low / 2) }
    /// The nearest of `count` places in a row; nil for what is not a number or lies outside.
    func place(_ value: Double, of count: Int) -> Int? {
        let fraction = fraction(value)
        guard fraction >= 0, fraction <= 1 else { return nil }
        return Int((fraction * Double(count - 1)).rounded())
    }

    /// Round numbers inside the range, at most `count` of them.
    func ticks(atMost count: Int) -> [Double] {
        guard count > 0 else { return [] }
        let step = stepWidth(atMost: count)
        guard step > 0, step.isFinite else { return [low] }
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        guard last >= first, last - first <= Double(count) else { return [low] }
        return (0...Int(last - first)).map { (first + Double($0)) * step + 0 }
    }
    /// 1, 2 or 5 times a power of ten.
    private func stepWidth(atMost count: Int) -> Double {
        let rough = (high / 2 - low / 2) / Double(count) * 2
        var exponent = 0
        var power = 1.0
        while power > rough, exponent > -320 {
            exponent -= 1
            power = Scale.power(exponent)
        }
        while power * 10 <= rough, exponent < 307 {
            exponent += 1
            power = Scale.power(exponent)
        }
        for factor in [1.0, 2, 5, 10, 20, 50] {
            let step = power * factor
            if (high / step).rounded(.down) - (low / step).rounded(.up) < Double(count) { return step }
        }
        return power * 100
    }
    private static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }

    /// The labels of `ticks`: equally many digits, no more than tell them apart; the shorter of plain and scientific.
    static func labels(_ ticks: [Double]) -> [String] {
        let step = ticks.count > 1 ? (ticks[1] - ticks[0]).magnitude : ticks.first?.magnitude ?? 0
        func firstExact(_ digits: ClosedRange<Int>, _ label: (Double, Int) -> String) -> [String]? {
            for count in digits {
                let labels = ticks.map { label($0, count) }
                if zip(labels, ticks).allSatisfy({ abs((Double($0) ?? .infinity) - $1) <= step * 1e-3 }) { return labels }
            }
            return nil
        }
        let plain = firstExact(0...12) { formatted($0, "%.*f", $1) }
        let scientific = firstExact(0...12) { shortExponent(formatted($0, "%.*e", $1)) } ?? ticks.map { formatted($0, "%.*g", 12) }
        func width(_ labels: [String]) -> Int { labels.map(\.count).max() ?? 0 }
        // Plain numbers read better: they may be somewhat longer.
        if let plain, width(plain) <= max(7, width(scientific)) { return plain }
        return scientific
    }
    /// `2e+06` as `2e6`.
    private static func shortExponent(_ text: String) -> String {
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else { return text }
        return exponent == 0 ? String(text[..<mark]) : "\(text[..<mark])e\(exponent)"
    }
}
