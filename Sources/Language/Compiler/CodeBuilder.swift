import ObjectModel

/// Collects one code object's instructions, and knows which register, cell or table holds each name.
final class CodeBuilder {
    let scope: ScopeInfo
    let parent: CodeBuilder?
    let source: CellSource
    let globals: GlobalTable
    let analyzer: ScopeAnalyzer
    let name: String
    let qualifiedName: String

    private(set) var instructions: [Instruction] = []
    private var spans: [Span] = []
    private var constants = ConstantTable()
    private var names: [Name] = []
    private var nameIndices: [Name: Int] = [:]
    private var handlers: [HandlerEntry] = []
    private var cacheCount = 0

    /// Register of each local variable.
    private(set) var locals = TextTable()
    /// Variables of the comprehensions being compiled inside this frame, innermost last.
    var overlays: [[String: (register: Int, isCell: Bool)]] = []
    /// The next free temporary.
    var top = 0
    private var registerCount = 0
    /// Local registers that certainly hold a value here.
    var assigned = RegisterSet()
    /// Locals that can lose their value: `del x`, `except … as x`.
    var unstable: Set<String> = []
    /// Something did not fit its operand.
    private var isTooLarge = false
    var blocks: [Block] = []
    /// What instructions emitted now belong to.
    var span = Span(0, 0)
    var parameters = ParameterShape()
    var documentation: String?

    /// A place that must be left with care: what `return`, `break`, `continue` do on their way out.
    final class Block {
        enum Kind {
            case loop(continueTarget: Int)
            case finally([Statement])
            case with(context: Int)
            /// A `try` body, covered by handlers, with nothing to do on leaving.
            case guarded
            case handler(saved: Int, name: String?)
            /// Registers to let go, such as a loop's iterator.
            case holding(Int)
        }
        let kind: Kind
        var breaks: [Int] = []
        /// Stretches emitted while leaving the block: exceptions there are not the block's own.
        var gaps: [(start: Int, end: Int)] = []
        init(_ kind: Kind) { self.kind = kind }
    }

    init(_ scope: ScopeInfo, parent: CodeBuilder?, source: CellSource, globals: GlobalTable, analyzer: ScopeAnalyzer, name: String) {
        self.scope = scope
        self.parent = parent
        self.source = source
        self.globals = globals
        self.analyzer = analyzer
        self.name = name
        if let parent, parent.scope.kind != .module {
            qualifiedName = parent.qualifiedName + (parent.scope.kind == .classBody ? "." : ".<locals>.") + name
        } else {
            qualifiedName = name
        }
        if scope.kind == .function || scope.kind == .comprehension {
            for name in scope.boundOrder where !scope.globals.contains(name) && !scope.nonlocals.contains(name) { addLocal(name) }
        } else if scope.kind == .classBody, scope.needsClassCell {
            addLocal("__class__")
        }
    }

    @discardableResult
    func addLocal(_ name: String) -> Int {
        if let register = locals.index(of: name) { return register }
        let register = locals.insert(name)
        precondition(top == register, "locals come before temporaries")
        top = register + 1
        registerCount = max(registerCount, top)
        return register
    }

    // MARK: Emitting

    var position: Int { instructions.count }

    func emit(_ operation: Operation, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
        instructions.append(Instruction(operation, a, b, c))
        spans.append(span)
    }
    func emit(_ operation: Operation, _ a: Int, wide: Int) {
        instructions.append(Instruction(operation, a, wide: wide))
        spans.append(span)
    }
    /// The word behind an instruction that needs more operands.
    func emitNext(_ wide: Int) { emit(.jump, 0, wide: wide) }

    /// A jump to be aimed later.
    func emitJump(_ operation: Operation, _ a: Int = 0) -> Int {
        emit(operation, a, wide: 0)
        return position - 1
    }
    func aim(_ jump: Int, at target: Int? = nil) {
        let old = instructions[jump]
        instructions[jump] = Instruction(old.operation, Int(old.a), wide: (target ?? position) - jump)
    }
    /// A jump backwards.
    func emitJump(_ operation: Operation, backTo target: Int) { emit(operation, 0, wide: target - position) }
    func aim(_ jumps: [Int]) { for jump in jumps { aim(jump) } }

