// Parameters of `def` and `lambda`.

extension Parser {
    /// Parameters up to `closing`: `.rightParen` for a `def` (with annotations), `.colon` for a lambda.
    mutating func parseParameters(until closing: TokenKind) throws(SyntaxProblem) -> Parameters {
        let isLambda = closing == .colon
        var parameters = Parameters()
        var hasDefault = false
        var hasSlash = false
        var hasStar = false
        while kind != closing {
            switch kind {
            case .slash:
                if hasStar { throw problem("/ must be ahead of *", token.span) }
                if hasSlash { throw problem("/ may appear only once", token.span) }
                if parameters.regular.isEmpty { throw problem("at least one argument must precede /", token.span) }
                hasSlash = true
                advance()
                parameters.positionalOnly = parameters.regular
                parameters.regular = []
                if kind == .star { throw problem("expected comma between / and *", token.span) }
            case .star:
                if hasStar { throw problem("* argument may appear only once", token.span) }
                hasStar = true
                try parseVariadic(into: &parameters, closing: closing)
            case .doubleStar:
                advance()
                parameters.keywordVariadic = try parseParameter(isLambda: isLambda)
                if kind == .assign { throw problem("var-keyword argument cannot have default value", token.span) }
                guard accept(.comma) else { return parameters }
                if kind == .name || kind == .star || kind == .doubleStar || kind == .slash {
                    throw problem("arguments cannot follow var-keyword argument", token.span)
                }
                return parameters
            case .leftParen:
                try checkParenthesised(isLambda: isLambda)
                throw unexpected()
            default:
                var parameter = try parseParameter(isLambda: isLambda)
                if accept(.assign) {
                    if kind == closing || kind == .comma {
                        throw problem("expected default value expression", tokens[position - 1].span)
                    }
                    parameter.defaultValue = try parseExpression()
                    hasDefault = true
                } else if hasDefault, !hasStar, kind == .comma || kind == closing {
                    throw problem("non-default argument follows default argument", parameter.span)
                }
                if hasStar { parameters.keywordOnly.append(parameter) } else { parameters.regular.append(parameter) }
            }
            guard accept(.comma) else { break }
        }
        return parameters
    }

    /// `*args`, or a bare `*` before keyword-only parameters.
    private mutating func parseVariadic(
        into parameters: inout Parameters, closing: TokenKind
    ) throws(SyntaxProblem) {
        let isLambda = closing == .colon
        let star = advance()
        let isBare = kind == .comma
        if isBare, kind(ahead: 1) != closing, kind(ahead: 1) != .doubleStar { return }
        if isBare || kind == closing {
            // For a lambda Python points at the last token it looked at.
            let place = isLambda ? tokens[min(position + (isBare ? 1 : 0), tokens.count - 1)] : star
            throw problem("named arguments must follow bare *", place.span)
        }
        parameters.variadic = try parseParameter(isLambda: isLambda, isVariadic: true)
        if kind == .assign { throw problem("var-positional argument cannot have default value", token.span) }
    }

    private mutating func parseParameter(
        isLambda: Bool, isVariadic: Bool = false
    ) throws(SyntaxProblem) -> Parameters.Parameter {
        guard kind == .name else { throw unexpected() }
        let name = advance()
        var annotation: Expression?
        if !isLambda, accept(.colon) {
            annotation = isVariadic && kind == .star ? try parseStarred() : try parseExpression()
        }
        return Parameters.Parameter(name: text(name), annotation: annotation, defaultValue: nil, span: name.span)
    }

    /// `def f((a, b))`, which Python 2 had.
    private mutating func checkParenthesised(isLambda: Bool) throws(SyntaxProblem) {
        var index = position + 1
        while index + 1 < tokens.count, tokens[index].kind == .name, tokens[index + 1].kind == .comma { index += 2 }
        if tokens[index].kind == .name, index + 1 < tokens.count { index += 1 }
        guard tokens[index].kind == .rightParen, index > position + 1 else { return }
        furthest = max(furthest, index)
        throw problem(
            isLambda
                ? "Lambda expression parameters cannot be parenthesized"
                : "Function parameters cannot be parenthesized",
            token.span.joined(tokens[index].span))
    }
}
