import ObjectModel

/// One instruction of the register machine: an operation and three 16-bit operands; `b` and `c` together can be one
/// 32-bit operand (`wide`). Registers are numbered from 0 within a frame: parameters, other locals, temporaries.
struct Instruction {
    var operation: Operation
    var a: UInt16
    var b: UInt16
    var c: UInt16

    init(_ operation: Operation, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
        self.operation = operation
        self.a = UInt16(truncatingIfNeeded: a)
        self.b = UInt16(truncatingIfNeeded: b)
        self.c = UInt16(truncatingIfNeeded: c)
    }
    init(_ operation: Operation, _ a: Int, wide: Int) {
        self.init(operation, a, wide & 0xFFFF, (wide >> 16) & 0xFFFF)
    }
    @inline(__always) var wide: Int { Int(b) | Int(c) << 16 }
}

// Of the instruction here, each read on its own.
extension UnsafePointer where Pointee == Instruction {
    @inline(__always) var operation: Operation { pointee.operation }
    @inline(__always) var a: Int { Int(pointee.a) }
    @inline(__always) var b: Int { Int(pointee.b) }
    @inline(__always) var c: Int { Int(pointee.c) }
    /// Where the wide operand here says to go on: it counts from here.
    @inline(__always) var target: UnsafePointer { self + Int(UnsafeRawPointer(self).loadUnaligned(fromByteOffset: 4, as: Int32.self)) }
    /// The wide operand of the instruction here, in one piece.
    @inline(__always) var wide: Int { Int(UnsafeRawPointer(self).loadUnaligned(fromByteOffset: 4, as: UInt32.self)) }
}

/// `R` is a register, `K` a constant. "Next" means that the following instruction word carries a further operand.
enum Operation: UInt16 {
    // Moving
    case move  // R[a] = R[b]
    case take  // the same for an R[b] that nothing needs any more
    case constant  // R[a] = K[wide]
    case none  // R[a] = None
    case checkBound  // error unless R[a] has a value
    case clear  // R[a] = unbound (del of a local, with its check)
    case release  // R[a] = unbound, no questions

    // Variables
    case loadGlobal, storeGlobal, deleteGlobal  // R[a] <-> globals[wide]
    case makeCell  // R[a] = new cell holding R[a]'s value (a parameter) or nothing
    case loadCell, storeCell, deleteCell  // R[a] <-> cell in R[b]
    case loadFree, storeFree, deleteFree  // R[a] <-> closure[b]
    case loadClosureCell  // R[a] = closure[b] itself
    case loadName, storeName, deleteName  // class bodies: R[a] <-> namespace[K[wide]], then globals
    case loadNameOrFree  // class bodies: namespace[name of K in next], else closure[b]

    // Arithmetic: R[a] = R[b] op R[c], then the same with K[c]
    case add, subtract, multiply, divide, floorDivide, modulo, power, matrixMultiply
    case leftShift, rightShift, bitAnd, bitOr, bitXor
    case addConstant, subtractConstant, multiplyConstant
    case inPlace, inPlaceConstant  // R[a] = R[a] op= R[b], R[a] op= K[b]; op is c
    case negative, positive, invert, not  // R[a] = op R[b]

    // Comparing: R[a] = R[b] op R[c]
    case less, lessEqual, equal, notEqual, greater, greaterEqual
    case isSame, isNotSame, contains, notContains

    // Jumps; `wide` is how far it is to the target
    case jump
    case loop  // a jump backwards: checks for interrupts
    case jumpIfTrue, jumpIfFalse  // on R[a]
    // Compare R[a] with R[b] (or K[b]) and go to the next word's target unless it holds.
    case unlessLess, unlessLessEqual, unlessEqual, unlessNotEqual, unlessGreater, unlessGreaterEqual
    case unlessLessConstant, unlessLessEqualConstant, unlessEqualConstant, unlessNotEqualConstant, unlessGreaterConstant,
        unlessGreaterEqualConstant

