import ObjectModel
import TensorCore

// Questions about elements: bool tensors come out, no gradient flows. And choices between elements.

extension Tensor {
    /// Compared in the dtype both have together.
    package final func compared(_ op: CompareOp, _ other: Operand) throws -> Tensor {
        switch other {
        case .tensor(let tensor):
            if dtype == tensor.dtype { return Tensor(try .compare(op, array, tensor.array)) }
            let (a, b) = try NDArray.promoted(array, tensor.array)
            return Tensor(try .compare(op, a, b))
        case .number(let number): return Tensor(try .compare(op, array.promoted(with: number), number))
        }
    }
    package final func eq(_ other: Scalar) throws -> Tensor { try compared(.eq, .number(other)) }
    package final func eq(_ other: Tensor) throws -> Tensor { try compared(.eq, .tensor(other)) }
    package final func ne(_ other: Tensor) throws -> Tensor { try compared(.ne, .tensor(other)) }
    package final func ne(_ other: Scalar) throws -> Tensor { try compared(.ne, .number(other)) }
    package final func ge(_ other: Scalar) throws -> Tensor { try compared(.ge, .number(other)) }
    package final func gt(_ other: Scalar) throws -> Tensor { try compared(.gt, .number(other)) }
    package final func le(_ other: Scalar) throws -> Tensor { try compared(.le, .number(other)) }
    package final func lt(_ other: Scalar) throws -> Tensor { try compared(.lt, .number(other)) }
    package final func ge(_ other: Tensor) throws -> Tensor { try compared(.ge, .tensor(other)) }
    package final func gt(_ other: Tensor) throws -> Tensor { try compared(.gt, .tensor(other)) }
    package final func le(_ other: Tensor) throws -> Tensor { try compared(.le, .tensor(other)) }
    package final func lt(_ other: Tensor) throws -> Tensor { try compared(.lt, .tensor(other)) }
    package final func logicalAnd(_ other: Tensor) throws -> Tensor { try compared(.logicalAnd, .tensor(other)) }
    package final func logicalOr(_ other: Tensor) throws -> Tensor { try compared(.logicalOr, .tensor(other)) }
    package final func logicalXor(_ other: Tensor) throws -> Tensor { try compared(.logicalXor, .tensor(other)) }
    package final func logicalNot() throws -> Tensor { Tensor(try .predicate(.logicalNot, array)) }
    package final func asks(_ op: PredicateOp) throws -> Tensor { Tensor(try .predicate(op, array)) }

    // MARK: Bits

    package final func bitwise(_ op: BinaryOp, _ other: Operand, _ kernel: String) throws -> Tensor {
        switch other {
        case .tensor(let tensor):
            let (x, y) = try NDArray.promoted(array, tensor.array)
            try Tensor.checkBits(x, kernel)
            return Tensor(try .binary(op, x, y))
        case .number(let number):
            let x = try array.promoted(with: number)
            try Tensor.checkBits(x, kernel)
            return Tensor(try .binary(op, x, number))
        }
    }
    private static func checkBits(_ a: NDArray, _ kernel: String) throws {
        if a.dtype.isFloatingPoint { throw TensorError.unsupported(kernel, a.dtype) }
    }
    package final func bitwiseNot() throws -> Tensor {
        if dtype.isFloatingPoint { throw TensorError.unsupported("bitwise_not_cpu", dtype) }
        return dtype == .bool ? try logicalNot() : Tensor(try .unary(.bitwiseNot, array))
    }

    // MARK: Choosing

