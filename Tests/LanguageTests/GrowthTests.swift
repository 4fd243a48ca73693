import Language
import TensorCore
import XCTest

/// Sessions of many cells and names keep all of them.
final class GrowthTests: XCTestCase {
    /// Every echoed cell adds a name (`_1`, `_2` …), and the table of names has to grow under way.
    func testEchoesOfALongSession() {
        let interpreter = Interpreter()
        for number in 1...1100 {
            XCTAssertEqual(interpreter.run(cell: "x = \(number)\nx", number: number, sink: ProgramSession()).echo, "\(number)")
        }
        let names = (1...1100).map { "_\($0)" }.joined(separator: ", ")
        let check = "[\(names)] == list(range(1, 1101)), [k for k in range(1, 1101) if Out[k] != k], len(In)"
        XCTAssertEqual(interpreter.run(cell: check, number: 1101, sink: ProgramSession()).echo, "(True, [], 1102)")
    }
    /// Names made by assignments, before and after the cells that use them are compiled.
    func testManyNames() {
        let interpreter = Interpreter()
        for number in 1...700 { XCTAssertNil(interpreter.run(cell: "name_\(number) = \(number)", number: number, sink: ProgramSession()).error) }
        let sum = (1...700).map { "name_\($0)" }.joined(separator: " + ")
        XCTAssertEqual(interpreter.run(cell: sum, number: 701, sink: ProgramSession()).echo, "\(700 * 701 / 2)")
    }
    /// Objects that refer to each other in circles are freed while a cell runs: kept, they would take 150 MB. The blocks that they lie
    /// in are counted, not the process, which may grow to twice of what it holds: other tests run in it.
    func testCirclesAreFreed() throws {
        let interpreter = Interpreter()
        guard let before = SmallBlocks.region else { throw XCTSkip("small blocks are the C library's here") }
        let program = """
            class Node:
                def __init__(self, n):
                    self.n, self.me, self.look = n, self, lambda: self
            for i in range(400000):
                node = Node(i)
            node.look().n
            """
        XCTAssertEqual(interpreter.run(cell: program, number: 1, sink: ProgramSession()).echo, "399999")
        let after = try XCTUnwrap(SmallBlocks.region)
        XCTAssertLessThan(after.used - before.used, max(30 << 20, before.used))
    }
    /// Tensors that only circles hold are freed before memory is refused, even where a program collects by itself.
    func testTensorsInCirclesMakeRoom() throws {
        guard SmallBlocks.region != nil else { throw XCTSkip("small blocks are the C library's here") }
        let interpreter = Interpreter(), budget = Storage.budget
        Storage.budget = Storage.bytesInUse + (16 << 20)
        defer { Storage.budget = budget }
        let program = """
            import gc
            gc.disable()
            class Held:
                def __init__(self):
                    self.me, self.data = self, torch.ones(1 << 18)
            for i in range(100):
                Held()
            i
            """
        XCTAssertEqual(interpreter.run(cell: program, number: 1, sink: ProgramSession()).echo, "99")
        XCTAssertEqual(interpreter.run(cell: "torch.ones(1 << 23)", number: 2, sink: ProgramSession()).error?.type, "RuntimeError")
    }
    /// Networks in circles, through children, parameters and their hooks: a cell that is run again and again keeps one network, not all.
    func testModulesInCirclesAreFreed() throws {
        guard SmallBlocks.region != nil else { throw XCTSkip("small blocks are the C library's here") }
        let interpreter = Interpreter()
        let program = """
            import gc
            gc.disable()
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.first = nn.Linear(8, 64)
                    self.second = nn.Sequential(nn.ReLU(), nn.Linear(64, 8))
                    self.second[1].owner = [self]
                    self.first.register_forward_hook(self.note)
                    self.second[1].weight.register_hook(lambda g: self.seen.append(g.shape))
                    self.second[1].bias.owner = self
                    self.twin = nn.ModuleList([self.second, self])
                    self.seen = []
                def note(self, module, args, output):
                    self.seen.append(output.shape)
                def forward(self, x):
                    return self.second(self.first(x))
            net = Net()
            net(torch.ones(2, 8)).sum().backward()
            freed = gc.collect()
            len(net.seen), freed > 0, len(list(net.parameters())), net.second[1].owner[0] is net, net.twin[1].twin[0][1].bias.owner is net
            """
        func run(_ number: Int, freed: String) {
            let echo = interpreter.run(cell: program, number: number, sink: ProgramSession()).echo
            XCTAssertEqual(echo, "(2, \(freed), 4, True, True)")
        }
        _ = interpreter.run(cell: "import gc\ngc.collect()", number: 1, sink: ProgramSession())
        run(2, freed: "False")
        let before = Storage.bytesInUse
        for number in 3..<30 { run(number, freed: "True") }
        XCTAssertLessThanOrEqual(Storage.bytesInUse, before)
    }
}
