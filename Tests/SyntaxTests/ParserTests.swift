import Language
import XCTest

/// Every case's tree, printed, or its error, with CPython's answer.
final class ParserTests: XCTestCase {
    func testExpressions() throws { try expectParses("expressions.txt", atLeast: 200) }
    func testStatements() throws { try expectParses("statements.txt", atLeast: 180) }
    func testErrors() throws { try expectParses("errors.txt", atLeast: 180) }
    func testLiterals() throws { try expectParses("literals.txt", atLeast: 180) }
    func testScopes() throws { try expectParses("scopes.txt", atLeast: 120) }
    func testShortForms() throws { try expectParses("shortforms.txt", atLeast: 50) }

    private func expectParses(_ name: String, atLeast minimum: Int, file: StaticString = #filePath, line: UInt = #line)
        throws
    {
        try expectCases(name, atLeast: minimum, file: file, line: line) { row in
            do throws(SyntaxProblem) {
                let printed = SyntaxPrinter.print(try parse(row.source))
                XCTAssertEqual(
                    (try? parse(printed)).map(SyntaxPrinter.print), printed, "printed text reads back", file: file,
                    line: line)
                return ("tree", printed)
            } catch {
                let source = Source(row.source)
                var verdict = error.kind.rawValue
                if row.verdict.contains(" ") { verdict += " \(source.line(at: Int(error.span.start)))" }
                if row.verdict.contains(":") { verdict += ":\(source.column(at: Int(error.span.start)))" }
                return (verdict, error.message + (row.text.contains("\nhint: ") ? "\nhint: " + (error.hint ?? "") : ""))
            }
        }
    }
}
