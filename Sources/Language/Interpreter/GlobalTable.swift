import ObjectModel

/// The global variables of one session, by number, so that compiled code finds each without a look-up; behind them the
/// built-in and preloaded names, which assignments shadow.
final class GlobalTable {
    private var indices: [Name: Int] = [:]
    private(set) var names: [Name] = []
    /// Unbound: not assigned.
    private(set) var values: UnsafeMutablePointer<Value>
    /// The built-in of the same name, once it has been asked for.
    private(set) var builtins: UnsafeMutablePointer<Value>
    private var capacity = 256
    private let findBuiltin: (Name) -> Value?

    /// `__module__` of the classes defined here.
    let moduleName: String
    /// The same as a value: one object for all that say where they come from.
    private(set) lazy var moduleValue = Value.str(moduleName)

    init(moduleName: String = "__main__", builtin: @escaping (Name) -> Value?) {
        self.moduleName = moduleName
        findBuiltin = builtin
        // Raw, so that the machine reads a variable without a bounds check or an exclusivity check.
        values = .allocate(capacity: capacity)
        builtins = .allocate(capacity: capacity)
        values.initialize(repeating: .unbound, count: capacity)
        builtins.initialize(repeating: .unbound, count: capacity)
    }
    deinit {
        values.deinitialize(count: capacity)
        values.deallocate()
        builtins.deinitialize(count: capacity)
        builtins.deallocate()
    }

    func index(of name: Name) -> Int {
        if let index = indices[name] { return index }
        if names.count == capacity { grow() }
        indices[name] = names.count
        names.append(name)
        return names.count - 1
    }
    private func grow() {
        let next = capacity * 2
        for table in [\GlobalTable.values, \GlobalTable.builtins] as [ReferenceWritableKeyPath<GlobalTable, UnsafeMutablePointer<Value>>] {
            let larger = UnsafeMutablePointer<Value>.allocate(capacity: next)
            larger.moveInitialize(from: self[keyPath: table], count: capacity)
            (larger + capacity).initialize(repeating: .unbound, count: next - capacity)
            self[keyPath: table].deallocate()
            self[keyPath: table] = larger
        }
        capacity = next
    }

    /// - Throws: `NameError`.
    func load(_ index: Int) throws -> Value {
        let value = values[index]
        if !value.isUnbound { return value }
        if !builtins[index].isUnbound { return builtins[index] }
        guard let found = findBuiltin(names[index]) else {
            let raised = Raised(ExceptionTypes.nameError, "name '\(names[index])' is not defined")
            raised.exception.missing = (.none, names[index])
            throw raised
        }
        builtins[index] = found
        return found
    }
    subscript(name: Name) -> Value? {
        get {
            guard let index = indices[name], !values[index].isUnbound else { return nil }
            return values[index]
        }
        set {
            // The number first: a new name may move the table.
            let index = index(of: name)
            values[index] = newValue ?? .unbound
        }
    }
    /// Those that have a value, in the order they were first mentioned.
    var assignedNames: [Name] { names.indices.filter { !values[$0].isUnbound }.map { names[$0] } }
    func removeAll() { for index in names.indices { values[index] = .unbound } }
}
