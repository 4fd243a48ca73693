/// Tree to text, in the one form Python's `ast.unparse` gives (docstrings printed as the strings they are, f-strings with
/// their quotes chosen more simply). For tests and tools: parsing what is printed gives the same tree again.
package struct SyntaxPrinter {
    var output = ""
    private var indentation = 0

    package static func print(_ tree: SyntaxTree) -> String {
        var printer = SyntaxPrinter()
        printer.write(tree.statements)
        return printer.output
    }

    package static func print(_ expression: Expression) -> String {
        var printer = SyntaxPrinter()
        printer.write(expression)
        return printer.output
    }

    private mutating func startLine(_ text: String) {
        if !output.isEmpty { output += "\n" }
        output += String(repeating: "    ", count: indentation) + text
    }

    private mutating func write(_ statements: [Statement]) {
        for statement in statements { write(statement) }
    }

    private mutating func writeBlock(_ statements: [Statement]) {
        output += ":"
        indentation += 1
        write(statements)
        indentation -= 1
    }

    private mutating func writeBlock(_ opener: String, unlessEmpty statements: [Statement]) {
        guard !statements.isEmpty else { return }
        startLine(opener)
        writeBlock(statements)
    }

    private mutating func write(_ statement: Statement) {
        switch statement.kind {
        case .function(let definition): return write(definition)
        case .classDefinition(let definition): return write(definition)
        case .if, .for, .while, .try, .with: return writeCompound(statement)
        default: break
        }
        startLine("")
        writeSimple(statement)
    }

    private mutating func writeSimple(_ statement: Statement) {
        switch statement.kind {
        case .expression(let value): write(value, .yield)
        case .assign(let targets, let value):
            for target in targets {
                write(target, .tuple)
                output += " = "
            }
            write(value)
        case .augmentedAssign(let target, let operation, let value):
            write(target)
            output += " \(operation.text)= "
            write(value)
        case .annotatedAssign(let target, let annotation, let value, let isSimple):
            var isName = false
            if case .name = target.kind { isName = true }
            delimit("(", ")", if: !isSimple && isName) { $0.write(target) }
            output += ": "
            write(annotation)
            if let value {
                output += " = "
                write(value)
            }
        case .break: output += "break"
        case .continue: output += "continue"
        case .pass: output += "pass"
        case .return(let value): write("return", value)
        case .raise(let exception, let cause):
            write("raise", exception)
            if let cause {
                output += " from "
                write(cause)
            }
        case .assert(let test, let message):
            write("assert", test)
            if let message {
                output += ", "
                write(message)
            }
        case .delete(let targets):
            output += "del "
            writeList(targets) { $0.write($1) }
        case .global(let names): output += "global " + names.joined(separator: ", ")
        case .nonlocal(let names): output += "nonlocal " + names.joined(separator: ", ")
        case .import(let names):
            output += "import "
            write(names)
        case .fromImport(let module, let names, let level):
            output += "from " + String(repeating: ".", count: level) + module + " import "
            if names.isEmpty { output += "*" } else { write(names) }
        case .command(let text, let isCellCommand): output += (isCellCommand ? "%%" : "%") + text
        case .help(let value):
            write(value)
            output += "?"
        case .if, .for, .while, .function, .classDefinition, .try, .with: break
        }
    }

    private mutating func write(_ keyword: String, _ value: Expression?) {
        output += keyword
        guard let value else { return }
        output += " "
        write(value)
    }

    private mutating func write(_ names: [ImportedName]) {
        writeList(names) { printer, name in
            printer.output += name.name
            if let alias = name.alias { printer.output += " as " + alias }
        }
    }

    private mutating func writeCompound(_ statement: Statement) {
        switch statement.kind {
        case .if(let test, let then, let otherwise): writeIf("if ", test, then, otherwise)
        case .for(let target, let iterable, let body, let otherwise):
            startLine("for ")
            write(target, .tuple)
            output += " in "
            write(iterable)
            writeBlock(body)
            writeBlock("else", unlessEmpty: otherwise)
        case .while(let test, let body, let otherwise):
            startLine("while ")
            write(test)
            writeBlock(body)
            writeBlock("else", unlessEmpty: otherwise)
        case .try(let body, let handlers, let otherwise, let finally):
            startLine("try")
            writeBlock(body)
            for handler in handlers { write(handler) }
            writeBlock("else", unlessEmpty: otherwise)
            writeBlock("finally", unlessEmpty: finally)
        case .with(let items, let body):
            startLine("with ")
            writeList(items) { printer, item in
                printer.write(item.context)
                if let target = item.target {
                    printer.output += " as "
                    printer.write(target)
                }
            }
            writeBlock(body)
        default: break
        }
    }

    private mutating func writeIf(_ word: String, _ test: Expression, _ then: [Statement], _ otherwise: [Statement]) {
        startLine(word)
        write(test)
        writeBlock(then)
        if otherwise.count == 1, case .if(let test, let then, let otherwise) = otherwise[0].kind {
            writeIf("elif ", test, then, otherwise)
        } else {
            writeBlock("else", unlessEmpty: otherwise)
        }
    }

    private mutating func write(_ handler: ExceptHandler) {
        startLine("")
        write("except", handler.type)
        if let name = handler.name { output += " as " + name }
        writeBlock(handler.body)
    }

    private mutating func write(_ decorators: [Expression]) {
        if !output.isEmpty { output += "\n" }
        for decorator in decorators {
            startLine("@")
            write(decorator)
        }
    }

    private mutating func write(_ definition: FunctionDefinition) {
        write(definition.decorators)
        startLine("def \(definition.name)(")
        write(definition.parameters)
        output += ")"
        if let returns = definition.returns {
            output += " -> "
            write(returns)
        }
        writeBlock(definition.body)
    }

    private mutating func write(_ definition: ClassDefinition) {
        write(definition.decorators)
        startLine("class " + definition.name)
        delimit("(", ")", if: !definition.arguments.isEmpty) { $0.write(definition.arguments) }
        writeBlock(definition.body)
    }
}

