import CKernels
import XCTest

@testable import TensorCore

final class StorageTests: XCTestCase {
    func testBuffersAreAlignedAndComeBack() throws {
        for bytes in [0, 1, 64, 65, 4096, 4097, 100_000, 3_000_000] {
            let before = Storage.bytesInUse
            var storage: Storage? = try Storage(byteCount: bytes)
            let address = UInt(bitPattern: storage?.pointer)
            XCTAssertEqual(address % 64, 0)
            XCTAssertGreaterThan(Storage.bytesInUse, before)
            storage = nil
            XCTAssertEqual(Storage.bytesInUse, before)
            // The next of the same size is the same block.
            XCTAssertEqual(UInt(bitPattern: try Storage(byteCount: bytes).pointer), address)
        }
        nbs_release_cache()
        XCTAssertEqual(nbs_bytes_cached(), 0)
    }

    func testDebugBuildsSeeWhatIsWrittenOutsideOfABlock() throws {
        #if DEBUG
            nbs_on_damage { DamageReports.texts.append($0.map { String(cString: $0) } ?? "") }
            defer { nbs_on_damage(nil) }
            for (bytes, offset, place) in [(0, 0, "behind"), (40, 40, "behind"), (40, 103, "behind"), (40, -1, "before"), (3_000_000, 3_000_000, "behind"), (3_000_000, -40, "before")] {
                let block = try Storage(byteCount: bytes)
                XCTAssertEqual(nbs_check_blocks(), 1)
                block.pointer.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
                XCTAssertEqual(nbs_check_blocks(), 0)
                XCTAssertEqual(DamageReports.take(), ["nbs: memory \(place) a block of \(bytes) bytes was written\n"])
                // Said once; what is freed is looked at too.
                XCTAssertEqual(nbs_check_blocks(), 1)
            }
            do {
                let block = try Storage(byteCount: 16)
                block.pointer.storeBytes(of: 0, toByteOffset: 16, as: UInt8.self)
            }
            XCTAssertEqual(DamageReports.take(), ["nbs: memory behind a block of 16 bytes was written\n"])
        #endif
    }

    func testImpossibleSizesAreRefused() {
        let memory =
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate "
            + "4000000000000 bytes. Error code 12 (Cannot allocate memory)"
        for (shape, message) in [
            ([1_000_000, 1_000_000], memory),
            ([10_000_000_000, 10_000_000_000], "Storage size calculation overflowed with sizes=[10000000000, 10000000000]"),
            ([1 << 62, 4], "Storage size calculation overflowed with sizes=[4611686018427387904, 4]"),
            ([-1, 3], "Trying to create tensor with negative dimension -1: [-1, 3]"),
        ] {
            XCTAssertThrowsError(try NDArray.empty(Dims(shape))) {
                XCTAssertEqual($0 as? TensorError, .runtime(message))
            }
        }
        XCTAssertThrowsError(try Dims(checking: Array(repeating: 1, count: 9)))
    }

    func testTheBudgetIsCheckedFirst() throws {
        let before = Storage.budget
        defer { Storage.budget = before }
        Storage.budget = Storage.bytesInUse + 1_000_000
        XCTAssertNoThrow(try NDArray.empty([200_000]))
        XCTAssertThrowsError(try NDArray.empty([300_000]))
    }
}

/// What a C function pointer, which captures nothing, can add to.
private enum DamageReports {
    // Tests run one after the other.
    nonisolated(unsafe) static var texts: [String] = []
    static func take() -> [String] {
        defer { texts = [] }
        return texts
    }
}
