import Foundation
import Glibc
import XCTest

/// The shell as a person meets it: keys in, screen out.
final class ShellOnATerminalTests: XCTestCase {
    private var home = ""

    override func setUp() { home = NSTemporaryDirectory() + "nbs-home-\(UUID().uuidString)" }
    override func tearDown() { try? FileManager.default.removeItem(atPath: home) }

    private func shell(_ arguments: [String] = [], columns: UInt16 = 80, rows: UInt16 = 24) throws -> Terminal {
        let terminal = try Terminal(arguments, columns: columns, rows: rows, home: home)
        if arguments.isEmpty { terminal.expect("In [1]: ") }
        return terminal
    }

    func testCellsAndValues() throws {
        let shell = try shell()
        shell.type("6 * 7\r")
        shell.expect("Out[1]: 42")
        shell.expect("In [2]: ")
        shell.type("日本 = 'é∂' # 漢\r")
        shell.expect("In [3]: ")
        shell.type("日本\r")
        shell.expect("Out[3]: 'é∂'")
        shell.expect("In [4]: ")
        shell.type("\u{4}")
        shell.expectExit(0)
    }

    func testBlocksAreIndented() throws {
        let shell = try shell()
        shell.type("def f(n):\r")
        shell.expect("    ")
        shell.type("return n + 1")
        shell.expect("n + 1")
        shell.type("\r")
        shell.expect("\n")
        shell.type("\r")
        // Shown once more, as in a transcript.
        shell.expect("In [1]: def f(n):\r\n   ...:     return n + 1\r\n")
        shell.expect("In [2]: ")
        shell.type("f(1)\r")
        shell.expect("Out[2]: 2")
    }

    func testPastes() throws {
        let shell = try shell()
        shell.type("\u{1B}[200~def g(x):\r\ty = x\r\r\treturn y * 3\rg(5)\u{1B}[201~")
        shell.expect("g(5)")
        shell.type("\r")
        shell.expect("Out[1]: 15")
        shell.expect("In [2]: ")
        // Taller than the screen: it is held aside.
        let long = (0..<100).map { "t = \($0)\r" }.joined() + "t"
        shell.type("\u{1B}[200~\(long)\u{1B}[201~")
        shell.expect("[101 lines, Enter runs them]")
        shell.type("\r")
        shell.expect("Out[2]: 99")
    }

    func testFailuresLeaveTheShellAlive() throws {
        let shell = try shell()
        shell.type("x = 5\r")
        shell.expect("In [2]: ")
        shell.type("y = x / 0\r")
        shell.expect("ZeroDivisionError: division by zero")
        shell.expect("In [3]: ")
        shell.type("x\r")
        shell.expect("Out[3]: 5")
        shell.expect("In [4]: ")
        shell.type("'\\x1b[2Jgone'; print('\\x1b[2Jgone')\r")
        shell.expect("\\x1b[2Jgone")
    }

    func testInterrupts() throws {
        let shell = try shell()
        shell.type("kept = 1\r")
        shell.expect("In [2]: ")
        shell.type("print('started')\u{1B}\rwhile True: pass\r\r")
        shell.expect("started\r\n")
        XCTAssertTrue(shell.isCooked)
        shell.type("\u{3}")
        shell.expect("KeyboardInterrupt")
        shell.expect("In [3]: ")
        shell.type("half a cell\u{3}")
        shell.expect("In [3]: ")
        shell.type("kept\r")
        shell.expect("Out[3]: 1")
        shell.expect("In [4]: ")
        shell.signal(SIGINT)
        shell.expect("In [4]: ")
    }

    func testHistoryLasts() throws {
        do {
            let shell = try shell()
            shell.type("first = 'of all'\r")
            shell.expect("In [2]: ")
            shell.type("def f():\r")
            shell.expect("\n")
            shell.type("return 77\r\r")
            shell.expect("In [3]: ")
            shell.type("\u{4}")
            shell.expectExit(0)
        }
        let shell = try shell()
        shell.type("\u{1B}[A")
        shell.expect("def f():")
        shell.expect("return 77")
        shell.type("\u{1B}[A")
        shell.expect("first = 'of all'")
        shell.type("\r")
        shell.expect("In [2]: ")
        shell.type("\u{12}77")
        shell.expect("return 77")
        shell.type("\r")
        shell.expect("In [3]: ")
        shell.type("f()\r")
        shell.expect("Out[3]: 77")
    }