    func addHandler(_ start: Int, _ end: Int, gaps: [(start: Int, end: Int)], handler: Int, register: Int) {
        var from = start
        for gap in gaps.sorted(by: { $0.start < $1.start }) {
            if gap.start > from { handlers.append(HandlerEntry(start: from, end: gap.start, handler: handler, register: register)) }
            from = max(from, gap.end)
        }
        if end > from { handlers.append(HandlerEntry(start: from, end: end, handler: handler, register: register)) }
    }

    // MARK: Registers

    func temporary() -> Int {
        let register = top
        top += 1
        registerCount = max(registerCount, top)
        return register
    }
    /// Several in a row.
    func temporaries(_ count: Int) -> Int {
        let first = top
        top += count
        registerCount = max(registerCount, top)
        return first
    }

    // MARK: Constants and names

    func constant(_ given: Value) -> Int {
        // Short texts are the objects that indexing and looping give: comparing them is comparing references.
        if let object = given.object(of: .str) {
            let text = unsafeDowncast(object, to: Str.self)  // the kind says so
            if text.byteCount == 1 { return constants.index(of: Str.character(Unicode.Scalar(text.start[0]))) }
        }
        return constants.index(of: given)
    }
    func nameIndex(_ text: String) -> Int {
        let name = Name(scope.mangled(text))
        if let index = nameIndices[name] { return index }
        names.append(name)
        nameIndices[name] = names.count - 1
        return names.count - 1
    }
    func newCache() -> Int {
        cacheCount += 1
        return cacheCount - 1
    }

    // MARK: Variables

    enum Place {
        case local(Int)
        case cell(Int)
        case free(Int)
        case global(Int)
        case namespace(String)
        /// In a class body: its own name, or else the outer function's.
        case namespaceOrFree(String, Int)
    }

    func place(of plain: String, skippingOverlays: Bool = false) -> Place {
        let name = scope.mangled(plain)
        if !skippingOverlays {
            for overlay in overlays.reversed() {
                if let found = overlay[name] { return found.isCell ? .cell(found.register) : .local(found.register) }
            }
        }
        switch scope.kind {
        case .module: return .global(globals.index(of: Name(name)))
        case .classBody:
            if name == "__class__", let register = locals.index(of: name) { return .cell(register) }
            if scope.globals.contains(name) { return .global(globals.index(of: Name(name))) }
            if let index = scope.freeOrder.firstIndex(of: name) {
                return scope.nonlocals.contains(name) ? .free(index) : .namespaceOrFree(name, index)
            }
            return .namespace(name)
        case .function, .comprehension:
            if let register = locals.index(of: name) { return scope.cells.contains(name) ? .cell(register) : .local(register) }
            if !scope.globals.contains(name), let index = scope.freeOrder.firstIndex(of: name) { return .free(index) }
            return .global(globals.index(of: Name(name)))
        }
    }

    /// A constant for an operand of 16 bits.
    func shortConstant(_ value: Value) -> Int {
        let index = constant(value)
        if index > 0xFFFF { isTooLarge = true }
        return index
    }

    func finish() throws -> Code {
        guard !isTooLarge, registerCount < 0xFFFF, names.count < 0xFFFF, constants.values.count < 1 << 30, instructions.count < 1 << 31 else {
            throw SyntaxProblem(.syntax, "this cell is too large", hint: "split it into several cells", span: Span(0, 0))
        }
        return Code(
            name: name, qualifiedName: qualifiedName, source: source, globals: globals, instructions: instructions, spans: spans,
            constants: constants.values, names: names, registerCount: registerCount, handlers: handlers, cacheCount: cacheCount,
            localNames: locals.texts, freeNames: scope.freeOrder, parameters: parameters,
            isGenerator: scope.isGenerator, documentation: documentation)
    }
}
