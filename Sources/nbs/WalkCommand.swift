import ArgumentParser
import Session
import Shell

struct WalkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "walk", abstract: "Open the shell on a lesson: its cells wait to be run, edited or skipped.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The lesson, a session file.")
    var file: String

    func run() throws {
        let presenter = Presenter(color: common.color)
        do throws(FileProblem) {
            let lesson = try SessionFile(parsing: FileIO.read(file), path: file)
            Status.result = Walk(lesson, notebook: common.notebook(), presenter: presenter).run()
        } catch {
            presenter.say(error)
            Status.result = ExitStatus.unusable
        }
    }
}