    package static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) throws -> Tensor {
        guard condition.dtype == .bool || condition.dtype == .uint8 else {
            throw Raised.runtimeError("where expected condition to be a boolean tensor, but got a tensor with dtype \(condition.dtype.scalarName)")
        }
        let (x, y) = try NDArray.promoted(a.array, b.array)
        let mask = try condition.array.cast(to: .bool)
        return record(try .where(mask, x, y), "WhereBackward0", a, b, saving: Tensor(mask)) { n, g in
            let condition = try n.saved(0)
            let zero = try Tensor(NDArray.scalar(.int(0), g.dtype))
            return Gradients(
                n.needs(0) ? try Tensor.where(condition, g, zero) : nil, n.needs(1) ? try Tensor.where(condition, zero, g) : nil)
        }
    }

    package final func maximum(_ other: Tensor) throws -> Tensor { try larger(other, .maximum, .ge, .eq, "MaximumBackward0") }
    package final func minimum(_ other: Tensor) throws -> Tensor { try larger(other, .minimum, .le, .eq, "MinimumBackward0") }
    package final func fmax(_ other: Tensor) throws -> Tensor { try nanAware(other, .fmax, .ge, "FmaxBackward0") }
    package final func fmin(_ other: Tensor) throws -> Tensor { try nanAware(other, .fmin, .le, "FminBackward0") }

    /// Ties share the gradient.
    private func larger(_ other: Tensor, _ op: BinaryOp, _ wins: CompareOp, _ ties: CompareOp, _ name: String) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(op, a, b), name, self, other, saving: self, other) { n, g in
            let (x, y) = try NDArray.promoted(n.saved(0).array, n.saved(1).array)
            let tie = try NDArray.compare(.eq, x, y)
            let shared = try Tensor.where(Tensor(tie), g / 2, g)
            let zero = try Tensor(NDArray.scalar(.int(0), g.dtype))
            let loses: CompareOp = wins == .ge ? .lt : .gt, gains: CompareOp = wins == .ge ? .gt : .lt
            return Gradients(
                n.needs(0) ? try Tensor.where(Tensor(.compare(loses, x, y)), zero, shared) : nil,
                n.needs(1) ? try Tensor.where(Tensor(.compare(gains, x, y)), zero, shared) : nil)
        }
    }
    /// NaN loses against numbers; ties go to the left.
    private func nanAware(_ other: Tensor, _ op: BinaryOp, _ wins: CompareOp, _ name: String) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(op, a, b), name, self, other, saving: self, other) { n, g in
            let (x, y) = try NDArray.promoted(n.saved(0).array, n.saved(1).array)
            let mine = try Tensor(.compare(.logicalOr, .compare(wins, x, y), .predicate(.isnan, y)))
            let zero = try Tensor(NDArray.scalar(.int(0), g.dtype))
            return Gradients(try Tensor.where(mine, g, zero), try Tensor.where(mine, zero, g))
        }
    }

    // MARK: Bounds

    package final func clamp(min low: Scalar?, max high: Scalar?) throws -> Tensor {
        guard low != nil || high != nil else {
            throw Raised.runtimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
        }
        var a = array
        if let low { a = try a.promoted(with: low) }
        if let high { a = try a.promoted(with: high) }
        if a.dtype == .bool { throw TensorError.unsupported("clamp_scalar_cpu", .bool) }
        let out: NDArray
        if a.dtype.isFloatingPoint {
            switch (low, high) {
            case (let bound?, _) where bound.double.isNaN, (_, let bound?) where bound.double.isNaN: out = try .full(a.shape, .float(.nan), a.dtype)
            case (let low?, let high?): out = try .unary(.clamp, a, low.double, high.double)
            case (let low?, nil): out = try .unary(.clampMin, a, low.double)
            case (nil, let high?): out = try .unary(.clampMax, a, high.double)
            default: out = a
            }
        } else {
            var result = a
            if let low { result = try .binary(.maximum, result, low) }
            if let high { result = try .binary(.minimum, result, high) }
            out = result
        }
        guard tracks else { return Tensor(out) }
        return record(out, "ClampBackward1", self, saving: self) { n, g in
            let x = try n.saved(0)
            var inside: Tensor?
            if let low { inside = try x.ge(low) }
            if let high { inside = try inside?.logicalAnd(x.le(high)) ?? x.le(high) }
            guard let inside else { return Gradients(g) }
            return Gradients(try Tensor.where(inside, g, Tensor(.scalar(.int(0), g.dtype))))
        }
    }
    package final func clamp(min low: Tensor?, max high: Tensor?) throws -> Tensor {
        guard low != nil || high != nil else { throw Raised.runtimeError("torch.clamp: At least one of 'min' or 'max' must not be None") }
        var out = array
        if let low {
            let (a, b) = try NDArray.promoted(out, low.array)
            out = try .binary(.maximum, a, b)
        }
        if let high {
            let (a, b) = try NDArray.promoted(out, high.array)
            out = try .binary(.minimum, a, b)
        }
        return record(out, "ClampBackward0", inputs: [self, low, high], saving: [self, low, high]) { n, g in
            let x = try n.saved(0), low = try n.savedOptional(1), high = try n.savedOptional(2)
            let zero = try Tensor(NDArray.scalar(.int(0), g.dtype))
            let above = try low.map { try x.ge($0) }, below = try high.map { try x.le($0) }
            let inside = try above.map { a in try below.map { try a.logicalAnd($0) } ?? a } ?? below
            guard let inside else { return Gradients(g) }
            var gradients: [Tensor?] = [try Tensor.where(inside, g, zero), nil, nil]
            if let low, n.needs(1) {
                let mine = try x.lt(low)
                gradients[1] = try Tensor.where(high.map { try mine.logicalAnd(low.lt($0)) } ?? mine, g, zero)
            }
            if let high, n.needs(2) {
                let mine = try x.gt(high)
                gradients[2] = try Tensor.where(low.map { try mine.logicalOr($0.gt(high)) } ?? mine, g, zero)
            }
            return Gradients(all: gradients)
        }
    }

    package final func isClose(_ other: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNaN: Bool = false) throws -> Tensor {
        guard dtype == other.dtype else {
            throw Raised.runtimeError("\(dtype.scalarName) did not match \(other.dtype.scalarName)")
        }
        guard rtol >= 0 else { throw Raised.runtimeError("rtol must be greater than or equal to zero, but got \(FloatText.repr(rtol))") }
        guard atol >= 0 else { throw Raised.runtimeError("atol must be greater than or equal to zero, but got \(FloatText.repr(atol))") }
        let same = try NDArray.compare(.eq, array, other.array)
        if !dtype.isFloatingPoint, rtol == 0, atol == 0 { return Tensor(same) }
        let a = try array.floating(), b = try other.array.floating()
        let allowed = try NDArray.binary(.add, .binary(.mul, .unary(.abs, b), .float(rtol)), .float(atol))
        let distance = try NDArray.unary(.abs, .binary(.sub, a, b))
        let near = try NDArray.compare(.logicalAnd, .predicate(.isfinite, distance), .compare(.le, distance, allowed))
        var result = try NDArray.compare(.logicalOr, same, near)
        if equalNaN {
            result = try .compare(.logicalOr, result, .compare(.logicalAnd, .predicate(.isnan, a), .predicate(.isnan, b)))
        }
        return Tensor(result)
    }
    package final func isEqual(to other: Tensor) throws -> Bool {
        guard shape == other.shape else { return false }
        let (a, b) = try NDArray.promoted(array, other.array)
        return try NDArray.compare(.eq, a, b).reduce(.all).item().bool
    }

    // MARK: Mixtures

    package final func lerp(_ end: Tensor, weight: Double) throws -> Tensor {
        guard dtype.isHalf, dtype == end.dtype else { return try lerp(end, Tensor(.scalar(.float(weight), dtype))) }
        // Halves are mixed in single precision.
        return try Tensor.composed("LerpBackward0", [self, end]) { inputs in
            guard let a = try inputs[0]?.cast(to: .float32), let b = try inputs[1]?.cast(to: .float32) else { return Tensor(try .zeros([])) }
            return try a.lerp(b, Tensor(.scalar(.float(weight), .float32)))
        }.cast(to: dtype).renamed("ToCopyBackward0", "LerpBackward0")
    }
    /// Where this tensor is overwritten, in its own buffer.
    private func combined(_ op: NDArray.TernaryOp, _ dtype: DType, _ a: Tensor, _ b: Tensor, _ value: Double = 1) throws -> NDArray {
        let x = try a.array.cast(to: dtype), y = try b.array.cast(to: dtype)
        guard self.dtype == dtype, try Dims.broadcast(Dims.broadcast(shape, x.shape), y.shape) == shape, let own = ownBuffer(besides: [a, b]) else {
            return try .ternary(op, array.cast(to: dtype), x, y, value: value)
        }
        try NDArray.ternary(op, own, x, y, value: value, into: own)
        return own
    }
    package final func lerp(_ end: Tensor, _ weight: Tensor) throws -> Tensor {
        guard dtype == end.dtype else {
            throw Raised.runtimeError("expected dtype \(dtype.cppName) for `end` but got dtype \(end.dtype.cppName)")
        }
        if !dtype.isFloatingPoint { throw TensorError.unsupported("lerp_kernel_tensor", dtype) }
        let w = try weight.rank == 0 ? weight.array.cast(to: dtype) : weight.array
        guard w.dtype == dtype else {
            throw Raised.runtimeError("expected dtype \(dtype.cppName) for `weight` but got dtype \(weight.dtype.cppName)")
        }
        return record(
            try combined(.lerp, dtype, end, weight), weight.tracks ? "LerpBackward1" : "LerpBackward0",
            inputs: [self, end, weight], saving: [Tensor(w), self, end]
        ) { n, g in
            let w = try n.saved(0)
            return Gradients(
                n.needs(0) ? try g * w.rsub(.int(1)) : nil, n.needs(1) ? try g * w : nil,
                n.needs(2) ? try g * (n.saved(2) - n.saved(1)) : nil)
        }
    }
    package final func addcmul(_ a: Tensor, _ b: Tensor, value: Double = 1) throws -> Tensor {
        let dtype = DType.result(of: [self, a, b].map { $0.rank == 0 ? .scalarTensor($0.dtype) : .tensor($0.dtype) })
        let out = try combined(.addcmul, dtype, a, b, value)
        return record(out, "AddcmulBackward0", inputs: [self, a, b], saving: [a, b]) { n, g in
            Gradients(
                g, n.needs(1) ? try g * (n.saved(1) * value) : nil, n.needs(2) ? try g * (n.saved(0) * value) : nil)
        }
    }
    package final func addcdiv(_ a: Tensor, _ b: Tensor, value: Double = 1) throws -> Tensor {
        let dtype = DType.result(of: [self, a, b].map { $0.rank == 0 ? .scalarTensor($0.dtype) : .tensor($0.dtype) })
        if !a.dtype.isFloatingPoint, !b.dtype.isFloatingPoint {
            throw Raised.runtimeError(
                "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 "
                    + "and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / "
                    + "tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future "
                    + "addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all dtypes.")
        }
        let out = try combined(.addcdiv, dtype, a, b, value)
        return record(out, "AddcdivBackward0", inputs: [self, a, b], saving: [a, b]) { n, g in
            let b = try n.saved(1)
            return Gradients(
                g, n.needs(1) ? try g * (b.reciprocal() * value) : nil,
                n.needs(2) ? try g.neg() * ((n.saved(0) * value) / (b * b)) : nil)
        }
    }

    /// Functions of two numbers with slopes of their own.
    package final func atan2(_ other: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(.atan2, a.floating(), b.floating()), "Atan2Backward0", self, other, saving: self, other) { n, g in
            let y = try n.saved(0), x = try n.saved(1)
            let scale = try g / (x * x + y * y)
            return Gradients(try scale * x, try scale * y.neg())
        }
    }
    package final func hypot(_ other: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(.hypot, a, b), "HypotBackward0", self, other, saving: self, other, result: true) { n, g in
            let r = try n.result()
            return Gradients(try g * (n.saved(0) / r), try g * (n.saved(1) / r))
        }
    }
    package final func copysign(_ other: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(.copysign, a.floating(), b.floating()), "CopysignBackward0", self, other, saving: self, result: true) { n, g in
            let x = try n.saved(0)
            let ratio = try n.result() / x
            return Gradients(try Tensor.where(x.eq(.int(0)), g.zerosLike(), g * ratio), try g.zerosLike())
        }
    }
    package final func xlogy(_ other: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(.xlogy, a.floating(), b.floating()), "XlogyBackward0", self, other, saving: self, other) { n, g in
            let x = try n.saved(0), y = try n.saved(1)
            let first = try Tensor.where(x.eq(.int(0)).logicalAnd(y.le(.int(0))), y.zerosLike(), y.log())
            return Gradients(try g * first, try g * x / y)
        }
    }
    package final func logaddexp(_ other: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(.logaddexp, a, b), "LogaddexpBackward0", self, other, saving: self, other) { n, g in
            let x = try n.saved(0), y = try n.saved(1)
            return Gradients(try g / ((y - x).exp() + 1), try g / ((x - y).exp() + 1))
        }
    }
    package final func logaddexp2(_ other: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return record(try .binary(.logaddexp2, a, b), "Logaddexp2Backward0", self, other, saving: self, other) { n, g in
            let x = try n.saved(0), y = try n.saved(1)
            return Gradients(try g / ((y - x).exp2() + 1), try g / ((x - y).exp2() + 1))
        }
    }
    /// A function of two numbers that is not differentiated.
    package final func plain(_ op: BinaryOp, _ other: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        return Tensor(try .binary(op, a, b))
    }
}

