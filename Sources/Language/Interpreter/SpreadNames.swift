import ObjectModel

/// What the keywords of `f(**options)` are called, for calls that spread the same ones into the same function again: a wrapper's, as a rule.
struct SpreadNames {
    private struct Entry {
        var code: UnsafeRawPointer
        /// The keys: as long as they are kept, no other text has their addresses.
        var keys: [Value]
        var names: KeywordNames
    }
    /// By the low bits of the code's and the first key's address; few programs have more such places.
    private var entries = [Entry?](repeating: nil, count: 64)

    /// - Parameter dict: its keys are texts.
    mutating func names(of dict: Unmanaged<Dict>, _ code: UnsafeRawPointer) -> Unmanaged<KeywordNames> {
        let line = (Int(bitPattern: code) >> 5 ^ (firstKey(dict)?.int ?? 0) >> 5) & 63
        if let entry = entries[line], entry.code == code, isSame(entry.keys, dict) { return .passUnretained(entry.names) }
        let keys = dict.borrowed { $0.keys }
        let names = KeywordNames(keys.map { Name($0.asString ?? "") })
        entries[line] = Entry(code: code, keys: keys, names: names)
        return .passUnretained(names)
    }
    private func firstKey(_ dict: Unmanaged<Dict>) -> UnsafeMutablePointer<Value>? {
        for index in 0..<dict.borrowed({ $0.used }) where !dict.borrowed({ $0.valuePlace(index) }).isUnbound { return dict.borrowed { $0.keyPlace(index) } }
        return nil
    }
    private func isSame(_ keys: [Value], _ dict: Unmanaged<Dict>) -> Bool {
        guard dict.borrowed({ $0.count }) == keys.count else { return false }
        return keys.withUnsafeBufferPointer { keys in
            var seen = 0
            for index in 0..<dict.borrowed({ $0.used }) where !dict.borrowed({ $0.valuePlace(index) }).isUnbound {
                guard case let key = dict.borrowed({ $0.keyPlace(index) }), UnsafePointer(key).int == (keys.baseAddress.unsafelyUnwrapped + seen).int else { return false }  // as many as counted
                seen += 1
            }
            return true
        }
    }
}
