import Glibc
import ObjectModel

extension Command {
    static let time = Command(
        "time", usage: "time [statement]", summary: "Time the execution of a statement, or of a cell.", takesCell: true
    ) { call in
        let code = call.body ?? call.arguments
        let start = Clock.now()
        let value = Notebook.isEmpty(code) ? Value.none : try call.evaluator.execute(code)
        let spent = Clock.now() - start
        call.print("CPU times: user \(Duration.short(spent.user)), sys: \(Duration.short(spent.system)), total: \(Duration.short(spent.user + spent.system))")
        call.print("Wall time: \(Duration.short(spent.wall))")
        return value
    }
}

/// Seconds of the process, and on the wall.
struct Clock {
    var wall: Double
    var user: Double
    var system: Double

    static func now() -> Clock {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Clock(
            wall: Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9,
            user: Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) * 1e-6,
            system: Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) * 1e-6)
    }

    static func - (a: Clock, b: Clock) -> Clock {
        Clock(wall: a.wall - b.wall, user: a.user - b.user, system: a.system - b.system)
    }
}
