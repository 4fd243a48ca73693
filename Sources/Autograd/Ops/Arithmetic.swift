import ObjectModel
import TensorCore

// Sums, products and what operators mean. Gradients come back in the result's shape; the walk sums them over what
// broadcasting stretched.

extension NDArray {
    /// `op` in the dtype that both have together. Operands of one dtype are read where they stand: arrays are large
    /// values, and copying them costs more than adding two numbers.
    @inline(__always)
    static func arithmetic(_ op: BinaryOp, _ a: NDArray, _ b: NDArray) throws -> NDArray {
        a.dtype == b.dtype ? try binary(op, a, b) : try promotedArithmetic(op, a, b)
    }
    @inline(never)
    private static func promotedArithmetic(_ op: BinaryOp, _ a: NDArray, _ b: NDArray) throws -> NDArray {
        let (x, y) = try promoted(a, b)
        return try binary(op, x, y)
    }
    /// The same with a number on the right.
    @inline(__always)
    static func arithmetic(_ op: BinaryOp, _ a: NDArray, _ b: Scalar) throws -> NDArray {
        a.dtype.isFloatingPoint ? try binary(op, a, b) : try binary(op, a.promoted(with: b), b)
    }

    /// Both in the dtype they have together.
    @inline(__always)
    static func promoted(_ a: NDArray, _ b: NDArray) throws -> (NDArray, NDArray) {
        if a.dtype == b.dtype { return (a, b) }
        let dtype = DType.result(of: a, b)
        return (try a.cast(to: dtype), try b.cast(to: dtype))
    }
    /// In the dtype it has together with a number.
    @inline(__always)
    func promoted(with scalar: Scalar) throws -> NDArray {
        let dtype = DType.result(of: self, scalar)
        return dtype == self.dtype ? self : try cast(to: dtype)
    }
    /// Integers and bools as floats.
    @inline(__always) func floating() throws -> NDArray { dtype.isFloatingPoint ? self : try cast(to: DType.defaultFloat) }
}

extension Tensor {
    // MARK: Sums