extension SyntaxPrinter {
    mutating func writeList<T>(_ items: [T], _ write: (inout SyntaxPrinter, T) -> Void) {
        for (index, item) in items.enumerated() {
            if index > 0 { output += ", " }
            write(&self, item)
        }
    }

    mutating func delimit(_ start: String, _ end: String, if condition: Bool, _ body: (inout SyntaxPrinter) -> Void) {
        if condition { output += start }
        body(&self)
        if condition { output += end }
    }

    mutating func write(_ parameters: Parameters) {
        var isFirst = true
        func separate(_ printer: inout SyntaxPrinter) {
            if !isFirst { printer.output += ", " }
            isFirst = false
        }
        for (index, parameter) in (parameters.positionalOnly + parameters.regular).enumerated() {
            separate(&self)
            write(parameter)
            if index + 1 == parameters.positionalOnly.count { output += ", /" }
        }
        if parameters.variadic != nil || !parameters.keywordOnly.isEmpty {
            separate(&self)
            output += "*"
            if let variadic = parameters.variadic { write(variadic) }
        }
        for parameter in parameters.keywordOnly {
            separate(&self)
            write(parameter)
        }
        if let variadic = parameters.keywordVariadic {
            separate(&self)
            output += "**"
            write(variadic)
        }
    }

    private mutating func write(_ parameter: Parameters.Parameter) {
        output += parameter.name
        if let annotation = parameter.annotation {
            output += ": "
            write(annotation)
        }
        if let value = parameter.defaultValue {
            output += "="
            write(value)
        }
    }

    /// Positional arguments first, as Python's tree keeps them.
    mutating func write(_ arguments: [Argument]) {
        func isKeyword(_ argument: Argument) -> Bool {
            switch argument {
            case .keyword, .doubleStar: return true
            case .positional, .star: return false
            }
        }
        writeList(arguments.filter { !isKeyword($0) } + arguments.filter(isKeyword)) { printer, argument in
            switch argument {
            case .positional(let value): printer.write(value)
            case .star(let value):
                printer.output += "*"
                printer.write(value, .expression)
            case .keyword(let name, let value, _):
                printer.output += name + "="
                printer.write(value)
            case .doubleStar(let value):
                printer.output += "**"
                printer.write(value)
            }
        }
    }
}
