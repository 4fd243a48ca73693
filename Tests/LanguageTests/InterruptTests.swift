import Foundation
import Language
import ObjectModel
import XCTest

/// Ctrl-C ends whatever runs, in the program's own loops and in ours.
final class InterruptTests: XCTestCase {
    private let endless = [
        "while True: pass",
        "def f():\n    while True:\n        try:\n            x = 1\n        finally:\n            y = 2\nf()",
        "for i in range(10 ** 15): pass",
        "sum(range(10 ** 15))",
        "max(range(10 ** 15))",
        "any(i < 0 for i in range(10 ** 15))",
        "import itertools\nsum(itertools.repeat(1))",
        "import itertools\nfor i in itertools.count(): pass",
        "def g():\n    while True: yield 1\nfor x in g(): pass",
        "sorted([1, 2, 3], key=lambda x: sum(range(10 ** 15)))",
        "-1 in (x for x in range(10 ** 15))",
    ]

    func testEndlessProgramsStop() {
        for program in endless {
            let interpreter = Box(Interpreter())
            let kind = Box("")
            let done = DispatchSemaphore(value: 0)
            let thread = Thread {
                kind.value = interpreter.value.run(cell: "kept = 1\n" + program, number: 1, sink: ProgramSession()).error?.type ?? "none"
                done.signal()
            }
            thread.stackSize = 512 << 20
            thread.start()
            // Again and again: a request made before the cell has begun is forgotten.
            while done.wait(timeout: .now() + 0.05) == .timedOut { interpreter.value.interrupt() }
            XCTAssertEqual(kind.value, "KeyboardInterrupt", program)
            XCTAssertEqual(interpreter.value.run(cell: "kept", number: 2, sink: ProgramSession()).echo, "1", program)
        }
    }
}
