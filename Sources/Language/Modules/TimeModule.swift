import ObjectModel

#if canImport(Glibc)
    import Glibc
#endif

/// `time`.
enum TimeModule {
    private static func nanoseconds(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
    private static func clock(_ name: Name, _ summary: String, _ id: clockid_t) -> [NativeFunction] {
        [
            ModuleFunctions.counted(name, 0...0, "", summary, module: "time") { _ in .float(Double(nanoseconds(id)) * 1e-9) },
            ModuleFunctions.counted(Name(name.text + "_ns"), 0...0, "", summary + " In nanoseconds.", module: "time") { _ in .int(nanoseconds(id)) },
        ]
    }
    /// In short naps, so that Ctrl-C ends it.
    private static func sleep(_ a: Arguments) throws -> Value {
        guard let seconds = try a[0].toDouble() else {
            throw Raised.typeError("'\(a[0].type.name)' object cannot be interpreted as an integer")
        }
        if seconds.isNaN { throw Raised.valueError("Invalid value NaN (not a number)") }
        if seconds < 0 { throw Raised.valueError("sleep length must be non-negative") }
        if seconds > 9e9 { throw Raised.overflow("timestamp too large to convert to C _PyTime_t") }
        let end = nanoseconds(CLOCK_MONOTONIC) + Int(seconds * 1e9)
        while true {
            let left = end - nanoseconds(CLOCK_MONOTONIC)
            if left <= 0 { return .none }
            var nap = timespec(tv_sec: 0, tv_nsec: min(left, 20_000_000))
            nanosleep(&nap, nil)
            try Stop.check()
        }
    }

    // MARK: Calendar

    private static let fields = ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"]
    // Type objects live as long as the process and belong to the evaluator's thread.
    nonisolated(unsafe) private static let structTime = try? NamedTuple.makeType("struct_time", fields: fields, module: "time", showsModule: true)

    private static func value(_ time: tm) throws -> Value {
        let parts = [time.tm_year + 1900, time.tm_mon + 1, time.tm_mday, time.tm_hour, time.tm_min, time.tm_sec, (time.tm_wday + 6) % 7, time.tm_yday + 1, time.tm_isdst]
        return try value(parts.map { Int($0) })
    }
    static func value(_ parts: [Int]) throws -> Value { try structTime?.call(values: parts.map { .int($0) }) ?? .none }
    private static func now(_ a: Arguments, _ convert: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?) throws -> tm {
        var seconds = time_t(nanoseconds(CLOCK_REALTIME) / 1_000_000_000)
        if a.count > 0, !a[0].isNone {
            guard let given = try a[0].toDouble() else { throw Raised.typeError("'\(a[0].type.name)' object cannot be interpreted as an integer") }
            guard given.magnitude < 6e16 else { throw Raised.overflow("timestamp out of range for platform time_t") }
            seconds = time_t(given.rounded(.down))
        }
        var time = tm()
        guard convert(&seconds, &time) != nil else { throw Raised.overflow("timestamp out of range for platform time_t") }
        return time
    }
    /// A `struct_time` or a tuple of nine numbers.
    private static func parts(_ value: Value, _ function: String, isChecked: Bool = true) throws -> tm {
        guard let items = value.withoutClass.asItems else { throw Raised.typeError("Tuple or struct_time argument required") }
        guard items.count == 9 else { throw Raised.typeError("\(function)(): illegal time tuple argument") }
        let numbers = try items.enumerated().map { index, item in
            guard let number = Int32(exactly: try item.toIndex()) else {
                throw Raised.overflow(index == 0 ? "year out of range" : "signed integer is out of range")
            }
            return number
        }
        if numbers[0] < .min + 1900 { throw Raised.overflow("year out of range") }
        var time = tm()
        time.tm_year = numbers[0] &- 1900
        time.tm_mon = numbers[1] &- 1
        time.tm_mday = numbers[2]
        time.tm_hour = numbers[3]
        time.tm_min = numbers[4]
        time.tm_sec = numbers[5]
        time.tm_wday = ((numbers[6] &+ 1) % 7)
        time.tm_yday = numbers[7] &- 1
        time.tm_isdst = numbers[8]
        guard isChecked else { return time }
        // Zero stands for what is not known.
        if time.tm_mon == -1 { time.tm_mon = 0 }
        if time.tm_mday == 0 { time.tm_mday = 1 }
        if time.tm_yday == -1 { time.tm_yday = 0 }
        guard (0..<12).contains(time.tm_mon) else { throw Raised.valueError("month out of range") }
        guard (0...31).contains(time.tm_mday) else { throw Raised.valueError("day of month out of range") }
        guard (0..<24).contains(time.tm_hour) else { throw Raised.valueError("hour out of range") }
        guard (0..<60).contains(time.tm_min) else { throw Raised.valueError("minute out of range") }
        guard (0...61).contains(time.tm_sec) else { throw Raised.valueError("seconds out of range") }
        guard time.tm_wday >= 0 else { throw Raised.valueError("day of week out of range") }
        guard (0...365).contains(time.tm_yday) else { throw Raised.valueError("day of year out of range") }
        return time
    }
    private static func text(_ format: String, _ given: tm) -> String {
        var time = given
        let capacity = 256 + 32 * format.utf8.count
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            let length = Glibc.strftime(base, capacity, format, &time)
            return String(decoding: UnsafeRawBufferPointer(start: base, count: length), as: UTF8.self)
        }
    }
    /// `Sun Jun 20 23:21:05 1993`, in English wherever one is.
    private static func plainText(_ time: tm) -> String {
        func two(_ number: Int32, _ fill: String = "0") -> String { (number < 10 ? fill : "") + String(number) }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(days[Int(time.tm_wday)]) \(months[Int(time.tm_mon)]) \(two(time.tm_mday, " ")) "
            + "\(two(time.tm_hour)):\(two(time.tm_min)):\(two(time.tm_sec)) \(Int(time.tm_year) + 1900)"
    }
    private static func local(_ a: Arguments, _ index: Int, _ function: String) throws -> tm {
        try index < a.count ? parts(a[index], function) : now(Arguments(base: a.base, count: 0)) { localtime_r($0, $1) }
    }

