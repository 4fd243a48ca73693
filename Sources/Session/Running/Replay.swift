import Language

/// Runs a session file from its first cell, in a session of its own.
package struct Replay {
    package let file: SessionFile
    package let notebook: Notebook
    /// The cell of the file that each numbered cell was.
    package private(set) var cellsByNumber: [Int] = []

    package init(_ file: SessionFile, in notebook: Notebook) {
        self.file = file
        self.notebook = notebook
    }

    package enum Ending {
        case finished
        /// A cell failed and the file did not say it would: the cell's index in the file.
        case failed(cell: Int, CellError)
        /// The program asked to leave, with this status.
        case left(Int32)
    }

    /// The indices of the cells that run, in their order. Where a lesson holds the solution of an exercise, it runs in
    /// the exercise's place, before the checks.
    package static func order(of cells: [Cell]) -> [Int] {
        var order: [Int] = []
        var index = 0
        while index < cells.count {
            guard cells[index].kind == .exercise else {
                if !cells[index].kind.isProse { order.append(index) }
                index += 1
                continue
            }
            let group = exerciseGroup(in: cells, from: index)
            let solutions = group.filter { cells[$0].kind == .solution }
            order += solutions.isEmpty ? [index] : solutions
            order += group.filter { cells[$0].kind == .check }
            index = group.upperBound
        }
        return order.filter { !isEmpty(cells[$0]) }
    }

    /// An exercise and the hints, checks and solutions that follow it, prose between them included.
    package static func exerciseGroup(in cells: [Cell], from start: Int) -> Range<Int> {
        var end = start + 1
        var index = start + 1
        while index < cells.count {
            switch cells[index].kind {
            case .hint, .check, .solution: end = index + 1
            case .markdown: break
            case .code, .exercise: return start..<end
            }
            index += 1
        }
        return start..<end
    }

    private static func isEmpty(_ cell: Cell) -> Bool {
        cell.kind == .exercise
            ? cell.source.split(separator: "\n").allSatisfy { $0.hasPrefix("#") } : cell.body.allSatisfy { Notebook.isEmpty($0.text) }
    }

    /// Runs the cells. `sink` makes the place for a cell's output, `after` sees its result.
    package mutating func run(
        sink: (_ cell: Int, _ number: Int) -> any OutputSink, after: (_ cell: Int, _ number: Int, CellResult) -> Void
    ) -> Ending {
        notebook.start(seed: file.header.seed)
        for index in Self.order(of: file.cells) {
            let cell = file.cells[index]
            let number = notebook.nextNumber
            cellsByNumber.append(index)
            let result = notebook.run(cell.source, sink: sink(index, number))
            after(index, number, result)
            guard let error = result.error else { continue }
            if let status = error.exitStatus { return .left(status) }
            if !cell.expects(error.type) { return .failed(cell: index, error) }
        }
        return .finished
    }

    /// The file and line where the cell with this number starts.
    package func place(ofCell number: Int) -> (path: String, firstLine: Int)? {
        guard cellsByNumber.indices.contains(number - 1) else { return nil }
        return (file.path, file.cells[cellsByNumber[number - 1]].firstLine)
    }
}

extension CellError {
    /// The status that `exit(…)` asked for; nil for a true error.
    package var exitStatus: Int32? {
        guard type == "SystemExit" else { return nil }
        if message.isEmpty || message == "None" { return 0 }
        return Int(message).map { Int32(truncatingIfNeeded: $0 & 0xFF) } ?? 1
    }
    package var isInterrupt: Bool { type == "KeyboardInterrupt" }
}
