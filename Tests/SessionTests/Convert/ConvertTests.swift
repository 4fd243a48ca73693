import XCTest

@testable import Session

final class ConvertTests: XCTestCase {
    private static let lesson = """
        # ---
        # title: A <lesson>
        # seed: 3
        # tolerance: 0.001
        # ---

        # %% [markdown]
        # # Title & more
        #
        # Text with `code`.

        # %% First tolerance=exact
        x = 6
        x * 7
        #> 42
        #! UserWarning: careful

        # %% Turn [exercise]
        # Do it.
        y = ...

        # %% [hint]
        # So.

        # %% [solution] note="two words"
        y = 3
        #! ValueError: no
        #! more

        """

    func testJupyterAndBack() throws {
        let file = try SessionFile(parsing: Self.lesson, path: "x.nbs")
        let notebook = JupyterWriter.text(file)
        XCTAssertEqual(try JupyterReader(path: "x.ipynb").session(notebook).text, Self.lesson.replacingOccurrences(of: "\"two words\"", with: "\"two words\""))
    }

    func testForeignNotebooks() throws {
        let text = """
            {"cells": [
              {"cell_type": "markdown", "source": "# Hi\\n\\ntext"},
              {"cell_type": "code", "source": ["# %% not a cell\\n", "f(x)\\n", "\\n"], "outputs": [
                {"output_type": "stream", "name": "stderr", "text": ["/tmp/a.py:3: UserWarning: odd: sizes\\n", "  f(x)\\n"]},
                {"output_type": "stream", "name": "stdout", "text": "a\\n"},
                {"output_type": "execute_result", "data": {"text/plain": ["tensor([1.,\\n", "        2.])"]}},
                {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}]}
            ], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}
            """
        XCTAssertEqual(
            try JupyterReader(path: "dir/some.ipynb").session(text).text,
            """
            # ---
            # title: some
            # seed: 0
            # ---

            # %% [markdown]
            # # Hi
            #
            # text

            # %%
            #%% not a cell
            f(x)
            #> a
            #> tensor([1.,
            #>         2.])
            #! UserWarning: odd: sizes
            #! ValueError: no

            """)
    }

    func testNotebooksThatAreNone() {
        for (text, problem) in [
            ("", "x: line 1"), ("[]", "x: not a Jupyter notebook of format 4: it has no list of cells"),
            ("{\n\"cells\": [}", "x:2: not JSON: unexpected character"), ("{\"a\": \"\\x\"}", "x:1: not JSON: an unknown escape"),
            (String(repeating: "[", count: 100_000), "x:1: not JSON: nested too deeply"), ("{} x", "x:1: not JSON: more text after the end of the value"),
        ] {
            XCTAssertThrowsError(try JupyterReader(path: "x").session(text)) {
                if !text.isEmpty { XCTAssertEqual(($0 as? FileProblem)?.description, problem) }
            }
        }
    }

    func testJSON() throws {
        let text = "{\"a\":[1,-2.5e+3,true,null,\"q\\\"\\\\\\n\\u00e9\\ud83d\\ude00\\ud800\"],\"b\":{}}"
        let value = try JSON(parsing: text)
        XCTAssertEqual(value["a"]?.items?[4], .string("q\"\\\né😀\u{FFFD}"))
        XCTAssertEqual(try JSON(parsing: value.text()), value)
    }

    func testMarkdownPage() throws {
        let page = MarkdownWriter.text(try SessionFile(parsing: Self.lesson, path: "x.nbs"))
        XCTAssertTrue(page.hasPrefix("# Title & more\n\nText with `code`.\n\n**First**\n\n```python\nx = 6\nx * 7\n```\n\n```text\n42\nUserWarning: careful\n```\n"))
    }

    func testPagesAreSafe() throws {
        let text = "# %% [markdown]\n# <script>a</script> [x](javascript:alert(1)) [y](https://a.b/?c&d) ![z](data:x)\n# %% <b>\n'<i>'\n#> </pre>\n"
        let page = HTMLWriter.text(try SessionFile(parsing: text, path: "<x>.nbs"))
        XCTAssertFalse(page.contains("<script") || page.contains("javascript:alert") || page.contains("<i>'") || page.contains("</pre>\n</pre>"))
        XCTAssertTrue(page.contains("<a href=\"https://a.b/?c&amp;d\">y</a>"))
        XCTAssertTrue(page.contains("<h3>&lt;b&gt;</h3>"))
    }

