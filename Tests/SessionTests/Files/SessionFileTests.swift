import XCTest

@testable import Session

final class SessionFileTests: XCTestCase {
    private func parse(_ text: String, file: StaticString = #filePath, line: UInt = #line) throws -> SessionFile {
        let parsed = try SessionFile(parsing: Array(text.utf8), path: "x.nbs")
        XCTAssertEqual(Array(parsed.text.utf8), Array(text.utf8), "parse then write", file: file, line: line)
        return parsed
    }

    private func expectProblem(_ text: String, _ problem: String, file: StaticString = #filePath, line: UInt = #line) {
        XCTAssertThrowsError(try SessionFile(parsing: Array(text.utf8), path: "x.nbs"), file: file, line: line) {
            XCTAssertEqual(($0 as? FileProblem)?.description, problem, file: file, line: line)
        }
    }

    func testTheContractsExample() throws {
        let file = try parse(
            """
            # ---
            # title: One neuron
            # seed: 7
            # ---

            # %% [markdown]
            # # One neuron
            # A neuron squashes a weighted sum.

            # %% The forward pass
            x = tensor([[1., 2.]])
            neuron(x)
            #> tensor([[0.7616]], grad_fn=<TanhBackward0>)

            # %% A mistake worth making
            neuron(tensor([1., 2., 3.]))
            #! RuntimeError: …

            """)
        XCTAssertEqual(file.header.title, "One neuron")
        XCTAssertEqual(file.header.seed, 7)
        XCTAssertEqual(file.cells.map(\.kind), [.markdown, .code, .code])
        XCTAssertEqual(file.cells[0].prose, "# One neuron\nA neuron squashes a weighted sum.")
        XCTAssertEqual(file.cells[1].title, "The forward pass")
        XCTAssertEqual(file.cells[1].source, "x = tensor([[1., 2.]])\nneuron(x)")
        XCTAssertEqual(file.cells[1].firstLine, 11)
        XCTAssertEqual(file.cells[1].recordedOutput.output, ["tensor([[0.7616]], grad_fn=<TanhBackward0>)"])
        XCTAssertTrue(file.cells[2].expects("RuntimeError"))
        XCTAssertFalse(file.cells[2].expects("Runtime"))
    }

    func testMarkers() throws {
        let rows: [(String, String, Cell.Kind, [String])] = [
            ("# %%", "", .code, []),
            ("# %% ", "", .code, []),
            ("# %%time", "time", .code, []),
            ("# %% One title", "One title", .code, []),
            ("# %% One title [markdown]", "One title", .markdown, []),
            ("# %% output=any", "", .code, ["output=any"]),
            ("# %% A [exercise] tolerance=1e-3 note=\"two words\"", "A", .exercise, ["tolerance=1e-3", "note=two words"]),
            ("# %% Slices x[1:3] and [1:3]", "Slices x[1:3] and [1:3]", .code, []),
            ("# %% where a == b", "where a == b", .code, []),
            ("# %% 'quoted' \"title\"", "'quoted' \"title\"", .code, []),
            ("# %%%% deeper", "deeper", .code, []),
        ]
        for (text, title, kind, options) in rows {
            let cell = try XCTUnwrap(parse(text).cells.first, text)
            XCTAssertEqual(cell.title, title, text)
            XCTAssertEqual(cell.kind, kind, text)
            XCTAssertEqual(cell.options.map { "\($0.key)=\($0.value)" }, options, text)
        }
    }

    func testWithoutHeaders() throws {
        XCTAssertEqual(try parse("1 + 1\n2").cells.map(\.source), ["1 + 1\n2"])
        XCTAssertEqual(try parse("").cells.count, 0)
        XCTAssertEqual(try parse("x = 1\n# %%\nx").cells.map(\.source), ["x = 1", "x"])
        XCTAssertEqual(try parse("# by me\n\n# %%\nx").cells.map(\.source), ["x"])
        XCTAssertEqual(try parse("#!/usr/bin/env nbs\n# ---\n# seed: 3\n# ---\n1").header.seed, 3)
        XCTAssertEqual(try parse("\u{FEFF}# ---\r\n# seed: 3\r\n# ---\r\n1").header.seed, 3)
    }

    func testRecordedOutput() throws {
        let cell = try parse("# %%\n#> in the code\nx\n#> a\n#>\n\n#>  b  \n#! W\n\n\n# %%\n").cells[0]
        XCTAssertEqual(cell.source, "#> in the code\nx")
        XCTAssertEqual(cell.recordedOutput, CellOutput(output: ["a", "", " b"], complaints: ["W"]))
        XCTAssertEqual(cell.trailing.count, 2)
        XCTAssertEqual(try parse("# %%\n#>x\n#!y").cells[0].recorded.count, 0)
        // As editors see it, a marker inside a string starts a cell.
        XCTAssertEqual(try parse("x = '''\n# %%\n'''").cells.count, 2)
    }