    @inline(__always)
    package final func add(_ other: Tensor, alpha: Scalar = .int(1)) throws -> Tensor {
        if case .int(1) = alpha { return record(try .arithmetic(.add, array, other.array), "AddBackward0", self, other) { _, g in Gradients(g, g) } }
        return try add(scaled: other, alpha)
    }
    package final func add(_ other: Scalar, alpha: Scalar = .int(1)) throws -> Tensor {
        let number = try other.times(alpha, for: array)
        return record(try .arithmetic(.add, array, number), "AddBackward0", self) { _, g in Gradients(g) }.besideNumber
    }
    /// self + alpha * other
    private func add(scaled other: Tensor, _ alpha: Scalar) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, other.array)
        try alpha.checkAlpha(a.dtype)
        let factor = alpha.double
        let out = try a.dtype.isHalf ? a.halfSum(b, alpha) : NDArray.binary(.add, a, .binary(.mul, b, alpha))
        return record(out, "AddBackward0", self, other) { n, g in Gradients(g, n.needs(1) ? try g * factor : nil) }
    }

    package final func sub(_ other: Tensor, alpha: Scalar = .int(1)) throws -> Tensor {
        if dtype == .bool || other.dtype == .bool { try checkNoBools(other) }
        guard case .int(1) = alpha else {
            let (a, b) = try NDArray.promoted(array, other.array)
            try alpha.checkAlpha(a.dtype)
            let factor = -alpha.double
            return record(a.dtype.isHalf ? try a.halfSum(b, .float(-alpha.double)) : try .binary(.sub, a, .binary(.mul, b, alpha)), "SubBackward0", self, other) { n, g in
                Gradients(g, n.needs(1) ? try g * factor : nil)
            }
        }
        return record(try .arithmetic(.sub, array, other.array), "SubBackward0", self, other) { n, g in Gradients(g, n.needs(1) ? try g.neg() : nil) }
    }
    package final func sub(_ other: Scalar, alpha: Scalar = .int(1)) throws -> Tensor {
        if dtype == .bool { try checkNoBools(besideNumber: other) }
        let number = try other.times(alpha, for: array)
        return record(try .arithmetic(.sub, array, number), "SubBackward0", self) { _, g in Gradients(g) }.besideNumber
    }
    /// other - self
    package final func rsub(_ other: Scalar) throws -> Tensor {
        if dtype == .bool { try checkNoBools(besideNumber: other) }
        return record(try .binary(.sub, other, array.promoted(with: other)), "RsubBackward1", self) { _, g in Gradients(try g.neg()) }
    }
    private func checkNoBools(_ other: Tensor) throws {
        if dtype == .bool || other.dtype == .bool { throw Tensor.boolSubtraction(ofTwo: dtype == other.dtype) }
    }
    private func checkNoBools(besideNumber other: Scalar) throws { throw Tensor.boolSubtraction(ofTwo: other.isBool) }
    static func boolSubtraction(ofTwo: Bool) -> Raised {
        .runtimeError(
            ofTwo ? "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
                : "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
    }

    package final func neg() throws -> Tensor {
        if dtype == .bool {
            throw Raised.runtimeError(
                "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
                    + "`logical_not()` operator instead.")
        }
        return record(try .unary(.neg, array), "NegBackward0", self) { _, g in Gradients(try g.neg()) }
    }

    // MARK: Products

    @inline(__always)
    package final func mul(_ other: Tensor) throws -> Tensor {
        return record(
            try .arithmetic(.mul, array, other.array), "MulBackward0", self, other, saving: other.tracks ? self : nil, self.tracks ? other : nil
        ) { n, g in
            Gradients(n.needs(0) ? try g.mul(n.saved(1)) : nil, n.needs(1) ? try g.mul(n.saved(0)) : nil)
        }
    }
    package final func mul(_ other: Scalar) throws -> Tensor {
        let out = try NDArray.arithmetic(.mul, array, other)
        guard tracks else { return Tensor(out) }
        return record(out, "MulBackward0", self) { n, g in
            try n.checkAlive()
            return Gradients(try g.mul(other))
        }.besideNumber
    }
    /// PyTorch's node has a second input, the number, which leads nowhere.
    @inline(__always) private final var besideNumber: Tensor {
        node?.edgeCount = 2
        return self
    }

    package final func div(_ other: Tensor) throws -> Tensor {
        let out: NDArray
        if dtype == other.dtype, dtype.isFloatingPoint {
            out = try .binary(.div, array, other.array)
        } else {
            let (a, b) = try NDArray.promoted(array, other.array)
            out = try .binary(.div, a.floating(), b.floating())
        }
        return record(out, "DivBackward0", self, other, saving: other, other.tracks ? self : nil) { n, g in
            let divisor = try n.saved(0)
            return Gradients(
                n.needs(0) ? try g.div(divisor) : nil,
                n.needs(1) ? try g.neg().mul(n.saved(1).div(divisor).div(divisor)) : nil)
        }
    }
    package final func div(_ other: Scalar) throws -> Tensor {
        let out = dtype.isFloatingPoint ? try NDArray.binary(.div, array, other) : try .binary(.div, array.promoted(with: other).floating(), other)
        guard tracks else { return Tensor(out) }
        return record(out, "DivBackward0", self) { n, g in
            try n.checkAlive()
            return Gradients(try g.div(other))
        }.besideNumber
    }
    /// Rounded towards zero (`trunc`) or down (`floor`): the gradient is zero.
    package final func div(_ other: Operand, rounding: String?) throws -> Tensor {
        guard let rounding else { return try div(other) }
        guard rounding == "trunc" || rounding == "floor" else {
            throw Raised.runtimeError("div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '\(rounding)'")
        }
        let op: BinaryOp = rounding == "trunc" ? .truncDivide : .floorDivide
        return try withoutSlope(other, op, "DivBackward2")
    }
    package final func div(_ other: Operand) throws -> Tensor {
        switch other {
        case .tensor(let tensor): try div(tensor)
        case .number(let number): try div(number)
        }
    }
    /// Python's `//`.
    package final func floorDivide(_ other: Operand) throws -> Tensor { try withoutSlope(other, .floorDivide, "torch::autograd::NotImplemented") }

    private func withoutSlope(_ other: Operand, _ op: BinaryOp, _ name: String) throws -> Tensor {
        let rule: Node.Rule = { n, g in
            if n.name == "torch::autograd::NotImplemented" {
                throw Raised.runtimeError("derivative for floor_divide is not implemented")
            }
            let zero = try g.zerosLike()
            return Gradients(zero, zero)
        }
        switch other {
        case .tensor(let tensor):
            let (a, b) = try NDArray.promoted(array, tensor.array)
            return record(try .binary(op, a, b), name, self, tensor, rule: rule)
        case .number(let number):
            return record(try .binary(op, array.promoted(with: number), number), name, self, rule: rule)
        }
    }

    package final func reciprocal() throws -> Tensor {
        record(try .unary(.reciprocal, array.floating()), "ReciprocalBackward0", self, result: true) { n, g in
            let r = try n.result()
            return Gradients(try g.neg().mul(r.mul(r)))
        }
    }

    // MARK: Remainders

    package final func remainder(_ other: Operand) throws -> Tensor { try moduloLike(other, .remainder, .floorDivide, "RemainderBackward0") }
    package final func fmod(_ other: Operand) throws -> Tensor { try moduloLike(other, .fmod, .truncDivide, "FmodBackward0") }

    private func moduloLike(_ other: Operand, _ op: BinaryOp, _ quotient: BinaryOp, _ name: String) throws -> Tensor {
        switch other {
        case .tensor(let tensor):
            let (a, b) = try NDArray.promoted(array, tensor.array)
            let name = name.replacingBackward + "Backward1"
            return record(try .binary(op, a, b), name, self, tensor, saving: tensor.tracks ? self : nil, tensor.tracks ? tensor : nil) { n, g in
                guard n.needs(1) else { return Gradients(g) }
                let (x, y) = try NDArray.promoted(n.saved(0).array, n.saved(1).array)
                return Gradients(n.needs(0) ? g : nil, try g.neg().mul(Tensor(.binary(quotient, x, y))))
            }
        case .number(let number):
            return record(try .binary(op, array.promoted(with: number), number), name, self) { _, g in Gradients(g) }
        }
    }

    // MARK: Powers

    package final func pow(_ exponent: Scalar) throws -> Tensor {
        if case .int(let value) = exponent, value < 0, !dtype.isFloatingPoint {
            throw Raised.runtimeError("Integers to negative integer powers are not allowed.")
        }
        let a = try array.promoted(with: exponent)
        let out: NDArray
        switch exponent {
        case .int(2), .float(2): out = try .binary(.mul, a, a)
        case .float(0.5): out = try .unary(.sqrt, a)
        default: out = try .binary(.pow, a, exponent)
        }
        guard tracks else { return Tensor(out) }
        let power = exponent.double
        return record(out, "PowBackward0", self, saving: self) { n, g in
            let x = try n.saved(0)
            if power == 0 { return Gradients(try g.zerosLike()) }
            if power == 1 { return Gradients(g) }
            if power == 2 { return Gradients(try g.mul(x.mul(.float(2)))) }
            return Gradients(try g.mul(x.pow(exponent.minusOne).mul(.float(power))))
        }
    }
    package final func pow(_ exponent: Tensor) throws -> Tensor {
        let (a, b) = try NDArray.promoted(array, exponent.array)
        return record(
            try .binary(.pow, a, b), "PowBackward1", self, exponent, saving: self, exponent, result: exponent.tracks
        ) { n, g in
            let x = try n.saved(0), y = try n.saved(1)
            var first: Tensor?, second: Tensor?
            if n.needs(0) {
                let slope = try y.mul(x.pow(y.sub(.int(1))))
                first = try g.mul(Tensor.where(y.eq(.int(0)), slope.zerosLike(), slope))
            }
            if n.needs(1) {
                let slope = try n.result().mul(x.log())
                // 0 ** y does not change for y > 0.
                let isFlat = try x.eq(.int(0)).logicalAnd(y.ge(.int(0)))
                second = try g.mul(Tensor.where(isFlat, slope.zerosLike(), slope))
            }
            return Gradients(first, second)
        }
    }
    /// base ** self
    package final func rpow(_ base: Scalar) throws -> Tensor {
        let b = try array.promoted(with: base)
        let out = try NDArray.binary(.pow, base, b)
        guard tracks else { return Tensor(out) }
        return record(out, "PowBackward2", self, saving: self, result: true) { n, g in
            let value = base.double
            if value == 0 {
                let y = try n.saved(0)
                return Gradients(try g.mul(Tensor.where(y.ge(.int(0)), g.zerosLike(), n.result().mul(.float(-.infinity)))))
            }
            return Gradients(try g.mul(n.result()).mul(.float(logarithm(value))))
        }
    }

    // MARK: In place

    /// `add_`, `sub_`: straight into the buffer when nothing is recorded.
    package final func addInPlace(_ other: Operand, alpha: Scalar = .int(1), subtract: Bool = false) throws {
        if case .tensor(let tensor) = other, !tracks, !tensor.tracks, tensor.dtype == dtype, dtype.isFloatingPoint,
            tensor.shape == shape || tensor.shape.isExpandable(to: shape), tensor.array.storage !== array.storage
        {
            try checkWritable(recording: false)
            try array.addInPlace(tensor.array, alpha: subtract ? -alpha.double : alpha.double)
            wrote()
            return
        }
        try overwrite(subtract ? "sub_" : "add_") { old in
            switch other {
            case .tensor(let tensor): subtract ? try old.sub(tensor, alpha: alpha) : try old.add(tensor, alpha: alpha)
            case .number(let number): subtract ? try old.sub(number, alpha: alpha) : try old.add(number, alpha: alpha)
            }
        }
    }
    package final func mulInPlace(_ other: Operand) throws {
        if case .number(let number) = other, !tracks, dtype.isFloatingPoint {
            try checkWritable(recording: false)
            try NDArray.binary(.mul, array, number, into: array)
            wrote()
            return
        }
        try overwrite("mul_") { old in
            switch other {
            case .tensor(let tensor): try old.mul(tensor)
            case .number(let number): try old.mul(number)
            }
        }
    }
}

