/// What a second is: of the wall clock, or of the processor on one thread, which other programs disturb little.
enum Clock: String {
    case wall = "perf_counter", processor = "process_time"
}

/// One line of the benchmark: a program that runs unchanged here and in Python.
struct Row {
    /// Who we are measured against: the Python with torch, or any Python 3 for rows about the language alone.
    enum Rival { case torch, python }
    enum Kind {
        /// `body` is repeated inside the process until it takes long enough to be timed.
        case repeated(setup: String, body: String)
        /// The program is run as a process and timed from outside; the rival may run another one (`import torch`).
        case process(program: String, rivalProgram: String?)
        /// What Tab behind `text` costs once `setup` has run: here in this process, there in IPython.
        case completion(setup: String, text: String)
        /// Both sides in this process: the function under `@`, and `cblas_sgemm` as the rival.
        case product(Product.Size)
    }
    let name: String
    let rival: Rival
    let kind: Kind
    /// How many times faster we want to be.
    let goal: Double?
    var limit: Limit?

    static func steps(_ name: String, goal: Double? = nil, rival: Rival = .torch, limit: Limit? = nil, setup: String = "", _ body: String) -> Row {
        Row(name: name, rival: rival, kind: .repeated(setup: setup, body: body), goal: goal, limit: limit)
    }
    static func process(
        _ name: String, goal: Double? = nil, rival: Rival = .torch, limit: Limit? = nil, _ program: String, against rivalProgram: String? = nil
    ) -> Row {
        Row(name: name, rival: rival, kind: .process(program: program, rivalProgram: rivalProgram), goal: goal, limit: limit)
    }

    var needsPython: Bool {
        if case .product = kind { false } else { true }
    }

    /// The program that is written to a file and run on both sides. Repeated ones print the seconds of a repetition, one line a
    /// sample, until they are ended.
    func program(forRival isRival: Bool, clock: Clock) -> String {
        switch kind {
        case .process(let program, let rivalProgram): return isRival ? rivalProgram ?? program : program
        case .product: return ""
        case .completion(let setup, let text):
            // IPython at its faster, without jedi.
            return """
                import time
                from IPython.core.interactiveshell import InteractiveShell
                shell = InteractiveShell.instance()
                shell.run_cell('''\(setup)''')
                shell.Completer.use_jedi = False
                assert shell.complete(None, "\(text)")[1]
                while True:
                    start = time.\(clock.rawValue)()
                    shell.complete(None, "\(text)")
                    print(time.\(clock.rawValue)() - start, flush=True)

                """
        case .repeated(let setup, let body):
            let indented = body.split(separator: "\n", omittingEmptySubsequences: false).map { "        " + $0 }.joined(separator: "\n")
            var imports = rival == .torch ? "import torch\nfrom torch import nn, optim\nimport torch.nn.functional as F\ntorch.manual_seed(0)\n" : ""
            if clock == .processor, rival == .torch, isRival { imports += "torch.set_num_threads(1)\n" }
            return """
                import time
                \(imports)\(setup)
                def work(count):
                    for _ in range(count):
                \(indented)

                work(1)
                count = 1
                while True:
                    start = time.\(clock.rawValue)()
                    work(count)
                    elapsed = time.\(clock.rawValue)() - start
                    if elapsed > 0.02 or count >= 100000000:
                        break
                    count = count * 4 if elapsed < 0.004 else count * 2
                while True:
                    start = time.\(clock.rawValue)()
                    work(count)
                    print((time.\(clock.rawValue)() - start) / count, flush=True)

                """
        }
    }
}

/// A program whose work has a size; the time of a unit is measured at several, less what an empty session takes.
struct Growth: Sendable {
    let name: String
    let sizes: [Int]
    let program: @Sendable (Int) -> String
}

/// Every row, group by group.
enum Rows {
    static let all: [(group: String, rows: [Row])] = [
        ("Start", startRows),
        // Before this program itself grows: the system adds what it holds to the peaks of the processes that it starts.
        ("Sessions", sessionRows),
        ("Language", languageRows),
        ("Small steps", smallStepRows),
        ("Training", trainingRows),
        ("Elementwise and sums", elementwiseRows),
        ("Matrices", matrixRows),
        ("Small products by themselves, against bare cblas_sgemm", productRows),
        ("Random streams", randomRows),
        ("Text", textRows),
        ("Convolutions", convolutionRows),
    ]
}
