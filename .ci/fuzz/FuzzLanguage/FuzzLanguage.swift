import Foundation
import Language
import ObjectModel
import TensorCore

/// One input is one session: its cells stand between lines `# %%`. Lexer, parser, compiler and machine must neither trap
/// nor hang, whatever it holds; what a cell says is thrown away.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    // A program that catches what stops it never ends; it may still be parsed.
    let isStoppable = !["except:", "BaseException", "KeyboardInterrupt", "sleep", "input"].contains { text.contains($0) }
    Runner.shared.run(text, isStoppable: isStoppable)
    return 0
}

/// Runs sessions on a thread with the stack that `nbs` gives its evaluator, and stops those that take long.
final class Runner: @unchecked Sendable {  // the two semaphores hand the work over and back
    static let shared = Runner()
    private let start = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)
    private var text = ""
    private var isStoppable = false

    private init() {
        // Besides the 64 GB of addresses that small blocks reserve, of which few become memory.
        var limit = rlimit(rlim_cur: 70 << 30, rlim_max: 70 << 30)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        setenv("NBS_MEMORY_LIMIT", "4G", 1)
        let thread = Thread { [self] in
            while true {
                start.wait()
                session()
                done.signal()
            }
        }
        thread.stackSize = 512 << 20
        thread.start()
    }
    func run(_ text: String, isStoppable: Bool) {
        self.text = text
        self.isStoppable = isStoppable
        start.signal()
        while done.wait(timeout: .now() + 0.02) == .timedOut {
            Interpreter.requestStop()
        }
    }
    private func session() {
        let interpreter = Interpreter()
        for (number, cell) in text.components(separatedBy: "\n# %%").enumerated() {
            _ = interpreter.completeness(of: cell)
            // Lists of all names are long: one input in eight asks for them.
            if text.utf8.count % 8 == 0 { _ = interpreter.completions(in: cell, cursor: cell.utf8.count) }
            guard isStoppable else { continue }
            _ = interpreter.run(cell: cell, number: number + 1, sink: Nowhere())
        }
    }
}

final class Nowhere: OutputSink {
    func write(_ text: String) {}
    func warn(_ warning: String) {}
}
