/// A set of registers: one bit each.
struct RegisterSet {
    private var words: [UInt64] = []

    func contains(_ register: Int) -> Bool {
        let word = register >> 6
        return word < words.count && words[word] & 1 << UInt64(register & 63) != 0
    }
    mutating func insert(_ register: Int) {
        if contains(register) { return }
        let word = register >> 6
        while words.count <= word { words.append(0) }
        words[word] |= 1 << UInt64(register & 63)
    }
    mutating func remove(_ register: Int) {
        if contains(register) { words[register >> 6] &= ~(1 << UInt64(register & 63)) }
    }
    func intersection(_ other: RegisterSet) -> RegisterSet {
        var both = RegisterSet()
        both.words = zip(words, other.words).map { $0 & $1 }
        return both
    }
}
