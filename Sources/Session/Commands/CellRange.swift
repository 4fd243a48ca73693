import ObjectModel

/// Cells by their numbers, as commands take them: `3 5-8`. Without any: all of them.
enum CellRange {
    /// Numbers from 1, at most `count`.
    static func parse(_ words: [String], count: Int) throws -> [Int] {
        if words.isEmpty { return Array(1..<max(1, count + 1)) }
        return try words.flatMap { word -> [Int] in
            let parts = word.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
            guard let first = parts.first.flatMap({ $0 }), first > 0, let last = parts.count == 1 ? first : parts[1] else {
                throw usageError("'\(word)' is no range of cells; write 3 or 5-8")
            }
            return first <= min(last, count) ? Array(first...min(last, count)) : []
        }
    }
}
