// What the grammar allows but Python's compiler refuses: told before anything of the cell runs.

struct SyntaxChecks {
    static func check(_ tree: SyntaxTree) throws(SyntaxProblem) {}
}
