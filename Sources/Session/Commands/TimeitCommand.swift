import Glibc
import ObjectModel

extension Command {
    static let timeit = Command(
        "timeit", usage: "timeit [-n N] [-r R] [-p P] [-q] statement",
        summary: "Time a statement over many runs; %%timeit: the line is setup, the cell is timed.", takesCell: true
    ) { call in
        var options = TimeitOptions()
        let statement = try options.parse(call.arguments)
        let code = call.body ?? statement
        if Notebook.isEmpty(code) { return .none }
        if call.body != nil, !Notebook.isEmpty(statement) { _ = try call.evaluator.execute(statement) }
        let once = try call.evaluator.prepare(code)
        func run(_ count: Int) throws -> Double {
            let start = Clock.now()
            for _ in 0..<count { try once() }
            return (Clock.now() - start).wall
        }
        var loops = options.loops
        if loops == 0 {
            // As many as take 0.2 seconds, in powers of ten.
            loops = 1
            while loops < 1_000_000_000, try run(loops) < 0.2 { loops *= 10 }
        }
        var times: [Double] = []
        for _ in 0..<options.repeats { times.append(try run(loops) / Double(loops)) }
        if !options.isQuiet { call.print(summary(times, loops, digits: options.digits)) }
        return .none
    }

    private static func summary(_ times: [Double], _ loops: Int, digits: Int) -> String {
        let mean = times.reduce(0, +) / Double(times.count)
        let deviation = (times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(times.count)).squareRoot()
        let runs = times.count == 1 ? "run" : "runs"
        let each = loops == 1 ? "loop" : "loops"
        return "\(Duration.short(mean, digits: digits)) ± \(Duration.short(deviation, digits: digits)) per loop "
            + "(mean ± std. dev. of \(times.count) \(runs), \(grouped(loops)) \(each) each)"
    }

    /// `1,000,000`.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { ($0 > 0 && (digits.count - $0) % 3 == 0 ? "," : "") + String(digits[$0]) }.joined()
    }
}

private struct TimeitOptions {
    var loops = 0
    var repeats = 7
    var digits = 3
    var isQuiet = false

    /// Takes the options off the front; what is left is the statement, as written.
    mutating func parse(_ arguments: String) throws -> String {
        var rest = arguments[...].drop { $0 == " " }
        while rest.first == "-", let option = rest.dropFirst().first, "nrpqo".contains(option) {
            rest = rest.dropFirst(2)
            if option == "q" || option == "o" {
                if option == "q" { isQuiet = true }
            } else {
                rest = rest.drop { $0 == " " }
                let digits = rest.prefix { $0.isNumber }
                guard let value = Int(digits), value > 0 || option == "p", value <= 1_000_000_000 else {
                    throw usageError("%timeit: -\(option) needs a number")
                }
                if option == "n" { loops = value } else if option == "r" { repeats = min(value, 100_000) } else { self.digits = min(value, 17) }
                rest = rest.dropFirst(digits.count)
            }
            rest = rest.drop { $0 == " " }
        }
        return String(rest)
    }
}
