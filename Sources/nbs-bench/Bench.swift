import ArgumentParser

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nbs-bench",
        abstract: "Time the same programs in nbs and in Python with PyTorch, side by side.",
        discussion: "Whole processes are timed from outside, steps inside the process. Medians are compared; the two sides take turns.")

    @Option(help: "A Python 3 to compare with; rows about tensors need torch in it.")
    var python: String?
    @Option(help: "Only rows whose group or name contains this text.")
    var only: String?
    @Option(help: "A folder of .nbs files: whole files are run here and, converted, in Python.")
    var tutorials: String?
    @Flag(help: "Count processor time, one thread a side: for a machine that does other things as well.")
    var cpuTime = false
    @Option(help: "Runs of each side, taking turns.")
    var rounds = 3
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

    /// Whole files, one after the other, as a learner would run them.
    private func measureTutorials(in folder: String, nbs: String) throws {
        print("\nWhole files of \(folder)")
        var all = (mine: Side(), rival: Side())
        for file in Runner.files(in: folder, ending: ".nbs") {
            let script = "/tmp/nbs-bench-\(Runner.processNumber).py"
            var mine = Side()
            var rival = Side()
            let row = Row.process(String(file.split(separator: "/").last ?? ""), "")
            guard try Runner.run([nbs, "convert", file, script]).status == 0 else { throw BenchError("\(file) cannot be converted") }
            for _ in 0..<rounds {
                // A cell that shows a mistake ends in an error here and there.
                mine.add(anyStatus: try Runner.run([nbs, "run", file]))
                if let python { rival.add(anyStatus: try Runner.run([python, script])) }
            }
            print(Report.line(row, mine, python == nil ? nil : rival))
            all.mine.follow(mine)
            all.rival.follow(rival)
        }
        print(Report.line(Row.process("all, one after the other", goal: 20, ""), all.mine, python == nil ? nil : all.rival))
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

    private func measure(_ row: Row, nbs: String) throws -> String {
        let ours = "/tmp/nbs-bench-\(Runner.processNumber).nbs"
        let theirs = "/tmp/nbs-bench-\(Runner.processNumber).py"
        let samples = 3
        let clock: Clock = cpuTime ? .processor : .wall
        try Runner.write(row.program(forRival: false, samples: samples, clock: clock), to: ours)
        try Runner.write(row.program(forRival: true, samples: samples, clock: clock), to: theirs)
        var mine = Side()
        var rival = Side()
        for _ in 0..<rounds {
            if case .completion(let setup, let text) = row.kind {
                mine.seconds += try Completion.seconds(setup: setup, text: text, samples: samples, clock: clock)
                mine.peakMegabytes = max(mine.peakMegabytes, Runner.ownPeakMegabytes)
            } else {
                try mine.add(try Runner.run([nbs, "run", ours]), row, "nbs", clock)
            }
            if let python { try rival.add(try Runner.run([python, theirs]), row, python, clock) }
        }
        return Report.line(row, mine, python == nil ? nil : rival)
    }
}

/// The samples of one side of a row.
struct Side {
    var seconds: [Double] = []
    var peakMegabytes = 0.0

    mutating func add(_ run: ProcessRun, _ row: Row, _ who: String, _ clock: Clock) throws {
        guard run.status == 0 else { throw BenchError("\(row.name): \(who) ended with status \(run.status >> 8)\n\(run.output)") }
        peakMegabytes = max(peakMegabytes, run.peakMegabytes)
        if case .process = row.kind {
            seconds.append(clock == .wall ? run.seconds : run.processorSeconds)
        } else {
            seconds += run.output.split(separator: "\n").compactMap { Double($0) }
        }
    }
    mutating func add(anyStatus run: ProcessRun) {
        peakMegabytes = max(peakMegabytes, run.peakMegabytes)
        seconds.append(run.seconds)
    }
    /// One sample: everything so far, and then `next`.
    mutating func follow(_ next: Side) {
        seconds = [(seconds.first ?? 0) + next.median]
        peakMegabytes = max(peakMegabytes, next.peakMegabytes)
    }
    var median: Double {
        let sorted = seconds.sorted()
        return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
    }
    /// Half the distance between the fastest and the slowest sample, relative to the median.
    var spread: Double {
        guard let least = seconds.min(), let most = seconds.max() else { return .nan }
        return (most - least) / 2 / median
    }
}
