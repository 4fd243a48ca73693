/// A session as one page that needs nothing else: no script, no font, no picture from elsewhere.
enum HTMLWriter {
    static func text(_ file: SessionFile) -> String {
        let title = escaped(Converter.title(of: file))
        let lang = escaped(file.header.lang ?? "en")
        let startsWithTitle = file.cells.first.map { $0.kind == .markdown && $0.prose.hasPrefix("# ") } ?? false
        var number = 0
        let body = file.cells.map { cell -> String in
            if !cell.kind.isProse { number += 1 }
            return section(cell, number)
        }
        return """
            <!DOCTYPE html>
            <html lang="\(lang)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>
            \(style)
            </style>
            </head>
            <body>
            \(startsWithTitle ? "" : "<h1>\(title)</h1>\n")\(body.joined(separator: "\n"))
            </body>
            </html>

            """
    }

    private static func section(_ cell: Cell, _ number: Int) -> String {
        let label = escaped(cell.title.isEmpty ? cell.kind.rawValue.capitalizedFirst : cell.title)
        switch cell.kind {
        case .markdown: return prose(cell.prose)
        case .hint: return "<details><summary>\(label)</summary>\n\(prose(cell.prose))\n</details>"
        case .solution: return "<details><summary>\(label)</summary>\n\(code(cell, cell.source, number))\n</details>"
        case .exercise:
            return "<section class=\"exercise\">\n<h3>\(label)</h3>\n\(prose(cell.question))\n\(code(cell, cell.starterCode, number))\n</section>"
        case .code, .check:
            return (cell.title.isEmpty ? "" : "<h3>\(label)</h3>\n") + code(cell, cell.source, number)
        }
    }

    private static func code(_ cell: Cell, _ source: String, _ number: Int) -> String {
        var parts: [String] = []
        if !source.isEmpty { parts.append("<pre class=\"in\" data-n=\"\(number)\"><code>\(escaped(source))</code></pre>") }
        let recorded = cell.recordedOutput
        if !recorded.output.isEmpty { parts.append("<pre class=\"out\">\(escaped(recorded.output.joined(separator: "\n")))</pre>") }
        if !recorded.complaints.isEmpty {
            parts.append("<pre class=\"err\">\(escaped(recorded.complaints.joined(separator: "\n")))</pre>")
        }
        return parts.joined(separator: "\n")
    }

    static func prose(_ markdown: String) -> String {
        var html: [String] = []
        var openList: String?
        for block in Markdown.blocks(markdown) {
            let list: String? = if case .item(let mark, _, _) = block { mark == "-" ? "ul" : "ol" } else { nil }
            if list != openList {
                if let openList { html.append("</\(openList)>") }
                if let list { html.append("<\(list)>") }
                openList = list
            }
            html.append(element(block))
        }
        if let openList { html.append("</\(openList)>") }
        return html.joined(separator: "\n")
    }

    private static func element(_ block: MarkdownBlock) -> String {
        switch block {
        case .heading(let level, let text): return "<h\(level)>\(inline(text))</h\(level)>"
        case .paragraph(let text): return "<p>\(inline(text))</p>"
        case .item(_, let depth, let text):
            return depth > 0 ? "<li style=\"margin-left: \(min(depth, 9) * 1)em\">\(inline(text))</li>" : "<li>\(inline(text))</li>"
        case .code(let text): return "<pre><code>\(escaped(text))</code></pre>"
        case .quote(let text): return "<blockquote>\(inline(text))</blockquote>"
        case .rule: return "<hr>"
        case .table(let rows):
            let lines = rows.enumerated().map { index, row in
                "<tr>" + row.map { index == 0 ? "<th>\(inline($0))</th>" : "<td>\(inline($0))</td>" }.joined() + "</tr>"
            }
            return "<table>\n\(lines.joined(separator: "\n"))\n</table>"
        }
    }

    private static func inline(_ text: String) -> String {
        Markdown.spans(text).map { span in
            switch span {
            case .text(let text): escaped(text)
            case .code(let text): "<code>\(escaped(text))</code>"
            case .math(let text): "<i>\(escaped(text))</i>"
            case .strong(let text): "<strong>\(escaped(text))</strong>"
            case .emphasis(let text): "<em>\(escaped(text))</em>"
            case .link(let text, let address):
                isSafe(address) ? "<a href=\"\(escaped(address))\">\(escaped(text))</a>" : escaped(text)
            case .image(let text, let address):
                isSafe(address) ? "<a href=\"\(escaped(address))\">\(escaped(text.isEmpty ? address : text))</a>" : escaped(text)
            }
        }.joined()
    }

    /// No `javascript:` and the like from other people's notebooks.
    private static func isSafe(_ address: String) -> Bool {
        let scheme = address.prefix { $0 != ":" && $0 != "/" && $0 != "#" && $0 != "?" }
        guard address.dropFirst(scheme.count).hasPrefix(":") else { return true }
        return ["http", "https", "mailto"].contains(scheme.lowercased())
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static let style = """
        :root { color-scheme: light dark; --soft: #8883; --error: #c33; --mark: #38c; }
        body { max-width: 46em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif; }
        pre { padding: .6em .8em; overflow-x: auto; font: 14px/1.4 ui-monospace, monospace; border-radius: 4px; }
        pre.in { background: var(--soft); border-left: 3px solid var(--mark); margin-bottom: .3em; }
        pre.out, pre.err { margin-top: 0; padding-top: .2em; }
        pre.err { color: var(--error); white-space: pre-wrap; }
        h3 { margin-bottom: .3em; }
        code { font-family: ui-monospace, monospace; }
        section.exercise, details { border: 1px solid var(--soft); border-radius: 4px; padding: .2em 1em; margin: 1em 0; }
        table { border-collapse: collapse; }
        th, td { border: 1px solid var(--soft); padding: .2em .6em; text-align: left; }
        """
}
