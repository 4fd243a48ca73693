// Expressions, with parentheses only where they are needed.

/// How tightly a place holds what stands in it: anything looser gets parentheses.
enum Precedence: Int {
    case namedExpression, tuple, yield, test, or, and, not, comparison
    case expression, bitXor, bitAnd, shift, arithmetic, term, factor, power, await, atom

    var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .atom }
}

extension SyntaxPrinter {
    mutating func write(_ expression: Expression, _ place: Precedence = .test) {
        switch expression.kind {
        case .none: output += "None"
        case .ellipsis: output += "..."
        case .bool(let value): output += value ? "True" : "False"
        case .int(let value): output += String(value)
        case .bigInt(let digits): output += digits
        case .float(let value): output += PythonText.repr(value)
        case .string(let value): output += PythonText.repr(value)
        case .bytes(let value): output += PythonText.repr(value)
        case .formatted(let parts): writeFormatted(parts)
        case .name(let name): output += name
        case .list(let elements): writeDisplay("[", elements, "]")
        case .set(let elements): writeDisplay("{", elements, "}")
        case .tuple(let elements):
            delimit("(", ")", if: elements.isEmpty || place.rawValue > Precedence.tuple.rawValue) {
                $0.writeItems(elements)
            }
        case .dict(let items): writeDict(items)
        case .unary(let operation, let operand): writeUnary(operation, operand, place)
        case .binary(let operation, let left, let right): writeBinary(operation, left, right, place)
        case .and(let operands): writeOperands(operands, " and ", .and, place)
        case .or(let operands): writeOperands(operands, " or ", .or, place)
        case .compare(let first, let rest):
            parenthesise(.comparison, place) { printer in
                printer.write(first, .expression)
                for (operation, operand) in rest {
                    printer.output += " \(operation.text) "
                    printer.write(operand, .expression)
                }
            }
        case .conditional(let test, let then, let otherwise):
            parenthesise(.test, place) { printer in
                printer.write(then, .or)
                printer.output += " if "
                printer.write(test, .or)
                printer.output += " else "
                printer.write(otherwise)
            }
        case .lambda(let parameters, let body):
            parenthesise(.test, place) { printer in
                printer.output += "lambda "
                printer.write(parameters)
                if printer.output.last == " " { printer.output.removeLast() }
                printer.output += ": "
                printer.write(body)
            }
        case .call(let function, let arguments):
            write(function, .atom)
            delimit("(", ")", if: true) { $0.write(arguments) }
        case .attribute(let value, let name, _): writeAttribute(value, name)
        case .subscript(let value, let index): writeSubscript(value, index)
        case .slice(let lower, let upper, let step):
            if let lower { write(lower) }
            output += ":"
            if let upper { write(upper) }
            if let step {
                output += ":"
                write(step)
            }
        case .starred(let value):
            output += "*"
            write(value, .expression)
        case .walrus(let name, let value):
            parenthesise(.namedExpression, place) { printer in
                printer.output += name + " := "
                printer.write(value, .atom)
            }
        case .comprehension(let kind, let element, let clauses):
            let (start, end) = kind == .list ? ("[", "]") : kind == .set ? ("{", "}") : ("(", ")")
            delimit(start, end, if: true) { printer in
                printer.write(element)
                printer.write(clauses)
            }
        case .dictComprehension(let key, let value, let clauses):
            delimit("{", "}", if: true) { printer in
                printer.write(key)
                printer.output += ": "
                printer.write(value)
                printer.write(clauses)
            }
        case .yield(let value):
            parenthesise(.yield, place) { printer in
                printer.output += "yield"
                if let value {
                    printer.output += " "
                    printer.write(value, .atom)
                }
            }
        case .yieldFrom(let value):
            parenthesise(.yield, place) { printer in
                printer.output += "yield from "
                printer.write(value, .atom)
            }
        }
    }

    private mutating func parenthesise(
        _ own: Precedence, _ place: Precedence, _ body: (inout SyntaxPrinter) -> Void
    ) {
        delimit("(", ")", if: place.rawValue > own.rawValue, body)
    }

