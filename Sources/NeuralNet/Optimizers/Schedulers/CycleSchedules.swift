import Glibc
import ObjectModel

/// Schedules that go up and down, and some of them the momentum with the rate.
enum CycleSchedules {
    /// One number for every group, or one each.
    private static func each(_ s: Scheduler, _ name: String, _ value: Value) throws -> [Double] {
        let count = try s.groups.count
        if let items = value.asItems {
            guard items.count == count else { throw Raised.valueError("\(name) must have the same length as optimizer.param_groups. \(name) has \(items.count) values, param_groups has \(count).") }
            return try items.map { try number($0) }
        }
        return Array(repeating: try number(value), count: count)
    }
    private static func number(_ value: Value) throws -> Double {
        guard let number = try value.toDouble() else { throw Raised.typeError("must be real number, not \(value.type.name)") }
        return number
    }
    private static func list(_ s: Scheduler, _ name: Name) throws -> [Double] { try collect(Value.object(s).attribute(name)).map { try number($0) } }
    private static func numbers(_ values: [Double]) -> Value { .list(values.map { .float($0) }) }

    /// Puts a momentum into a group: as `momentum`, or as the first of `betas`.
    private static func setMomentum(_ group: GroupOptions, _ value: Double) throws {
        if let betas = group.dict.lookup("betas")?.asItems {
            group.dict.store("betas", .tuple([.float(value)] + betas.dropFirst()))
        } else {
            group.dict.store("momentum", .float(value))
        }
    }
    private static func setMomenta(_ s: Scheduler, _ a: LayerArguments) throws {
        s.setOwn("cycle_momentum", a["cycle_momentum"])
        guard try a.isTrue("cycle_momentum") else { return }
        s.setOwn("use_beta1", .bool(s.optimizer?.defaults.lookup("betas") != nil))
        guard let defaults = s.optimizer?.defaults, defaults.lookup("momentum") != nil || defaults.lookup("betas") != nil else {
            throw Raised.valueError("optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
        }
        // What the first rates are computed with.
        if a["max_momentum"].asItems == nil, a["base_momentum"].asItems == nil, try a.holds("last_epoch", .equal, .int(-1)) { _ = try binaryResult(.subtract, a["max_momentum"], a["base_momentum"]) }
        let most = try each(s, "max_momentum", a["max_momentum"]), least = try each(s, "base_momentum", a["base_momentum"])
        s.setOwn("max_momentums", numbers(most))
        s.setOwn("base_momentums", numbers(least))
        guard try a.holds("last_epoch", .equal, .int(-1)) else { return }
        for (index, group) in try s.groups.enumerated() {
            try setMomentum(group, most[index])
            group.dict.store("max_momentum", .float(most[index]))
            group.dict.store("base_momentum", .float(least[index]))
        }
    }

    // MARK: CyclicLR

    private static func cyclic(_ s: Scheduler) throws -> [Double] {
        let total = try s.double("total_size"), ratio = try s.double("step_ratio")
        let cycle = floor(1 + Double(s.lastEpoch) / total)
        let x = 1 + Double(s.lastEpoch) / total - cycle
        let height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1)
        let isByCycle = try Value.object(s).attribute("scale_mode").asString == "cycle"
        let scale = try scale(s, isByCycle ? cycle : Double(s.lastEpoch), isByCycle)
        if try Value.object(s).attribute("cycle_momentum").isTrue() {
            let least = try list(s, "base_momentums"), most = try list(s, "max_momentums")
            for (index, group) in try s.groups.enumerated() { try setMomentum(group, most[index] - (most[index] - least[index]) * height * scale) }
        }
        return try zip(s.baseRates, list(s, "max_lrs")).map { $0 + ($1 - $0) * height * scale }
    }
    private static func scale(_ s: Scheduler, _ x: Double, _ isByCycle: Bool) throws -> Double {
        let function = try Value.object(s).attribute("_scale_fn_custom")
        if !function.isNone { return try number(function.call(isByCycle ? .int(Int(x)) : .int(s.lastEpoch))) }
        switch try Value.object(s).attribute("mode").asString {
        case "triangular2": return 1 / pow(2, x - 1)
        case "exp_range": return pow(try s.double("gamma"), x)
        default: return 1
        }
    }
    private static let cyclicKind = SchedulerKind(
        "CyclicLR",
        "optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, mode='triangular', gamma=1.0, scale_fn=None, scale_mode='cycle', cycle_momentum=True, base_momentum=0.8, max_momentum=0.9, last_epoch=-1",
        "Up and down between two rates.", "optim.lr_scheduler.CyclicLR(sgd([nn.Parameter(ones(1))], lr=1., momentum=0.9), 0.1, 1.).get_last_lr()",
        drops: ["base_lr", "max_lr", "step_size_up", "step_size_down", "scale_fn", "base_momentum", "max_momentum"],
        state: ["max_lrs", "total_size", "step_ratio", "mode", "gamma", "scale_mode", "cycle_momentum", "use_beta1", "base_momentums", "max_momentums"]
            + Scheduler.stateOfAll + ["_scale_fn_custom"],
        setUp: { s, a in
            // What the first rates are computed with.
            if a["base_lr"].asItems == nil, a["max_lr"].asItems == nil { _ = try binaryResult(.subtract, a["max_lr"], a["base_lr"]) }
            let base = try each(s, "base_lr", a["base_lr"])
            if try a.holds("last_epoch", .equal, .int(-1)) { try s.setRates(base) }
            s.setOwn("max_lrs", numbers(try each(s, "max_lr", a["max_lr"])))
            func float(_ name: String) throws -> Double { try number(Value.object(BuiltinTypes.float).call(a[name])) }
            let up = try float("step_size_up"), down = a.isNone("step_size_down") ? up : try float("step_size_down")
            if up + down == 0 { throw Raised.zeroDivision("float division by zero") }
            s.setOwn("total_size", .float(up + down))
            s.setOwn("step_ratio", .float(up / (up + down)))
            let mode = try a["mode"].str()
            guard ["triangular", "triangular2", "exp_range"].contains(mode) || !a.isNone("scale_fn") else {
                throw Raised.valueError("mode is invalid and scale_fn is None")
            }
            s.setOwn("_scale_fn_custom", a["scale_fn"])
            if a.isNone("scale_fn") { s.setOwn("scale_mode", .str(mode == "exp_range" ? "iterations" : "cycle")) }
            try setMomenta(s, a)
        },
        // The optimizer's first rates are not what a cycle goes down to.
        afterStart: { s, a in try s.storeAttribute("base_lrs", numbers(each(s, "base_lr", a["base_lr"]))) }, next: cyclic)

