import Glibc
import ObjectModel

/// Schedules that bring the rate down, or up, once.
enum DecaySchedules {
    /// One factor for the rate of every group, from the epoch on.
    private static func scaled(_ s: Scheduler, _ factor: Double) throws -> [Double] { try s.rates().map { $0 * factor } }
    private static func based(_ s: Scheduler, _ factor: Double) -> [Double] { s.baseRates.map { $0 * factor } }

    private static func lambdas(_ s: Scheduler) throws -> [Value] { try collect(Value.object(s).attribute("lr_lambdas")) }
    private static func setLambdas(_ s: Scheduler, _ a: LayerArguments) throws {
        let count = try s.groups.count
        let given = a["lr_lambda"]
        if let items = given.asItems {
            guard items.count == count else { throw Raised.valueError("Expected \(count) lr_lambdas, but got \(items.count)") }
            s.setOwn("lr_lambdas", .list(items))
        } else {
            s.setOwn("lr_lambdas", .list(Array(repeating: given, count: count)))
        }
    }
    private static func call(_ function: Value, _ epoch: Int) throws -> Double {
        let value = try function.call(.int(epoch))
        guard let factor = try value.toDouble() else { throw Raised.typeError("unsupported operand type(s) for *: 'float' and '\(value.type.name)'") }
        return factor
    }
    /// How often the milestones that pass the test were named.
    private static func milestones(_ s: Scheduler, where passes: (Int) -> Bool) throws -> Double {
        guard let counts = try Value.object(s).attribute("milestones").object(of: .dict) as? Dict else { return 0 }
        return try counts.pairs.reduce(0) { try passes($1.0.toIndex()) ? $0 + Double($1.1.toIndex()) : $0 }
    }

