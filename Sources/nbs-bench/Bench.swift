import ArgumentParser

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nbs-bench",
        abstract: "Time the same programs in nbs and in Python with PyTorch, side by side.",
        discussion: """
            Whole processes are timed from outside, steps inside the process. The two sides take turns, the other one stopped meanwhile;
            the ratio is the median of the turns' ratios. The limit is what the machine itself takes for a row's products or bytes.
            """)

    @Option(help: "A Python 3 to compare with; rows about tensors need torch in it.")
    var python: String?
    @Option(help: "Only rows whose group or name contains this text.")
    var only: String?
    @Option(help: "A folder of .nbs files: whole files are run here and, converted, in Python.")
    var tutorials: String?
    @Flag(help: "Count processor time, one thread a side: for a machine that does other things as well.")
    var cpuTime = false
    @Option(help: "Turns of each side.")
    var rounds = 9
    @Option(help: "The nbs to measure; by default the one built beside this program.")
    var nbs: String?

    func run() throws {
        if cpuTime { Runner.useOneThread() }
        let nbs = nbs ?? Runner.ownFolder + "/nbs"
        print(Report.header(python: python, cpuTime: cpuTime))
        for (group, rows) in Rows.all {
            let chosen = rows.filter { row in only.map { group.contains($0) || row.name.contains($0) } ?? true }
            if chosen.isEmpty { continue }
            print("\n\(group)")
            for row in chosen { print(try measure(row, nbs: nbs)) }
        }
        if let tutorials { try measureTutorials(in: tutorials, nbs: nbs) }
        if only.map({ "Growth".contains($0) }) ?? true {
            print("\nGrowth: nanoseconds a unit")
            for growth in growthRows { print(try measure(growth, nbs: nbs)) }
        }
    }

    private var clock: Clock { cpuTime ? .processor : .wall }

    private func measure(_ row: Row, nbs: String) throws -> String {
        // The rival starts first: it takes longer.
        let rival = try (row.needsPython ? python : "").map { try row.contestant(forRival: true, executable: $0, clock: clock) }
        let mine = try row.contestant(forRival: false, executable: nbs, clock: clock)
        let result = try turns(mine, rival, limit: cpuTime ? nil : row.limit)
        return Report.line(row, result)
    }

    private func turns(_ mine: any Contestant, _ rival: (any Contestant)?, limit: Limit?) throws -> Result {
        var result = Result()
        for _ in 0..<rounds {
            if let rival { result.rival.seconds.append(try rival.sample()) }
            result.mine.seconds.append(try mine.sample())
            if let limit { result.limit.seconds.append(try limit.seconds()) }
        }
        result.mine.peakMegabytes = mine.end()
        result.rival.peakMegabytes = rival?.end() ?? 0
        return result
    }

    /// Whole files, one after the other, as a learner would run them.
    private func measureTutorials(in folder: String, nbs: String) throws {
        print("\nWhole files of \(folder)")
        var all = Result()
        for file in Runner.files(in: folder, ending: ".nbs") {
            let script = "/tmp/nbs-bench-\(Runner.processNumber).py"
            guard try Runner.run([nbs, "convert", file, script]).status == 0 else { throw BenchError("\(file) cannot be converted") }
            // A cell that shows a mistake ends in an error here and there.
            let result = try turns(
                WholeProcess([nbs, "run", file], clock: clock, anyStatus: true),
                python.map { WholeProcess([$0, script], clock: clock, anyStatus: true) }, limit: nil)
            print(Report.line(Row.process(file.split(separator: "/").last.map(String.init) ?? file, ""), result))
            all.mine.follow(result.mine)
            all.rival.follow(result.rival)
        }
        print(Report.line(Row.process("all, one after the other", goal: 20, ""), all))
    }

    private func measure(_ growth: Growth, nbs: String) throws -> String {
        let path = "/tmp/nbs-bench-\(Runner.processNumber).nbs"
        func seconds(_ size: Int) throws -> Double {
            try Runner.write(growth.program(size), to: path)
            return try (0..<rounds).map { _ in try Runner.run([nbs, "run", path]).seconds }.min() ?? .nan
        }
        let empty = try seconds(1)
        let costs = try growth.sizes.map { size in "\(size): \(Int((try seconds(size) - empty) / Double(size) * 1e9))" }
        return growth.name + " " + costs.joined(separator: ", ")
    }
}

/// The samples of a row: equally many of each side, taken in turns.
struct Result {
    var mine = Side()
    var rival = Side()
    var limit = Side()

    /// How many times faster we are: the median over the turns, whose two sides saw the same machine.
    var ratio: Double { Side(seconds: zip(rival.seconds, mine.seconds).map { $0 / $1 }).median }
    /// How much of what the machine can do we reach.
    var share: Double { Side(seconds: zip(limit.seconds, mine.seconds).map { $0 / $1 }).median }
    /// How many times faster than the rival anybody could be.
    var best: Double { Side(seconds: zip(rival.seconds, limit.seconds).map { $0 / $1 }).median }
}

struct Side {
    var seconds: [Double] = []
    var peakMegabytes = 0.0

    /// One sample: everything so far, and then `next`.
    mutating func follow(_ next: Side) {
        if next.seconds.isEmpty { return }
        seconds = [(seconds.first ?? 0) + next.median]
        peakMegabytes = max(peakMegabytes, next.peakMegabytes)
    }
    var median: Double { quantile(0.5) }
    /// Half the distance between the quartiles, relative to the median.
    var spread: Double { (quantile(0.75) - quantile(0.25)) / 2 / median }

    private func quantile(_ part: Double) -> Double {
        seconds.isEmpty ? .nan : seconds.sorted()[Int(Double(seconds.count - 1) * part + 0.5)]
    }
}
