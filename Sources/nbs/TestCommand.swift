import ArgumentParser
import Session

struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Replay session files and compare with the output they record.")

    @OptionGroup var common: CommonOptions
    @Flag(help: "Rewrite the recorded output instead of comparing.")
    var update = false
    @Flag(help: "Update even where CI is set.")
    var force = false
    @Argument(help: "Session files, or folders: every .nbs below.")
    var paths: [String]

    func validate() throws {
        if update, !force, let ci = Environment["CI"], !ci.isEmpty {
            throw ValidationError("--update rewrites recorded output, which no CI job should; --force does it all the same")
        }
    }

    func run() throws {
        let presenter = Presenter(color: common.color)
        Status.result = TestRunner(notebook: common.notebook(), presenter: presenter, updates: update).run(paths: paths)
    }
}
