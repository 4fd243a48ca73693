import Autograd
import ObjectModel

// Attributes at one place of the code: what the loop's inline caches remember, and how they learn it.
extension Machine {
    func loadAttribute(_ instance: Instance, _ name: Name, _ cache: UnsafeMutablePointer<AttributeCache>) throws -> Value {
        let type = instance.classType
        if let slot = ownSlot(instance, name) {
            cache.pointee = AttributeCache(key: instance.layoutIdentity, version: TypeObject.version, slot: slot)
            return instance.slots[slot]
        }
        if !instance.isDictionaryBacked, type.lookup(Names.getattribute) == nil {
            if name == Names.class, type.lookup(name) == nil {
                cache.keep(.object(type), key: instance.layoutIdentity)
                cache.pointee.slot = AttributeCache.classVariable
                return .object(type)
            }
            if let place = type.place(of: name), place.pointee.isPlainData {
                cache.pointee = AttributeCache(
                    key: instance.layoutIdentity, version: TypeObject.version, slot: AttributeCache.classVariable, place: place)
                return place.pointee
            }
            let found = type.lookup(name)?.object(of: .property)
            if let field = (found as? NativeProperty)?.element {
                cache.pointee = AttributeCache(key: instance.layoutIdentity, version: TypeObject.version, slot: AttributeCache.element - field)
            } else if let property = found as? Property, case .object(let getter) = property.getter,
                let function = getter as? Function, function.isInlined, function.isSimple, function.parameterCount > 0, function.leastCount <= 1
            {
                cache.pointee = AttributeCache(
                    method: .object(function), key: instance.layoutIdentity, version: TypeObject.version, slot: AttributeCache.getter)
            }
        }
        return try Value.object(instance).attribute(name)
    }
    /// A field of a named tuple.
    @inline(never)
    func loadElement(_ instance: Unmanaged<Instance>, _ index: Int, _ target: UnsafeMutablePointer<Value>) throws {
        let row = instance.borrowed { $0.payload } ?? Tuple.empty  // instances of the class have one
        target.put(try row.item(.int(index)))
    }
    /// The same for what is no instance: what modules and classes have is remembered.
    @inline(never)
    func loadAttribute(_ register: UnsafeMutablePointer<Value>, _ name: Name, _ cache: UnsafeMutablePointer<AttributeCache>) throws -> Value {
        let value = try register.pointee.attribute(name)
        guard register.isObject else { return value }
        // The kinds say what the objects are.
        if register.kind == .module, let own = register.object(as: ModuleObject.self).borrowed({ $0.own(name) }) {
            cache.keep(own, key: register.address)
        } else if register.kind == .type, name == Names.name {
            cache.keep(value, key: register.address)
        } else if register.kind == .type, !name.isDunder, let place = register.object(as: TypeObject.self).borrowed({ $0.place(of: name) }),
            place.pointee.isPlainData || place.isObject && [.function, .nativeFunction].contains(place.kind)
        {
            cache.pointee = AttributeCache(key: register.address, version: TypeObject.version, place: place)
        }
        return value
    }
    func storeAttribute(_ instance: Instance, _ name: Name, _ value: Value, _ cache: UnsafeMutablePointer<AttributeCache>) throws {
        let type = instance.classType
        var isPlain = !instance.isDictionaryBacked && type.lookup(Names.setattr) == nil && instance.layout.names.count < 64 && name != Names.class
        if let allowed = type.allowedNames, !allowed.contains(name) { isPlain = false }
        if isPlain, case .object(let descriptor)? = type.lookup(name) { isPlain = !descriptor.isDataDescriptor }
        guard isPlain else { return try instance.setAttribute(name, value) }
        let slot = instance.layout.index(of: name)
        cache.pointee = AttributeCache(
            key: instance.layoutIdentity, version: TypeObject.version, slot: slot ?? 0,
            nextLayout: slot == nil ? .passUnretained(instance.layout.adding(name)) : nil)
        instance.setOwn(name, value)
    }

    // MARK: Methods