    func testRecording() throws {
        let rows: [(String, CellOutput, String)] = [
            ("# %%\nx", .init(output: ["1"]), "# %%\nx\n#> 1"),
            ("# %%\nx\n", .init(output: ["1"]), "# %%\nx\n#> 1\n"),
            ("# %%\r\nx\r\n\r\n", .init(output: ["1", ""], complaints: ["E: 2"]), "# %%\r\nx\r\n#> 1\r\n#>\r\n#! E: 2\r\n\r\n"),
            ("# %%\nx\n\n#> 1", .init(output: ["2", "3"]), "# %%\nx\n\n#> 2\n#> 3"),
            ("# %%\nx\n#> 1\n\n\n", .init(), "# %%\nx\n\n\n"),
            // What says the same is left as it is.
            ("# %%\nx\n#> 1  \n\n#> 2\n", .init(output: ["1", "2"]), "# %%\nx\n#> 1  \n\n#> 2\n"),
            ("# %%", .init(output: ["1"]), "# %%\n#> 1"),
        ]
        for (text, output, expected) in rows {
            var file = try parse(text)
            file.cells[0].record(output)
            XCTAssertEqual(file.text, expected)
            XCTAssertEqual(try parse(expected).cells[0].recordedOutput.output, output.output.reversed().drop { $0.isEmpty }.reversed())
        }
    }

    func testProblems() {
        expectProblem("# ---\n# seed: 1\n", "x.nbs:1: the header is not closed: a second line `# ---` is missing")
        expectProblem("# ---\nseed: 1\n# ---", "x.nbs:2: a header line must start with `#`")
        expectProblem("# ---\n# seed 1\n# ---", "x.nbs:2: a header line must be `# key: value`")
        expectProblem("# ---\n# seed: x\n# ---", "x.nbs:2: seed must be a whole number of at most 64 bits, not 'x'")
        expectProblem("# ---\n# sed: 1\n# ---", "x.nbs:2: unknown header key 'sed'; the keys are title, seed, lang and tolerance")
        expectProblem("# ---\n# tolerance: 1%\n# ---", "x.nbs:2: tolerance must be `exact` or a number such as 1e-3, not '1%'")
        expectProblem(
            "\n# %% [exercize]",
            "x.nbs:2: unknown cell type 'exercize'; the types are code, markdown, exercise, hint, check, solution")
        expectProblem("# %% [hint]\n# x", "x.nbs:1: a hint belongs to an exercise, and there is none before it")
        expectProblem("# %% output=all", "x.nbs:1: output must be `any`, not 'all'")
        expectProblem("# %% note=\"x", "x.nbs:1: a quote is not closed: note=\"x")
        expectProblem("# %% [markdown]\n# a\nb", "x.nbs:3: a markdown cell holds comment lines only")
        expectProblem("# %% [markdown]\n# a\n#> b", "x.nbs:3: a markdown cell has no output")
    }

    func testInvalidUTF8() {
        for (bytes, problem) in [
            ([0x61, 0x0A, 0x62, 0xFF], "x.nbs:2: not UTF-8: byte 0xff at column 2"),
            ([0xC3], "x.nbs:1: not UTF-8: byte 0xc3 at column 1"),
            ([0x0A, 0x0A, 0x41, 0x80, 0x41], "x.nbs:3: not UTF-8: byte 0x80 at column 2"),
        ] as [([UInt8], String)] {
            XCTAssertThrowsError(try SessionFile(parsing: bytes, path: "x.nbs")) {
                XCTAssertEqual(($0 as? FileProblem)?.description, problem)
            }
        }
    }

    /// Random texts of the pieces that matter either fail or read back as they were.
    func testParseThenWriteIsTheIdentity() {
        let pieces = [
            "# %%", "# %% [markdown]", "# %% t [exercise] a=1", "# ---", "# seed: 1", "#> x", "#>", "#! E: y", "#!", "x = 1", "",
            " ", "\t", "# text", "'''", "é", "日本", "\u{FEFF}", "\u{0}", "\r", "\n", "\n", "\n", "\r\n", "\u{301}", "#",
        ]
        var random = SystemRandomNumberGenerator()
        var parsed = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let file = try? SessionFile(parsing: Array(text.utf8), path: "x") else { continue }
            parsed += 1
            if !file.text.utf8.elementsEqual(text.utf8) { return XCTFail("\(Array(text.utf8)) is not read back as it was") }
            // Recording what is there already changes nothing.
            var again = file
            for index in again.cells.indices { again.cells[index].record(again.cells[index].recordedOutput) }
            if !again.text.utf8.elementsEqual(text.utf8) { return XCTFail("recording changes \(Array(text.utf8))") }
        }
        XCTAssertGreaterThan(parsed, 5000)
    }
}
