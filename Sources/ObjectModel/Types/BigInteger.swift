import BigInt

/// An `int` beyond 64 bits.
public final class BigInteger: Object {
    public let value: BigInt
    public init(_ value: BigInt) {
        self.value = value
        super.init(kind: .bigInteger)
    }
    public override var type: TypeObject { BuiltinTypes.int }
    public override func repr() -> String { String(value) }
    public override func isTrue() -> Bool { !value.isZero }
    public override func index() -> Value? { .object(self) }
}
