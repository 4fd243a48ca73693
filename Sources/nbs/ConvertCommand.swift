import ArgumentParser
import Session

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert between .nbs and .ipynb, or a session to .md, .html or .py (a PyTorch script).")

    @OptionGroup var common: CommonOptions
    @Flag(help: "Replay first, and convert with the output that gives.")
    var execute = false
    @Argument(help: "The file to read: .nbs or .ipynb.")
    var input: String
    @Argument(help: "The file to write; its ending says what.")
    var output: String

    func run() throws {
        let presenter = Presenter(color: common.color)
        do throws(FileProblem) {
            let converter = try Converter(input: input, output: output)
            var file = try converter.read()
            if execute {
                let test = FileTest(file, in: common.notebook(), recordsAll: true)
                if test.isInterrupted {
                    Status.result = ExitStatus.interrupted
                    return
                }
                file = test.file
                if case .failed(let cell, let error) = test.ending {
                    presenter.say(FileProblem(input, line: file.cells[cell].firstLine, "stopped by \(error.summary)"))
                    Status.result = ExitStatus.failure
                }
            }
            try converter.write(file)
        } catch {
            presenter.say(error)
            Status.result = ExitStatus.unusable
        }
    }
}
