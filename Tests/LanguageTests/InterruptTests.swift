import Foundation
import Language
import ObjectModel
import TensorCore
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
        "7 ** (10 ** 7) % 3",
        "(1 << 10 ** 8) // 7 ** 10 ** 6",
        "pow(3, 1 << 10 ** 6, 1 << 10 ** 6 | 1)",
        "import math\nmath.factorial(5 * 10 ** 6)",
        "import math\nmath.isqrt(1 << 10 ** 8 | 1)",
        "nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 1 << 20)",
        "nn.LSTM(4, 3, 1 << 20)",
        "seq(*[nn.ReLU()] * (1 << 18))(ones(1))",
        "import collections, itertools\ncollections.deque(itertools.count(), maxlen=3)",
    ]

    /// Knows when a program has printed something.
    private final class Begun: OutputSink, @unchecked Sendable {  // the semaphore is all there is
        private let printed = DispatchSemaphore(value: 0)
        func write(_ text: String) { printed.signal() }
        func warn(_ warning: String) {}
        func wait() { printed.wait() }
    }

    func testEndlessProgramsStop() {
        // They stay: a thread that ends must not free a session's objects beside the next one.
        var interpreters: [Box<Interpreter>] = []
        for program in endless {
            let interpreter = Box(Interpreter())
            interpreters.append(interpreter)
            let kind = Box("")
            let begun = Begun(), done = DispatchSemaphore(value: 0)
            let thread = Thread {
                kind.value = interpreter.value.run(cell: "kept = 1\nprint('begun')\n" + program, number: 1, sink: begun).error?.type ?? "none"
                done.signal()
            }
            thread.stackSize = 512 << 20
            thread.start()
            begun.wait()
            while done.wait(timeout: .now() + 0.05) == .timedOut { interpreter.value.interrupt() }
            XCTAssertEqual(kind.value, "KeyboardInterrupt", program)
            XCTAssertEqual(interpreter.value.run(cell: "kept", number: 2, sink: ProgramSession()).echo, "1", program)
        }
    }

    /// What grows in small steps is stopped from outside; afterwards the session goes on, and can be made smaller.
    func testGrowingProgramsStop() {
        for program in ["while True: x.append([0] * 1000)", "while True: x.append(torch.zeros(1000))", "while True: x.append(str(len(x)) * 1000)"] {
            let interpreter = Interpreter()
            Memory.use(available: (Memory.used + (64 << 20)) / 3 * 4, idle: { 0 }, giveBack: Storage.giveBack)
            let first = interpreter.run(cell: "x = []\n" + program, number: 1, sink: ProgramSession())
            XCTAssertEqual(first.error?.type, "MemoryError", program)
            XCTAssertTrue(first.error?.hint?.contains("NBS_MEMORY_LIMIT") ?? false, program)
            XCTAssertEqual(interpreter.run(cell: "len(x) > 1000", number: 2, sink: ProgramSession()).echo, "True", program)
            XCTAssertNil(interpreter.run(cell: "del x", number: 3, sink: ProgramSession()).error, program)
        }
        // Further sessions have the whole machine again.
        _ = Interpreter()
    }

    /// The hint says what there is.
    func testWhatNeverFits() {
        for (program, seen) in [("[0] * (1 << 50)", "may hold 6.0 GB"), ("nn.LSTM(4, 3, 1 << 40)", "may hold 6.0 GB")] {
            let interpreter = Interpreter()
            Memory.use(available: 8 << 30, idle: { 0 }, giveBack: Storage.giveBack)
            let error = interpreter.run(cell: program, number: 1, sink: ProgramSession()).error
            XCTAssertEqual(error?.type, "MemoryError", program)
            XCTAssertTrue(error?.hint?.contains(seen) ?? false, error?.hint ?? "")
        }
        _ = Interpreter()
    }

    /// A text may fit that cannot be shown.
    func testTextsTooLongToShow() {
        for program in ["' ' * (30 << 20)", "bytes(30 << 20)"] {
            let interpreter = Interpreter()
            Memory.use(available: (Memory.used + (100 << 20)) / 3 * 4, idle: { 0 }, giveBack: Storage.giveBack)
            XCTAssertNil(interpreter.run(cell: "x = " + program, number: 1, sink: ProgramSession()).error, program)
            XCTAssertEqual(interpreter.run(cell: "x", number: 2, sink: ProgramSession()).error?.type, "MemoryError", program)
            XCTAssertEqual(interpreter.run(cell: "len(x) >> 20", number: 3, sink: ProgramSession()).echo, "30", program)
        }
        _ = Interpreter()
    }
}