    /// Puts the callee of `base[1].name(…)` into `base[0]`, or a callable into `base[1]` and nothing into `base[0]`.
    @inline(never)
    func findMethod(_ base: UnsafeMutablePointer<Value>, _ name: Name, _ cache: UnsafeMutablePointer<AttributeCache>) throws {
        if case .object(let object) = base[1] {
            switch object.kind {
            case .instance:
                // The kind says so.
                let instance = unsafeDowncast(object, to: Instance.self)
                if instance.own(name) == nil, instance.classType.lookup(Names.getattribute) == nil,
                    case .object(let function)? = instance.classType.lookup(name), function.isMethodLike
                {
                    if !instance.isDictionaryBacked {
                        cache.pointee = AttributeCache(method: .object(function), key: instance.layoutIdentity, version: TypeObject.version)
                    }
                    base[0] = .object(function)
                    return
                }
                if instance.own(name) == nil, instance.classType.lookup(Names.getattribute) == nil, !instance.isDictionaryBacked,
                    case .object(let found)? = instance.classType.lookup(name), let function = staticFunction(found)
                {
                    cache.pointee = AttributeCache(method: function, key: instance.layoutIdentity, version: TypeObject.version, slot: AttributeCache.callable)
                } else if let slot = ownSlot(instance, name) {
                    cache.pointee = AttributeCache(key: instance.layoutIdentity, version: TypeObject.version, slot: slot + 1)
                    base[1] = instance.slots[slot]
                    base[0] = .unbound
                    return
                }
            case .str, .list, .tuple, .dict, .set, .frozenSet, .bytes, .range, .bigInteger, .tensor, .size:
                if try findNativeMethod(base, object, name, cache) { return }
            case .other where object is Deque:
                if try findNativeMethod(base, object, name, cache) { return }
            case .layer:
                // Modules, optimizers and schedules answer for some names themselves, never for one that a native class of theirs has.
                let instance = unsafeDowncast(object, to: Instance.self)  // the kind says so
                if case .object(let function)? = instance.classType.lookup(name), function.kind == .nativeFunction, function.isMethodLike,
                    instance.own(name) == nil, instance.classType.lookup(Names.getattribute) == nil
                {
                    base[0] = .object(function)
                    return
                }
            case .type:
                // The kind says so.
                let type = unsafeDowncast(object, to: TypeObject.self)
                guard !name.isDunder || name == Names.`init`, case .object(let found)? = type.lookup(name) else { break }
                if let function = plainFunction(found) ?? staticFunction(found) {
                    cache.pointee = AttributeCache(method: function, key: base.seenAs, version: TypeObject.version, slot: AttributeCache.callable)
                } else if found.kind == .classMethod {
                    let function = unsafeDowncast(found, to: ClassMethod.self).function  // the kind says so
                    guard function.kind == .function else { break }
                    cache.pointee = AttributeCache(method: .object(function), key: base.seenAs, version: TypeObject.version)
                    base[0] = .object(function)
                    return
                }
            case .module:
                // The kind says so.
                if let value = unsafeDowncast(object, to: ModuleObject.self).own(name), case .object = value {
                    cache.pointee = AttributeCache(method: value, key: base.seenAs, version: TypeObject.version, slot: AttributeCache.callable)
                    if case .object(let bound as BoundMethod) = value, let native = bound.function as? NativeFunction, native.intrinsic != .none {
                        cache.pointee.slot = AttributeCache.boundIntrinsic
                    }
                }
            default: break
            }
        }
        base[1] = try base[1].attribute(name)
        base[0] = .unbound
    }
    /// A function that a class gives as it is.
    private func plainFunction(_ found: Object) -> Value? { found.kind == .function || found.kind == .nativeFunction ? .object(found) : nil }
    /// The function that a static method wraps.
    private func staticFunction(_ found: Object) -> Value? {
        // The kind says so.
        found.kind == .staticMethod ? plainFunction(unsafeDowncast(found, to: StaticMethod.self).function) : nil
    }
    /// Where the instance has an attribute of its own that nothing of its class comes before.
    private func ownSlot(_ instance: Instance, _ name: Name) -> Int? {
        guard !instance.isDictionaryBacked, instance.classType.lookup(Names.getattribute) == nil, let slot = instance.layout.index(of: name) else {
            return nil
        }
        if case .object(let descriptor)? = instance.classType.lookup(name), descriptor.isDataDescriptor { return nil }
        return slot
    }
    private func findNativeMethod(
        _ base: UnsafeMutablePointer<Value>, _ object: Object, _ name: Name, _ cache: UnsafeMutablePointer<AttributeCache>
    ) throws -> Bool {
        guard case .object(let function)? = object.type.lookup(name), function.isMethodLike else { return false }
        if object.kind != .tensor || isParameters(name, function) {
            cache.pointee = AttributeCache(method: .object(function), key: base.seenAs, version: TypeObject.version)
            if let native = function as? NativeFunction, native.intrinsic != .none {
                cache.pointee.method = .int(Int(native.intrinsic.rawValue))
                cache.pointee.slot = AttributeCache.intrinsic
            }
        }
        base[0] = .object(function)
        return true
    }