    func testCompletion() throws {
        let shell = try shell()
        shell.type("learning_rate = 3; learning_steps = 4\r")
        shell.expect("In [2]: ")
        shell.type("lear\t")
        shell.expect("ning_")
        shell.type("\t")
        shell.expect("learning_rate")
        shell.expect("learning_steps")
        shell.type("s\t\r")
        shell.expect("Out[2]: 4")
    }

    func testEditingKeys() throws {
        let shell = try shell()
        // Home, End, deleting and yanking act on the line, Alt-Enter opens one.
        shell.type("a = 1\u{1B}\rb = 2\u{1}\u{B}\u{19}0\u{1B}[H\u{1B}[3~c\u{1B}[F\r")
        shell.expect("In [2]: ")
        shell.type("a, c\r")
        shell.expect("Out[2]: (1, 20)")
        // Keys nobody knows leave nothing behind.
        shell.expect("In [3]: ")
        shell.type("\u{1B}[15~\u{1B}[1;2A8\u{1B}[I\r")
        shell.expect("Out[3]: 8")
    }

    func testUndo() throws {
        let shell = try shell()
        shell.type("12 + 30\u{15}\u{1F}\r")
        shell.expect("Out[1]: 42")
        shell.expect("In [2]: ")
        shell.type("40 + 2 + 5\u{1F}\u{1F}\u{1F}\u{1F}\r")
        shell.expect("Out[2]: 42")
        // There is no more to undo than there is.
        shell.expect("In [3]: ")
        shell.type("8\u{1F}\u{1F}\u{1F}7\r")
        shell.expect("Out[3]: 7")
    }

    func testTheTerminalIsPutRight() throws {
        for end in [SIGTERM, SIGHUP] {
            let shell = try shell()
            shell.type("x")
            shell.expect("x")
            XCTAssertFalse(shell.isCooked)
            shell.signal(end)
            shell.expectExit(-end)
            XCTAssertTrue(shell.isCooked)
        }
    }

    func testNarrowTerminals() throws {
        let shell = try shell(columns: 20, rows: 5)
        shell.type("'" + String(repeating: "ab", count: 30) + "'.upper()[-4:]\r")
        shell.expect("Out[1]: 'ABAB'")
    }

    func testLessons() throws {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let path = home + "/lesson.nbs"
        let lesson = """
            # %% [markdown]
            # # Welcome
            # %% The answer
            x = 6
            x * 7
            # %% Your turn [exercise]
            # Set `y` to three.
            y = ...
            # %% [hint]
            # Count to three.
            # %% [check]
            assert y == 3, "not three"
            # %% [solution]
            y = 3
            # %% Last
            'end' + str(y)
            """
        try lesson.write(toFile: path, atomically: true, encoding: .utf8)
        let shell = try shell(["walk", path])
        shell.expect("Welcome")
        shell.expect("1/3 The answer")
        shell.expect("x * 7")
        shell.type("\r")
        shell.expect("Out[1]: 42")
        shell.expect("2/3 Your turn")
        shell.expect("y = ...")
        // A cell of one's own, then the lesson's again.
        shell.type("\u{3}")
        shell.expect("In [2]: ")
        shell.type("x + 1\r")
        shell.expect("Out[2]: 7")
        shell.expect("y = ...")
        shell.type("\r")
        shell.expect("AssertionError: not three")
        shell.expect("Not yet.")
        shell.expect("In [")
        shell.type("\u{15}%hint\r")
        shell.expect("Count to three.")
        shell.expect("y = ...")
        shell.type("\u{15}%solution\r")
        shell.expect("y = 3")
        shell.type("\r")
        shell.expect("Right.")
        shell.expect("3/3 Last")
        shell.expect("str(y)")
        shell.type("\r")
        shell.expect("'end3'")
        shell.expect("The lesson ends here")
        // Ctrl-D means something only once the prompt reads keys.
        shell.expect("In [")
        shell.type("\u{4}")
        shell.expectExit(0)
    }
}