    // MARK: OneCycleLR

    private struct Phase {
        let end: Double
        let rates: (String, String)
        let momenta: (String, String)
    }
    /// Where a schedule's phases end, and between which of a group's entries each goes; kept as PyTorch keeps them, since
    /// they are part of the state.
    private static func phases(_ a: LayerArguments, total: Int) throws -> Value {
        func phase(_ end: Value, _ rates: (String, String), _ momenta: (String, String)) -> Value {
            let dict = Dict()
            dict.store("end_step", end)
            for (name, text) in [("start_lr", rates.0), ("end_lr", rates.1), ("start_momentum", momenta.0), ("end_momentum", momenta.1)] { dict.store(name, .str(text)) }
            return .object(dict)
        }
        let share = try a.double("pct_start") * Double(total)
        let up = phase(.float(share - 1), ("initial_lr", "max_lr"), ("max_momentum", "base_momentum"))
        guard try a.isTrue("three_phase") else { return .list([up, phase(.int(total - 1), ("max_lr", "min_lr"), ("base_momentum", "max_momentum"))]) }
        return .list([
            up, phase(.float(2 * share - 2), ("max_lr", "initial_lr"), ("base_momentum", "max_momentum")),
            phase(.int(total - 1), ("initial_lr", "min_lr"), ("max_momentum", "max_momentum")),
        ])
    }
    private static func phases(_ s: Scheduler) throws -> [Phase] {
        try collect(Value.object(s).attribute("_schedule_phases")).map { value in
            func entry(_ name: String) throws -> Value { try value.item(.str(name)) }
            func text(_ name: String) throws -> String { try entry(name).str() }
            return Phase(
                end: try number(entry("end_step")), rates: (try text("start_lr"), try text("end_lr")), momenta: (try text("start_momentum"), try text("end_momentum")))
        }
    }
    private static func oneCycle(_ s: Scheduler) throws -> [Double] {
        let total = try s.int("total_steps")
        guard s.lastEpoch <= total else {
            throw Raised.valueError("Tried to step \(s.lastEpoch) times. The specified number of total steps is \(total)")
        }
        let phases = try phases(s), epoch = Double(s.lastEpoch)
        // A state that was loaded may hold none.
        if phases.isEmpty { throw Raised(ExceptionTypes.unboundLocalError, "cannot access local variable 'computed_lr' where it is not associated with a value") }
        let index = phases.firstIndex { epoch <= $0.end } ?? phases.count - 1
        let start = index == 0 ? 0 : phases[index - 1].end
        let part = (epoch - start) / (phases[index].end - start)
        let isCosine = try Value.object(s).attribute("_anneal_func_type").asString == "cos"
        func between(_ from: Double, _ to: Double) -> Double { isCosine ? to + (from - to) / 2 * (cos(.pi * part) + 1) : (to - from) * part + from }
        let moves = try Value.object(s).attribute("cycle_momentum").isTrue()
        return try s.groups.map { group in
            if moves { try setMomentum(group, between(group.double(phases[index].momenta.0), group.double(phases[index].momenta.1))) }
            return try between(group.double(phases[index].rates.0), group.double(phases[index].rates.1))
        }
    }
    private static let oneCycleKind = SchedulerKind(
        "OneCycleLR",
        "optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=0.3, anneal_strategy='cos', cycle_momentum=True, base_momentum=0.85, max_momentum=0.95, div_factor=25.0, final_div_factor=10000.0, three_phase=False, last_epoch=-1",
        "Once up and then far down.", "optim.lr_scheduler.OneCycleLR(sgd([nn.Parameter(ones(1))], lr=1., momentum=0.9), 1., total_steps=10).get_last_lr()",
        drops: ["pct_start", "three_phase", "anneal_strategy", "max_lr", "epochs", "steps_per_epoch", "div_factor", "final_div_factor", "base_momentum", "max_momentum"],
        state: ["total_steps", "_schedule_phases", "_anneal_func_type", "cycle_momentum", "use_beta1"] + Scheduler.stateOfAll,
        setUp: { s, a in
            if !a.isNone("total_steps") {
                guard try !a.holds("total_steps", .lessEqual, .int(0)), a["total_steps"].asInt != nil else {
                    throw Raised.valueError("Expected positive integer total_steps, but got \(try a["total_steps"].str())")
                }
            } else if !a.isNone("epochs"), !a.isNone("steps_per_epoch") {
                for name in ["epochs", "steps_per_epoch"] {
                    guard try !a.holds(name, .lessEqual, .int(0)), a[name].asInt != nil else { throw Raised.valueError("Expected positive integer \(name), but got \(try a[name].str())") }
                }
                s.setOwn("total_steps", .int(try a.int("epochs") &* a.int("steps_per_epoch")))
            } else {
                throw Raised.valueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
            }
            guard case .float(let share) = a["pct_start"], share >= 0, share <= 1 else {
                throw Raised.valueError("Expected float between 0 and 1 pct_start, but got \(try a["pct_start"].str())")
            }
            let strategy = try a["anneal_strategy"].str()
            guard strategy == "cos" || strategy == "linear" else {
                throw Raised.valueError("anneal_strategy must be one of 'cos' or 'linear', instead got \(strategy)")
            }
            s.setOwn("_schedule_phases", try phases(a, total: s.int("total_steps")))
            s.setOwn("_anneal_func_type", .str(strategy))
            if a["max_lr"].asItems == nil { _ = try binaryResult(.divide, binaryResult(.divide, a["max_lr"], a["div_factor"]), a["final_div_factor"]) }
            let most = try each(s, "max_lr", a["max_lr"]), first = try a.double("div_factor"), last = try a.double("final_div_factor")
            if try a.holds("last_epoch", .equal, .int(-1)) {
                for (group, rate) in zip(try s.groups, most) {
                    group.dict.store("initial_lr", .float(rate / first))
                    group.dict.store("max_lr", .float(rate))
                    group.dict.store("min_lr", .float(rate / first / last))
                }
            }
            try setMomenta(s, a)
            for name: Name in ["base_momentums", "max_momentums"] { _ = s.removeOwn(name) }
        }, next: oneCycle)

