// The methods that programs call most, as the machine calls them: without packing arguments. nil means: not in this way.
extension Str {
    /// Without arguments.
    package final func called(_ method: NativeFunction.Intrinsic) -> Value? {
        switch method {
        case .strUpper: isASCII ? uppered() : nil
        case .strLower: isASCII ? lowered() : nil
        case .strStrip: trimmed(left: true, right: true, of: nil)
        case .strSplit: split(limit: -1, fromEnd: false)
        default: nil
        }
    }
    /// With one text.
    package final func called(_ method: NativeFunction.Intrinsic, _ argument: Str) throws -> Value? {
        switch method {
        case .strStartswith: .bool(StringSearch.starts(bytes, with: argument.bytes))
        case .strEndswith: .bool(StringSearch.ends(bytes, with: argument.bytes))
        case .strFind: .int(try find(argument, nil, nil, last: false))
        case .strCount: .int(try occurrences(of: argument, nil, nil))
        case .strStrip: trimmed(left: true, right: true, of: argument)
        case .strSplit: argument.byteCount == 0 ? nil : split(at: argument, limit: -1, fromEnd: false)
        default: nil
        }
    }
    /// With two.
    package final func called(_ method: NativeFunction.Intrinsic, _ first: Str, _ second: Str) throws -> Value? {
        method == .strReplace ? try replacing(first, with: second, limit: -1) : nil
    }
    /// With anything.
    package final func called(_ method: NativeFunction.Intrinsic, with argument: Value) throws -> Value? {
        method == .strJoin ? try joined(argument) : nil
    }
}
