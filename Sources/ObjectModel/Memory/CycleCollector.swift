import Synchronization

/// Frees objects that refer to each other in a circle and that nobody else refers to: counting references alone would keep them for ever.
///
/// A program's containers are found where small objects lie. Of every container's references those are taken away that other containers hold:
/// what is left comes from outside, from variables, registers and native code, and whatever can be reached from there stays (the way of CPython's `gc`:
/// N. Schemenauer, "Garbage Collection for Python", 2000). Objects that do not say what they refer to (tensors, classes, native closures) count as
/// outside, which keeps more than needed and never too little.
public enum CycleCollector {
    private static let ownClasses: [Object.Type] = [
        Instance.self, ExceptionObject.self, List.self, Tuple.self, Dict.self, DefaultDict.self, OrderedDict.self, Counter.self, SetObject.self,
        Deque.self, BoundMethod.self,
    ]
    /// - Parameters:
    ///   - classes: containers of the modules above.
    ///   - heap: where objects lie now; nil where nobody knows.
    ///   - idle: how many bytes of the used ones are free there. Asked for once a collection: it goes along lists.
    ///   - find: finds objects there.
    ///   - watch: calls a function once when that has taken so many bytes more.
    public static func use(
        _ classes: [Object.Type], heap: @escaping () -> ObjectHeap?, idle: @escaping () -> Int, find: @escaping ObjectHeap.Search,
        watch: @escaping (Int, @escaping @convention(c) () -> Void) -> Void
    ) {
        // An object's first word is its class.
        firstWords = (ownClasses + classes).map { unsafeBitCast($0 as AnyClass, to: UInt.self) }.sorted()
        self.heap = heap
        self.idle = idle
        self.find = find
        self.watch = watch
        isEnabled = true
        // Made now: what is called from inside `malloc` must not make anything.
        isDue.store(false, ordering: .relaxed)
        Stop.attention.store(false, ordering: .relaxed)
        waitForGrowth(used: 0, idle: 0)
    }
    // Set before the first cell.
    nonisolated(unsafe) private static var firstWords: [UInt] = []
    // The same.
    nonisolated(unsafe) private static var heap: () -> ObjectHeap? = { nil }
    // The same.
    nonisolated(unsafe) private static var idle: () -> Int = { 0 }
    // The same.
    nonisolated(unsafe) private static var find: ObjectHeap.Search = { _, _ in }
    // The same.
    nonisolated(unsafe) private static var watch: (Int, @escaping @convention(c) () -> Void) -> Void = { _, _ in }
    /// `gc.disable()`: only those who ask for it collect.
    // Used by the evaluator's thread.
    nonisolated(unsafe) public static var isEnabled = true

    /// Objects take twice the memory they took after the last time.
    private static let isDue = Atomic<Bool>(false)
    /// What grows by less is left alone: it stays in the CPU's cache.
    private static let least = 2 << 20

    private static func waitForGrowth(used: Int, idle: Int) {
        // What is free is taken first; only what is taken besides shows.
        watch(max(0, max(used - idle, least) - idle)) {
            CycleCollector.isDue.store(true, ordering: .relaxed)
            Stop.attention.store(true, ordering: .relaxed)
        }
    }

    /// Collects if it is time.
    static func collectIfDue() {
        guard isEnabled, isDue.load(ordering: .relaxed) else { return }
        collect()
    }

    /// May run wherever the program could: what Swift functions that wait for it to go on hold in their hands, they have counted.
    /// - Returns: how many containers were freed.
    @discardableResult
    public static func collect() -> Int {
        guard let heap = heap(), let walk = ReferenceWalk(heap) else { return 0 }
        isDue.store(false, ordering: .relaxed)
        var doomed: [Object] = []
        find(firstWords) { containers in
            walk.note(containers)
            walk.mark(containers)
            doomed = walk.unreached(containers)
        }
        let count = doomed.count
        for object in doomed { object.dropReferences() }
        doomed = []
        // Some more may have been cut meanwhile.
        waitForGrowth(used: self.heap()?.used ?? 0, idle: idle())
        return count
    }
}
