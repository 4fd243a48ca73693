import XCTest

@testable import Session

final class ReplayTests: XCTestCase {
    private func test(_ text: String) throws -> FileTest {
        FileTest(try SessionFile(parsing: text, path: "x.nbs"), in: Notebook(evaluator: FakeEvaluator()))
    }

    func testJudging() throws {
        let rows: [(String, String)] = [
            ("# %%\nprint a\n#> a\n", "ok x.nbs (1 cell)\n"),
            ("# %%\nprint a\necho 1.5000\n#> a\n#> 1.5001\n# %%\nnumber\n#> 2\n", "ok x.nbs (2 cells)\n"),
            ("# %% output=any\nprint a\n", "ok x.nbs (0 cells)\n"),
            ("# ---\n# seed: 9\n# ---\nseed\n#> 9", "ok x.nbs (1 cell)\n"),
            ("# %% A title\nprint a\n#> b\n", "FAILED x.nbs: 1 of 1 cell differs\n  x.nbs:2 (A title)\n    - #> b\n    + #> a\n"),
            ("# %%\nwarn UserWarning: w\n#! UserWarning: w\n", "ok x.nbs (1 cell)\n"),
            ("# %%\nraise ValueError no\n#! ValueError: no\n# %%\nnumber\n#> 2", "ok x.nbs (2 cells)\n"),
            (
                "# %%\nraise ValueError no\n\n# %%\nnumber\n#> 2",
                "FAILED x.nbs: 1 of 1 cell differs\n  x.nbs:2\n    + #! ValueError: no\n  x.nbs:2: stopped by ValueError: no\n"
            ),
            // The same type with another message is expected, and differs.
            (
                "# %%\nraise ValueError no\n#! ValueError: yes\n# %%\nnumber\n#> 2",
                "FAILED x.nbs: 1 of 2 cells differs\n  x.nbs:2\n    - #! ValueError: yes\n    + #! ValueError: no\n"
            ),
            ("# %%\nraise SystemExit 0\n#! SystemExit: 0\n# %%\nprint x", "ok x.nbs (1 cell)\n"),
            ("# %%\n%foo\n#! UsageError: Line magic function `%foo` not found.\n", "ok x.nbs (1 cell)\n"),
        ]
        for (text, expected) in rows {
            XCTAssertEqual(try test(text).report, expected, text)
        }
    }

    func testAnUpdatedFilePasses() throws {
        let text = "# %%\nprint a\nraise E x\n#> b\n#! E: y\n\n# %%\n# only this\necho 3\n\n# %% [markdown]\n# end"
        let updated = try test(text).file.text
        XCTAssertEqual(updated, "# %%\nprint a\nraise E x\n#> a\n#! E: x\n\n# %%\n# only this\necho 3\n#> 3\n\n# %% [markdown]\n# end")
        XCTAssertTrue(try test(updated).passed)
    }

    func testLessonsRunTheSolutionBeforeTheCheck() throws {
        let cells = try SessionFile(
            parsing: """
                # %% [exercise]
                # Do it.
                x = ...
                # %% [hint]
                # so
                # %% [check]
                print check
                # %% [markdown]
                # between
                # %% [solution]
                print solution
                # %% [exercise]
                # No code to start from.
                # %% [check]
                print second
                # %%
                print last
                """, path: "x.nbs"
        ).cells
        XCTAssertEqual(Replay.order(of: cells), [4, 2, 6, 7])
    }

    func testTranscript() {
        XCTAssertEqual(Transcript.input("a\n\n  b", number: 12), "In [12]: a\n    ...:\n    ...:   b\n")
        XCTAssertEqual(Transcript.output("1", number: 2), "Out[2]: 1\n")
        XCTAssertEqual(Transcript.output("1\n2", number: 2), "Out[2]: \n1\n2\n")
    }
}
