import Language

#if canImport(Glibc)
    // The C library's globals (errno, environ) are used from one thread.
    @preconcurrency import Glibc
#endif

/// One side of a row: it is asked for a sample when it is its turn, and does nothing in between.
protocol Contestant: AnyObject {
    /// Seconds of one repetition.
    func sample() throws -> Double
    /// - Returns: megabytes at its peak.
    func end() -> Double
}

/// A program that prints the seconds of one sample after the other, for ever, stopped while it is not its turn: two of them take
/// turns so quickly that both see the machine in the same state.
final class Stopwatch: Contestant {
    private let name: String
    private let process: pid_t
    private let output: Int32
    private var pending: [UInt8] = []

    /// Starts it and waits for its first sample.
    init(_ arguments: [String], name: String) throws {
        self.name = name
        (process, output) = try Runner.start(arguments)
        _ = try line()
        kill(process, SIGSTOP)
    }

    /// The first sample was interrupted when the last turn ended; the second one counts.
    func sample() throws -> Double {
        kill(process, SIGCONT)
        _ = try line()
        let text = try line()
        kill(process, SIGSTOP)
        guard let seconds = Double(text) else { throw BenchError("\(name): \(text)") }
        return seconds
    }

    func end() -> Double {
        let peak = Runner.peakMegabytes(of: process)
        kill(process, SIGKILL)
        close(output)
        _ = Runner.wait(for: process)
        return peak
    }

    private func line() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = pending.firstIndex(of: 0x0A) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else {
                _ = end()
                throw BenchError("\(name) ended: \(String(decoding: pending, as: UTF8.self))")
            }
            pending += buffer[..<count]
        }
    }
}

/// A whole process, from its start to its end.
final class WholeProcess: Contestant {
    private let arguments: [String]
    private let clock: Clock
    private let anyStatus: Bool
    private var peakMegabytes = 0.0

    init(_ arguments: [String], clock: Clock, anyStatus: Bool = false) {
        self.arguments = arguments
        self.clock = clock
        self.anyStatus = anyStatus
    }
    func sample() throws -> Double {
        let run = try Runner.run(arguments)
        guard run.status == 0 || anyStatus else {
            throw BenchError("\(arguments.joined(separator: " ")) ended with status \(run.status >> 8)\n\(run.output)")
        }
        peakMegabytes = max(peakMegabytes, run.peakMegabytes)
        return clock == .wall ? run.seconds : run.processorSeconds
    }
    func end() -> Double { peakMegabytes }
}

/// A list of completions: it is made by the evaluator, whatever terminal it is shown on.
final class Completion: Contestant {
    private final class Nowhere: OutputSink {
        func write(_ text: String) {}
        func warn(_ warning: String) {}
    }
    private let interpreter = Interpreter()
    private let text: String
    private let clock: Clock

    /// - Throws: if `setup` fails, or nothing completes `text`.
    init(setup: String, text: String, clock: Clock) throws {
        self.text = text
        self.clock = clock
        if let error = interpreter.run(cell: setup, number: 1, sink: Nowhere()).error { throw BenchError("\(error.type): \(error.message)") }
        if interpreter.completions(in: text, cursor: text.utf8.count).candidates.isEmpty { throw BenchError("nothing completes \(text)") }
    }
    func sample() -> Double {
        let start = Runner.now(clock)
        _ = interpreter.completions(in: text, cursor: text.utf8.count)
        return Runner.now(clock) - start
    }
    func end() -> Double { Runner.ownPeakMegabytes }
}

extension Row {
    /// Our side of the row, or the rival's, ready for its first turn; `executable` is `nbs` or Python.
    func contestant(forRival isRival: Bool, executable: String, clock: Clock) throws -> any Contestant {
        if case .completion(let setup, let text) = kind, !isRival { return try Completion(setup: setup, text: text, clock: clock) }
        if case .product(let size) = kind { return try Product(isRival ? .sgemm : .nbs, size, clock: clock) }
        let path = "/tmp/nbs-bench-\(Runner.processNumber).\(isRival ? "py" : "nbs")"
        try Runner.write(program(forRival: isRival, clock: clock), to: path)
        let arguments = isRival ? [executable, path] : [executable, "run", path]
        if case .process = kind { return WholeProcess(arguments, clock: clock) }
        return try Stopwatch(arguments, name: name)
    }
}
