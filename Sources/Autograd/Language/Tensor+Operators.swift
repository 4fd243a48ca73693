import ObjectModel
import TensorCore

// What the language's operators mean for tensors.

extension Tensor {
    final func applied(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        // The quick ways first: two tensors of one dtype, or a number.
        if let other = right.asTensor {
            return try raising {
                switch operation {
                case .add: .object(try add(other))
                case .subtract: .object(try sub(other))
                case .multiply: .object(try mul(other))
                case .divide: .object(try div(other))
                case .matrixMultiply: .object(try matmul(other))
                case .power: .object(try pow(other))
                default: .object(try binarySlowly(operation, .tensor(other)))
                }
            }
        }
        guard let number = right.asScalar else { return nil }
        return try raising {
            switch operation {
            case .add: .object(try add(number))
            case .subtract: .object(try sub(number))
            case .multiply: .object(try mul(number))
            case .divide: .object(try div(number))
            case .power: .object(try pow(number))
            case .matrixMultiply: nil
            default: .object(try binarySlowly(operation, .number(number)))
            }
        }
    }
    private func binarySlowly(_ operation: BinaryOperator, _ other: Operand) throws -> Tensor {
        switch operation {
        case .floorDivide: try floorDivide(other)
        case .modulo: try remainder(other)
        case .leftShift: try bitwise(.shiftLeft, other, "lshift_cpu")
        case .rightShift: try bitwise(.shiftRight, other, "rshift_cpu")
        case .bitAnd: try bitwise(.bitwiseAnd, other, "bitwise_and_cpu")
        case .bitOr: try bitwise(.bitwiseOr, other, "bitwise_or_cpu")
        case .bitXor: try bitwise(.bitwiseXor, other, "bitwise_xor_cpu")
        default: throw Raised.notImplemented("operator \(operation.symbol)")
        }
    }

    /// A number on the left.
    final func appliedReflected(_ operation: BinaryOperator, _ left: Value) throws -> Value? {
        guard let number = left.asScalar else { return nil }
        return try raising {
            switch operation {
            case .add: .object(try add(number))
            case .subtract: .object(try rsub(number))
            case .multiply: .object(try mul(number))
            case .divide: .object(try reciprocal().mul(number))
            case .power: .object(try rpow(number))
            case .matrixMultiply: nil
            default: .object(try Tensor(.scalar(number, DType.result(of: array, number))).binarySlowly(operation, .tensor(self)))
            }
        }
    }

    final func appliedInPlace(_ operation: BinaryOperator, _ right: Value) throws -> Value? {
        guard operation != .matrixMultiply, right.asTensor != nil || right.asScalar != nil else { return nil }
        let other: Operand = right.asTensor.map { .tensor($0) } ?? .number(right.asScalar ?? .int(0))
        return try raising {
            switch operation {
            case .add: try addInPlace(other)
            case .subtract: try addInPlace(other, subtract: true)
            case .multiply: try mulInPlace(other)
            default:
                try overwrite(operation.inPlaceName.text) { old in
                    guard let result = try old.applied(operation, right)?.asTensor else { throw Raised.notImplemented("operator \(operation.symbol)=") }
                    return result
                }
            }
            return .object(self)
        }
    }

    final func appliedUnary(_ operation: UnaryOperator) throws -> Value? {
        try raising {
            switch operation {
            case .negative: .object(try neg())
            case .positive: .object(self)
            case .invert:
                if dtype.isFloatingPoint {
                    throw Raised.typeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
                } else {
                    .object(try bitwiseNot())
                }
            }
        }
    }

    final func comparedWith(_ comparison: Comparison, _ other: Value) throws -> Value? {
        let right: Operand
        if let tensor = other.asTensor { right = .tensor(tensor) } else if let number = other.asScalar { right = .number(number) } else { return nil }
        let op: CompareOp =
            switch comparison {
            case .less: .lt
            case .lessEqual: .le
            case .equal: .eq
            case .notEqual: .ne
            case .greater: .gt
            case .greaterEqual: .ge
            }
        return try raising { .object(try compared(op, right)) }
    }

    // MARK: As a number

    final func truth() throws -> Bool {
        let count = count
        guard count == 1 else {
            throw Raised.runtimeError(
                count == 0 ? "Boolean value of Tensor with no values is ambiguous" : "Boolean value of Tensor with more than one value is ambiguous")
        }
        return array.scalar(atOffset: 0).bool
    }
    final func asIndex() throws -> Value? {
        guard count == 1, dtype != .bool || rank == 0, !dtype.isFloatingPoint else {
            throw Raised.typeError("only integer tensors of a single element can be converted to an index")
        }
        return .int(array.scalar(atOffset: 0).int)
    }
    final func asDouble() throws -> Double? { try single().double }
    final func asInteger() throws -> Value? {
        let scalar = try single()
        return scalar.isFloat ? try Value.float(scalar.double).toInt() : .int(scalar.int)
    }
    private func single() throws -> Scalar {
        guard count == 1 else { throw Raised.valueError("only one element tensors can be converted to Python scalars") }
        if requiresGrad {
            Warnings.emit(
                "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\nConsider using tensor.detach() first.")
        }
        return array.scalar(atOffset: 0)
    }
    /// `item()` as a value of the language.
    package func itemValue() throws -> Value { try raising { try array.item().value } }

    final func formatted(_ specification: String) throws -> String {
        if rank == 0, !isParameter { return try array.scalar(atOffset: 0).value.format(specification) }
        guard specification.isEmpty else { throw Raised.typeError("unsupported format string passed to \(type.name).__format__") }
        return try str()
    }

    // MARK: As a sequence

    final func outerLength() throws -> Int {
        if rank == 0 { throw Raised.typeError("len() of a 0-d tensor") }
        return shape[0]
    }
    final func element(_ index: Value) throws -> Value { try raising { .object(try subscripted(index)) } }
    final func setElement(_ index: Value, _ value: Value) throws { try raising { try assign(index, value) } }
    final func slices() throws -> Object {
        if rank == 0 { throw Raised.typeError("iteration over a 0-d tensor") }
        return try raising { ArrayIterator(try unbind(0).map { .tensor($0) }, BuiltinTypes.iterator) }
    }
    final func holds(_ value: Value) throws -> Bool {
        try raising {
            if let tensor = value.asTensor { return try compared(.eq, .tensor(tensor)).array.reduce(.any).item().bool }
            guard let number = value.asScalar else {
                throw Raised.runtimeError(
                    "Tensor.__contains__ only supports Tensor or scalar, but you passed in a \(try value.type.repr()).")
            }
            return try compared(.eq, .number(number)).array.reduce(.any).item().bool
        }
    }

    // MARK: Attributes

    final func setOwnAttribute(_ name: Name, _ value: Value) throws {
        if case .object(let descriptor)? = type.lookup(name), descriptor.isDataDescriptor { return try descriptor.set(on: .object(self), value) }
        makeDetails().attributes[name] = value
    }
    final func deleteOwnAttribute(_ name: Name) throws {
        if name == "grad" {
            grad = nil
        } else if details?.attributes.removeValue(forKey: name) == nil {
            throw Raised.attributeError("'\(type.name)' object has no attribute '\(name)'", object: .object(self), name: name)
        }
    }
}
