/// A session as a Jupyter notebook. What notebooks have no place for goes into metadata, and comes back from there.
enum JupyterWriter {
    static func text(_ file: SessionFile) -> String {
        var number = 0
        let cells = file.cells.enumerated().map { index, cell -> JSON in
            if cell.kind.isProse { return prose(cell, index) }
            number += 1
            return code(cell, index, number)
        }
        var header: [JSON.Member] = [.init(key: "seed", value: .number("\(file.header.seed)"))]
        if let title = file.header.title { header.append(.init(key: "title", value: .string(title))) }
        if let lang = file.header.lang { header.append(.init(key: "lang", value: .string(lang))) }
        if let tolerance = file.header.tolerance.text { header.append(.init(key: "tolerance", value: .string(tolerance))) }
        let document = JSON.object([
            "cells": .array(cells),
            "metadata": .object([
                "kernelspec": .object([
                    "display_name": .string("Python 3"), "language": .string("python"), "name": .string("python3"),
                ]),
                "language_info": .object(["file_extension": .string(".py"), "name": .string("python")]),
                "nbs": .object(header),
            ]),
            "nbformat": .number("4"),
            "nbformat_minor": .number("5"),
        ])
        return document.text() + "\n"
    }

    private static func prose(_ cell: Cell, _ index: Int) -> JSON {
        .object([
            "cell_type": .string("markdown"), "id": .string("cell-\(index + 1)"), "metadata": metadata(cell),
            "source": lines(cell.prose),
        ])
    }

    private static func code(_ cell: Cell, _ index: Int, _ number: Int) -> JSON {
        .object([
            "cell_type": .string("code"), "execution_count": .number("\(number)"), "id": .string("cell-\(index + 1)"),
            "metadata": metadata(cell), "outputs": .array(outputs(cell.recordedOutput)), "source": lines(cell.source),
        ])
    }

    /// Title, type and options, where they say something.
    private static func metadata(_ cell: Cell) -> JSON {
        var members: [JSON.Member] = []
        if !cell.title.isEmpty { members.append(.init(key: "title", value: .string(cell.title))) }
        if cell.kind != .code && cell.kind != .markdown { members.append(.init(key: "type", value: .string(cell.kind.rawValue))) }
        if !cell.options.isEmpty {
            let options = cell.options.map { JSON.Member(key: $0.key, value: .string($0.value)) }
            members.append(.init(key: "options", value: .object(options)))
        }
        return members.isEmpty ? .object([:]) : .object(["nbs": .object(members)])
    }

    private static func outputs(_ recorded: CellOutput) -> [JSON] {
        var outputs: [JSON] = []
        func stream(_ name: String, _ text: [String]) {
            guard !text.isEmpty else { return }
            outputs.append(
                .object(["name": .string(name), "output_type": .string("stream"), "text": lines(text.map { $0 + "\n" }.joined())]))
        }
        let (warnings, error) = Complaints.divided(recorded.complaints)
        stream("stderr", warnings)
        stream("stdout", recorded.output)
        if let error {
            outputs.append(
                .object([
                    "ename": .string(error.type), "evalue": .string(error.message), "output_type": .string("error"),
                    "traceback": .array([.string(error.message.isEmpty ? error.type : "\(error.type): \(error.message)")]),
                ]))
        }
        return outputs
    }

    /// A text as a notebook holds it: a list of lines, each with its line break.
    private static func lines(_ text: String) -> JSON {
        .array(SourceLine.split(text).map { .string($0.text + $0.ending.rawValue) })
    }
}

/// Recorded `#!` lines apart: warnings, then at most one error.
enum Complaints {
    static func divided(_ lines: [String]) -> (warnings: [String], error: (type: String, message: String)?) {
        guard let start = lines.lastIndex(where: { isStart($0) }), !isWarning(lines[start]) else { return (lines, nil) }
        let text = lines[start...].joined(separator: "\n")
        let type = text.prefix { $0 != ":" && $0 != "\n" }
        return (Array(lines[..<start]), (String(type), String(text.dropFirst(type.count + 1).drop { $0 == " " })))
    }

    /// `Type: message` or `Type`: a name that starts like a class, then nothing or a colon.
    private static func isStart(_ line: String) -> Bool {
        let name = line.prefix { $0 != ":" }
        return name.first?.isUppercase == true && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    }
    private static func isWarning(_ line: String) -> Bool { line.prefix { $0 != ":" }.hasSuffix("Warning") }
}

extension Tolerance {
    /// As a header writes it; nil for the default.
    var text: String? {
        switch self {
        case .unit: nil
        case .relative(let value): value.description
        case .exact: "exact"
        }
    }
}