    private static var functions: [NativeFunction] {
        let calendar = [
            ModuleFunctions.counted("sleep", 1...1, "seconds", "Waits.", module: "time", sleep),
            ModuleFunctions.counted("localtime", 0...1, "seconds=None", "A time here, in parts.", module: "time") { a in
                try value(now(a) { localtime_r($0, $1) })
            },
            ModuleFunctions.counted("gmtime", 0...1, "seconds=None", "A time in Greenwich, in parts.", module: "time") { a in
                try value(now(a) { gmtime_r($0, $1) })
            },
            ModuleFunctions.counted("mktime", 1...1, "tuple", "The seconds that parts mean.", module: "time") { a in
                var time = try parts(a[0], "mktime", isChecked: false)
                return .float(Double(Glibc.mktime(&time)))
            },
            ModuleFunctions.counted("strftime", 1...2, "format, tuple", "A time as text.", module: "time") { a in
                guard let format = a[0].asString else {
                    throw Raised.typeError("strftime() argument 1 must be str, not \(a[0].type.name)")
                }
                if format.utf8.contains(0) { throw Raised.valueError("embedded null character") }
                return .str(text(format, try local(a, 1, "strftime")))
            },
            ModuleFunctions.counted("strptime", 0...3, "string, format", "The parts that a text means.", module: "time", readTime),
            ModuleFunctions.counted("ctime", 0...1, "seconds=None", "A time here as text.", module: "time") { a in
                .str(plainText(try now(a) { localtime_r($0, $1) }))
            },
            ModuleFunctions.counted("asctime", 0...1, "tuple", "Parts as text.", module: "time") { a in
                .str(plainText(try local(a, 0, "asctime")))
            },
        ]
        return clock("time", "Seconds since 1970.", CLOCK_REALTIME) + clock("perf_counter", "Seconds, for measuring.", CLOCK_MONOTONIC)
            + clock("monotonic", "Seconds that never go back.", CLOCK_MONOTONIC)
            + clock("thread_time", "Seconds that this thread has computed.", CLOCK_THREAD_CPUTIME_ID)
            + clock("process_time", "Seconds that the process has computed.", CLOCK_PROCESS_CPUTIME_ID) + calendar
    }
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) static let module = ModuleObject("time") {
        ModuleFunctions.rows(functions) + [("struct_time", structTime.map { .object($0) } ?? .none)] + zone
    }
    /// Where the machine is, as it is in the middle of winter and of summer.
    static var zone: [(Name, Value)] {
        func place(_ month: Int32) -> (offset: Int, name: String) {
            var now = time_t(nanoseconds(CLOCK_REALTIME) / 1_000_000_000)
            var time = tm()
            localtime_r(&now, &time)
            (time.tm_mon, time.tm_mday, time.tm_isdst) = (month, 1, -1)
            _ = Glibc.mktime(&time)
            return (-time.tm_gmtoff, time.tm_zone.map { String(cString: $0) } ?? "UTC")
        }
        let (january, july) = (place(0), place(6))
        let (winter, summer) = january.offset >= july.offset ? (january, july) : (july, january)
        return [
            ("timezone", .int(winter.offset)), ("altzone", .int(summer.offset)), ("daylight", .int(winter.offset == summer.offset ? 0 : 1)),
            ("tzname", .tuple([.str(winter.name), .str(summer.name)])),
        ]
    }
}