extension Dims {
    func isExpandable(to target: Dims) -> Bool { target.isExpansion(of: self) }
}

extension Scalar {
    /// `alpha` times this number, which meets `array`.
    func times(_ alpha: Scalar, for array: NDArray) throws -> Scalar {
        if case .int(1) = alpha { return self }
        try alpha.checkAlpha(DType.result(of: array, self))
        switch (self, alpha) {
        case (.bool(let a), .bool(let b)): return .bool(a && b)
        case (.float, _), (_, .float): return .float(double * alpha.double)
        default: return .int(int &* alpha.int)
        }
    }
    /// As an element of a tensor: a fraction is cut off among integers.
    func cast(to dtype: DType) -> Scalar {
        if dtype.isFloatingPoint { return .float(double) }
        return dtype == .bool ? .bool(bool) : .int(int)
    }
    var minusOne: Scalar { if case .int(let value) = self { .int(value &- 1) } else { .float(double - 1) } }
    func checkAlpha(_ dtype: DType) throws {
        if isFloat, !dtype.isFloatingPoint {
            throw Raised.runtimeError("For integral input tensors, argument alpha must not be a floating point number.")
        }
        if isBool, dtype != .bool { throw Raised.runtimeError("Boolean alpha only supported for Boolean results.") }
    }
}

