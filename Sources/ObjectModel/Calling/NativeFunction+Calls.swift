// Calls of native functions.
extension NativeFunction {
    /// The parameters as far as a call by position is concerned.
    struct Shape {
        /// How many arguments such a call can have; none at all where the signature has a `*name` or `**name`.
        let least: Int
        let most: Int
        let total: Int
        /// One value a parameter. The signature keeps them, and is kept by the function.
        let defaults: UnsafePointer<Value>

        init(_ signature: Signature) {
            total = signature.defaults.count
            let isPlain = signature.variadic == nil && signature.keywordVariadic == nil
            let isFilled = signature.parameters.dropFirst(signature.positionalCount).allSatisfy { !$0.isRequired }
            (least, most) = isPlain && isFilled ? (signature.parameters.prefix(signature.positionalCount).count { $0.isRequired }, signature.positionalCount) : (0, -1)
            // Empty arrays may have no address, and nothing is read there.
            defaults = signature.defaults.withUnsafeBufferPointer { $0.baseAddress } ?? UnsafePointer(bitPattern: 16).unsafelyUnwrapped
        }
    }

    func callWithKeywords(_ arguments: Arguments) throws -> Value {
        switch form {
        case .raw: return try several(arguments)
        case .bound: return try callSorted(arguments)
        case .one: throw wrongCount(arguments, 1...1)
        case .two: throw wrongCount(arguments, 2...2)
        case .counted: throw wrongCount(arguments, range)
        }
    }
    /// A call by position: the arguments lie one behind the other, and stay the caller's.
    public func call(_ base: UnsafeMutablePointer<Value>, _ count: Int) throws -> Value {
        switch form {
        case .one:
            guard count == 1 else { throw wrongCount(Arguments(base: base, count: count), 1...1) }
            return try base.lent { try one($0) }
        case .two:
            guard count == 2 else { throw wrongCount(Arguments(base: base, count: count), 2...2) }
            return try callTwo(base, base + 1)
        case .counted:
            guard range.contains(count) else { throw wrongCount(Arguments(base: base, count: count), range) }
            return try several(Arguments(base: base, count: count))
        case .raw: return try several(Arguments(base: base, count: count))
        case .bound:
            let shape = shape
            guard count >= shape.least, count <= shape.most else { return try callSorted(Arguments(base: base, count: count)) }
            return try withUnsafeTemporaryAllocation(of: Value.self, capacity: shape.total + 1) { buffer in
                let slots = buffer.baseAddress.unsafelyUnwrapped  // capacity is at least one
                // Lent, not counted: the caller and the signature keep them, and bodies only look.
                var index = 0
                while index < count {
                    (slots + index).words = (base + index).words
                    index &+= 1
                }
                while index < shape.total {
                    (slots + index).words = (shape.defaults + index).words
                    index &+= 1
                }
                return try sorted(BoundArguments(base: slots, function: self))
            }
        }
    }
    /// Whether `callTwo` may be called.
    public var takesTwo: Bool { form == .two }
    /// A call of a function that takes exactly two arguments, which may lie anywhere.
    public func callTwo(_ x: UnsafeMutablePointer<Value>, _ y: UnsafeMutablePointer<Value>) throws -> Value {
        try x.lent { x in try y.lent { try two(x, $0) } }
    }

    // MARK: Sorting arguments

    private func callSorted(_ arguments: Arguments) throws -> Value {
        let signature = signature, count = signature.defaults.count
        return try withUnsafeTemporaryAllocation(of: Value.self, capacity: count + 1) { buffer in
            let slots = buffer.baseAddress.unsafelyUnwrapped  // capacity is at least one
            for index in 0..<count { (slots + index).initialize(to: .unbound) }
            defer { slots.release(count) }
            try bind(arguments, signature, into: slots)
            return try sorted(BoundArguments(base: slots, function: self))
        }
    }

    private func bind(_ arguments: Arguments, _ signature: Signature, into slots: UnsafeMutablePointer<Value>) throws {
        let positional = signature.positionalCount
        let given = min(arguments.count, positional)
        for index in 0..<given { slots[index] = arguments[index] }
        if arguments.count > positional {
            guard let variadic = signature.variadic else { throw tooMany(arguments) }
            slots[variadic] = .tuple((positional..<arguments.count).map { arguments[$0] })
        } else if let variadic = signature.variadic {
            slots[variadic] = .tuple([])
        }
        if arguments.hasKeywords { try bindKeywords(arguments, into: slots) }
        if let rest = signature.keywordVariadic, slots[rest].isUnbound { slots[rest] = .object(Dict()) }
        if given == signature.defaults.count { return }
        for index in 0..<signature.defaults.count where slots[index].isUnbound {
            let value = signature.defaults[index]
            // Only required parameters have none.
            if value.isUnbound { throw missing(slots, arguments) }
            slots[index] = value
        }
    }

    private func bindKeywords(_ arguments: Arguments, into slots: UnsafeMutablePointer<Value>) throws {
        for (name, value) in arguments.keywordPairs {
            let index = signature.parameters.firstIndex { $0.name == name }
            if let index, index >= signature.positionalOnlyCount, index != signature.variadic, index != signature.keywordVariadic {
                guard slots[index].isUnbound else {
                    throw givenTwice(name, index)
                }
                slots[index] = value
            } else if let rest = signature.keywordVariadic {
                if slots[rest].isUnbound { slots[rest] = .object(Dict()) }
                try slots[rest].setItem(name.str, value)
            } else {
                throw unexpectedKeyword(name)
            }
        }
    }
}

extension UnsafeMutablePointer where Pointee == Value {
    /// Hands over the value; an object that the place keeps is not counted.
    @inline(__always)
    fileprivate func lent<Result>(_ body: (Value) throws -> Result) rethrows -> Result {
        if isObject { return try object.borrowed { try body(.object($0)) } }
        return try body(pointee)
    }
}
