#if canImport(Glibc)
    // The C library's globals (errno, environ) are used from one thread.
    @preconcurrency import Glibc
#endif

struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What one run of a process took.
struct ProcessRun {
    var seconds: Double
    /// Of the processor, in the program and the system.
    var processorSeconds: Double
    var peakMegabytes: Double
    var output: String
    var status: Int32
}

/// Starts a process, waits for it, and takes the operating system's word for time and memory.
enum Runner {
    /// Runs a program to its end.
    static func run(_ arguments: [String]) throws -> ProcessRun {
        let begin = now()
        let (process, input) = try start(arguments)
        defer { close(input) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count <= 0 { break }
            output.append(contentsOf: buffer[..<count])
        }
        let end = wait(for: process)
        return ProcessRun(
            seconds: now() - begin, processorSeconds: end.processorSeconds, peakMegabytes: end.peakMegabytes,
            output: String(decoding: output, as: UTF8.self), status: end.status)
    }

    /// A program and what it prints.
    static func start(_ arguments: [String]) throws -> (process: pid_t, output: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw BenchError("pipe: \(String(cString: strerror(errno)))") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
        close(ends[1])
        guard failure == 0 else {
            close(ends[0])
            throw BenchError("\(arguments[0]): \(String(cString: strerror(failure)))")
        }
        return (process, ends[0])
    }

    /// The operating system's word on a program that ends.
    static func wait(for process: pid_t) -> (status: Int32, processorSeconds: Double, peakMegabytes: Double) {
        var status: Int32 = 0
        var usage = rusage()
        wait4(process, &status, 0, &usage)
        return (status, usage.ru_utime.seconds + usage.ru_stime.seconds, Double(usage.ru_maxrss) / 1024)
    }

    /// For the programs started from here on.
    static func useOneThread() {
        for name in ["NBS_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"] { setenv(name, "1", 1) }
    }

    static func now(_ clock: Clock = .wall) -> Double {
        var time = timespec()
        clock_gettime(clock == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    static var ownPeakMegabytes: Double { peakMegabytes(of: getpid()) }
    /// Of a process that lives: what `wait` says of an ended one includes what its parent held when it started it.
    static func peakMegabytes(of process: pid_t) -> Double {
        guard let file = fopen("/proc/\(process)/status", "r") else { return .nan }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            if words.first == "VmHWM:", words.count > 1 { return (Double(words[1]) ?? .nan) / 1024 }
        }
        return .nan
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw BenchError("\(path): \(String(cString: strerror(errno)))") }
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { throw BenchError("\(path): cannot be written") }
    }

    /// The files of a folder, in order.
    static func files(in folder: String, ending: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(ending) { names.append(folder + "/" + name) }
        }
        return names.sorted()
    }

    /// The folder that this executable stands in: `nbs` stands beside it.
    static var ownFolder: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}

extension timeval {
    fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
