import BigInt

/// Python's generator: MT19937 (Matsumoto and Nishimura, 1998), seeded by an array as CPython seeds it.
struct MersenneTwister: ~Copyable {
    /// 624 words, raw: numbers are drawn one by one.
    private let words = UnsafeMutablePointer<UInt32>.allocate(capacity: 624)
    private(set) var index = 624

    init(state: [UInt32], index: Int) {
        for place in 0..<624 { words[place] = state[place] }
        self.index = index
    }
    deinit { words.deallocate() }
    var state: [UInt32] { Array(UnsafeBufferPointer(start: words, count: 624)) }
    var copy: MersenneTwister { MersenneTwister(state: state, index: index) }
    /// From a number that is not negative: its 32-bit digits are the key.
    init(seed: BigUInt) {
        var key: [UInt32] = []
        for word in seed.words {
            key.append(UInt32(truncatingIfNeeded: word))
            key.append(UInt32(truncatingIfNeeded: word >> 32))
        }
        while key.count > 1, key.last == 0 { key.removeLast() }
        if key.isEmpty { key = [0] }
        let state = words
        state[0] = 19_650_218
        for i in 1..<624 { state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i) }
        var i = 1
        var j = 0
        for _ in 0..<max(624, key.count) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_664_525)) &+ key[j] &+ UInt32(j)
            i += 1
            j += 1
            if i >= 624 {
                state[0] = state[623]
                i = 1
            }
            if j >= key.count { j = 0 }
        }
        for _ in 0..<623 {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_566_083_941)) &- UInt32(i)
            i += 1
            if i >= 624 {
                state[0] = state[623]
                i = 1
            }
        }
        state[0] = 0x8000_0000
    }

    @inline(never)
    private mutating func refill() {
        @inline(__always)
        func twist(_ upper: UInt32, _ lower: UInt32) -> UInt32 {
            let y = (upper & 0x8000_0000) | (lower & 0x7FFF_FFFF)
            return (y >> 1) ^ ((0 &- (y & 1)) & 0x9908_B0DF)
        }
        let state = words
        for k in 0..<227 { state[k] = state[k + 397] ^ twist(state[k], state[k + 1]) }
        for k in 227..<623 { state[k] = state[k - 227] ^ twist(state[k], state[k + 1]) }
        state[623] = state[396] ^ twist(state[623], state[0])
        index = 0
    }
    @inline(__always)
    mutating func next() -> UInt32 {
        if index >= 624 { refill() }
        var y = words[index]
        index &+= 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C_5680
        y ^= (y << 15) & 0xEFC6_0000
        return y ^ (y >> 18)
    }
    /// In [0, 1), 53 bits.
    mutating func double() -> Double {
        let a = next() >> 5
        let b = next() >> 6
        return (Double(a) * 67_108_864 + Double(b)) * (1 / 9_007_199_254_740_992)
    }
    mutating func bits(_ count: Int) -> BigUInt {
        if count <= 0 { return 0 }
        if count <= 32 { return BigUInt(next() >> UInt32(32 - count)) }
        var words: [UInt] = []
        var left = count
        var half: UInt32?
        while left > 0 {
            var word = next()
            if left < 32 { word >>= UInt32(32 - left) }
            if let low = half {
                words.append(UInt(low) | UInt(word) << 32)
                half = nil
            } else {
                half = word
            }
            left -= 32
        }
        if let low = half { words.append(UInt(low)) }
        return BigUInt(words: words)
    }
    /// At most 63 bits, without big numbers.
    mutating func smallBits(_ count: Int) -> Int {
        if count <= 32 { return count == 0 ? 0 : Int(next() >> UInt32(32 - count)) }
        let low = Int(next())
        return low | Int(next() >> UInt32(64 - count)) << 32
    }
    /// In [0, limit), each as likely: bits are drawn until they are below the limit.
    mutating func below(_ limit: Int) -> Int {
        if limit <= 0 { return 0 }
        let width = 64 - limit.leadingZeroBitCount
        var value = smallBits(width)
        while value >= limit { value = smallBits(width) }
        return value
    }
    mutating func below(_ limit: BigInt) -> BigInt {
        if let small = Int(exactly: limit) { return BigInt(below(small)) }
        let width = limit.magnitude.bitWidth
        var value = bits(width)
        while value >= limit.magnitude { value = bits(width) }
        return BigInt(value)
    }
}

/// SHA-512 (FIPS 180-4), with which Python turns a text into a seed.
enum SHA512 {
    private static func isPrime(_ number: Int) -> Bool { !(2..<number).contains { $0 * $0 <= number && number % $0 == 0 } }
    private static let primes = (2...409).filter(isPrime)
    /// The first 64 bits behind the point of a prime's root.
    private static func fraction(_ prime: Int, cube: Bool) -> UInt64 {
        // floor(root(prime) * 2^64), by bisection over whole numbers.
        let target = BigUInt(prime) << (cube ? 192 : 128)
        var low = BigUInt(0)
        var high = BigUInt(prime) << 64
        while high - low > 1 {
            let middle = (low + high) >> 1
            if middle.power(cube ? 3 : 2) <= target { low = middle } else { high = middle }
        }
        return UInt64(truncatingIfNeeded: low)
    }
    private static let constants = primes.prefix(80).map { fraction($0, cube: true) }
    private static let start = primes.prefix(8).map { fraction($0, cube: false) }

    static func digest(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        while padded.count % 128 != 112 { padded.append(0) }
        padded += Array(repeating: 0, count: 8)
        for shift in stride(from: 56, through: 0, by: -8) { padded.append(UInt8(truncatingIfNeeded: (message.count * 8) >> shift)) }
        func rotated(_ x: UInt64, _ n: UInt64) -> UInt64 { x >> n | x << (64 - n) }

        var hash = start
        for block in stride(from: 0, to: padded.count, by: 128) {
            var w = (0..<16).map { i in (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(padded[block + 8 * i + $1]) } }
            for i in 16..<80 {
                let a = rotated(w[i - 15], 1) ^ rotated(w[i - 15], 8) ^ w[i - 15] >> 7
                let b = rotated(w[i - 2], 19) ^ rotated(w[i - 2], 61) ^ w[i - 2] >> 6
                w.append(w[i - 16] &+ a &+ w[i - 7] &+ b)
            }
            var v = hash
            for i in 0..<80 {
                let e = rotated(v[4], 14) ^ rotated(v[4], 18) ^ rotated(v[4], 41)
                let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
                let first = v[7] &+ e &+ choice &+ constants[i] &+ w[i]
                let a = rotated(v[0], 28) ^ rotated(v[0], 34) ^ rotated(v[0], 39)
                let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
                v = [first &+ a &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
            }
            for i in 0..<8 { hash[i] &+= v[i] }
        }
        return hash.flatMap { word in stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) } }
    }
}
