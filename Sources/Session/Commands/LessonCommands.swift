import ObjectModel

/// What the commands of a lesson need of the shell that walks it.
package protocol LessonGuide: AnyObject {
    func skip()
    /// Shows the next hint; false when there is none left.
    func hint() -> Bool
    /// Puts the solution into the next prompt; false when the lesson has none here.
    func offerSolution() -> Bool
    func showCell()
}

extension Command {
    static let skip = Command("skip", usage: "skip", summary: "In a lesson: go past this cell.") { call in
        try call.lesson("skip").skip()
        return .none
    }
    static let hint = Command("hint", usage: "hint", summary: "In a lesson: the next hint for this exercise.") { call in
        if try !call.lesson("hint").hint() { call.print("There is no further hint here.") }
        return .none
    }
    static let solution = Command("solution", usage: "solution", summary: "In a lesson: put the solution into the prompt.") { call in
        if try !call.lesson("solution").offerSolution() { call.print("There is no solution here.") }
        return .none
    }
    static let again = Command("again", usage: "again", summary: "In a lesson: show this cell's text once more.") { call in
        try call.lesson("again").showCell()
        return .none
    }
}

extension CommandCall {
    fileprivate func lesson(_ name: String) throws -> any LessonGuide {
        guard let lesson = notebook.lesson else { throw usageError("%\(name) needs a lesson; `nbs walk FILE` opens one") }
        return lesson
    }
}