    static let kinds: [SchedulerKind] = [
        SchedulerKind(
            "LambdaLR", "optimizer, lr_lambda, last_epoch=-1", "The first rate times a function of the epoch.",
            "optim.lr_scheduler.LambdaLR(sgd([nn.Parameter(ones(1))], lr=1.), lambda epoch: 0.9 ** epoch).get_last_lr()", drops: ["lr_lambda"], state: Scheduler.stateOfAll + ["lr_lambdas"], setUp: setLambdas
        ) { s in try zip(lambdas(s), s.baseRates).map { try $1 * call($0, s.lastEpoch) } },
        SchedulerKind(
            "MultiplicativeLR", "optimizer, lr_lambda, last_epoch=-1", "The rate times a function of the epoch.",
            "optim.lr_scheduler.MultiplicativeLR(sgd([nn.Parameter(ones(1))], lr=1.), lambda epoch: 0.9).get_last_lr()",
            drops: ["lr_lambda"], state: Scheduler.stateOfAll + ["lr_lambdas"], setUp: { s, a in
                try setLambdas(s, a)
                for function in try lambdas(s) where !function.isCallable {
                    throw Raised.typeError("lr_lambda should be a function, but got \(function.type.name)")
                }
            }
        ) { s in s.isInitial ? try s.rates() : try zip(lambdas(s), s.rates()).map { try $1 * call($0, s.lastEpoch) } },
        SchedulerKind(
            "StepLR", "optimizer, step_size, gamma=0.1, last_epoch=-1", "Times `gamma` every `step_size` epochs.",
            "optim.lr_scheduler.StepLR(sgd([nn.Parameter(ones(1))], lr=1.), 10).get_last_lr()",
            closedForm: { s in based(s, pow(try s.double("gamma"), (Double(s.lastEpoch) / (try s.double("step_size"))).rounded(.down))) }
        ) { s in
            // A float will do, as in Python: `StepLR(optimizer, 1.0)`.
            if s.lastEpoch == 0 { return try s.rates() }
            let size = try s.double("step_size")
            guard size != 0 else { throw Raised.zeroDivision("integer modulo by zero") }
            return Double(s.lastEpoch).truncatingRemainder(dividingBy: size) != 0 ? try s.rates() : try scaled(s, s.double("gamma"))
        },
        SchedulerKind(
            "MultiStepLR", "optimizer, milestones, gamma=0.1, last_epoch=-1", "Times `gamma` at every milestone.",
            "optim.lr_scheduler.MultiStepLR(sgd([nn.Parameter(ones(1))], lr=1.), [10, 20]).get_last_lr()",
            setUp: { s, a in
                let counts = Counter()
                for value in try a.isNone("milestones") ? [] : collect(a["milestones"]) { try counts.setItem(value, .int(counts.lookup(value).map { try $0.toIndex() + 1 } ?? 1)) }
                s.setOwn("milestones", .object(counts))
            },
            closedForm: { s in based(s, pow(try s.double("gamma"), try milestones(s) { $0 <= s.lastEpoch })) }
        ) { s in
            let count = try milestones(s) { $0 == s.lastEpoch }
            return count == 0 ? try s.rates() : try scaled(s, pow(s.double("gamma"), count))
        },
        SchedulerKind(
            "ConstantLR", "optimizer, factor=0.3333333333333333, total_iters=5, last_epoch=-1", "Times `factor` for some epochs.",
            "optim.lr_scheduler.ConstantLR(sgd([nn.Parameter(ones(1))], lr=1.)).get_last_lr()",
            setUp: { s, a in
                if try a.holds("factor", .greater, .float(1)) || a.holds("factor", .less, .int(0)) { throw Raised.valueError("Constant multiplicative factor expected to be between 0 and 1.") }
            },
            closedForm: { s in
                let factor = try s.double("factor")
                return based(s, factor + (s.lastEpoch >= (try s.int("total_iters")) ? 1 : 0) * (1 - factor))
            }
        ) { s in
            if s.lastEpoch == 0 { return try scaled(s, s.double("factor")) }
            return try s.lastEpoch != s.int("total_iters") ? s.rates() : scaled(s, 1 / s.double("factor"))
        },
        SchedulerKind(
            "LinearLR", "optimizer, start_factor=0.3333333333333333, end_factor=1.0, total_iters=5, last_epoch=-1", "In a straight line from one factor to another.",
            "optim.lr_scheduler.LinearLR(sgd([nn.Parameter(ones(1))], lr=1.)).get_last_lr()",
            setUp: { s, a in
                if try a.holds("start_factor", .greater, .float(1)) || a.holds("start_factor", .lessEqual, .int(0)) { throw Raised.valueError("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.") }
                if try a.holds("end_factor", .greater, .float(1)) || a.holds("end_factor", .less, .int(0)) { throw Raised.valueError("Ending multiplicative factor expected to be between 0 and 1.") }
            },
            closedForm: { s in
                let start = try s.double("start_factor"), end = try s.double("end_factor"), total = try s.int("total_iters")
                return based(s, start + (end - start) * Double(min(total, s.lastEpoch)) / Double(total))
            }
        ) { s in
            let start = try s.double("start_factor")
            if s.lastEpoch == 0 { return try scaled(s, start) }
            let end = try s.double("end_factor"), total = try s.int("total_iters")
            if s.isInitial || s.lastEpoch > total { return try s.rates() }
            return try scaled(s, 1 + (end - start) / (Double(total) * start + Double(s.lastEpoch - 1) * (end - start)))
        },
        SchedulerKind(
            "ExponentialLR", "optimizer, gamma, last_epoch=-1", "Times `gamma` every epoch.",
            "optim.lr_scheduler.ExponentialLR(sgd([nn.Parameter(ones(1))], lr=1.), 0.9).get_last_lr()",
            closedForm: { s in based(s, pow(try s.double("gamma"), Double(s.lastEpoch))) }
        ) { s in s.isInitial ? try s.rates() : try scaled(s, s.double("gamma")) },
        SchedulerKind(
            "PolynomialLR", "optimizer, total_iters=5, power=1.0, last_epoch=-1", "Down to 0 along a power of the time left.",
            "optim.lr_scheduler.PolynomialLR(sgd([nn.Parameter(ones(1))], lr=1.)).get_last_lr()",
            closedForm: { s in
                let total = try s.int("total_iters")
                return based(s, pow(1 - Double(min(total, s.lastEpoch)) / Double(total), try s.double("power")))
            }
        ) { s in
            if s.isInitial { return try s.rates() }
            let total = Double(try s.int("total_iters")), epoch = Double(s.lastEpoch)
            if epoch > total { return try s.rates() }
            return try scaled(s, pow((1 - epoch / total) / (1 - (epoch - 1) / total), s.double("power")))
        },
        SchedulerKind(
            "CosineAnnealingLR", "optimizer, T_max, eta_min=0.0, last_epoch=-1", "Down along half a cosine.",
            "optim.lr_scheduler.CosineAnnealingLR(sgd([nn.Parameter(ones(1))], lr=1.), 10).get_last_lr()", closedForm: cosine
        ) { s in
            if s.isInitial { return try s.rates() }
            let most = Double(try s.int("T_max")), least = try s.double("eta_min"), epoch = Double(s.lastEpoch)
            if s.stepCount == 1, s.lastEpoch > 0 { return try cosine(s) }
            if most != 0, (epoch - 1 - most).truncatingRemainder(dividingBy: 2 * most) == 0 {
                return try zip(s.baseRates, s.rates()).map { $1 + ($0 - least) * (1 - cos(.pi / most)) / 2 }
            }
            let factor = (1 + cos(.pi * epoch / most)) / (1 + cos(.pi * (epoch - 1) / most))
            return try s.rates().map { factor * ($0 - least) + least }
        },
    ]
    private static func cosine(_ s: Scheduler) throws -> [Double] {
        let most = Double(try s.int("T_max")), least = try s.double("eta_min")
        return s.baseRates.map { least + ($0 - least) * (1 + cos(.pi * Double(s.lastEpoch) / most)) / 2 }
    }
}
