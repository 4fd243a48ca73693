import Autograd
import NeuralNet
import ObjectModel
import TensorCore

/// One session's evaluator: its global names, its machine, and the road from a cell's text to its result.
package final class Interpreter: CellEvaluator {
    let machine: Machine
    let globals: GlobalTable
    /// Where the running cell's output goes; what `print` writes to.
    var sink: (any OutputSink)?
    package var commandHandler: ((ShellCommand) throws -> Value)?
    private var cellNumber = 0
    private var cellText = ""
    private let modules: ModuleCatalog
    let names: PreloadedNames
    private lazy var completer = Completer(self)
    /// Warnings already shown, by category, text and place.
    private var shownWarnings: Set<String> = []

    package init() {
        let modules = ModuleCatalog()
        self.modules = modules
        let preloaded = PreloadedNames(modules)
        names = preloaded
        globals = GlobalTable { preloaded.find($0) }
        machine = Machine(globals: globals)
        preloaded.add(ShellBuiltins.functions(for: self))
        machine.importModule = { try modules.importModule($0) }
        machine.translateError = { ErrorTranslation.raised(from: $0) }
        machine.runCommand = { [unowned self] text, isCellCommand in try command(text, isCellCommand) }
        machine.showHelp = { [unowned self] value in write(try HelpText.text(for: value) + "\n") }
        modules.own["dataclasses"] = DataclassesModule.module { [unowned self] text in try runOwn(text) }
        Memory.use(available: Storage.available, idle: { Storage.idle }, giveBack: Storage.giveBack)
        CycleCollector.use(
            Interpreter.containers,
            heap: { SmallBlocks.region.map { ObjectHeap(start: $0.start, size: $0.size, used: $0.used) } },
            idle: { SmallBlocks.idle }, find: SmallBlocks.find(_:young:_:), watch: SmallBlocks.watch)
        Storage.reclaim = { CycleCollector.collect() }
        Stop.obeyed = { Interruption.flag.store(false, ordering: .relaxed) }
        Warnings.handler = { [weak self] category, message in self?.warn(category, message) }
        Output.handler = { [weak self] text in self?.write(text) }
    }

    func write(_ text: String) { sink?.write(text) }

    private func warn(_ category: TypeObject, _ message: String) {
        if WarningsModule.areIgnored { return }
        if let list = WarningsModule.recording { return list.append(.object(WarningMessage(category, message))) }
        // Python shows a warning once for each place that gives it.
        guard shownWarnings.insert("\(category.name) \(cellNumber) \(message)").inserted else { return }
        sink?.warn("\(category.name): \(message)")
    }

    /// What may hold objects in a circle, besides `ObjectModel`'s own.
    private static let containers: [Object.Type] = [
        Cell.self, Function.self, Generator.self, PartialFunction.self, CachedFunction.self, Tensor.self, Module.self, Optimizer.self, Scheduler.self,
    ]

    // MARK: CellEvaluator

    package func run(cell text: String, number: Int, sink: any OutputSink) -> CellResult {
        self.sink = sink
        cellNumber = number
        cellText = text
        Interruption.flag.store(false, ordering: .relaxed)
        Stop.requested.store(false, ordering: .relaxed)
        MemoryWatch.begin { Interpreter.requestStop() }
        defer { MemoryWatch.end() }
        let source = CellSource(text: text, cell: number)
        recordInput(text, number)
        do {
            let tree = try parse(text)
            for warning in tree.warnings { warn(ExceptionTypes.syntaxWarning, warning) }
            let code = try Compiler.compile(tree, source: source, globals: globals)
            _ = try machine.run(cell: code)
            let value = machine.result
            machine.result = .none
            guard !value.isNone, !value.isUnbound else { return CellResult() }
            let echo = try PrettyPrinter.text(value)
            remember(value, number)
            return CellResult(echo: echo)
        } catch let problem as SyntaxProblem {
            return CellResult(error: ErrorReport.error(problem, source))
        } catch {
            machine.result = .none
            return CellResult(error: ErrorReport.error((error as? Raised) ?? ErrorTranslation.raised(from: error), globals: self))
        }
    }

    /// IPython's `In[n]`.
    private func recordInput(_ text: String, _ number: Int) {
        let inputs: List
        if case .object(let object)? = globals["In"], let list = object as? List {
            inputs = list
        } else {
            inputs = List([.str("")])
            globals["In"] = .object(inputs)
        }
        // Numbers can jump, as after %reset; the list is addressed by number.
        while inputs.count < number { inputs.append(.str("")) }
        inputs.append(.str(text))
    }

    /// IPython's `_`, `__`, `___`, `_n` and `Out[n]`.
    private func remember(_ value: Value, _ number: Int) {
        globals["___"] = globals["__"]
        globals["__"] = globals["_"]
        globals["_"] = value
        globals[Name("_\(number)")] = value
        if globals["Out"]?.object(of: .dict) == nil { globals["Out"] = .object(Dict()) }
        try? globals["Out"]?.setItem(.int(number), value)
    }

    package func completeness(of text: String) -> CellCompleteness {
        switch Language.completeness(of: text) {
        case .complete: .complete
        case .incomplete(let indent): .incomplete(indent: indent)
        case .invalid: .invalid
        }
    }
    package func completions(in text: String, cursor: Int) -> CellCompletions { completer.completions(in: text, cursor: cursor) }

    package func reset(seed: UInt64) {
        globals.removeAll()
        shownWarnings = []
        WarningsModule.areIgnored = false
        WarningsModule.recording = nil
        self.seed(seed)
    }
    package func interrupt() { Interpreter.requestStop() }
    /// Sets every flag that loops look at. Called by signal handlers and by a thread that must not count references.
    package static func requestStop() {
        Interruption.flag.store(true, ordering: .relaxed)
        Stop.requested.store(true, ordering: .relaxed)
        Stop.attention.store(true, ordering: .relaxed)
    }
    package func seed(_ seed: UInt64) { modules.seed(seed) }

    private func command(_ text: String, _ isCellCommand: Bool) throws {
        guard let commandHandler else { throw Raised(ExceptionTypes.usageError, "shell commands are not available here") }
        let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let command = ShellCommand(
            line: String(lines.first ?? ""), isCellCommand: isCellCommand, body: lines.count > 1 ? String(lines[1]) : "")
        machine.result = try commandHandler(command)
    }

    // MARK: For commands

    package func execute(_ code: String) throws -> Value {
        let compiled = try compile(code)
        return try machine.nested {
            _ = try machine.runNested(compiled)
            return machine.result
        }
    }
    package func prepare(_ code: String) throws -> () throws -> Void {
        let compiled = try compile(code)
        return { [machine] in try machine.nested { _ = try machine.runNested(compiled) } }
    }
    /// Runs text of ours that defines one function, and ends with its name: no place of it is ever shown.
    private func runOwn(_ text: String) throws -> Value {
        let compiled = try compile(text, cell: CellSource.libraryCell)
        let made = try machine.nested {
            _ = try machine.runNested(compiled)
            return machine.result
        }
        if let function = made.object(of: .function) as? Function { globals[Name(function.code.name)] = nil }
        return made
    }
    private func compile(_ text: String, cell: Int? = nil) throws -> Code {
        let source = CellSource(text: text, cell: cell ?? cellNumber)
        do { return try Compiler.compile(try parse(text), source: source, globals: globals) } catch let problem as SyntaxProblem {
            throw ErrorReport.raised(problem, source)
        }
    }
    package var userNames: [(name: String, value: Value)] {
        globals.assignedNames.compactMap { name in
            guard !name.text.hasPrefix("_"), name.text != "In", name.text != "Out" else { return nil }
            return globals[name].map { (name.text, $0) }
        }
    }
    package func removeUserName(_ name: String) { globals[Name(name)] = nil }
}
