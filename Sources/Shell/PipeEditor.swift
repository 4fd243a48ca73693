import Glibc
import Language
import Session

/// Reads cells line by line, without editing: for a terminal whose output goes elsewhere.
package final class PipeEditor: LineEditor {
    private var pending: [UInt8] = []
    private let file: Int32
    private var isAtEnd = false

    package init(file: Int32 = STDIN_FILENO) { self.file = file }

    package func readCell(_ request: CellRequest) -> CellInput {
        // An empty line takes what the prompt offers.
        var text = ""
        while true {
            switch readLine() {
            case .failure(let code): return .failed(FileIO.message(code.code))
            case .success(nil): return text.isEmpty ? .end : .cell(text)
            case .success(let line?):
                guard let line = String(validating: line, as: UTF8.self) else { return .failed("not UTF-8") }
                text += text.isEmpty ? line : "\n" + line
                if Notebook.isEmpty(text) { return .cell(request.initialText) }
                if case .incomplete = request.evaluator.completeness(of: text) { continue }
                return .cell(text)
            }
        }
    }

    private func readLine() -> Result<[UInt8]?, FileIO.ReadError> {
        while true {
            if let feed = pending.firstIndex(of: 0x0A) {
                let line = Array(pending[..<feed])
                pending.removeSubrange(...feed)
                return .success(line)
            }
            if isAtEnd {
                defer { pending = [] }
                return .success(pending.isEmpty ? nil : pending)
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = read(file, &chunk, chunk.count)
            if count > 0 {
                pending += chunk[..<count]
            } else if count == 0 {
                isAtEnd = true
            } else if errno != EINTR {
                return .failure(FileIO.ReadError(code: errno))
            }
        }
    }

    package func close() {}
}
