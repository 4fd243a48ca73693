import Glibc
import Language

/// `nbs run`, `nbs -c` and a session on standard input: cells one after the other, what they print and echo on
/// standard output, nothing else there.
package struct FileRunner {
    package let notebook: Notebook
    package let presenter: Presenter
    package var showsCells = false
    private let streams = StandardStreams.shared

    package init(notebook: Notebook, presenter: Presenter, showsCells: Bool = false) {
        self.notebook = notebook
        self.presenter = presenter
        self.showsCells = showsCells
    }

    /// Replays each file in a session of its own. The worst of their statuses.
    package func run(files: [String]) -> Int32 {
        var status = ExitStatus.success
        for path in files {
            do throws(FileProblem) {
                status = max(status, run(try SessionFile(parsing: FileIO.read(path), path: path)))
            } catch {
                presenter.say(error)
                status = max(status, ExitStatus.unusable)
            }
            if status == ExitStatus.interrupted { break }
        }
        return status
    }

    package func runStandardInput() -> Int32 {
        let name = "<stdin>"
        do throws(FileProblem) {
            let bytes: [UInt8]
            do { bytes = try FileIO.readAll(STDIN_FILENO) } catch {
                throw FileProblem("standard input", FileIO.message(error.code))
            }
            return run(try SessionFile(parsing: bytes, path: name))
        } catch {
            presenter.say(error)
            return ExitStatus.unusable
        }
    }

    package func run(code: String) -> Int32 {
        var file = SessionFile(path: "<command>")
        var cell = Cell()
        cell.body = SourceLine.split(code)
        file.cells = [cell]
        return run(file, namesPlaces: false)
    }

    package func run(_ file: SessionFile, namesPlaces: Bool = true) -> Int32 {
        var replay = Replay(file, in: notebook)
        let sink = StreamSink()
        var places: [Int] = []
        let ending = replay.run(
            sink: { index, number in
                places.append(index)
                if showsCells {
                    let source = presenter.shown(file.cells[index].source)
                    streams.writeTrusted(Transcript.input(source, number: number, style: presenter.outputStyle))
                }
                return sink
            },
            after: { _, number, result in
                if let echo = result.echo { show(echo, number) }
                streams.flush()
                if let error = result.error, error.exitStatus == nil {
                    presenter.show(
                        error,
                        place: namesPlaces ? { places.indices.contains($0 - 1) ? (file.path, file.cells[places[$0 - 1]].firstLine) : nil } : nil)
                }
                if showsCells { streams.write("\n") }
            })
        streams.flush()
        switch ending {
        case .finished: return ExitStatus.success
        case .left(let status): return status
        case .failed(_, let error): return error.isInterrupt ? ExitStatus.interrupted : ExitStatus.failure
        }
    }

    private func show(_ echo: String, _ number: Int) {
        let echo = presenter.shown(echo)
        streams.writeTrusted(
            showsCells ? Transcript.output(echo, number: number, style: presenter.outputStyle) : echo + "\n")
    }
}