    // Attributes and items
    case loadAttribute  // R[a] = R[b].names[c]; next: cache
    case storeAttribute  // R[a].names[c] = R[b]; next: cache
    case deleteAttribute  // del R[a].names[c]
    case loadItem, loadItemConstant  // R[a] = R[b][R[c]], R[b][K[c]]
    case storeItem, storeItemConstant  // R[a][R[b]] = R[c], R[a][K[b]] = R[c]
    case deleteItem  // del R[a][R[b]]
    case loadSlice  // R[a] = R[b][R[c]:R[c+1]]
    case makeSlice  // R[a] = slice(R[b], R[b+1], R[b+2])

    // Calls. The callee is R[b], its c positional arguments follow; they are used up.
    case call  // R[a] = R[b](R[b+1] … R[b+c])
    case callGlobal  // the same of globals[next], which goes to R[b] only if the `call` that follows must find out what it is
    case checkGlobal  // error unless globals[wide] has a value
    case callKeywords  // the same; next: K index of the keyword names, whose values come last and are not counted in c
    case loadMethod  // of the object in R[a+1], by names[b]: R[a] = function and R[a+1] = its first argument, or R[a] = unbound and R[a+1] = a callable; next: cache
    // The same with one or two arguments that are operands: c, and a of the next word, whose wide is the global. On with what follows,
    // which is the same call with R[b] as its base, unless it could be done at once; then behind that.
    case callGlobal1, callGlobal2
    // R[a] = R[b].name(…) of a built-in class that the cache has seen, or a method written in the program: with none to two arguments,
    // as operands. Next: a the first one, wide the cache; next: a the second one, wide
    // where to go on. In any other case on with what follows, which is the same call with R[c] as its base.
    case invoke0, invoke1, invoke2
    case callMethod  // R[a] = call of what loadMethod put into R[b], R[b+1], with c arguments behind it
    case callMethodKeywords  // the same; next: K index of keyword names
    case loadSuperMethod  // super().names[b], of super(R[a+2], R[a+3]) with super in R[a]: gives what loadMethod gives; next: cache
    case callSpread  // R[a] = R[b](*R[b+1], **R[b+2]) from a list or tuple and a dict or None
    case prepareSpread  // R[a+1] = list(R[a+1]) unless it is a list or tuple: what is spread in a call of R[a]

    // Displays
    case buildList, buildTuple, buildSet  // R[a] from R[b] … (c of them)
    case buildListOf, buildTupleOf  // R[a] from c operands, which are the next word's a, b and c
    case buildDict  // R[a] from c pairs at R[b]
    case append  // list R[a] gets R[b]
    case extend  // list R[a] gets all of R[b]
    case addToSet, updateSet
    case storePair, storePairConstant  // dict R[a][R[b]] = R[c], R[a][K[b]] = R[c]
    case updateDict  // dict R[a] gets all of R[b]
    case mergeKeywords  // the same for a call's **arguments: duplicates are an error
    case listToTuple  // R[a] = tuple(R[b])
    case unpack  // R[b] … (c of them) from R[a]
    case unpackStarred  // the same, next: how many behind the starred one; the starred one is R[b + c]
    case formatValue  // R[a] = format(R[b], spec in R[c] or no spec if c == 0xFFFF)
    case convert  // R[a] = str/repr/ascii (c) of R[b]
    case buildString  // R[a] from c strings at R[b]

    // Iteration
    case iterate  // R[a] = iter(R[b])
    case forNext  // R[a] = next(R[b]); next: where to go when there are no more
    case forNextPair  // R[a], R[a+1] = next(R[b]) unpacked; next: where to go when there are no more
    case loopNextPair  // the same, and back to where the next word says; on with what follows when there are no more
    case loopNext  // R[a] = next(R[b]) and back to where the next word says; on with what follows when there are no more

    // Functions and classes
    case makeFunction  // R[a] = function of code K[b] with the description's parts at R[c] …
    case makeClosure  // the same without anything but the cells of its closure, which are R[c] …
    case makeClass  // R[a] = class from body K[b]; bases list R[c], keyword dict R[c+1]
    case returnValue  // return R[a]
    case yieldValue  // R[a] = yield R[b]
    case yieldFrom  // R[a] = yield from iterator R[b]

