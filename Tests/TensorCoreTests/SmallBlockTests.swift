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
    /// The same where what is free is sorted again and again, in whatever order it became free.
    func testSortedBlocksKeepWhatIsWritten() throws {
        var blocks: [Block] = []
        for round in 0..<30 {
            for index in 0..<3000 {
                let size = 1 + (index * 7919 + round) % 530
                blocks.append(try made(size, UInt8(truncatingIfNeeded: index &+ round), malloc(size)))
            }
            XCTAssertTrue(blocks.allSatisfy(\.isIntact), "round \(round)")
            var kept: [Block] = []
            for (index, block) in blocks.enumerated() { if (index * 31 + round) % 5 < 2 { kept.append(block) } else { free(block.address) } }
            blocks = kept
            if round % 2 == 0 { _ = nbs_sort_small_blocks() }
            if round % 7 == 3 { nbs_release_cache() }
        }
        XCTAssertTrue(blocks.allSatisfy(\.isIntact))
        let before = nbs_sort_small_blocks()
        blocks.forEach { free($0.address) }
        var size = 0, used = 0
        guard nbs_small_region(&size, &used) != nil else { return }
        let expected = blocks.reduce(0) { $0 + ($1.size <= 512 ? ($1.size + 15) / 16 * 16 : 0) }
        XCTAssertGreaterThanOrEqual(nbs_sort_small_blocks(), before + expected - (1 << 20), "what became free is known")
        XCTAssertLessThanOrEqual(nbs_sort_small_blocks(), used)
    }
    /// What was made since blocks were last looked for is found among the young, and everything is found among all.
    func testBlocksAreFoundByTheirFirstWord() throws {
        var size = 0, used = 0
        guard nbs_small_region(&size, &used) != nil else { throw XCTSkip("small blocks are the C library's here") }
        let word = UInt(0x5EED_0000_0000_0110)
        func make(_ count: Int) throws -> Set<UInt> {
            try Set(
                (0..<count).map { _ in
                    let block = try XCTUnwrap(malloc(48))
                    block.storeBytes(of: word, as: UInt.self)
                    return UInt(bitPattern: block)
                })
        }
        func found(young: Int32) -> Set<UInt> {
            var list: UnsafeMutablePointer<UnsafeRawPointer?>?
            let count = nbs_small_blocks_with([word], 1, young, &list)
            defer { free(list) }
            return Set((0..<count).map { UInt(bitPattern: list?[$0]) })
        }
        let old = try make(20_000)
        XCTAssertEqual(found(young: 0), old)
        _ = nbs_sort_small_blocks()
        let new = try make(3000)
        let young = found(young: 1)
        XCTAssertTrue(young.isSuperset(of: new))
        XCTAssertLessThan(young.count, 10_000, "chunks that nothing was made in are left out")
        XCTAssertEqual(found(young: 0), old.union(new))
        for block in old.union(new) { free(UnsafeMutableRawPointer(bitPattern: block)) }
        XCTAssertEqual(found(young: 0), [])
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
