import Language
import XCTest

/// Where expressions stand: the carets of run-time errors rest on it.
final class SpanTests: XCTestCase {
    func testSpans() throws {
        try expectCases("spans.txt", atLeast: 50) { row in
            var collector = SpanCollector()
            do throws(SyntaxProblem) {
                collector.visit(try parse(row.source).statements)
            } catch {
                return ("error", "\(error)")
            }
            let source = Source(row.source)
            let lines = Set(collector.spans.map { [$0.start, $0.end] }).sorted { $0.lexicographicallyPrecedes($1) }
                .map { "\($0[0])-\($0[1]) \(quoted(source.text(of: Span(Int($0[0]), Int($0[1])))))" }
            return ("spans", lines.joined(separator: "\n"))
        }
    }

    private func quoted(_ text: String) -> String {
        let quote = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        return quote + text.replacingOccurrences(of: "\n", with: "\\n") + quote
    }
}

/// Foundation has an `Expression` too.
private typealias Expression = Language.Expression

/// Collects the places of all expressions but starred ones.
private struct SpanCollector {
    var spans: [Span] = []

    mutating func visit(_ statements: [Statement]) {
        for statement in statements { visit(statement.kind) }
    }

    private mutating func visit(_ statement: StatementKind) {
        switch statement {
        case .expression(let value), .help(let value): visit(value)
        case .assign(let targets, let value): visit(targets + [value])
        case .augmentedAssign(let target, _, let value): visit([target, value])
        case .annotatedAssign(let target, let annotation, let value, _):
            visit([target, annotation] + [value].compactMap { $0 })
        case .if(let test, let then, let otherwise), .while(let test, let then, let otherwise):
            visit(test)
            visit(then + otherwise)
        case .for(let target, let iterable, let body, let otherwise):
            visit([target, iterable])
            visit(body + otherwise)
        case .function(let definition):
            visit(definition.parameters)
            visit(definition.decorators + [definition.returns].compactMap { $0 })
            visit(definition.body)
        case .classDefinition(let definition):
            visit(definition.arguments)
            visit(definition.decorators)
            visit(definition.body)
        case .return(let value): visit([value].compactMap { $0 })
        case .raise(let value, let cause): visit([value, cause].compactMap { $0 })
        case .assert(let test, let message): visit([test] + [message].compactMap { $0 })
        case .delete(let targets): visit(targets)
        case .try(let body, let handlers, let otherwise, let finally):
            visit(body + otherwise + finally)
            for handler in handlers {
                visit([handler.type].compactMap { $0 })
                visit(handler.body)
            }
        case .with(let items, let body):
            for item in items { visit([item.context] + [item.target].compactMap { $0 }) }
            visit(body)
        case .break, .continue, .pass, .global, .nonlocal, .import, .fromImport, .command: break
        }
    }

    private mutating func visit(_ expressions: [Expression]) {
        for expression in expressions { visit(expression) }
    }

    private mutating func visit(_ parameters: Parameters) {
        let variadics = [parameters.variadic, parameters.keywordVariadic].compactMap { $0 }
        for parameter in parameters.positionalOnly + parameters.regular + parameters.keywordOnly + variadics {
            visit([parameter.annotation, parameter.defaultValue].compactMap { $0 })
        }
    }

    private mutating func visit(_ arguments: [Argument]) {
        for argument in arguments {
            switch argument {
            case .positional(let value), .star(let value), .doubleStar(let value), .keyword(_, let value, _):
                visit(value)
            }
        }
    }

    private mutating func visit(_ clauses: [ComprehensionClause]) {
        for clause in clauses { visit([clause.target, clause.iterable] + clause.conditions) }
    }

    private mutating func visit(_ expression: Expression) {
        if case .starred(let value) = expression.kind { return visit(value) }
        spans.append(expression.span)
        switch expression.kind {
        case .list(let elements), .tuple(let elements), .set(let elements), .and(let elements), .or(let elements):
            visit(elements)
        case .dict(let items):
            for item in items {
                switch item {
                case .pair(let key, let value): visit([key, value])
                case .spread(let value): visit(value)
                }
            }
        case .unary(_, let value), .attribute(let value, _, _), .walrus(_, let value), .yieldFrom(let value):
            visit(value)
        case .binary(_, let left, let right), .subscript(let left, let right): visit([left, right])
        case .compare(let first, let rest): visit([first] + rest.map(\.1))
        case .conditional(let test, let then, let otherwise): visit([test, then, otherwise])
        case .lambda(let parameters, let body):
            visit(parameters)
            visit(body)
        case .call(let function, let arguments):
            visit(function)
            visit(arguments)
        case .slice(let lower, let upper, let step): visit([lower, upper, step].compactMap { $0 })
        case .comprehension(_, let element, let clauses):
            visit(element)
            visit(clauses)
        case .dictComprehension(let key, let value, let clauses):
            visit([key, value])
            visit(clauses)
        case .yield(let value): visit([value].compactMap { $0 })
        case .none, .ellipsis, .bool, .int, .bigInt, .float, .string, .bytes, .formatted, .name, .starred: break
        }
    }
}
