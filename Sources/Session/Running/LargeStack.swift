import Glibc

/// A thread with a stack that 1,000 nested calls of any program fit in. The stack is address space, not memory, until used.
package enum LargeStack {
    private static let sizes = [512 << 20, 64 << 20, 8 << 20]

    private final class Job {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs `body` there and waits for it. Signals are delivered to that thread only.
    package static func run(_ body: @escaping () -> Void) {
        let job = Unmanaged.passRetained(Job(body))
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        // A limit on address space (`ulimit -v`) may leave no room for the largest.
        for size in sizes {
            pthread_attr_setstacksize(&attributes, size)
            let code = pthread_create(
                &thread, &attributes,
                { context in
                    // The pointer is the job handed to pthread_create, which always passes it.
                    let job = Unmanaged<Job>.fromOpaque(context!).takeRetainedValue()
                    var none = sigset_t()
                    sigemptyset(&none)
                    pthread_sigmask(SIG_SETMASK, &none, nil)
                    job.body()
                    return nil
                }, job.toOpaque())
            guard code == 0 else { continue }
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_SETMASK, &all, nil)
            pthread_join(thread, nil)
            return
        }
        job.takeRetainedValue().body()
    }
}
