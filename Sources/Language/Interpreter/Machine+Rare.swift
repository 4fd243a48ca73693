import ObjectModel

extension Machine {
    private func notSpreadable(_ callee: Value?, _ value: Value) -> Raised {
        Raised.typeError("\(callee.map { calleeText($0) + " argument" } ?? "Value") after * must be an iterable, not \(value.type.name)")
    }
    /// The instructions that run seldom, or do so much that one more Swift call does not matter; the loop itself holds the
    /// rest.
    @inline(never)
    func runRare(
        _ i: Instruction, _ r: UnsafeMutablePointer<Value>, _ unmanagedCode: Unmanaged<Code>, _ function: Unmanaged<Function>?,
        _ namespace: Dict?, _ constants: UnsafeMutablePointer<Value>
    ) throws {
        let code = unmanagedCode.takeUnretainedValue()
        let globals = code.globals
        let a = Int(i.a)
        let b = Int(i.b)
        let c = Int(i.c)
        switch i.operation {
        // MARK: Variables
        case .deleteGlobal:
            if case .unbound = globals.values[i.wide] {
                throw Raised(ExceptionTypes.nameError, "name '\(globals.names[i.wide])' is not defined")
            }
            globals.values[i.wide] = .unbound
        case .deleteCell:
            if case .unbound = cell(r[b]).value { throw unboundLocal(unmanagedCode, b) }
            cell(r[b]).value = .unbound
        // Only functions have free names.
        case .deleteFree:
            let place = function.unsafelyUnwrapped.borrowed { $0.freePlace(b) }
            if place.isUnbound { throw unboundFree(unmanagedCode, b) }
            place.clear()
        case .loadClosureCell: r[a] = .object(function.unsafelyUnwrapped.borrowed { $0.closure[b].takeUnretainedValue() })
        case .loadName: r[a] = try loadName(code.names[i.wide], namespace, globals)
        case .storeName: namespace?.store(code.names[i.wide].text, r[a])
        case .deleteName:
            if namespace?.removeValue(code.names[i.wide].text) == nil {
                throw Raised(ExceptionTypes.nameError, "name '\(code.names[i.wide])' is not defined")
            }

        // MARK: Operators, attributes and items
        case .positive: r[a] = try r[b].unary(.positive)
        case .invert: r[a] = try r[b].unary(.invert)
        case .deleteAttribute: try r[a].deleteAttribute(code.names[c])
        case .deleteItem: try r[a].deleteItem(r[b])

        // MARK: Displays
        case .buildSet: r[a] = .object(try SetObject(take(r + b, c)))
        case .extend:
            do { try list(r[a]).extend(r[b]) } catch let raised as Raised
                where c != 0 && raised.isInstance(of: ExceptionTypes.typeError) && !r[b].isIterable
            {
                throw notSpreadable(c == 1 ? r[a - 1] : nil, r[b])
            }
        case .prepareSpread:
            let given = r[a + 1]
            do { r[a + 1] = .object(try List(of: given)) } catch let raised as Raised
                where raised.isInstance(of: ExceptionTypes.typeError) && !given.isIterable
            {
                throw notSpreadable(r[a], given)
            }
        case .updateSet: for value in try collect(r[b]) { _ = try set(r[a]).add(value) }
        case .updateDict: try updateDict(dict(r[a]), r[b])
        case .mergeKeywords: try mergeKeywords(dict(r[a]), r[b], of: r[a - 2])
        case .listToTuple: r[a] = Tuple.copying(list(r[b]).elements, list(r[b]).count)
        case .convert: r[a] = .str(try convert(r[b], c))

        // MARK: Functions and classes
        case .makeClass: r[a] = try makeClass(constants[b].asString ?? "", r + c)

        // MARK: Exceptions
        case .raiseFrom:
            let raised = try chained(exception(from: r[a], .none), cause: r[b])
            addContext(raised.exception)
            throw raised
        case .reraise: throw Raised(exceptionObject(r[a]))
        case .raiseBare:
            guard let handled else { throw Raised.runtimeError("No active exception to reraise") }
            throw Raised(handled)
        case .assertFailed: throw Raised(ExceptionObject(type: ExceptionTypes.assertionError, arguments: c == 1 ? [r[b]] : []))
        case .withExitRaised:
            guard case .object(let context) = r[a] else { throw notIterable(r[a]) }
            r[c] = .bool(try context.exit(Raised(exceptionObject(r[b]))))

        // MARK: Modules and the shell
        case .importModule: r[a] = try importedModule(constants[b].asString ?? "", isWhole: c == 1)
        case .importName: r[a] = try importedName(r[b], code.names[c])
        case .importStar: try importStar(r[a], into: globals)
        case .command: try runCommand(constants[i.wide].asString ?? "", a == 1)
        case .showHelp: try showHelp(r[a])
        case .setResult: result = r[a]
        case .globalAnnotation: annotate(constants[b], r[a], c == 1 ? namespace : nil, globals)
        default: preconditionFailure("the loop itself runs \(i.operation)")
        }
    }
}
