import CKernels
import XCTest

/// The functions that release builds call instead of Swift's runtime, against the runtime that tests run on: what they take an
/// object's word of counts to mean is what the runtime makes of it.
final class ObjectCountTests: XCTestCase {
    private final class Probe {
        var number = 0x5EED
        let onEnd: () -> Void
        init(onEnd: @escaping () -> Void = {}) { self.onEnd = onEnd }
        deinit { onEnd() }
    }
    private let oneStrong: UInt64 = 1 << 33

    private func counts(_ object: OpaquePointer) -> UInt64 { UnsafeRawPointer(object).load(fromByteOffset: 8, as: UInt64.self) }
    private func pointer(_ object: Unmanaged<Probe>) -> OpaquePointer { OpaquePointer(object.toOpaque()) }

    func testTheRuntimeCountsAsExpected() {
        let object = Unmanaged.passRetained(Probe())
        XCTAssertEqual(counts(pointer(object)), 3)
        _ = object.retain()
        XCTAssertEqual(counts(pointer(object)), 3 + oneStrong)
        object.release()
        XCTAssertEqual(counts(pointer(object)), 3)
        object.release()
    }

    func testRetainAndRelease() {
        var ends = 0
        let object = Unmanaged.passRetained(Probe { ends += 1 }), p = pointer(object)
        for more in 1...5 {
            XCTAssertEqual(__wrap_swift_nonatomic_retain(p), p)
            XCTAssertEqual(counts(p), 3 + UInt64(more) * oneStrong)
        }
        for more in (0..<5).reversed() {
            __wrap_swift_nonatomic_release(p)
            XCTAssertEqual(counts(p), 3 + UInt64(more) * oneStrong)
        }
        XCTAssertEqual(ends, 0)
        __wrap_swift_nonatomic_release(p)
        XCTAssertEqual(ends, 1)
    }

    func testWeakReferencesGoOnToTheRuntime() {
        var ends = 0
        let object = Unmanaged.passRetained(Probe { ends += 1 }), p = pointer(object)
        weak let seen = object.takeUnretainedValue()
        XCTAssertTrue(Int64(bitPattern: counts(p)) < 0, "an object with weak references keeps its counts elsewhere")
        _ = __wrap_swift_nonatomic_retain(p)
        __wrap_swift_nonatomic_release(p)
        XCTAssertEqual(seen?.number, 0x5EED)
        XCTAssertEqual(ends, 0)
        __wrap_swift_nonatomic_release(p)
        XCTAssertEqual(ends, 1)
        XCTAssertNil(seen)
    }

    func testUnownedReferencesGoOnToTheRuntime() {
        var ends = 0
        let object = Unmanaged.passRetained(Probe { ends += 1 }), p = pointer(object)
        unowned let seen = object.takeUnretainedValue()
        XCTAssertEqual(seen.number, 0x5EED)
        XCTAssertNotEqual(counts(p) & 0xFFFF_FFFF, 3)
        __wrap_swift_nonatomic_release(p)
        XCTAssertEqual(ends, 1)
    }

    func testWhatIsNoObject() {
        XCTAssertNil(__wrap_swift_nonatomic_retain(nil))
        __wrap_swift_nonatomic_release(nil)
        // A value with the sign bit is none, however it goes on.
        let value = OpaquePointer(bitPattern: UInt(1) << 63 | 0x10)
        XCTAssertEqual(__wrap_swift_nonatomic_retain(value), value)
        __wrap_swift_nonatomic_release(value)
        XCTAssertEqual(__wrap_swift_nonatomic_bridgeObjectRetain(value), value)
        __wrap_swift_nonatomic_bridgeObjectRelease(value)
    }

    func testWhatLivesForEver() {
        let empty = [Probe]()
        let p = empty.withUnsafeBufferPointer { _ in unsafeBitCast(empty, to: OpaquePointer.self) }
        let before = counts(p)
        XCTAssertTrue(Int64(bitPattern: before) < 0)
        XCTAssertEqual(before & 0xFFFF_FFFF, 0xFFFF_FFFF)
        for _ in 0..<3 { XCTAssertEqual(__wrap_swift_nonatomic_retain(p), p) }
        for _ in 0..<5 { __wrap_swift_nonatomic_release(p) }
        XCTAssertEqual(counts(p), before)
    }

    func testReferencesWithBitsBesidesTheAddress() {
        let object = Unmanaged.passRetained(Probe()), p = pointer(object)
        for bits in [0, 2, 4, 6, 0x7000_0000_0000_0000] as [UInt] {
            let marked = OpaquePointer(bitPattern: UInt(bitPattern: p) | bits)
            XCTAssertEqual(__wrap_swift_nonatomic_bridgeObjectRetain(marked), marked)
            XCTAssertEqual(counts(p), 3 + oneStrong, "\(bits)")
            __wrap_swift_nonatomic_bridgeObjectRelease(marked)
            XCTAssertEqual(counts(p), 3, "\(bits)")
        }
        object.release()
    }

    /// Blocks of every size, and sizes and alignments that small blocks do not have.
    func testMemory() throws {
        let type = unsafeBitCast(Probe.self as AnyClass, to: UnsafeRawPointer.self)
        for bytes in [16, 17, 24, 32, 48, 496, 511, 512, 513, 4096] {
            for mask in [7, 15, 31, 63] {
                let made = try XCTUnwrap(__wrap_swift_allocObject(type, bytes, mask))
                XCTAssertEqual(UnsafeRawPointer(made).load(as: UnsafeRawPointer.self), type)
                XCTAssertEqual(counts(made), 3)
                XCTAssertEqual(Int(bitPattern: made) & mask & ~8, 0, "\(bytes) bytes on \(mask + 1)")
                memset(UnsafeMutableRawPointer(made) + 16, 0xAA, bytes - 16)
                UnsafeMutableRawPointer(made).storeBytes(of: 3 | 1 << 32, toByteOffset: 8, as: UInt64.self)
                __wrap_swift_deallocClassInstance(made, bytes, mask)
            }
        }
    }
}