    /// Tensors and parameters are one Swift class, but not one type: what is remembered for one must hold for the other.
    private func isParameters(_ name: Name, _ function: Object) -> Bool {
        [TensorTypes.tensor, TensorTypes.parameter].allSatisfy { $0.lookup(name)?.isIdentical(to: .object(function)) == true }
    }

    /// `super().name(…)`, with `super` in `base[0]` and its two arguments in `base[2]` and `base[3]`.
    @inline(never)
    func findSuperMethod(_ base: UnsafeMutablePointer<Value>, _ name: Name, _ cache: UnsafeMutablePointer<AttributeCache>) throws {
        defer { drop(base + 2, 2) }
        if case .object(let callee) = base[0], callee === BuiltinTypes.superType, case .object(let start) = base[2], start.kind == .type,
            (base + 3).isObject, [.instance, .layer, .exception].contains((base + 3).kind)
        {
            // The kinds say so.
            let instance = (base + 3).object(as: Instance.self)
            let seen = instance.borrowed { $0.layoutIdentity }
            // One place can belong to several classes: a `class` statement that ran more than once.
            let place = (base + 2).int
            if cache.pointee.key == seen, cache.pointee.slot == place, cache.pointee.version == TypeObject.version {
                base[0] = cache.pointee.method
                (base + 1).take(base + 3)
                return
            }
            // The kind says so.
            let startType = unsafeDowncast(start, to: TypeObject.self)
            let owner = instance.borrowed { $0.classType }
            if owner.isSubtype(of: startType), case .object(let function)? = owner.lookup(name, after: startType), function.isMethodLike,
                name != Names.new
            {
                if instance.borrowed({ !$0.isDictionaryBacked }) {
                    cache.pointee = AttributeCache(method: .object(function), key: seen, version: TypeObject.version, slot: place)
                }
                base[0] = .object(function)
                (base + 1).take(base + 3)
                return
            }
        }
        let object = try base[0].call(Arguments(base: base + 2, count: 2))
        base[1] = try object.attribute(name)
        base[0] = .unbound
    }
}

extension UnsafeMutablePointer where Pointee == AttributeCache {
    /// Remembers the value itself, as if the attribute lay here.
    fileprivate func keep(_ value: Value, key: UnsafeRawPointer) {
        pointee = AttributeCache(method: value, key: key, version: TypeObject.version)
        pointee.place = UnsafeMutableRawPointer(self).assumingMemoryBound(to: Value.self)  // `method` stands first
    }
}

extension UnsafeMutablePointer where Pointee == Value {
    /// The same for the built-in object here.
    @inline(__always)
    var seenAsBuiltin: UnsafeRawPointer { address.classAddress + Int(kind.rawValue) }
    /// What an inline cache takes for the type of the object in the register behind this one: the layout of an instance,
    /// the Swift class and kind of a built-in object, a module or a class itself: modules are never freed, and classes with a new version.
    @inline(__always)
    var seenAs: UnsafeRawPointer {
        let register = self + 1
        let kind = register.kind
        if kind == .instance { return register.object(as: Instance.self).borrowed { $0.layoutIdentity } }
        return kind == .module || kind == .type ? register.address : register.address.classAddress + Int(kind.rawValue)
    }
}
