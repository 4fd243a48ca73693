import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Programs that grow without end in small steps: Swift and Linux both end the process when memory runs out, so that a thread
/// looks at the process's size while a cell runs. When it has doubled (small objects: `CycleCollector` waits for that itself), garbage is collected; when it is too large, the cell is stopped
/// as Ctrl-C would, with a `MemoryError`.
public enum MemoryWatch {
    /// The cell has been asked to stop because of its size, not by the user.
    static let isShort = Atomic<Bool>(false)

    /// The size at which garbage is collected next; 0: no cell has run yet.
    private static let ripe = Atomic<Int>(0)
    /// What grows by less is left alone.
    private static let least = 32 << 20

    private static let isRunning = Atomic<Bool>(false)
    /// The size at which the running cell stops.
    private static let threshold = Atomic<Int>(0)
    private static let isAsleep = Atomic<Bool>(true)
    // Made once, before the thread that waits for it.
    nonisolated(unsafe) private static let alarm: UnsafeMutablePointer<sem_t> = {
        let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
        return semaphore
    }()
    /// Sets every flag that loops look at.
    // Set once, before the thread is there.
    nonisolated(unsafe) private static var stop: @convention(c) () -> Void = {}

    /// A cell begins. A session that is full already may still grow a little, so that something can be deleted.
    public static func begin(stop: @escaping @convention(c) () -> Void) {
        isShort.store(false, ordering: .relaxed)
        let most = Memory.most
        var used = Memory.used
        if used > most {
            Memory.giveBack()
            used = Memory.used
        }
        threshold.store(max(most, used + most / 32), ordering: .relaxed)
        if ripe.load(ordering: .relaxed) == 0 { ripe.store(used + least, ordering: .relaxed) }
        isRunning.store(true, ordering: .sequentiallyConsistent)
        if !isStarted { start(stop) }
        if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { sem_post(alarm) }
    }
    /// The program has looked up: collects garbage if it is time, or if the cell would be stopped for its size otherwise.
    /// - Returns: whether that has made a stop for its size needless.
    public static func attend() -> Bool {
        let isTooLarge = isShort.load(ordering: .relaxed)
        guard isTooLarge || (CycleCollector.isEnabled && Memory.used > ripe.load(ordering: .relaxed)) else {
            CycleCollector.collectIfDue()
            return false
        }
        CycleCollector.collect()
        if isTooLarge { Memory.giveBack() }
        let used = Memory.used
        let isSpared = isTooLarge && used < threshold.load(ordering: .relaxed)
        if isSpared { isShort.store(false, ordering: .relaxed) }
        // What is free already is used first; only what the program grows by then counts.
        let held = max(0, used - Memory.idle())
        ripe.store(max(used + 1 << 20, held + max(held, least)), ordering: .relaxed)
        return isSpared
    }
    public static func end() { isRunning.store(false, ordering: .relaxed) }

    // The evaluator's thread only.
    nonisolated(unsafe) private static var isStarted = false

    private static func start(_ stop: @escaping @convention(c) () -> Void) {
        isStarted = true
        self.stop = stop
        _ = alarm
        // Signals are for the threads that wait for them.
        var all = sigset_t(), before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        var thread = pthread_t()
        pthread_create(&thread, nil, { _ in MemoryWatch.watch() }, nil)
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// The thread. It counts no references: the rest of the program does so without atomics.
    private static func watch() -> UnsafeMutableRawPointer? {
        var idle = 0
        while true {
            if isRunning.load(ordering: .relaxed) {
                idle = 0
                let used = Memory.used
                if used > threshold.load(ordering: .relaxed), !isShort.exchange(true, ordering: .relaxed) { stop() }
                if used > ripe.load(ordering: .relaxed) { Stop.attention.store(true, ordering: .relaxed) }
            } else {
                idle += 1
            }
            // Between short cells it stays awake for a moment; then it sleeps until the next begins.
            if idle < 10 {
                usleep(20000)
                continue
            }
            isAsleep.store(true, ordering: .sequentiallyConsistent)
            if isRunning.load(ordering: .sequentiallyConsistent), isAsleep.exchange(false, ordering: .sequentiallyConsistent) { continue }
            while sem_wait(alarm) == -1 {}
            idle = 0
        }
    }
}