    // Exceptions
    case raise  // raise R[a]
    case raiseFrom  // raise R[a] from R[b]
    case reraise  // raise R[a] again as it was
    case raiseBare
    case assertFailed  // AssertionError with R[b] if c
    case matchException  // R[a] = R[b] is an instance of R[c]
    case enterHandler  // R[b] keeps the exception handled so far; R[a] is now being handled
    case leaveHandler  // the one in R[b] is the one being handled again
    case withEnter  // R[a] = enter R[b]
    case withExit  // leave R[a] normally
    case withExitRaised  // R[c] = leave R[a] because of exception R[b]: whether it was swallowed

    // Modules and the shell
    case importModule  // R[a] = module K[b]; c: 1 for the top-level package (import a.b)
    case importName  // R[a] = R[b].names[c]
    case importStar  // all names of R[a] into globals
    case command  // a shell command, text K[wide]; a: cell command
    case showHelp  // help on R[a]
    case setResult  // the cell's value is R[a]
    case globalAnnotation  // __annotations__[K[b]] = R[a]
}

/// Operands of some instructions: a register's number or, from here on, a constant's.
enum Operand {
    static let constants = 0x8000
}

extension Operation {
    var binaryOperator: BinaryOperator? {
        guard rawValue >= Operation.add.rawValue, rawValue <= Operation.bitXor.rawValue else { return nil }
        return Operation.operators[Int(rawValue - Operation.add.rawValue)]
    }
    /// In the order of the instructions.
    private static let operators: [BinaryOperator] = [
        .add, .subtract, .multiply, .divide, .floorDivide, .modulo, .power, .matrixMultiply, .leftShift, .rightShift, .bitAnd, .bitOr, .bitXor,
    ]
    var comparison: Comparison? {
        guard rawValue >= Operation.less.rawValue, rawValue <= Operation.greaterEqual.rawValue else { return nil }
        return Operation.comparisons[Int(rawValue - Operation.less.rawValue)]
    }
    private static let comparisons: [Comparison] = [.less, .lessEqual, .equal, .notEqual, .greater, .greaterEqual]
}

/// The text that code was compiled from, for messages.
package final class CellSource {
    package let text: String
    /// The cell's number in its session.
    package let cell: Int
    /// Lines and columns, worked out when something goes wrong.
    package private(set) lazy var lines = Source(text)
    /// The number of what no cell holds: library code, whose places are not shown.
    package static let libraryCell = 0
    package init(text: String, cell: Int) {
        self.text = text
        self.cell = cell
    }
}

/// A stretch of code whose exceptions are handled at `handler`, with the exception in `register`.
struct HandlerEntry {
    let start: Int
    let end: Int
    let handler: Int
    let register: Int
}

/// What an attribute access saw last time at one place of the code.
struct AttributeCache {
    /// The method found on the type, or the getter of a property. First, where the machine copies it from.
    var method: Value = .unbound
    /// The layout (of instances), the Swift class (of built-in objects), the module or the class that the rest holds for; the version tells
    /// when a class is freed, and the others never are.
    var key: UnsafeRawPointer?
    /// `TypeObject.version` then.
    var version = -1
    /// Where a layout has the attribute, or one of those below; for methods 0, or where the layout has a callable of that name,
    /// counted from 1.
    var slot = 0
    /// `method` is the getter of a property.
    static let getter = -1
    /// `method` is called as it is, without the object: a module's function.
    static let callable = -2
    /// `method` is the number of a built-in function that the machine does plain calls of itself.
    static let intrinsic = -3
    /// `method` is a method of such a function, bound to its first argument: what a module has for `random.random`.
    static let boundIntrinsic = -4
    /// A variable of the instance's class, at `place`.
    static let classVariable = -5
    /// The first element of the tuple inside the instance, a named tuple's field; the others follow downwards.
    static let element = -16
    /// For stores that add an attribute: the layout afterwards.
    var nextLayout: Unmanaged<Layout>?
    /// Where a class or a module has the attribute.
    var place: UnsafeMutablePointer<Value>?
}

