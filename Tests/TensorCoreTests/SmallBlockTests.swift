import CKernels
import XCTest

#if canImport(Glibc)
    import Glibc
#endif

/// `malloc` and its kin, which `nbs_small_blocks.c` stands in for: every block keeps what was written to it.
final class SmallBlockTests: XCTestCase {
    private struct Block {
        var address: UnsafeMutableRawPointer
        var size: Int
        var mark: UInt8
        var isIntact: Bool { (0..<size).allSatisfy { address.load(fromByteOffset: $0, as: UInt8.self) == mark } }
    }
    private func made(_ size: Int, _ mark: UInt8, _ address: UnsafeMutableRawPointer?) throws -> Block {
        let address = try XCTUnwrap(address)
        XCTAssertEqual(UInt(bitPattern: address) % 16, 0, "size \(size)")
        memset(address, Int32(mark), size)
        return Block(address: address, size: size, mark: mark)
    }

    func testBlocksKeepWhatIsWritten() throws {
        var blocks: [Block] = []
        for index in 0..<40_000 {
            let size = index * 7919 % 700
            blocks.append(try made(size, UInt8(truncatingIfNeeded: index), malloc(size)))
        }
        // Two of three go, in another order; what is empty goes back to the system; then some come again.
        for index in stride(from: blocks.count - 1, through: 0, by: -1) where index % 3 != 0 { free(blocks[index].address) }
        nbs_release_cache()
        for index in blocks.indices where index % 3 == 1 {
            blocks[index] = try made(blocks[index].size, blocks[index].mark, malloc(blocks[index].size))
        }
        for index in blocks.indices where index % 3 != 2 {
            XCTAssertTrue(blocks[index].isIntact, "block \(index) of \(blocks[index].size) bytes")
            free(blocks[index].address)
        }
        // Everything is free: the pages go, and can be used again.
        nbs_release_cache()
        let again = try (0..<10_000).map { try made(48, UInt8(truncatingIfNeeded: $0), malloc(48)) }
        XCTAssertTrue(again.allSatisfy(\.isIntact))
        again.forEach { free($0.address) }
    }
    func testReallocKeepsTheStart() throws {
        for (old, new) in [(0, 16), (16, 17), (16, 8), (500, 512), (512, 513), (513, 20), (300, 100), (40, 5000), (5000, 40)] {
            let block = try made(old, 0xA5, malloc(old))
            let moved = Block(address: try XCTUnwrap(realloc(block.address, new)), size: min(old, new), mark: 0xA5)
            XCTAssertTrue(moved.isIntact, "\(old) to \(new)")
            free(moved.address)
        }
        free(realloc(nil, 24))
        free(nil)
    }
    func testCallocIsZero() throws {
        for size in [1, 24, 512, 513, 4096] {
            free(try made(size, 0xFF, malloc(size)).address)
            let block = Block(address: try XCTUnwrap(calloc(1, size)), size: size, mark: 0)
            XCTAssertTrue(block.isIntact, "\(size)")
            free(block.address)
        }
        XCTAssertNil(calloc(Int.max, 4))
    }
    /// A block that another thread frees is that thread's to use again.
    func testBlocksChangeThreads() throws {
        let blocks = try (0..<1000).map { try made(64, UInt8(truncatingIfNeeded: $0), malloc(64)) }
        let addresses = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1000)
        for (index, block) in blocks.enumerated() { addresses[index] = block.address }
        var thread = pthread_t()
        pthread_create(&thread, nil, { list in
            guard let list = list?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self) else { return nil }
            for index in 0..<1000 { free(list[index]) }
            for index in 0..<1000 {
                list[index] = malloc(64)
                if let address = list[index] { memset(address, 7, 64) }
            }
            return nil
        }, addresses)
        pthread_join(thread, nil)
        for index in 0..<1000 {
            let block = Block(address: try XCTUnwrap(addresses[index]), size: 64, mark: 7)
            XCTAssertTrue(block.isIntact)
            free(block.address)
        }
        addresses.deallocate()
    }
}
