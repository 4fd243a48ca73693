import XCTest

@testable import Pictures

/// Charts as text: one drawing a test, compared line by line.
final class ChartTextTests: XCTestCase {
    private func expect(_ chart: Chart, _ drawing: String, file: StaticString = #filePath, line: UInt = #line) {
        XCTAssertEqual(chart.text(), drawing, file: file, line: line)
    }
    private func curve(_ x: [Double], _ y: [Double], label: String? = nil) -> Chart.Series { .init(form: .line, x: x, y: y, label: label) }

    func testOneCurve() {
        expect(
            Chart(series: [curve([1, 2], [-1, 1])], width: 20, height: 6),
            """
             1┤                 ⡠⠔⠊
              │             ⢀⠤⠒⠉
             0┤          ⣀⠔⠊⠁
              │      ⢀⡠⠔⠉
              │   ⣀⠤⠒⠁
            -1┤⡠⠔⠊
              └┬─────────┬────────┬
              1.0       1.5      2.0
            """)
    }
    func testSeveralCurvesHaveLettersAndPointsHaveMarks() {
        let x = [0.0, 1, 2]
        let text = Chart(series: [curve(x, x, label: "up"), curve(x, x.reversed(), label: "down"), .init(form: .points, x: [1], y: [0], label: "here")]).text()
        XCTAssertTrue(text.hasSuffix("a up   b down   • here"), text)
        XCTAssertEqual(text.count { $0 == "•" }, 2)
    }
    func testBarsStandOnTheGround() {
        expect(
            Chart(series: [.init(form: .bars, x: [0, 1, 2, 3, 4], y: [1, 4, 8, 3])], width: 16, height: 4),
            """
             │        ███
            5┤        ███
             │    ███ ███ ▄▄▄
            0┤▄▄▄ ███ ███ ███
             └┬───────┬──────┬
              0       2      4
            """)
    }

    // MARK: Odd numbers

    func testNothing() { expect(Chart(series: [curve([], [])], width: 12, height: 2), "1.0┤\n0.0┤\n   └┬─────┬────┬\n   0.0   0.5  1.0") }
    func testGapWhereThereIsNoNumber() {
        expect(
            Chart(series: [curve([0, 1, 2, 3, 4], [0, 0, .nan, 0, 0])], width: 20, height: 2),
            """
             0.5┤⣀⣀⣀⣀⣀⡀        ⢀⣀⣀⣀⣀⣀
            -0.5┤
                └┬─────────┬────────┬
                 0         2        4
            """)
    }
    func testInfinityIsLeftOut() {
        XCTAssertEqual(Chart(series: [curve([0, 1], [0, 1])]).yScale, Chart(series: [curve([0, 1, 2], [0, 1, .infinity])]).yScale)
    }
    func testWidestRange() {
        XCTAssertEqual(Scale(low: -.greatestFiniteMagnitude, high: .greatestFiniteMagnitude).fraction(0), 0.5)
    }

    // MARK: Labels

    func testTickLabels() {
        let rows: [(low: Double, high: Double, count: Int, labels: [String], line: UInt)] = [
            (0, 1, 5, ["0.0", "0.5", "1.0"], #line),
            (-3, 3, 7, ["-3", "-2", "-1", "0", "1", "2", "3"], #line),
            (0, 100, 5, ["0", "50", "100"], #line),
            (0, 1e9, 3, ["0", "5e8", "1e9"], #line),
            (1e-9, 2e-9, 3, ["1.0e-9", "1.5e-9", "2.0e-9"], #line),
            (-0.4, 0.4, 5, ["-0.4", "-0.2", "0.0", "0.2", "0.4"], #line),
            (10_000_000, 10_000_001, 3, ["10000000.0", "10000000.5", "10000001.0"], #line),
        ]
        for row in rows {
            let ticks = Scale(low: row.low, high: row.high).ticks(atMost: row.count)
            XCTAssertEqual(Scale.labels(ticks), row.labels, line: row.line)
        }
    }
    func testRandomRangesHaveFewTicksInside() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let size = Double("1e\(Int.random(in: -300...300, using: &generator))") ?? 1
            let a = Double.random(in: -1...1, using: &generator) * size, b = Double.random(in: -1...1, using: &generator) * size
            let scale = Scale(covering: [a, b])
            let ticks = scale.ticks(atMost: 6)
            XCTAssertTrue((1...6).contains(ticks.count), "\(a) \(b)")
            XCTAssertTrue(ticks.allSatisfy { $0 >= scale.low && $0 <= scale.high || ticks.count == 1 }, "\(a) \(b): \(ticks)")
        }
    }
}
