import ArgumentParser
import Session

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Replay session files; print exactly what their cells print and echo.")

    @OptionGroup var common: CommonOptions
    @Flag(help: "Show every cell under its In [n]: before its output.")
    var transcript = false
    @Argument(help: "The session files.")
    var files: [String]

    func run() throws {
        Status.result = common.files(showsCells: transcript).run(files: files)
    }
}