    // MARK: Cosine with restarts

    private static func restarts(_ s: Scheduler) throws -> [Double] {
        let least = try s.double("eta_min"), current = try s.double("T_cur"), length = try s.double("T_i")
        return s.baseRates.map { least + ($0 - least) * (1 + cos(.pi * current / length)) / 2 }
    }
    private static func stepRestarts(_ s: Scheduler, _ epoch: Value) throws {
        let first = try s.int("T_0"), factor = try s.int("T_mult")
        if epoch.isNone, s.lastEpoch >= 0 {
            var current = try s.double("T_cur") + 1, length = try s.int("T_i")
            if current >= Double(length) {
                current = current.truncatingRemainder(dividingBy: Double(length))
                length = length &* factor
            }
            s.setOwn("T_cur", current == current.rounded() ? .int(Int(current)) : .float(current))
            s.setOwn("T_i", .int(length))
            s.lastEpoch += 1
        } else {
            let given = epoch.isNone ? 0 : try number(epoch)
            guard given >= 0 else { throw Raised.valueError("Expected non-negative epoch, but got \(try epoch.str())") }
            var current = given, length = first
            if given >= Double(first) {
                if factor == 1 {
                    current = given.truncatingRemainder(dividingBy: Double(first))
                } else {
                    let n = (log(given / Double(first) * Double(factor - 1) + 1) / log(Double(factor))).rounded(.towardZero)
                    current = given - Double(first) * (pow(Double(factor), n) - 1) / Double(factor - 1)
                    length = Int(Double(first) * pow(Double(factor), n))
                }
            }
            s.setOwn("T_cur", current == current.rounded() ? .int(Int(current)) : .float(current))
            s.setOwn("T_i", .int(length))
            s.lastEpoch = Int(given.rounded(.down))
        }
        try s.setRates(restarts(s))
    }
    private static let restartsKind = SchedulerKind(
        "CosineAnnealingWarmRestarts", "optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1", "Half a cosine again and again.",
        "optim.lr_scheduler.CosineAnnealingWarmRestarts(sgd([nn.Parameter(ones(1))], lr=1.), 5).get_last_lr()",
        state: ["T_0", "T_i", "T_mult", "eta_min", "T_cur"] + Scheduler.stateOfAll,
        setUp: { s, a in
            guard try !a.holds("T_0", .lessEqual, .int(0)), let first = a["T_0"].asInt else { throw Raised.valueError("Expected positive integer T_0, but got \(try a["T_0"].str())") }
            guard try !a.holds("T_mult", .less, .int(1)), a["T_mult"].asInt != nil else { throw Raised.valueError("Expected integer T_mult >= 1, but got \(try a["T_mult"].str())") }
            if case .float = a["eta_min"] {} else if a["eta_min"].asInt == nil {
                let kind = try Value.object(a["eta_min"].type).repr()
                throw Raised.valueError("Expected float or int eta_min, but got \(try a["eta_min"].str()) of type \(kind)")
            }
            s.setOwn("T_i", .int(first))
            s.setOwn("T_cur", a["last_epoch"])
        },
        step: ("epoch=None", { s, a in try stepRestarts(s, a[1]) }), next: restarts)

    static let kinds: [SchedulerKind] = [cyclicKind, oneCycleKind, restartsKind]
}