// MARK: - Catalog

enum ComparisonOps {
    private static func compare(_ name: String, _ op: CompareOp, _ summary: String, _ example: String) -> Op {
        Op(name, "input, other", summary, example, inPlace: true, out: true) { a in
            let result = try a.tensor(0).compared(op, a.operand(1))
            return result
        }
    }
    private static func logical(_ name: String, _ op: CompareOp, _ summary: String, _ example: String) -> Op {
        Op(name, "input, other", summary, example, inPlace: true, out: true) { a in try a.tensor(0).compared(op, .tensor(a.tensor(1))) }
    }
    private static func bits(_ name: String, _ op: BinaryOp, _ kernel: String, _ summary: String, _ example: String) -> Op {
        Op(name, "input, other", summary, example, inPlace: true, out: true) { a in
            if case .number(let left) = try a.operand(0) {
                return try Tensor(.scalar(left, left.isFloat ? .defaultFloat : a.tensor(1).dtype)).bitwise(op, a.operand(1), kernel)
            }
            return try a.tensor(0).bitwise(op, a.operand(1), kernel)
        }
    }
    private static func two(_ name: String, _ summary: String, _ example: String, _ body: @escaping (Tensor, Tensor) throws -> Tensor) -> Op {
        Op(name, "input, other", summary, example, inPlace: !["maximum", "minimum", "fmax", "fmin", "logaddexp", "logaddexp2"].contains(name), out: true) { a in
            try body(a.tensor(0), a.tensor(1))
        }
    }
    /// The second operand may be a number.
    private static func either(_ name: String, _ summary: String, _ example: String, _ kinds: Op.Kinds = .both, leftNumber: Bool = true, _ body: @escaping (Tensor, Tensor) throws -> Tensor) -> Op {
        Op(name, "input, other", summary, example, kinds, inPlace: true, out: true) { a in
            func made(_ index: Int, like other: Tensor?) throws -> Tensor {
                switch try a.operand(index) {
                case .tensor(let tensor): return tensor
                case .number(let number):
                    return Tensor(try .scalar(number, other.map { DType.result(of: $0.array, number) } ?? number.defaultDType))
                }
            }
            let left = a[0].asTensor, right = a[1].asTensor
            if left == nil, right == nil || !leftNumber { throw a.wrongType(0, "Tensor") }
            return try body(made(0, like: right), made(1, like: left))
        }
    }
    private static func ask(_ name: String, _ op: PredicateOp, _ summary: String, _ example: String) -> Op {
        Op(name, "input", summary, example) { try $0.tensor(0).asks(op) }
    }
    private static func clamp(_ name: String) -> Op {
        Op(name, "input, min=None, max=None", "Moves elements outside of the bounds to the nearer bound.", "\(name)(tensor([-1., 0.5, 2.]), 0, 1)", inPlace: true, out: true) { a in
            if a[1].asTensor != nil || a[2].asTensor != nil {
                return try a.tensor(0).clamp(min: a.optionalTensor(1), max: a.optionalTensor(2))
            }
            return try a.tensor(0).clamp(min: a.optionalScalar(1), max: a.optionalScalar(2))
        }
    }

