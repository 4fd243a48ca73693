import ObjectModel

extension Machine {
    /// The part of `callIntrinsic` that concerns methods of texts: those that text arguments are all there is to.
    @inline(never)
    func callTextIntrinsic(
        _ method: NativeFunction.Intrinsic, _ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>, _ z: UnsafeMutablePointer<Value>,
        _ count: Int, _ target: UnsafeMutablePointer<Value>
    ) throws -> Bool {
        guard x.isObject, x.kind == .str else { return false }
        // The kinds say what the objects are.
        let text = x.object(as: Str.self)
        let result: Value?
        switch count {
        case 1: result = text.borrowed { $0.called(method) }
        case 2 where method == .strJoin: result = try text.borrowed { try $0.called(method, with: y.pointee) }
        case 2 where areTexts(x, y):
            result = try text.borrowed { text in try y.object(as: Str.self).borrowed { try text.called(method, $0) } }
        case 3 where areTexts(y, z):
            result = try text.borrowed { text in
                try y.object(as: Str.self).borrowed { first in
                    try z.object(as: Str.self).borrowed { try text.called(method, first, $0) }
                }
            }
        default: result = nil
        }
        guard let result else { return false }
        target.put(result)
        return true
    }
}
