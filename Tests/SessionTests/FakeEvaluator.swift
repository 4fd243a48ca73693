import Language
import ObjectModel

/// Stands in for the interpreter: each line of a cell is one instruction.
final class FakeEvaluator: CellEvaluator {
    var commandHandler: ((ShellCommand) throws -> Value)?
    var seeds: [UInt64] = []
    var names: [(name: String, value: Value)] = []
    private var sink: (any OutputSink)?

    func run(cell text: String, number: Int, sink: any OutputSink) -> CellResult {
        self.sink = sink
        var result = CellResult()
        for line in text.split(separator: "\n") where result.error == nil {
            let (word, rest) = Self.divided(line)
            switch word {
            case "print": sink.write(rest + "\n")
            case "echo": result.echo = rest
            case "warn": sink.warn(rest)
            case "raise":
                let (type, message) = Self.divided(rest[...])
                result.error = CellError(type: type, message: message)
            case "number": result.echo = "\(number)"
            case "seed": result.echo = "\(seeds.last ?? 0)"
            default:
                guard line.hasPrefix("%") else { continue }
                do {
                    let value = try commandHandler?(ShellCommand(line: String(line.dropFirst()))) ?? .none
                    if !value.isNone { result.echo = try value.repr() }
                } catch let raised as Raised {
                    result.error = CellError(
                        type: raised.exception.type.name, message: (try? raised.exception.str()) ?? "",
                        hint: raised.exception.hint)
                } catch { result.error = CellError(type: "Error", message: "\(error)") }
            }
        }
        return result
    }

    private static func divided(_ text: Substring) -> (String, String) {
        let word = text.prefix { $0 != " " }
        return (String(word), String(text.dropFirst(word.count + 1)))
    }

    func completeness(of text: String) -> CellCompleteness { .complete }
    func completions(in text: String, cursor: Int) -> CellCompletions { CellCompletions(start: cursor, candidates: []) }
    func reset(seed: UInt64) { seeds.append(seed) }
    func interrupt() {}
    func execute(_ code: String) throws -> Value {
        sink?.write("ran \(code)\n")
        return .none
    }
    func prepare(_ code: String) throws -> () throws -> Void { {} }
    var userNames: [(name: String, value: Value)] { names }
    func removeUserName(_ name: String) { names.removeAll { $0.name == name } }
    func seed(_ seed: UInt64) { seeds.append(seed) }
}