    static var ops: [Op] {
        [
            compare("eq", .eq, "Whether elements are equal.", "eq(tensor([1, 2]), 2)"),
            compare("ne", .ne, "Whether elements differ.", "ne(tensor([1, 2]), 2)"),
            compare("not_equal", .ne, "Another name of `ne`.", "not_equal(tensor([1, 2]), 2)"),
            compare("lt", .lt, "Whether elements are less.", "lt(tensor([1, 2]), 2)"),
            compare("less", .lt, "Another name of `lt`.", "less(tensor([1, 2]), 2)"),
            compare("le", .le, "Whether elements are less or equal.", "le(tensor([1, 2]), 1)"),
            compare("less_equal", .le, "Another name of `le`.", "less_equal(tensor([1, 2]), 1)"),
            compare("gt", .gt, "Whether elements are greater.", "gt(tensor([1, 2]), 1)"),
            compare("greater", .gt, "Another name of `gt`.", "greater(tensor([1, 2]), 1)"),
            compare("ge", .ge, "Whether elements are greater or equal.", "ge(tensor([1, 2]), 2)"),
            compare("greater_equal", .ge, "Another name of `ge`.", "greater_equal(tensor([1, 2]), 2)"),
            logical("logical_and", .logicalAnd, "Whether both elements are true.", "logical_and(tensor([True, False]), tensor([True, True]))"),
            logical("logical_or", .logicalOr, "Whether one of two elements is true.", "logical_or(tensor([True, False]), tensor([False, False]))"),
            logical("logical_xor", .logicalXor, "Whether exactly one of two elements is true.", "logical_xor(tensor([True, False]), tensor([True, True]))"),
            Op("logical_not", "input", "Whether elements are false.", "logical_not(tensor([True, False]))", inPlace: true, out: true) { try $0.tensor(0).logicalNot() },
            bits("bitwise_and", .bitwiseAnd, "bitwise_and_cpu", "And of the bits.", "bitwise_and(tensor([5]), 3)"),
            bits("bitwise_or", .bitwiseOr, "bitwise_or_cpu", "Or of the bits.", "bitwise_or(tensor([5]), 3)"),
            bits("bitwise_xor", .bitwiseXor, "bitwise_xor_cpu", "Exclusive or of the bits.", "bitwise_xor(tensor([5]), 3)"),
            bits("bitwise_left_shift", .shiftLeft, "lshift_cpu", "Bits moved left.", "bitwise_left_shift(tensor([1]), 3)"),
            bits("bitwise_right_shift", .shiftRight, "rshift_cpu", "Bits moved right.", "bitwise_right_shift(tensor([8]), 1)"),
            Op("bitwise_not", "input", "All bits turned over.", "bitwise_not(tensor([0, 1]))", inPlace: true, out: true) { try $0.tensor(0).bitwiseNot() },
            ask("isnan", .isnan, "Whether elements are NaN.", "isnan(tensor([1., float('nan')]))"),
            ask("isinf", .isinf, "Whether elements are infinite.", "isinf(tensor([1., float('inf')]))"),
            ask("isfinite", .isfinite, "Whether elements are finite.", "isfinite(tensor([1., float('inf')]))"),
            ask("isposinf", .isposinf, "Whether elements are plus infinity.", "isposinf(tensor([1., float('inf')]))"),
            ask("isneginf", .isneginf, "Whether elements are minus infinity.", "isneginf(tensor([1., float('-inf')]))"),
            ask("signbit", .signbit, "Whether elements have a minus sign.", "signbit(tensor([1., -0.]))"),
            Op("isreal", "input", "True everywhere: nbs has no complex numbers.", "isreal(tensor([1.]))") { a in
                Tensor(try .full(a.tensor(0).shape, .bool(true), .bool))
            },
            Op("isclose", "input, other, rtol=1e-05, atol=1e-08, equal_nan=False", "Whether elements are nearly equal.", "isclose(tensor([1.]), tensor([1.000001]))") { a in
                try a.tensor(0).isClose(a.tensor(1), rtol: a.double(2), atol: a.double(3), equalNaN: a.bool(4))
            },
            .any("allclose", "input, other, rtol=1e-05, atol=1e-08, equal_nan=False", "Whether all elements are nearly equal.", "allclose(tensor([1.]), tensor([1.000001]))") { a in
                .bool(try a.tensor(0).isClose(a.tensor(1), rtol: a.double(2), atol: a.double(3), equalNaN: a.bool(4)).array.reduce(.all).item().bool)
            },
            .any("equal", "input, other", "Whether two tensors have the same shape and elements.", "equal(tensor([1, 2]), tensor([1, 2]))") { a in
                .bool(try a.tensor(0).isEqual(to: a.tensor(1)))
            },
            .any("where", "condition, input=None, other=None", "Elements of `input` where the condition holds, of `other` elsewhere; alone: the places where it holds.", "where(tensor([True, False]), tensor([1., 2.]), tensor([3, 4]))", .function, out: true) { a in
                let condition = try a.tensor(0)
                if a.isNone(1), a.isNone(2) { return .tuple(try (condition.rank == 0 ? condition.unsqueeze(0) : condition).nonzero().unbind(1).map { .tensor($0) }) }
                func side(_ index: Int, _ other: Int) throws -> Tensor {
                    if let tensor = a[index].asTensor { return tensor }
                    let number = try a.scalar(index)
                    return Tensor(try .scalar(number, a[other].asTensor.map { DType.result(of: $0.array, number) } ?? number.defaultDType))
                }
                return .tensor(try Tensor.where(condition, side(1, 2), side(2, 1)))
            },
            Op("where", "input, condition, other", "As `torch.where`, with the tensor to choose from first.", "tensor([1, 2]).where(tensor([True, False]), 0)", .method) { a in
                let x = try a.tensor(0)
                if let other = a[2].asTensor { return try Tensor.where(a.tensor(1), x, other) }
                return try Tensor.where(a.tensor(1), x, Tensor(.scalar(a.scalar(2), DType.result(of: x.array, a.scalar(2)))))
            },
            two("maximum", "The larger of two elements.", "maximum(tensor([1., 5.]), tensor([3., 2.]))") { try $0.maximum($1) },
            two("minimum", "The smaller of two elements.", "minimum(tensor([1., 5.]), tensor([3., 2.]))") { try $0.minimum($1) },
            two("fmax", "The larger of two elements, a number before NaN.", "fmax(tensor([1., float('nan')]), tensor([3., 2.]))") { try $0.fmax($1) },
            two("fmin", "The smaller of two elements, a number before NaN.", "fmin(tensor([1., float('nan')]), tensor([3., 2.]))") { try $0.fmin($1) },
            clamp("clamp"), clamp("clip"),
            Op("clamp_min", "input, min", "Moves elements up to a bound.", "clamp_min(tensor([-1., 2.]), 0)", inPlace: true, out: true) { a in
                if let bound = a[1].asTensor { return try a.tensor(0).clamp(min: bound, max: nil).renamed("ClampBackward0", "ClampMinBackward1") }
                return try a.tensor(0).clamp(min: a.scalar(1), max: nil as Scalar?).renamed("ClampBackward1", "ClampMinBackward0")
            },
            Op("clamp_max", "input, max", "Moves elements down to a bound.", "clamp_max(tensor([-1., 2.]), 0)", inPlace: true, out: true) { a in
                if let bound = a[1].asTensor { return try a.tensor(0).clamp(min: nil, max: bound).renamed("ClampBackward0", "ClampMaxBackward1") }
                return try a.tensor(0).clamp(min: nil as Scalar?, max: a.scalar(1)).renamed("ClampBackward1", "ClampMaxBackward0")
            },
            Op("lerp", "input, end, weight", "Between `input` (weight 0) and `end` (weight 1).", "lerp(tensor([0., 10.]), tensor([10., 20.]), 0.5)", inPlace: true, out: true) { a in
                if let weight = a[2].asTensor { return try a.tensor(0).lerp(a.tensor(1), weight) }
                if let end = a[1].asTensor, case let x = try a.tensor(0), x.dtype != end.dtype {
                    throw Raised.runtimeError("expected dtype \(x.dtype.cppName) for `end` but got dtype \(end.dtype.cppName)")
                }
                if try !a.tensor(0).dtype.isFloatingPoint { throw TensorError.unsupported("lerp_kernel_scalar", try a.tensor(0).dtype) }
                return try a.tensor(0).lerp(a.tensor(1), weight: a.scalar(2).double)
            },
            Op("addcmul", "input, tensor1, tensor2, *, value=1", "input + value * tensor1 * tensor2.", "addcmul(zeros(2), tensor([1., 2.]), tensor([3., 4.]))", inPlace: true, out: true) { a in
                try a.tensor(0).addcmul(a.tensor(1), a.tensor(2), value: a.scalar(3).double)
            },
            Op("addcdiv", "input, tensor1, tensor2, *, value=1", "input + value * tensor1 / tensor2.", "addcdiv(zeros(2), tensor([1., 2.]), tensor([2., 4.]))", inPlace: true, out: true) { a in
                try a.tensor(0).addcdiv(a.tensor(1), a.tensor(2), value: a.scalar(3).double)
            },
            two("atan2", "The angle of the point (other, input).", "atan2(tensor([1.]), tensor([1.]))") { try $0.atan2($1) },
            two("arctan2", "Another name of `atan2`.", "arctan2(tensor([1.]), tensor([1.]))") { try $0.atan2($1) },
            two("hypot", "The length of the longest side of a right triangle.", "hypot(tensor([3.]), tensor([4.]))") { try $0.hypot($1) },
            two("nextafter", "The next number towards `other`.", "nextafter(tensor([1.]), tensor([2.]))") { x, y in
                let (a, b) = try NDArray.promoted(x.array, y.array)
                return record(try .binary(.nextafter, a, b), "NextafterBackward0", x, y, saving: x, y) { n, g in
                    Gradients(try g * n.saved(0).ne(n.saved(1)).cast(to: g.dtype), try g.zerosLike())
                }
            },
            Op("heaviside", "input, values", "0 below zero, 1 above, `values` at zero.", "heaviside(tensor([-1., 0., 2.]), tensor([0.5]))", inPlace: true, out: true) { a in
                let x = try a.tensor(0), values = try a.tensor(1)
                guard x.dtype == values.dtype else { throw Raised.runtimeError("heaviside is not yet implemented for tensors with different dtypes.") }
                return try x.plain(.heaviside, values)
            },
            two("gcd", "The greatest common divisor.", "gcd(tensor([12]), tensor([18]))") { try $0.plain(.gcd, $1) },
            two("lcm", "The least common multiple.", "lcm(tensor([4]), tensor([6]))") { try $0.plain(.lcm, $1) },
            two("logaddexp", "log(exp(a) + exp(b)) without overflow.", "logaddexp(tensor([0.]), tensor([0.]))") { try $0.logaddexp($1) },
            two("logaddexp2", "log2(2**a + 2**b) without overflow.", "logaddexp2(tensor([0.]), tensor([0.]))") { try $0.logaddexp2($1) },
            Op("copysign", "input, other", "The size of one element with the sign of the other.", "copysign(tensor([1., 2.]), tensor([-1., 1.]))", inPlace: true, out: true) { a in
                let x = try a.tensor(0)
                switch try a.operand(1) {
                case .tensor(let sign): return try x.copysign(sign)
                case .number(let sign): return try x.copysign(Tensor(.scalar(sign, DType.result(of: x.array, sign)))).renamed("CopysignBackward0", "CopysignBackward1")
                }
            },
            either("xlogy", "x * log(y), 0 where x is 0.", "xlogy(tensor([0., 2.]), tensor([0., 3.]))", [.both, .special]) { try $0.xlogy($1) },
        ]
    }
}
