import Language
import Session

/// `nbs walk`: a lesson's prose is shown, each of its cells waits in the prompt to be run, edited or skipped, and cells
/// of the reader's own may come between.
package final class Walk: LessonGuide {
    private let repl: REPL
    private let lesson: Lesson
    private let streams = StandardStreams.shared
    private let style: TextStyle
    /// Ctrl-C dropped the cell: the next prompt is the reader's own.
    private var isOwn = false
    private var wasCommanded = false

    package init(_ file: SessionFile, notebook: Notebook, presenter: Presenter) {
        repl = REPL(notebook: notebook, presenter: presenter)
        lesson = Lesson(file)
        style = presenter.outputStyle
        notebook.lesson = self
    }

    package func run() -> Int32 {
        repl.notebook.start(seed: lesson.file.header.seed)
        if streams.outputIsTerminal {
            say("Enter runs a cell, after changing it if you like; Ctrl-C clears it for one of your own; %skip goes on.")
        }
        var shown: Int?
        while true {
            switch lesson.step {
            case .prose(let text):
                show(prose: text)
                lesson.advance()
                continue
            case .finished:
                say("The lesson ends here; its variables are yours. Ctrl-D leaves.")
                return streams.outputIsTerminal ? repl.runPrompt() : ExitStatus.success
            case .cell, .exercise:
                if shown != lesson.position { showCell() }
                shown = lesson.position
            }
            let offered = isOwn ? "" : repl.offered.isEmpty ? lesson.draft ?? code : repl.offered
            repl.offered = ""
            switch repl.read(offering: offered) {
            case .left(let status): return status
            case .aborted: isOwn = true
            case .cell(let text): if let status = take(text) { return status }
            }
        }
    }

    private var code: String {
        switch lesson.step {
        case .cell(_, let code), .exercise(_, _, let code): code
        default: ""
        }
    }

    /// Runs what the reader made of the cell; a status when that leaves.
    private func take(_ text: String) -> Int32? {
        let wasOwn = isOwn
        isOwn = false
        // With nothing written in an exercise there is nothing to judge.
        if Notebook.isEmpty(text) { return nil }
        wasCommanded = false
        if let status = repl.run(text) { return status }
        if wasOwn || wasCommanded { return nil }
        if let error = repl.lastError, !lesson.expects(error.type) {
            lesson.draft = text
        } else if !lesson.isExercise {
            lesson.advance()
        } else if passesChecks() {
            lesson.advance()
        } else {
            lesson.draft = text
            say("Not yet. %hint helps, %solution shows one way, %skip goes on.")
        }
        return nil
    }

    private func passesChecks() -> Bool {
        let checks = lesson.checks
        for check in checks {
            _ = repl.run(check.source, keepsHistory: false)
            if repl.lastError != nil { return false }
        }
        if !checks.isEmpty { say("Right.") }
        return true
    }

    // MARK: What the reader sees

    private func show(prose: String) {
        let width = streams.outputIsTerminal ? REPL.terminalWidth : 80
        streams.writeTrusted("\n" + ProseRenderer(width: width, style: style).text(prose))
    }

    private func say(_ line: String) { streams.writeTrusted("\n" + style.dim(line) + "\n") }

    package func showCell() {
        wasCommanded = true
        let (number, total) = lesson.progress
        switch lesson.step {
        case .cell(let title, _): heading(title, "\(number)/\(total)")
        case .exercise(let title, let question, _):
            heading(title, "\(number)/\(total)")
            show(prose: question)
        default: break
        }
        if !streams.outputIsTerminal { streams.writeTrusted(Transcript.input(code, number: repl.notebook.nextNumber)) }
    }

    private func heading(_ title: String, _ place: String) {
        let title = TerminalText.escaped(title)
        streams.writeTrusted("\n" + style.dim("── \(place)") + (title.isEmpty ? "" : " " + style.bold(title)) + "\n")
    }

    // MARK: LessonGuide

    package func skip() {
        wasCommanded = true
        lesson.advance()
    }

    package func hint() -> Bool {
        wasCommanded = true
        guard let hint = lesson.nextHint() else { return false }
        show(prose: hint)
        return true
    }

    package func offerSolution() -> Bool {
        wasCommanded = true
        guard let solution = lesson.solution else { return false }
        lesson.draft = solution
        return true
    }
}