    func testMarkdownBlocks() {
        XCTAssertEqual(
            Markdown.blocks("# A\ntext\nmore\n\n- one\n  goes on\n  - two\n3. x\n\n```\na\n\nb\n```\n> q\n---\n| a | b |\n|---|---|\n| 1 | 2 |"),
            [
                .heading(level: 1, "A"), .paragraph("text more"), .item(mark: "-", depth: 0, "one goes on"),
                .item(mark: "-", depth: 1, "two"), .item(mark: "3.", depth: 0, "x"), .code("a\n\nb"), .quote("q"), .rule,
                .table([["a", "b"], ["1", "2"]]),
            ])
        XCTAssertEqual(
            Markdown.spans("a `b*c` **d** *e* 2 * 3 * 4 snake_case_name $x_1$ [f](g) \\*h"),
            [
                .text("a "), .code("b*c"), .text(" "), .strong("d"), .text(" "), .emphasis("e"), .text(" 2 * 3 * 4 snake_case_name "),
                .math("x_1"), .text(" "), .link("f", address: "g"), .text(" *h"),
            ])
    }

    func testProseOnATerminal() {
        let prose = ProseRenderer(width: 24, style: .plain)
        XCTAssertEqual(
            prose.text("# Title\nSome *words* that fill, `code`.\n- an item that is long enough"),
            "Title\n─────\n\nSome words that fill,\ncode.\n\n  • an item that is long\n    enough\n")
        XCTAssertEqual(prose.text("\u{1B}[2J日本語"), "\\x1b[2J日本語\n")
    }

    func testShortFormsBecomePyTorch() {
        let rows = [
            ("x = rand(2, 3)", "x = torch.rand(2, 3)"),
            ("m = seq(flatten, linear(784, 20), relu)", "m = nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU())"),
            ("n = seq(a=linear(1, 8), b=tanh)", "n = nn.Sequential(OrderedDict([(\"a\", nn.Linear(1, 8)), (\"b\", nn.Tanh())]))"),
            ("y = softmax(x, dim=1); s = softmax(dim=1)", "y = F.softmax(x, dim=1); s = nn.Softmax(dim=1)"),
            ("print x.grad, 1 # why", "print(x.grad, 1) # why"),
            ("print (x), y;", "print (x), y;"),
            ("for i in range(3): print -i", "for i in range(3): print(-i)"),
            ("def f(relu): return relu(sum(x)) + sigmoid(relu)", "def f(relu): return relu(sum(x)) + F.sigmoid(relu)"),
            ("o = sgd(m.parameters(), lr=0.1)", "o = optim.SGD(m.parameters(), lr=0.1)"),
            ("torch.rand(2); nn.ReLU(); None;", "torch.rand(2); nn.ReLU(); None;"),
            ("x + 1", "echo(x + 1)"),
            ("x, 1", "echo((x, 1))"),
            ("(x + 1) * 2", "echo((x + 1) * 2)"),
            ("x;", "x;"),
            ("%matplotlib inline", "# %matplotlib inline"),
            ("x?", "help(x)"),
            ("# why\nfrom __future__ import division\nx = 1", "# why\nx = 1"),
            ("from __future__ import division; x = 1", "pass; x = 1"),
            ("from __future__ import division", ""),
            ("a = [zeros(1) for zeros in x]; b = f'{ones(2)}'", "a = [zeros(1) for zeros in x]; b = f'{torch.ones(2)}'"),
        ]
        for (cell, expected) in rows {
            var rewriter = ShortFormRewriter()
            XCTAssertEqual(rewriter.python(cell), expected)
        }
        var rewriter = ShortFormRewriter()
        _ = rewriter.python("relu = 3")
        XCTAssertEqual(rewriter.python("y = relu"), "y = relu", "a name of the user's own")
        XCTAssertNil(rewriter.python("x ="))
    }

    /// Python takes imports from `__future__` only before everything else; a session has them in its first cell as a rule.
    func testFuturesComeFirst() throws {
        let cells = "# %%\nfrom __future__ import print_function\nimport torch\n# %%\nfrom __future__ import print_function\nfrom __future__ import division\ny = 2\n"
        let lines = try PythonScriptWriter.text(SessionFile(parsing: cells, path: "a.nbs")).split(separator: "\n").map(String.init)
        XCTAssertEqual(lines.prefix(4), ["# a", "from __future__ import print_function", "from __future__ import division", "import torch"])
        XCTAssertEqual(lines.filter { $0.contains("__future__") }.count, 2)
        XCTAssertEqual(lines.last, "y = 2")
    }

    func testScripts() throws {
        let file = try SessionFile(
            parsing: "# ---\n# seed: 5\n# ---\n# %% [markdown]\n# Prose\n# %% Boom\n1/0\n#! ZeroDivisionError: division by zero\n", path: "a.nbs")
        XCTAssertEqual(
            PythonScriptWriter.text(file),
            """
            # a

            import torch
            from torch import nn

            torch.manual_seed(5)


            def echo(value):
                global _
                if value is not None:
                    _ = value
                    print(repr(value))


            # Prose

            # Boom
            try:
                echo(1/0)
            except Exception as error:
                print(f"{type(error).__name__}: {error}")
            #! ZeroDivisionError: division by zero

            """)
    }
}
