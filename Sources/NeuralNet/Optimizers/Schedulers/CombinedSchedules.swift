import ObjectModel

/// Schedules made of others, and the one that looks at a metric.
enum CombinedSchedules {
    private static func inner(_ s: Scheduler, _ a: LayerArguments, _ verb: String) throws -> [Scheduler] {
        _ = try a["schedulers"].length()
        let values = try collect(a["schedulers"])
        if let first = values.first, first.asScheduler == nil, !a["schedulers"].isNone, a["optimizer"].isNone { _ = try first.attribute("optimizer") }
        guard let first = values.first else { throw Raised.valueError("\(s.classType.name) expects at least one scheduler\(verb), but got no scheduler.") }
        let optimizer = a["optimizer"].asOptimizer ?? first.asScheduler?.optimizer
        return try values.enumerated().map { index, value in
            guard let scheduler = value.asScheduler else {
                throw Raised.typeError("\(s.classType.name) at index \(index) should have `optimizer` as its attribute.")
            }
            if scheduler.classType.isSubtype(of: plateau.type) {
                throw Raised.valueError(
                    "\(s.classType.name) does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be specified when calling `step`, "
                        + "but got one at index \(index) in the given schedulers sequence.")
            }
            guard scheduler.optimizer === optimizer else {
                throw Raised.valueError(
                    "\(s.classType.name) expects all schedulers to belong to the same optimizer, but got scheduler \(scheduler.classType.name) at index \(index) "
                        + "has \(try scheduler.optimizer?.repr() ?? "None"), which is different from \(optimizer?.classType.name ?? "NoneType").")
            }
            return scheduler
        }
    }
    /// Takes back the step that schedules made for themselves.
    private static func undo(_ s: Scheduler) {
        if s.inner.isEmpty { s.lastEpoch -= 1 } else { s.inner.forEach(undo) }
    }

    private static let sequential = SchedulerKind(
        "SequentialLR", "optimizer, schedulers, milestones, last_epoch=-1", "One schedule after the other.",
        "optim.lr_scheduler.SequentialLR(o := sgd([nn.Parameter(ones(1))], lr=1.), [optim.lr_scheduler.ConstantLR(o), optim.lr_scheduler.ExponentialLR(o, 0.9)], [2]).get_last_lr()", starts: false,
        drops: ["milestones"], state: ["_milestones", "last_epoch", "_last_lr", "_schedulers"],
        setUp: { s, a in
            s.inner = try inner(s, a, "")
            let milestones = try collect(a["milestones"])
            guard milestones.count == s.inner.count - 1 else {
                throw Raised.valueError(
                    "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of schedulers "
                        + "\(s.inner.count) and the number of milestones to be equal to \(milestones.count)")
            }
            s.setOwn("_milestones", .list(milestones))
            s.lastEpoch = try a.int("last_epoch") + 1
            for group in try s.groups { group.dict.store("lr", try group.value("initial_lr")) }
            s.inner.forEach(undo)
            try s.inner[try milestones.filter { try $0.toIndex() <= 0 }.count].firstStep()
        },
        step: ("", { s, _ in
            s.lastEpoch += 1
            let milestones = try collect(Value.object(s).attribute("_milestones")).map { try $0.toIndex() }
            let index = milestones.filter { $0 <= s.lastEpoch }.count
            let scheduler = s.inner[index]
            if index > 0, milestones[index - 1] == s.lastEpoch {
                try scheduler.update(epoch: .int(0))
            } else {
                _ = try Value.object(scheduler).attribute("step").call()
            }
        }), next: { try $0.rates() })

    private static let chained = SchedulerKind(
        "ChainedScheduler", "schedulers, optimizer=None", "All schedules at every step.", "optim.lr_scheduler.ChainedScheduler([optim.lr_scheduler.ConstantLR(o := sgd([nn.Parameter(ones(1))], lr=1.)), optim.lr_scheduler.ExponentialLR(o, 0.9)]).get_last_lr()", starts: false,
        state: ["_last_lr", "_schedulers"],
        setUp: { s, a in
            s.inner = try inner(s, a, " to be chained")
            s.countsEpochs = false
            if let optimizer = s.inner.first?.optimizer { try s.attach(.object(optimizer)) }
        },
        step: ("", { s, _ in for scheduler in s.inner { _ = try Value.object(scheduler).attribute("step").call() } }), next: { try $0.rates() })

