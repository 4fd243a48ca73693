import ObjectModel
import TensorCore

/// `torch.Size`: a tuple of sizes.
package final class SizeObject: Object {
    package let sizes: [Int]
    package init(_ sizes: [Int]) {
        self.sizes = sizes
        super.init(kind: .size)
    }
    package convenience init(_ dims: Dims) { self.init(dims.array) }

    package var items: [Value] { sizes.map { .int($0) } }
    package override var type: TypeObject { TensorTypes.size }
    package override func repr() -> String { "torch.Size([" + sizes.map(String.init).joined(separator: ", ") + "])" }
    package override func isTrue() -> Bool { !sizes.isEmpty }
    package override func length() -> Int { sizes.count }
    package override func iterator() -> Object { ArrayIterator(items, BuiltinTypes.iterator) }
    package override func hash() throws -> Int { try Tuple(items).hash() }
    package override func item(_ index: Value) throws -> Value {
        if index.object(of: .slice) != nil {
            let part = try Value.tuple(items).item(index)
            return .object(SizeObject(part.asItems?.compactMap(\.asInt) ?? []))
        }
        return .int(sizes[try Sequences.position(index, sizes.count, "tuple")])
    }
    package override func contains(_ value: Value) throws -> Bool {
        try items.contains { try areEqual($0, value) }
    }
    package override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
        let mine = Value.tuple(items)
        if let size = other.object(of: .size) as? SizeObject { return try compareValues(comparison, mine, .tuple(size.items)) }
        guard other.withoutClass.object(of: .tuple) != nil else { return nil }
        return try compareValues(comparison, mine, other.withoutClass)
    }
    package override func binary(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        switch operation {
        case .add:
            guard let items = right.intItems, right.object(of: .list) == nil else { return nil }
            return joined(self.items, items)
        case .multiply:
            guard let times = right.asInt else { return nil }
            return .object(SizeObject(Array(repeating: sizes, count: max(0, min(times, 1 << 16))).flatMap { $0 }))
        default: return nil
        }
    }
    package override func reflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        switch operation {
        case .add:
            guard let items = left.object(of: .tuple).flatMap({ Value.object($0).asItems }) else { return nil }
            return joined(items, self.items)
        case .multiply: return try binary(operation, left)
        default: return nil
        }
    }
    /// A Size again when all elements are sizes, otherwise a tuple.
    private func joined(_ a: [Value], _ b: [Value]) -> Value {
        let all = a + b
        let sizes = all.compactMap(\.asInt)
        return sizes.count == all.count ? .object(SizeObject(sizes)) : .tuple(all)
    }

    static var members: [Object] {
        [
            NativeFunction.method("numel", "", summary: "The number of elements of a tensor of this size.") { a in
                .int((a[0].object(of: .size) as? SizeObject)?.sizes.reduce(1, &*) ?? 0)
            },
            NativeFunction.method("count", "value", summary: "How often a size occurs.") { a in
                .int(try (a[0].intItems ?? []).count { try areEqual($0, a[1]) })
            },
            NativeFunction.method("index", "value", summary: "Where a size stands.") { a in
                guard let place = try (a[0].intItems ?? []).firstIndex(where: { try areEqual($0, a[1]) }) else { throw Raised.valueError("tuple.index(x): x not in tuple") }
                return .int(place)
            },
        ]
    }
}
