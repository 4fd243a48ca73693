/// A lesson being walked: which cell comes next, and what belongs to the exercise at hand.
package final class Lesson {
    package let file: SessionFile
    /// Index of the cell at hand; the count of cells at the end.
    package private(set) var position = 0
    private var hintsShown = 0
    /// What the next prompt starts with, when it is not the cell as it stands: the reader's own attempt, the solution.
    package var draft: String?

    package init(_ file: SessionFile) { self.file = file }

    package enum Step: Equatable {
        case prose(String)
        /// To be run, edited or skipped.
        case cell(title: String, code: String)
        case exercise(title: String, question: String, code: String)
        case finished
    }

    package var step: Step {
        guard position < file.cells.count else { return .finished }
        let cell = file.cells[position]
        switch cell.kind {
        case .markdown: return .prose(cell.prose)
        case .exercise:
            let title = cell.title.isEmpty ? "Exercise" : cell.title
            return .exercise(title: title, question: cell.question, code: cell.starterCode)
        case .hint: return .prose(cell.prose)
        case .code, .check, .solution: return .cell(title: cell.title, code: cell.source)
        }
    }

    /// How far the reader is: the number of this cell among those that run, and how many there are.
    package var progress: (number: Int, total: Int) {
        let runs = file.cells.indices.filter { [.code, .exercise].contains(file.cells[$0].kind) }
        return (runs.filter { $0 <= position }.count, runs.count)
    }

    /// Goes on; past an exercise, past everything that belongs to it.
    package func advance() {
        position = group.upperBound
        hintsShown = 0
        draft = nil
    }

    private var group: Range<Int> {
        guard position < file.cells.count else { return position..<position }
        return file.cells[position].kind == .exercise
            ? Replay.exerciseGroup(in: file.cells, from: position) : position..<(position + 1)
    }

    package var isExercise: Bool { position < file.cells.count && file.cells[position].kind == .exercise }

    private func members(_ kind: Cell.Kind) -> [Cell] { group.map { file.cells[$0] }.filter { $0.kind == kind } }
    package var checks: [Cell] { isExercise ? members(.check) : [] }
    package var solution: String? {
        guard isExercise else { return nil }
        let solutions = members(.solution).map(\.source)
        return solutions.isEmpty ? nil : solutions.joined(separator: "\n")
    }

    /// The next hint; nil when all have been shown.
    package func nextHint() -> String? {
        let hints = isExercise ? members(.hint) : []
        guard hintsShown < hints.count else { return nil }
        hintsShown += 1
        return hints[hintsShown - 1].prose
    }

    /// Whether the cell at hand is meant to fail this way.
    package func expects(_ error: String) -> Bool { position < file.cells.count && file.cells[position].expects(error) }
}