/// The compiled form of a cell, function, lambda, class body or generator expression.
final class Code: Object {
    let name: String
    var qualifiedName: String
    let source: CellSource
    /// The global variables its instructions number.
    let globals: GlobalTable
    let unmanagedGlobals: Unmanaged<GlobalTable>
    let instructions: UnsafeMutablePointer<Instruction>
    let instructionCount: Int
    /// The source of each instruction.
    let spans: [Span]
    let constants: UnsafeMutablePointer<Value>
    let constantCount: Int
    let names: [Name]
    let registerCount: Int
    let handlers: [HandlerEntry]
    let caches: UnsafeMutablePointer<AttributeCache>
    let cacheCount: Int
    /// Names of the registers that are variables, for messages about unassigned ones.
    let localNames: [String]
    let freeNames: [String]
    let parameters: ParameterShape
    /// The identifiers of the parameters that have names to be called by: positional, then keyword-only ones.
    let parameterIDs: UnsafeMutablePointer<Int32>
    let positionalCount: Int
    let positionalOnlyCount: Int
    let keywordOnlyCount: Int
    let hasVariadic: Bool
    let hasKeywordVariadic: Bool
    let isGenerator: Bool
    /// Calls are bound by copying: only plain positional parameters, and no generator to make.
    let isSimple: Bool
    /// How many registers are variables: the first ones.
    let variableCount: Int
    let freeCount: Int
    let documentation: String?
    /// What its functions look like when they are made, those that have nothing of what few functions have.
    var mold: Mold?

    init(
        name: String, qualifiedName: String, source: CellSource, globals: GlobalTable, instructions: [Instruction], spans: [Span],
        constants: [Value], names: [Name], registerCount: Int, handlers: [HandlerEntry], cacheCount: Int,
        localNames: [String], freeNames: [String], parameters: ParameterShape, isGenerator: Bool, documentation: String?
    ) {
        self.name = name
        self.qualifiedName = qualifiedName
        self.source = source
        self.globals = globals
        unmanagedGlobals = .passUnretained(globals)
        self.instructionCount = instructions.count
        // Raw buffers, so that the machine's loop neither checks bounds nor counts references.
        self.instructions = .allocate(capacity: max(1, instructions.count))
        self.instructions.initialize(from: instructions, count: instructions.count)
        self.spans = spans
        self.constants = .allocate(capacity: max(1, constants.count))
        self.constants.initialize(from: constants, count: constants.count)
        constantCount = constants.count
        self.names = names
        self.registerCount = registerCount
        self.handlers = handlers
        self.caches = .allocate(capacity: max(1, cacheCount))
        self.caches.initialize(repeating: AttributeCache(), count: cacheCount)
        self.cacheCount = cacheCount
        self.localNames = localNames
        self.freeNames = freeNames
        self.parameters = parameters
        let named = parameters.positional + parameters.keywordOnly
        parameterIDs = .allocate(capacity: max(1, named.count))
        parameterIDs.initialize(from: named.map(\.id), count: named.count)
        positionalCount = parameters.positional.count
        positionalOnlyCount = parameters.positionalOnlyCount
        hasVariadic = parameters.hasVariadic
        hasKeywordVariadic = parameters.hasKeywordVariadic
        keywordOnlyCount = parameters.keywordOnly.count
        self.isGenerator = isGenerator
        isSimple = parameters.isSimple && !isGenerator
        variableCount = localNames.count
        freeCount = freeNames.count
        self.documentation = documentation
        super.init(kind: .other)
    }
    deinit {
        instructions.deallocate()
        constants.deinitialize(count: constantCount)
        constants.deallocate()
        caches.deinitialize(count: cacheCount)
        caches.deallocate()
        parameterIDs.deallocate()
        mold?.discard()
    }
}

/// Which arguments a function takes; parameters are the frame's first registers, in this order:
/// positional, keyword-only, `*args`, `**kwargs`.
struct ParameterShape {
    var positional: [Name] = []
    var positionalOnlyCount = 0
    var keywordOnly: [Name] = []
    var hasVariadic = false
    var hasKeywordVariadic = false
    var count: Int { positional.count + keywordOnly.count + (hasVariadic ? 1 : 0) + (hasKeywordVariadic ? 1 : 0) }
    /// Only plain positional parameters: calls can be bound by copying.
    var isSimple: Bool { keywordOnly.isEmpty && !hasVariadic && !hasKeywordVariadic }
}
