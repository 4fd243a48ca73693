import Language
import XCTest

final class CompletenessTests: XCTestCase {
    func testCases() throws {
        try expectCases("completeness.txt", endsLine: false, atLeast: 80) { row in
            switch completeness(of: row.source) {
            case .complete: return ("complete", "")
            case .incomplete(let indent): return ("incomplete \(indent)", "")
            case .invalid(let problem): return ("invalid", row.text.isEmpty ? "" : problem.message)
            }
        }
    }
}
