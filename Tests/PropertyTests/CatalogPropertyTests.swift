import Foundation
import XCTest

import Autograd
import CKernels
import Language
import NeuralNet
import ObjectModel
import TensorCore

/// Whatever the entries of the catalogs are called with, the answer is a value or an exception: no trap, no endless loop, no
/// memory beyond the budget, and none written outside of a tensor (debug builds guard each of them).
///
/// Longer runs: `NBS_PROPERTY_RUNS=500 NBS_PROPERTY_SEED=7 swift test --filter PropertyTests`. With `NBS_PROPERTY_TRACE=file` each call
/// is written there before it runs, so that a trap leaves its cause behind.
final class CatalogPropertyTests: XCTestCase {
    private static let environment = ProcessInfo.processInfo.environment
    private static let runs = environment["NBS_PROPERTY_RUNS"].flatMap { Int($0) } ?? 4
    private static let seed = environment["NBS_PROPERTY_SEED"].flatMap { UInt64($0) } ?? 1
    /// `NBS_PROPERTY_ONLY=name,name` and `NBS_PROPERTY_SKIP=name,name`: some entries only, or all but some.
    private static let only = environment["NBS_PROPERTY_ONLY"].map { Set($0.split(separator: ",").map(String.init)) }
    private static let skipped = Set((environment["NBS_PROPERTY_SKIP"] ?? "").split(separator: ",").map(String.init))

    func testOperations() {
        check(OpCatalog.all.map { op in (op.name, op.example, { $0.call(op) }) })
    }
    func testLayers() {
        check(LayerCatalog.layers.map { layer in (layer.name, layer.example, { $0.call(layer) }) })
    }
    func testOptimizersAndSchedules() {
        check(
            OptimizerCatalog.kinds.map { kind in (kind.name, kind.example, { $0.call(kind) }) }
                + SchedulerCatalog.kinds.map { kind in (kind.name, kind.example, { $0.call(kind) }) })
    }
    func testInitialisersAndHelpers() {
        let places: [(ModuleObject, String)] = [(InitNamespace.module, "nn.init"), (NNUtilities.module, "nn.utils")]
        var entries: [Entry] = []
        for (module, place) in places {
            for name in module.names {
                guard case .object(let object)? = module.own(name), let function = object as? NativeFunction else { continue }
                entries.append((name.text, "", { $0.call(function, place) }))
            }
        }
        check(entries)
    }

    // MARK: Running

    private typealias Entry = (name: String, example: String, call: (inout RandomCode) -> String)

    private func check(_ entries: [Entry]) {
        let budget = Storage.budget
        Storage.budget = 32 << 20
        defer { Storage.budget = budget }
        let interpreter = Interpreter()
        let sink = Nowhere()
        _ = interpreter.run(cell: RandomCode.prelude, number: 1, sink: sink)
        let watch = Watch()
        watch.start()
        defer { watch.stop() }
        nbs_on_damage { Damage.texts.append($0.map { String(cString: $0) } ?? "") }
        defer { nbs_on_damage(nil) }
        var answers = 0, errors = 0
        for entry in entries where Self.only?.contains(entry.name) ?? true && !Self.skipped.contains(entry.name) {
            // Each entry has a stream of its own: a new operation changes nobody else's calls.
            var code = RandomCode(seed: entry.name.utf8.reduce(Self.seed &* 0x9E37_79B9) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
            for run in 0..<Self.runs {
                let cell = run % 3 == 2 && !entry.example.isEmpty ? code.mutated(entry.example) : entry.call(&code)
                watch.begin("# \(entry.name)\n" + cell)
                let result = interpreter.run(cell: cell, number: 2, sink: sink)
                if nbs_check_blocks() == 0 || !Damage.texts.isEmpty {
                    XCTFail(Damage.texts.joined() + cell)
                    Damage.texts = []
                }
                if result.error == nil { answers += 1 } else { errors += 1 }
                // `trunc_normal_` between 1 and 1e30 has no end in PyTorch either: it only has to listen.
                if let error = result.error, error.summary.hasPrefix("KeyboardInterrupt"), entry.name != "trunc_normal_" {
                    XCTFail("\(error.summary)\n\(cell)")
                }
            }
        }
        print("property: \(entries.count) entries, \(answers) answers, \(errors) exceptions")
        XCTAssertGreaterThan(answers, 0)
    }

    private final class Nowhere: OutputSink {
        func write(_ text: String) {}
        func warn(_ warning: String) {}
    }
}

/// What was written outside of its memory.
private enum Damage {
    // The evaluator's thread only.
    nonisolated(unsafe) static var texts: [String] = []
}

/// Interrupts a call that does not come to an end, and keeps a trace of what is being called.
private final class Watch: @unchecked Sendable {
    private let lock = NSLock()
    // Behind the lock.
    private var count = 0
    private var cell = ""
    private var isDone = false
    private let trace = ProcessInfo.processInfo.environment["NBS_PROPERTY_TRACE"]

    func begin(_ cell: String) {
        lock.withLock {
            count += 1
            self.cell = cell
        }
        if let trace { try? cell.write(toFile: trace, atomically: false, encoding: .utf8) }
    }
    func stop() { lock.withLock { isDone = true } }
    func start() {
        let thread = Thread { [self] in
            var last = 0, waited = 0
            while !lock.withLock({ isDone }) {
                Thread.sleep(forTimeInterval: 0.5)
                let now = lock.withLock { count }
                waited = now == last ? waited + 1 : 0
                last = now
                // Twenty seconds for one call; after a minute it will not listen any more.
                if waited == 40 { print("property: interrupts", lock.withLock { cell }) }
                if waited > 120 { fatalError("property: does not end: " + lock.withLock { cell }) }
                if waited >= 40 {
                    Interpreter.requestStop()
                }
            }
        }
        thread.start()
    }
}