// MARK: - Swift operators, for the formulas of derivatives and layers

extension Tensor {
    package static func + (a: Tensor, b: Tensor) throws -> Tensor { try a.add(b) }
    package static func - (a: Tensor, b: Tensor) throws -> Tensor { try a.sub(b) }
    package static func * (a: Tensor, b: Tensor) throws -> Tensor { try a.mul(b) }
    package static func / (a: Tensor, b: Tensor) throws -> Tensor { try a.div(b) }
    package static func + (a: Tensor, b: Double) throws -> Tensor { try a.add(.float(b)) }
    package static func - (a: Tensor, b: Double) throws -> Tensor { try a.sub(.float(b)) }
    package static func * (a: Tensor, b: Double) throws -> Tensor { try a.mul(.float(b)) }
    package static func / (a: Tensor, b: Double) throws -> Tensor { try a.div(.float(b)) }
    package static prefix func - (a: Tensor) throws -> Tensor { try a.neg() }
}

// MARK: - Catalog

enum Arithmetic {
    private static func choose(_ a: OpArguments, _ tensor: (Tensor, Tensor) throws -> Tensor, _ number: (Tensor, Scalar) throws -> Tensor) throws -> Tensor {
        // A number on the left is a 0-d tensor; only functions can have one.
        let left = try a.operand(0)
        switch (left, try a.operand(1)) {
        case (.tensor(let x), .tensor(let y)): return try tensor(x, y)
        case (.tensor(let x), .number(let y)): return try number(x, y)
        case (.number, _): throw a.wrongType(0, "Tensor")
        }
    }

