import ObjectModel

// What instructions do with texts.
extension Machine {
    @inline(__always)
    func areTexts(_ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) -> Bool {
        left.isObject && right.isObject && left.kind == .str && right.kind == .str
    }
    /// Whether two texts differ in length or in what the first word of their bytes says; else one must look closer.
    @inline(__always)
    func areApart(_ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) -> Bool {
        // Short texts have zeros behind them, and long ones are longer than a word.
        left.object(as: Str.self).borrowed { x in
            right.object(as: Str.self).borrowed { y in
                x.byteCount != y.byteCount || UnsafeRawPointer(x.start).loadUnaligned(as: Int.self) != UnsafeRawPointer(y.start).loadUnaligned(as: Int.self)
            }
        }
    }
    @inline(never)
    func areSameTexts(_ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>) -> Bool {
        left.object(as: Str.self).borrowed { x in right.object(as: Str.self).borrowed { y in Str.areEqual(x, y) } }
    }
    /// `in` for texts.
    @inline(never)
    func isPart(_ part: UnsafeMutablePointer<Value>, of whole: UnsafeMutablePointer<Value>) -> Bool {
        whole.object(as: Str.self).borrowed { whole in part.object(as: Str.self).borrowed { whole.contains($0) } }
    }
    @inline(never)
    func concatenate(
        _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>, _ target: UnsafeMutablePointer<Value>
    ) throws {
        // The kinds have been seen.
        let text = try left.object(as: Str.self).borrowed { x in try right.object(as: Str.self).borrowed { y in try Str.concatenation(x, y) } }
        target.put(text)
    }
    /// `+=`: in place when nothing else can see the text, which keeps appending in a loop linear. `slot` is the global that
    /// the text is stored to next; what it holds now is let go of then, and comes back with the text.
    @inline(never)
    func append(
        _ right: UnsafeMutablePointer<Value>, to register: UnsafeMutablePointer<Value>, alsoAt slot: UnsafeMutablePointer<Value>?
    ) throws {
        let shared = slot.flatMap { $0.isObject && $0.address == register.address ? $0 : nil }
        shared?.clear()
        do {
            guard register.isOnlyReference, register.address != right.address else { return try concatenate(register, right, register) }
            // The kinds have been seen.
            try register.object(as: Str.self).borrowed { x in try right.object(as: Str.self).borrowed { y in try x.append(y) } }
        } catch {
            shared?.copy(register)
            throw error
        }
    }

    // MARK: Formatted strings

    func convert(_ value: Value, _ kind: Int) throws -> String {
        switch kind {
        case 0: return try value.str()
        case 1: return try value.repr()
        default: return try Str.ascii(value)
        }
    }
    /// A field of a formatted string. Texts, and numbers that nobody asked to be shown in another way, stay what they are.
    @inline(never)
    func format(_ source: UnsafeMutablePointer<Value>, _ specification: UnsafeMutablePointer<Value>?, _ target: UnsafeMutablePointer<Value>) throws {
        if specification == nil, !source.isObject || source.kind == .str {
            target.copy(source)
        } else {
            let rules = specification.map { unsafeDowncast($0.object.takeUnretainedValue(), to: Str.self) }  // the compiler puts a text there
            target.put(try source.pointee.formatted(rules))
        }
    }
    @inline(never)
    func buildString(_ parts: UnsafeMutablePointer<Value>, _ count: Int, _ target: UnsafeMutablePointer<Value>) {
        let text = Str.concatenation(parts, count)
        drop(parts, count)
        target.put(text)
    }
}