    // MARK: ReduceLROnPlateau

    private static func isBetter(_ s: Scheduler, _ value: Double, _ best: Double) throws -> Bool {
        let threshold = try s.double("threshold")
        let isRelative = try Value.object(s).attribute("threshold_mode").asString == "rel"
        if try Value.object(s).attribute("mode").asString == "min" { return isRelative ? value < best * (1 - threshold) : value < best - threshold }
        return isRelative ? value > best * (threshold + 1) : value > best + threshold
    }
    private static func stepPlateau(_ s: Scheduler, _ metric: Value) throws {
        guard let current = try metric.toDouble() else {
            throw Raised.typeError("float() argument must be a string or a real number, not '\(metric.type.name)'")
        }
        s.lastEpoch += 1
        var bad = try s.int("num_bad_epochs"), waiting = try s.int("cooldown_counter")
        if try isBetter(s, current, s.double("best")) {
            s.setOwn("best", .float(current))
            bad = 0
        } else {
            bad += 1
        }
        if waiting > 0 {
            waiting -= 1
            bad = 0
        }
        if try bad > s.int("patience") {
            let factor = try s.double("factor"), eps = try s.double("eps")
            for (group, least) in zip(try s.groups, try collect(Value.object(s).attribute("min_lrs"))) {
                let old = try group.double("lr"), new = max(old * factor, try least.toDouble() ?? 0)
                if old - new > eps { group.dict.store("lr", .float(new)) }
            }
            waiting = try s.int("cooldown")
            bad = 0
        }
        s.setOwn("num_bad_epochs", .int(bad))
        s.setOwn("cooldown_counter", .int(waiting))
    }
    private static let plateau = SchedulerKind(
        "ReduceLROnPlateau",
        "optimizer, mode='min', factor=0.1, patience=10, threshold=0.0001, threshold_mode='rel', cooldown=0, min_lr=0, eps=1e-08",
        "Down when a metric has stopped to improve; `step` takes the metric.", "optim.lr_scheduler.ReduceLROnPlateau(sgd([nn.Parameter(ones(1))], lr=1.)).get_last_lr()",
        starts: false, drops: ["min_lr"],
        state: [
            "factor", "default_min_lr", "min_lrs", "patience", "cooldown", "eps", "last_epoch", "_last_lr", "mode_worse", "mode", "threshold", "threshold_mode", "best",
            "cooldown_counter", "num_bad_epochs",
        ],
        setUp: { s, a in
            if try a.holds("factor", .greaterEqual, .float(1)) { throw Raised.valueError("Factor should be < 1.0.") }
            let mode = a["mode"].asString, count = try s.groups.count
            // Python puts the sentence together with `+`.
            func unknown(_ words: String, _ value: Value) throws -> Raised { Raised.valueError(try binaryResult(.add, .str(words), value).str() + " is unknown!") }
            if case .object(let object) = a["mode"], object.kind == .list { throw Raised.typeError("unhashable type: 'list'") }
            guard mode == "min" || mode == "max" else { throw try unknown("mode ", a["mode"]) }
            guard ["rel", "abs"].contains(a["threshold_mode"].asString) else { throw try unknown("threshold mode ", a["threshold_mode"]) }
            if let items = a["min_lr"].asItems {
                guard items.count == count else { throw Raised.valueError("expected \(count) min_lrs, got \(items.count)") }
                s.setOwn("default_min_lr", .none)
                s.setOwn("min_lrs", .list(items))
            } else {
                s.setOwn("default_min_lr", a["min_lr"])
                s.setOwn("min_lrs", .list(Array(repeating: a["min_lr"], count: count)))
            }
            s.lastEpoch = 0
            for name: Name in ["mode_worse", "best"] { s.setOwn(name, .float(mode == "min" ? .infinity : -.infinity)) }
            s.setOwn("cooldown_counter", .int(0))
            s.setOwn("num_bad_epochs", .int(0))
        },
        step: ("metrics, epoch=None", { s, a in try stepPlateau(s, a[1]) }), next: { try $0.rates() })

    static let kinds: [SchedulerKind] = [sequential, chained, plateau]
}
