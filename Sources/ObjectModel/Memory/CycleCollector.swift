import Synchronization

/// Frees objects that refer to each other in a circle and that nobody else refers to: counting references alone would keep them for ever.
///
/// A program's containers are found where small objects lie. Of every container's references those are taken away that other containers hold:
/// what is left comes from outside, from variables, registers and native code, and whatever can be reached from there stays (the way of CPython's `gc`:
/// N. Schemenauer, "Garbage Collection for Python", 2000). Objects that do not say what they refer to (classes, nodes of graphs, native closures) count as
/// outside, which keeps more than needed and never too little.
///
/// Most garbage is young: as a rule only what was made since the last time is looked at, while it is in the CPU's cache, and everything else counts as outside.
/// Where that finds little it is done less often, and everything is looked at when there is twice as much as after the last time that was done.
public enum CycleCollector {
    private static let ownClasses: [Object.Type] = [
        Instance.self, ExceptionObject.self, List.self, Tuple.self, Dict.self, DefaultDict.self, OrderedDict.self, Counter.self, SetObject.self,
        Deque.self, BoundMethod.self,
    ]
    /// - Parameters:
    ///   - classes: containers of the modules above.
    ///   - heap: where objects lie now; nil where nobody knows.
    ///   - idle: how many bytes of the used ones are free there. What is made next lies apart from what is there.
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
        (held, heldWhole, portion) = (0, 0, least)
        waitForGrowth()
    }
    // Set before the first cell.
    nonisolated(unsafe) private static var firstWords: [UInt] = []
    // The same.
    nonisolated(unsafe) private static var heap: () -> ObjectHeap? = { nil }
    // The same.
    nonisolated(unsafe) private static var idle: () -> Int = { 0 }
    // The same.
    nonisolated(unsafe) private static var find: ObjectHeap.Search = { _, _, _ in }
    // The same.
    nonisolated(unsafe) private static var watch: (Int, @escaping @convention(c) () -> Void) -> Void = { _, _ in }
    /// `gc.disable()`: only those who ask for it collect.
    // Used by the evaluator's thread.
    nonisolated(unsafe) public static var isEnabled = true

    /// As much has been made as was to be made.
    private static let isDue = Atomic<Bool>(false)
    /// How much is made at least before garbage is looked for: what stays in the CPU's cache.
    private static let least = 1 << 19
    /// Less than that is looked at as a whole when it comes to as much.
    private static let small = 4 << 20
    // What objects took after the last time, after the last time that all of them were looked at, and how much may be made until the next.
    // The evaluator's thread only, all three.
    nonisolated(unsafe) private static var held = 0
    // As above.
    nonisolated(unsafe) private static var heldWhole = 0
    // As above.
    nonisolated(unsafe) private static var portion = least

    private static func waitForGrowth() {
        watch(portion) {
            CycleCollector.isDue.store(true, ordering: .relaxed)
            Stop.attention.store(true, ordering: .relaxed)
        }
    }

    /// Collects if it is time.
    static func collectIfDue() {
        guard isEnabled, isDue.load(ordering: .relaxed) else { return }
        let reckoned = held + portion
        // What was made before the first time is not known as young.
        guard heldWhole > 0, reckoned < max(2 * heldWhole, small) else {
            collect()
            return
        }
        collect(young: true)
        // Half of it was garbage: that is worth while.
        portion = reckoned - held >= portion / 2 ? max(portion / 2, least) : 2 * portion
        waitForGrowth()
    }

    /// May run wherever the program could: what Swift functions that wait for it to go on hold in their hands, they have counted.
    /// - Returns: how many containers were freed.
    @discardableResult
    public static func collect() -> Int {
        let count = collect(young: false)
        heldWhole = held
        portion = min(portion, max(held, least))
        waitForGrowth()
        return count
    }
    @discardableResult
    private static func collect(young: Bool) -> Int {
        isDue.store(false, ordering: .relaxed)
        guard let heap = heap(), let walk = ReferenceWalk(heap) else { return 0 }
        var count = 0
        find(firstWords, young) { containers in
            walk.note(containers)
            walk.mark(containers)
            count = walk.keepUnreached(containers)
            // All of them are there until the last has let go of the others.
            for container in containers[..<count] { Unmanaged<Object>.fromOpaque(container).borrowed { $0.dropReferences() } }
            for container in containers[..<count] { ReferenceCount.release(Int(bitPattern: container)) }
        }
        // More may have been cut meanwhile.
        let idle = idle()
        held = (self.heap()?.used ?? 0) - idle
        return count
    }
}