    static var ops: [Op] {
        [
            Op("add", "input, other, *, alpha=1", "Adds `alpha` times `other` to each element.", "add(tensor([1., 2.]), 10)", inPlace: true, out: true) { a in
                let alpha = try a.scalar(2)
                return try choose(a, { try $0.add($1, alpha: alpha) }, { try $0.add($1, alpha: alpha) })
            },
            Op("sub", "input, other, *, alpha=1", "Subtracts `alpha` times `other` from each element.", "sub(tensor([1., 2.]), 1)", inPlace: true, out: true) { a in
                let alpha = try a.scalar(2)
                return try choose(a, { try $0.sub($1, alpha: alpha) }, { try $0.sub($1, alpha: alpha) })
            },
            Op("subtract", "input, other, *, alpha=1", "Another name of `sub`.", "subtract(tensor([1., 2.]), 1)", inPlace: true, out: true) { a in
                let alpha = try a.scalar(2)
                return try choose(a, { try $0.sub($1, alpha: alpha) }, { try $0.sub($1, alpha: alpha) })
            },
            Op("rsub", "input, other, *, alpha=1", "`other` minus `alpha` times each element.", "rsub(tensor([1., 2.]), 1)", .function) { a in
                let alpha = try a.scalar(2)
                if let number = a[1].asScalar, try a.tensor(0).dtype == .bool { throw Tensor.boolSubtraction(ofTwo: number.isBool) }
                return try choose(a, { try $1.sub($0, alpha: alpha) }, { try $0.mul(alpha).rsub($1) }).renamed("SubBackward0", "RsubBackward0")
            },
            Op("mul", "input, other", "Multiplies element by element.", "mul(tensor([1., 2.]), tensor([3., 4.]))", inPlace: true, out: true) { a in
                try choose(a, { try $0.mul($1) }, { try $0.mul($1) })
            },
            Op("multiply", "input, other", "Another name of `mul`.", "multiply(tensor([1., 2.]), 3)", inPlace: true, out: true) { a in
                try choose(a, { try $0.mul($1) }, { try $0.mul($1) })
            },
            Op("div", "input, other, *, rounding_mode=None", "Divides element by element; `rounding_mode` is None, 'trunc' or 'floor'.", "div(tensor([7., -7.]), 2, rounding_mode='floor')", inPlace: true, out: true) { a in
                try a.tensor(0).div(a.operand(1), rounding: a.optionalString(2)).renamed("DivBackward0", a.isGiven(2) ? "DivBackward2" : "DivBackward0")
            },
            Op("divide", "input, other, *, rounding_mode=None", "Another name of `div`.", "divide(tensor([1., 2.]), 2)", inPlace: true, out: true) { a in
                try a.tensor(0).div(a.operand(1), rounding: a.optionalString(2)).renamed("DivBackward0", a.isGiven(2) ? "DivBackward2" : "DivBackward0")
            },
            Op("true_divide", "input, other", "Division whose result is always of floats.", "true_divide(tensor([1, 2]), 2)", inPlace: true, out: true) { a in
                try a.tensor(0).div(a.operand(1))
            },
            Op("floor_divide", "input, other", "Division rounded down, as Python's `//`.", "floor_divide(tensor([7, -7]), 2)", inPlace: true, out: true) { a in
                try a.tensor(0).floorDivide(a.operand(1))
            },
            Op("remainder", "input, other", "The remainder with the divisor's sign, as Python's `%`.", "remainder(tensor([-3., 3.]), 2)", inPlace: true, out: true) { a in
                if case .number(let base) = try a.operand(0) { return try Tensor(.scalar(base, base.defaultDType)).remainder(.tensor(a.tensor(1))) }
                return try a.tensor(0).remainder(a.operand(1))
            },
            Op("fmod", "input, other", "The remainder with the dividend's sign.", "fmod(tensor([-3., 3.]), 2)", inPlace: true, out: true) { a in
                try a.tensor(0).fmod(a.operand(1))
            },
            Op("pow", "input, exponent", "Each element to the power of `exponent`.", "pow(tensor([1., 2., 3.]), 2)", inPlace: true, out: true) { a in
                switch (try a.operand(0), try a.operand(1)) {
                case (.tensor(let x), .tensor(let y)): return try x.pow(y)
                case (.tensor(let x), .number(let y)): return try x.pow(y)
                case (.number(let x), .tensor(let y)): return try y.rpow(x)
                default: throw a.wrongType(0, "Tensor")
                }
            },
            Op("float_power", "input, exponent", "A power computed in double precision.", "float_power(tensor([1, 2]), 2)", inPlace: true, out: true) { a in
                let x = try a.operand(0), y = try a.operand(1)
                switch (x, y) {
                case (.tensor(let x), .tensor(let y)): return try x.cast(to: .float64).pow(y.cast(to: .float64))
                case (.tensor(let x), .number(let y)): return try x.cast(to: .float64).pow(.float(y.double))
                case (.number(let x), .tensor(let y)): return try y.cast(to: .float64).rpow(.float(x.double))
                default: throw a.wrongType(0, "Tensor")
                }
            },
            Op("neg", "input", "Each element with the other sign.", "neg(tensor([1., -2.]))", inPlace: true, out: true) { try $0.tensor(0).neg() },
            Op("negative", "input", "Another name of `neg`.", "negative(tensor([1., -2.]))", inPlace: true, out: true) { try $0.tensor(0).neg() },
            Op("positive", "input", "The tensor itself.", "positive(tensor([1., -2.]))") { a in
                let x = try a.tensor(0)
                if x.dtype == .bool { throw Raised.runtimeError("The `+` operator, on a bool tensor is not supported.") }
                return x
            },
            Op("reciprocal", "input", "1 divided by each element.", "reciprocal(tensor([2., 4.]))", inPlace: true, out: true) { try $0.tensor(0).reciprocal() },
            Op("square", "input", "Each element times itself.", "square(tensor([1., 2., 3.]))", inPlace: true, out: true) { try $0.tensor(0).pow(.int(2)) },
        ]
    }
}