    private mutating func writeDisplay(_ start: String, _ elements: [Expression], _ end: String) {
        delimit(start, end, if: true) { $0.writeList(elements) { $0.write($1) } }
    }

    /// A tuple's elements: a comma behind a single one.
    private mutating func writeItems(_ elements: [Expression]) {
        writeList(elements) { $0.write($1) }
        if elements.count == 1 { output += "," }
    }

    private mutating func writeDict(_ items: [DictItem]) {
        output += "{"
        writeList(items) { printer, item in
            switch item {
            case .pair(let key, let value):
                printer.write(key)
                printer.output += ": "
                printer.write(value)
            case .spread(let value):
                printer.output += "**"
                printer.write(value, .expression)
            }
        }
        output += "}"
    }

    private mutating func writeUnary(_ operation: UnaryOperation, _ operand: Expression, _ place: Precedence) {
        let own: Precedence = operation == .not ? .not : .factor
        parenthesise(own, place) { printer in
            printer.output += operation.text
            printer.write(operand, own)
        }
    }

    private mutating func writeBinary(
        _ operation: BinaryOperation, _ left: Expression, _ right: Expression, _ place: Precedence
    ) {
        let own = operation.precedence
        parenthesise(own, place) { printer in
            printer.write(left, operation == .power ? own.next : own)
            printer.output += " \(operation.text) "
            printer.write(right, operation == .power ? own : own.next)
        }
    }

    private mutating func writeOperands(
        _ operands: [Expression], _ word: String, _ own: Precedence, _ place: Precedence
    ) {
        parenthesise(own, place) { printer in
            for (index, operand) in operands.enumerated() {
                if index > 0 { printer.output += word }
                printer.write(operand, own.next)
            }
        }
    }

    private mutating func writeAttribute(_ value: Expression, _ name: String) {
        write(value, .atom)
        switch value.kind {
        // `3.real` would read as a float.
        case .int, .bigInt, .bool: output += " "
        default: break
        }
        output += "." + name
    }

    private mutating func writeSubscript(_ value: Expression, _ index: Expression) {
        write(value, .atom)
        output += "["
        if case .tuple(let elements) = index.kind, !elements.isEmpty { writeItems(elements) } else { write(index) }
        output += "]"
    }

    private mutating func write(_ clauses: [ComprehensionClause]) {
        for clause in clauses {
            output += " for "
            write(clause.target, .tuple)
            output += " in "
            write(clause.iterable, .or)
            for condition in clause.conditions {
                output += " if "
                write(condition, .or)
            }
        }
    }

    // MARK: - f-strings

    private mutating func writeFormatted(_ parts: [FormattedPart]) {
        let (text, fields) = SyntaxPrinter.formatted(parts)
        let quote = ["'", "\"", "'''", "\"\"\""].first { !fields.contains($0) } ?? "'"
        output += "f" + quote + text + quote
    }

    /// The text between the quotes, and the part of it that stands in fields, where quotes cannot be escaped.
    private static func formatted(_ parts: [FormattedPart]) -> (text: String, fields: String) {
        var text = ""
        var fields = ""
        for part in parts {
            switch part {
            case .text(let literal): text += escaped(literal)
            case .field(let value, let conversion, let spec, let debugText):
                if let debugText { text += escaped(debugText) }
                var printer = SyntaxPrinter()
                printer.write(value, .or)
                text += "{" + (printer.output.hasPrefix("{") ? " " : "") + printer.output
                fields += printer.output
                if let conversion { text += "!" + conversion.text }
                if !spec.isEmpty {
                    let inner = formatted(spec)
                    text += ":" + inner.text
                    fields += inner.fields
                }
                text += "}"
            }
        }
        return (text, fields)
    }

    private static func escaped(_ literal: String) -> String {
        var text = ""
        for scalar in literal.unicodeScalars {
            switch scalar {
            case "{", "}": text += "\(scalar)\(scalar)"
            case "'", "\"": text += "\\\(scalar)"
            default: text += PythonText.escaped(scalar)
            }
        }
        return text
    }
}
