import ObjectModel

extension TimeModule {
    /// `time.strptime`: what is not in the text is the first of January 1900, midnight.
    static func readTime(_ a: Arguments) throws -> Value {
        // CPython hands the arguments on to a function written in Python, which names itself.
        if a.count == 0 { throw Raised.typeError("_strptime_time() missing 1 required positional argument: 'data_string'") }
        if a.count > 2 { throw Raised.typeError("_strptime_time() takes from 1 to 2 positional arguments but \(a.count) were given") }
        func text(_ index: Int) throws -> String {
            guard let text = a[index].withoutClass.asString else {
                throw Raised.typeError("strptime() argument \(index) must be str, not \(try Value.object(a[index].type).repr())")
            }
            return text
        }
        let zones = zone.first { $0.0 == "tzname" }?.1.asItems?.compactMap(\.asString) ?? []
        let read = try TimeReader(try text(0), a.count > 1 ? try text(1) : "%a %b %d %H:%M:%S %Y", zones: zones).found
        var year = read["Y"] ?? read["y"].map { $0 <= 68 ? 2000 + $0 : 1900 + $0 }
        var (month, day) = ((read["B"] ?? read["b"]).map { $0 + 1 } ?? read["m"] ?? 1, read["d"] ?? 1)
        var weekday = read["A"] ?? read["a"] ?? read["w"].map { ($0 + 6) % 7 } ?? read["u"].map { $0 - 1 }
        var dayOfYear = read["j"]
        if let isoYear = read["G"] {
            guard let week = read["V"], let weekday else {
                throw Raised.valueError("ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive ('%A', '%a', '%w', or '%u').")
            }
            if dayOfYear != nil {
                throw Raised.valueError("Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.")
            }
            // The fourth of January lies in the first week.
            let start = Calendar.days(isoYear, 1, 4) - Calendar.weekday(isoYear, 1, 4)
            year = isoYear
            dayOfYear = start + 7 * (week - 1) + weekday - Calendar.days(isoYear, 1, 1) + 1
        } else if read["V"] != nil {
            throw Raised.valueError(
                weekday == nil
                    ? "ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive ('%A', '%a', '%w', or '%u')."
                    : "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.")
        }
        // A 29 February of no year is one.
        let isAnyLeapDay = year == nil && month == 2 && day == 29
        var known = year ?? (isAnyLeapDay ? 1904 : 1900)
        if known == 0 { throw Raised.valueError("year 0 is out of range") }
        if dayOfYear == nil, let weekday, let week = read["U"] ?? read["W"] {
            let shift = read["U"] != nil ? 1 : 0
            let first = (Calendar.weekday(known, 1, 1) + shift) % 7
            let behind = week == 0 ? -first : (7 - first) % 7 + 7 * (week - 1)
            dayOfYear = 1 + behind + (weekday + shift) % 7
        }
        if var number = dayOfYear {
            // Before the year begins, the one before it counts; behind its end the number stays as it is.
            if number <= 0 {
                known -= 1
                number += Calendar.isLeap(known) ? 366 : 365
            }
            (known, month, day) = Calendar.date(Calendar.days(known, 1, 1) + number - 1)
            dayOfYear = number
        } else {
            if day > Calendar.length(known, month) { throw Raised.valueError("day is out of range for month") }
            dayOfYear = Calendar.days(known, month, day) - Calendar.days(known, 1, 1) + 1
        }
        if weekday == nil { weekday = Calendar.weekday(known, month, day) }
        var hour = read["H"] ?? 0
        // Twelve o'clock is the first hour of either half.
        if let half = read["I"] { hour = half % 12 + (read["p"] == 1 ? 12 : 0) }
        let summer = read["Z"].map { $0 < 3 ? 0 : 1 } ?? -1
        return try value([isAnyLeapDay ? 1900 : known, month, day, hour, read["M"] ?? 0, read["S"] ?? 0, weekday ?? 0, dayOfYear ?? 1, summer])
    }
}

/// The Gregorian calendar, also before it was one.
private enum Calendar {
    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    static func length(_ year: Int, _ month: Int) -> Int { month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31 }
    /// Days since the end of the year 0.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let before = year - 1
        return before * 365 + before / 4 - before / 100 + before / 400 + (1..<month).reduce(0) { $0 + length(year, $1) } + day
    }
    /// 0 is Monday.
    static func weekday(_ year: Int, _ month: Int, _ day: Int) -> Int { (days(year, month, day) + 6) % 7 }
    static func date(_ days: Int) -> (Int, Int, Int) {
        var year = max(1, days / 366)
        while Calendar.days(year + 1, 1, 1) <= days { year += 1 }
        var month = 1
        while month < 12, Calendar.days(year, month + 1, 1) <= days { month += 1 }
        return (year, month, days - Calendar.days(year, month, 1) + 1)
    }
}
