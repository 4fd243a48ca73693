import XCTest

@testable import Session

final class LessonTests: XCTestCase {
    func testWalking() throws {
        let lesson = Lesson(
            try SessionFile(
                parsing: """
                    # %% [markdown]
                    # Hello
                    # %% One
                    a
                    # %% Two [exercise]
                    # Do.
                    b = ...
                    # %% [hint]
                    # first
                    # %% [hint]
                    # second
                    # %% [check]
                    c
                    # %% [solution]
                    b = 1
                    # %%
                    d
                    #! ValueError: x
                    """, path: "x"))
        XCTAssertEqual(lesson.step, .prose("Hello"))
        lesson.advance()
        XCTAssertEqual(lesson.step, .cell(title: "One", code: "a"))
        XCTAssertNil(lesson.nextHint())
        lesson.advance()
        XCTAssertEqual(lesson.step, .exercise(title: "Two", question: "Do.", code: "b = ..."))
        XCTAssertEqual(lesson.progress.number, 2)
        XCTAssertEqual(lesson.progress.total, 3)
        XCTAssertEqual([lesson.nextHint(), lesson.nextHint(), lesson.nextHint()], ["first", "second", nil])
        XCTAssertEqual(lesson.solution, "b = 1")
        XCTAssertEqual(lesson.checks.map(\.source), ["c"])
        lesson.advance()
        XCTAssertEqual(lesson.step, .cell(title: "", code: "d"))
        XCTAssertTrue(lesson.expects("ValueError"))
        lesson.advance()
        XCTAssertEqual(lesson.step, .finished)
        lesson.advance()
        XCTAssertEqual(lesson.step, .finished)
    }
}
