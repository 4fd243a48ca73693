import Foundation
import Glibc
import XCTest

/// `nbs` on a terminal of its own: what a person types goes in, what the screen would get comes out.
final class Terminal {
    private let master: Int32
    private var process: pid_t = 0
    private(set) var output = ""
    /// What has been waited for already.
    private var seen: String.Index

    init(_ arguments: [String] = [], columns: UInt16 = 80, rows: UInt16 = 24, home: String) throws {
        seen = output.startIndex
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var number: Int32 = 0
        var lock: Int32 = 0
        guard master >= 0, ioctl(master, Terminal.setLock, &lock) == 0, ioctl(master, Terminal.getNumber, &number) == 0 else {
            throw XCTSkip("no pseudo terminal here")
        }
        let name = "/dev/pts/\(number)"
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        // The first terminal a session leader opens becomes its own.
        for file in 0...2 { posix_spawn_file_actions_addopen(&actions, Int32(file), name, O_RDWR, 0) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Terminal.newSession)
        let program = Terminal.program
        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        let variables = ["TERM=xterm", "LANG=C.UTF-8", "XDG_STATE_HOME=\(home)", "HOME=\(home)", "NO_COLOR=1", "PATH=/usr/bin:/bin"]
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        let code = posix_spawn(&process, program, &actions, &attributes, &argv, &environment)
        (argv + environment).forEach { free($0) }
        XCTAssertEqual(code, 0, program)
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    // Linux's TIOCSPTLCK, TIOCGPTN and POSIX_SPAWN_SETSID, which Swift's Glibc does not show.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private static let newSession: Int16 = 0x80

    private static var program: String {
        Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }.map {
            $0.bundleURL.deletingLastPathComponent().appendingPathComponent("nbs").path
        } ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("nbs").path
    }

    func type(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
    }

    /// Waits until the screen has been sent `text`, behind what was waited for before. The 20 seconds are for a machine
    /// that is busy; nothing here waits for time to pass.
    func expect(_ text: String, file: StaticString = #filePath, line: UInt = #line) {
        let end = Date().addingTimeInterval(20)
        while Date() < end {
            if let range = output.range(of: text, range: seen..<output.endIndex) {
                seen = range.upperBound
                return
            }
            var poller = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, 1000) > 0 else { continue }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = read(master, &chunk, chunk.count)
            if count <= 0 { break }
            let distance = output.utf8.distance(from: output.startIndex, to: seen)
            output += String(decoding: chunk[..<count], as: UTF8.self)
            seen = output.utf8.index(output.startIndex, offsetBy: distance)
        }
        let rest = output.replacingOccurrences(of: "\u{1B}", with: "^[")
        XCTFail("the screen never shows \(text); after what came before there is: \(rest)", file: file, line: line)
    }

    func expectExit(_ expected: Int32, file: StaticString = #filePath, line: UInt = #line) {
        var status: Int32 = 0
        // What is still written must be read, or the process could not end; one that does not end at all is a failure.
        let end = Date().addingTimeInterval(20)
        while waitpid(process, &status, WNOHANG) == 0 {
            guard Date() < end else { return XCTFail("the process does not end", file: file, line: line) }
            var poller = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            var chunk = [UInt8](repeating: 0, count: 4096)
            if poll(&poller, 1, 20) > 0 { _ = read(master, &chunk, chunk.count) }
        }
        process = 0
        XCTAssertEqual(status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F), expected, file: file, line: line)
    }

    func signal(_ number: Int32) { kill(process, number) }

    /// Whether the terminal is as a shell expects it: lines edited by the kernel, echoed, Ctrl-C a signal.
    var isCooked: Bool {
        var settings = termios()
        tcgetattr(master, &settings)
        let wanted = UInt32(ICANON | ECHO | ISIG)
        return settings.c_lflag & wanted == wanted
    }

    deinit {
        if process > 0 {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(master)
    }
}
