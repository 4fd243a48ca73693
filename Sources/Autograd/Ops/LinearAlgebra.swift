import ObjectModel
import TensorCore

// Products of matrices and vectors, by way of BLAS.

extension NDArray {
    /// Whether columns lie one after the other, as in the transpose of a weight.
    fileprivate var isUpright: Bool { rank == 2 && strides[0] == 1 && strides[1] == shape[0] }
}

extension Tensor {
    package final func mm(_ other: Tensor) throws -> Tensor {
        let standsUpright = other.array.isUpright
        return record(try .mm(array, other.array), "MmBackward0", self, other, saving: other.tracks ? self : nil, self.tracks ? other : nil) { n, g in
            Gradients(
                n.needs(0) ? try g.times(transposed: n.saved(1)) : nil,
                n.needs(1) ? try g.timesFromLeft(transposed: n.saved(0), upright: standsUpright) : nil)
        }
    }
    /// self @ other.T
    private func times(transposed other: Tensor) throws -> Tensor {
        GradMode.isEnabled ? try mm(other.t()) : Tensor(try .mm(array, other.array.transpose(0, 1)))
    }
    /// other.T @ self; with its columns one after the other, as a weight's transpose has them, when that is asked for.
    private func timesFromLeft(transposed other: Tensor, upright: Bool) throws -> Tensor {
        if GradMode.isEnabled { return try other.t().mm(self) }
        if upright { return Tensor(try NDArray.mm(array.transpose(0, 1), other.array).transpose(0, 1)) }
        return Tensor(try .mm(other.array.transpose(0, 1), array))
    }
    package final func mv(_ vector: Tensor) throws -> Tensor {
        if rank == 2, vector.rank == 1 { try vector.checkVector(self, vector) }
        return record(try .mv(array, vector.array), "MvBackward0", self, vector, saving: vector.tracks ? self : nil, self.tracks ? vector : nil) { n, g in
            Gradients(n.needs(0) ? try g.outer(n.saved(1)) : nil, n.needs(1) ? try n.saved(0).t().mv(g) : nil)
        }
    }
    package final func dot(_ other: Tensor) throws -> Tensor {
        record(try .dot(array, other.array), "DotBackward0", self, other, saving: other.tracks ? self : nil, self.tracks ? other : nil) { n, g in
            Gradients(n.needs(0) ? try g * n.saved(1) : nil, n.needs(1) ? try g * n.saved(0) : nil)
        }
    }
    package final func bmm(_ other: Tensor) throws -> Tensor {
        if rank == 3, other.rank == 3, dtype != other.dtype {
            if dtype == .bool { throw TensorError.unsupported("bmm", dtype) }
            throw Raised.runtimeError("expected scalar type \(dtype.scalarName) but found \(other.dtype.scalarName)")
        }
        return record(try .bmm(array, other.array), "BmmBackward0", self, other, saving: other.tracks ? self : nil, self.tracks ? other : nil) { n, g in
            Gradients(n.needs(0) ? try g.bmm(n.saved(1).transpose(1, 2)) : nil, n.needs(1) ? try n.saved(0).transpose(1, 2).bmm(g) : nil)
        }
    }
    package final func outer(_ other: Tensor, _ name: String = "outer", _ first: String = "self") throws -> Tensor {
        guard rank == 1 else { throw Raised.runtimeError("\(name): Expected 1-D argument \(first), but got \(rank)-D") }
        guard other.rank == 1 else { throw Raised.runtimeError("\(name): Expected 1-D argument vec2, but got \(other.rank)-D") }
        return try view([count, 1]).mul(other)
    }

    /// beta * self + alpha * (a @ b)
    package final func addmm(_ a: Tensor, _ b: Tensor, alpha: Double = 1, beta: Double = 1) throws -> Tensor {
        try checkProduct(a, b)
        let out = try NDArray.addmm(array, a.array, b.array, alpha: alpha, beta: beta)
        let standsUpright = b.array.isUpright
        return record(out, "AddmmBackward0", self, a, b, saving: b.tracks ? a : nil, a.tracks ? b : nil) { n, g in
            func scaled(_ tensor: Tensor, _ factor: Double) throws -> Tensor { factor == 1 ? tensor : try tensor * factor }
            return Gradients(
                n.needs(0) ? try scaled(g, beta) : nil, n.needs(1) ? try scaled(g.times(transposed: n.saved(1)), alpha) : nil,
                n.needs(2) ? try scaled(g.timesFromLeft(transposed: n.saved(0), upright: standsUpright), alpha) : nil)
        }
    }
    /// Whether `size(dim)` has an answer.
    fileprivate final func checkSize(_ dim: Int) throws {
        if rank == 0 { throw Raised.indexError("Dimension specified as \(dim) but tensor has no dimensions") }
        _ = try array.wrap(dim: dim)
    }
    /// Another argument of the same dtype.
    final func expect(_ other: Tensor?) throws {
        guard let other, other.dtype != dtype else { return }
        throw Raised.runtimeError("expected scalar type \(dtype.scalarName) but found \(other.dtype.scalarName)")
    }
    /// What is added to a @ b has b's dtype, as a has.
    fileprivate final func checkProduct(_ a: Tensor, _ b: Tensor) throws {
        if dtype == b.dtype, a.dtype == b.dtype { return }
        for (operand, word) in [(self, "self"), (a, "mat1")] where operand.dtype != b.dtype {
            throw Raised.runtimeError("\(word) and mat2 must have the same dtype, but got \(operand.dtype.scalarName) and \(b.dtype.scalarName)")
        }
    }
    private final func checkVector(_ matrix: Tensor, _ vector: Tensor) throws {
        guard dtype == matrix.dtype, dtype == vector.dtype || matrix.rank != 2 || vector.rank != 1 else {
            throw Raised.runtimeError(
                "addmv input tensors must have the same dtype, but got \(dtype.scalarName), \(matrix.dtype.scalarName), and \(vector.dtype.scalarName)")
        }
    }
    package final func addmv(_ a: Tensor, _ b: Tensor, alpha: Scalar = .int(1), beta: Scalar = .int(1)) throws -> Tensor {
        try checkVector(a, b)
        let alpha = alpha.cast(to: dtype), beta = beta.cast(to: dtype)
        let product = try GradMode.with(false) { try a.mv(b) }
        _ = try array.expand(to: product.shape)
        let out = try GradMode.with(false) {
            if dtype.isHalf, a.dtype == dtype, b.dtype == dtype {
                // Rounded once.
                return try cast(to: .float32).addmv(a.cast(to: .float32), b.cast(to: .float32), alpha: alpha, beta: beta).cast(to: dtype)
            }
            return try beta.double == 0 ? product.mul(alpha) : mul(beta).add(product.mul(alpha))
        }
        return record(out.array, "AddmvBackward0", inputs: [self, a, b], saving: [a, b]) { n, g in
            Gradients(
                try g.mul(beta), n.needs(1) ? try g.mul(alpha).outer(n.saved(1)) : nil, n.needs(2) ? try n.saved(0).t().mv(g).mul(alpha) : nil)
        }
    }
    package final func addr(_ a: Tensor, _ b: Tensor, alpha: Scalar = .int(1), beta: Scalar = .int(1)) throws -> Tensor {
        let both = DType.promoted(DType.promoted(dtype, a.dtype), b.dtype)
        let alpha = alpha.cast(to: both), beta = beta.cast(to: both)
        let product = try GradMode.with(false) { try a.outer(b, "addr", "vec1") }
        _ = try array.expand(to: product.shape)
        let out = try GradMode.with(false) { try beta.double == 0 ? product.mul(alpha) : mul(beta).add(product.mul(alpha)) }
        return record(out.array, "AddrBackward0", inputs: [self, a, b], saving: [a, b]) { n, g in
            Gradients(
                try g.mul(beta), n.needs(1) ? try g.mv(n.saved(1)).mul(alpha) : nil, n.needs(2) ? try g.t().mv(n.saved(0)).mul(alpha) : nil)
        }
    }
    package final func baddbmm(_ a: Tensor, _ b: Tensor, alpha: Double = 1, beta: Double = 1) throws -> Tensor {
        for (operand, dim) in [(a, 0), (a, 1), (b, 2)] { try operand.checkSize(dim) }
        if a.rank != 3 || b.rank != 3 { _ = try array.expand(to: [a.shape[0], a.shape[1], b.shape[2]]) }
        guard let rows = a.shape.first, a.rank == 3, b.rank == 3, b.shape[0] == rows else {
            // Not three dimensions: `bmm` has the words.
            return try a.bmm(b)
        }
        _ = try array.expand(to: [rows, a.shape[1], b.shape[2]])
        guard dtype == a.dtype, dtype == b.dtype else {
            if dtype == a.dtype { try expect(b) }
            throw Raised.runtimeError("Input dtypes must be the same, got: input \(dtype.cppName), batch1: \(a.dtype.cppName), batch2: \(b.dtype.cppName)")
        }
        return try Tensor.composed("BaddbmmBackward0", [self, a, b]) { inputs in
            guard let x = inputs[0], let a = inputs[1], let b = inputs[2] else { return Tensor(try .zeros([])) }
            let product = try a.bmm(b)
            let scaled = alpha == 1 ? product : try product * alpha
            return beta == 0 ? scaled : try (beta == 1 ? x : x * beta).add(scaled)
        }
    }

    /// `@`: products of vectors, matrices and stacks of matrices, by PyTorch's rules.
    package final func matmul(_ other: Tensor) throws -> Tensor {
        guard rank > 0, other.rank > 0 else {
            throw Raised.runtimeError("both arguments to matmul need to be at least 1D, but they are \(rank)D and \(other.rank)D")
        }
        switch (rank, other.rank) {
        case (1, 1): return try dot(other)
        case (2, 1): return try mv(other)
        // PyTorch squeezes in place.
        case (1, 2): return try unsqueeze(0).mm(other).squeeze([0]).renamed("SqueezeBackward2", "SqueezeBackward4")
        case (2, 2): return try mm(other)
        default: break
        }
        // A stack times one matrix (or vector): all rows at once.
        if rank >= 3, other.rank <= 2 {
            let rows = try reshape(Dims([shape.array.dropLast().reduce(1, &*), shape[rank - 1]]))
            var target = shape
            target.removeLast()
            if other.rank == 1 { return try rows.mv(other).unsafeView(target) }
            target.append(other.shape[1])
            return try rows.mm(other).unsafeView(target)
        }
        if rank <= 2, other.rank >= 3 {
            // Transposed, so that the rule above holds.
            if rank == 1 {
                let inner = other.shape[other.rank - 2], rows = other.count / Swift.max(inner, 1)
                if inner != count { throw Raised.runtimeError("size mismatch, got input (\(rows)), mat (\(rows)x\(inner)), vec (\(count))") }
                return try unsqueeze(0).matmulBatched(other).squeeze([-2]).renamed("SqueezeBackward2", "SqueezeBackward4")
            }
            return try matmulBatched(other)
        }
        return try matmulBatched(other)
    }
    private func matmulBatched(_ other: Tensor) throws -> Tensor {
        let a = shape.array, b = other.shape.array
        let batch = try Dims.broadcast(Dims(a.dropLast(2)), Dims(b.dropLast(2)))
        let rows = a[a.count - 2], inner = a[a.count - 1], columns = b[b.count - 1]
        guard batch.count + 2 <= Dims.capacity else { throw Dims.tooMany(batch.count + 2) }
        let count = batch.product
        let x = try expand(Dims(batch.array + [rows, inner])).reshape([count, rows, inner])
        let y = try other.expand(Dims(batch.array + [b[b.count - 2], columns])).reshape([count, b[b.count - 2], columns])
        return try x.bmm(y).unsafeView(Dims(batch.array + [rows, columns]))
    }
    /// A view that is not known as one: the product behind it is nobody else's.
    final func unsafeView(_ target: Dims, name: String = "UnsafeViewBackward0") throws -> Tensor {
        let before = shape
        return record(try array.view(target), name, self) { _, g in Gradients(try g.reshape(before)) }
    }

    /// x @ weight.T + bias
    package final func linear(_ weight: Tensor, _ bias: Tensor? = nil) throws -> Tensor {
        if rank == 0 || weight.rank == 0 { throw Raised.runtimeError("both arguments to linear need to be at least 1D, but they are \(rank)D and \(weight.rank)D") }
        if let bias, bias.rank <= 1 || rank == 2 {
            switch rank {
            case 2: return try bias.addmm(self, weight.t())
            case 0: break
            default:
                // All leading dimensions are rows.
                let inner = shape[rank - 1]
                let rows = try reshape(Dims([count / Swift.max(inner, 1), inner]))
                var target = shape
                target[rank - 1] = weight.rank == 2 ? weight.shape[0] : 1
                return try bias.addmm(rows, weight.t()).view(target)
            }
        }
        let product = try matmul(weight.t())
        return try bias.map { try product.add($0) } ?? product
    }

    package final func bilinear(_ other: Tensor, _ weight: Tensor, _ bias: Tensor?) throws -> Tensor {
        guard dtype == other.dtype, dtype == weight.dtype else {
            throw Raised.runtimeError(
                "All tensors must have the same dtype, got input1: \(dtype.cppName), input2: \(other.dtype.cppName), weight: \(weight.dtype.cppName)")
        }
        guard rank == other.rank else { throw Raised.runtimeError("bilinear(): input dimensions do not match: got \(rank) and \(other.rank)") }
        for dim in 0..<Swift.max(rank - 1, 0) where shape[dim] != other.shape[dim] {
            throw Raised.runtimeError("bilinear(): input batch dimensions do not match at dim \(dim): got \(shape[dim]) and \(other.shape[dim])")
        }
        for (place, x) in [self, other].enumerated() {
            let size = x.shape.last ?? 0, expected = weight.rank == 3 ? weight.shape[place + 1] : 0
            guard weight.rank == 3, x.rank > 0, size == expected else {
                throw Raised.runtimeError("bilinear(): input\(place + 1) size does not match weight size: got \(size) but expected \(expected)")
            }
        }
        let outputs = weight.shape[0], first = weight.shape[1], second = weight.shape[2]
        let rows = count / Swift.max(first, 1)
        let x = try reshape([rows, first]), y = try other.reshape([rows, second])
        // (rows, outputs * second) · y, summed over y's part.
        let w = try weight.permute([1, 0, 2]).reshape([first, outputs * second])
        let product = try (x.mm(w).view([rows, outputs, second]) * y.unsqueeze(1)).sum([2])
        var target = shape
        target[rank - 1] = outputs
        let result = try product.view(target).cast(to: dtype)
        return try bias.map { try result.add($0) } ?? result
    }

    package final func tensordot(_ other: Tensor, _ mine: [Int], _ theirs: [Int]) throws -> Tensor {
        guard dtype == other.dtype else { throw Raised.runtimeError("both inputs should have same dtype") }
        guard mine.count == theirs.count else { throw Raised.runtimeError("both dimension lists should have same length") }
        let a = try mine.map { try array.wrap(dim: $0) }, b = try theirs.map { try other.array.wrap(dim: $0) }
        for (place, (i, j)) in zip(a, b).enumerated() where shape[i] != other.shape[j] {
            // One element goes with all of the other's.
            if shape[i] == 1 { return try tensordot(other.sum([j], keepdim: true), mine, theirs) }
            if other.shape[j] == 1 { return try sum([i], keepdim: true).tensordot(other, mine, theirs) }
            throw Raised.runtimeError("contracted dimensions need to match, but first has size \(shape[i]) in dim \(mine[place]) and second has size \(other.shape[j]) in dim \(theirs[place])")
        }
        let keptA = (0..<rank).filter { !a.contains($0) }, keptB = (0..<other.rank).filter { !b.contains($0) }
        let rows = keptA.map { shape[$0] }, columns = keptB.map { other.shape[$0] }
        let inner = a.map { shape[$0] }.reduce(1, &*)
        if keptA.isEmpty, keptB.isEmpty { return try permute(a).reshape([inner]).dot(other.permute(b).reshape([inner])).view([]) }
        let x = try permute(keptA + a).reshape([rows.reduce(1, &*), inner])
        let y = try other.permute(b + keptB).reshape([inner, columns.reduce(1, &*)])
        return try x.mm(y).reshape(rows + columns)
    }
    package final func kron(_ other: Tensor) throws -> Tensor {
        let size = Swift.max(rank, other.rank)
        guard size * 2 <= Dims.capacity else { throw Dims.tooMany(size * 2) }
        let a = Array(repeating: 1, count: size - rank) + shape.array, b = Array(repeating: 1, count: size - other.rank) + other.shape.array
        let x = try unsafeView(Dims(checking: a.flatMap { [$0, 1] })), y = try other.unsafeView(Dims(checking: b.flatMap { [1, $0] }))
        return try (x * y).unsafeView(Dims(checking: zip(a, b).map { $0 &* $1 }))
    }
    package final func cross(_ other: Tensor, _ dim: Int) throws -> Tensor {
        let d = try array.wrap(dim: dim)
        guard rank == other.rank else { throw Raised.runtimeError("linalg.cross: inputs must have the same number of dimensions.") }
        guard shape[d] == 3, other.shape[try other.array.wrap(dim: dim)] == 3 else {
            throw Raised.runtimeError("linalg.cross: inputs dimension \(dim) must have length 3. Got \(shape[d]) and \(other.shape[d])")
        }
        let target = try Dims.broadcast(shape, other.shape)
        if dtype == .bool { throw TensorError.unsupported("cross", dtype) }
        try expect(other)
        return try Tensor.composed("LinalgCrossBackward0", [self, other]) { inputs in
            guard let a = try inputs[0]?.expand(target), let b = try inputs[1]?.expand(target) else { return Tensor(try .zeros([])) }
            let a1 = try a.roll([-1], [d]), a2 = try a.roll([-2], [d]), b1 = try b.roll([-1], [d]), b2 = try b.roll([-2], [d])
            return try a1 * b2 - a2 * b1
        }
    }
}

// MARK: - Catalog

enum LinearAlgebra {
    private static func scales(_ a: OpArguments) throws -> (alpha: Double, beta: Double) { (try a.scalar(4).double, try a.scalar(3).double) }

    static var ops: [Op] {
        [
            Op("matmul", "input, other", "The product `@` of vectors, matrices or stacks of matrices.", "matmul(tensor([[1., 2.]]), tensor([3., 4.]))", out: true) { try $0.tensor(0).matmul($0.tensor(1)) },
            Op("mm", "input, mat2", "The product of two matrices.", "mm(eye(2), ones(2, 2))", out: true) { try $0.tensor(0).mm($0.tensor(1)) },
            Op("mv", "input, vec", "A matrix times a vector.", "mv(eye(2), tensor([1., 2.]))", out: true) { try $0.tensor(0).mv($0.tensor(1)) },
            Op("dot", "input, tensor", "The sum of the products of two vectors' elements.", "dot(tensor([1., 2.]), tensor([3., 4.]))", out: true) { try $0.tensor(0).dot($0.tensor(1)) },
            Op("vdot", "input, other", "The same as `dot` for real numbers.", "vdot(tensor([1., 2.]), tensor([3., 4.]))", out: true) { try $0.tensor(0).dot($0.tensor(1)).renamed("DotBackward0", "VdotBackward0") },
            Op("inner", "input, other", "Sums of products along the last dimension.", "inner(tensor([1., 2.]), tensor([3., 4.]))", out: true) { a in
                let x = try a.tensor(0), y = try a.tensor(1)
                if x.rank == 0 || y.rank == 0 { return try x.mul(y) }
                guard x.shape.last == y.shape.last else {
                    throw Raised.runtimeError("inner() the last dimension must match on both input tensors but got shapes \(x.shape) and \(y.shape)")
                }
                return try x.tensordot(y, [-1], [-1])
            },
            Op("bmm", "input, mat2", "Products of two stacks of matrices.", "bmm(ones(2, 1, 2), ones(2, 2, 1))", out: true) { try $0.tensor(0).bmm($0.tensor(1)) },
            Op("outer", "input, vec2", "All products of two vectors' elements.", "outer(tensor([1., 2.]), tensor([3., 4.]))", out: true) { try $0.tensor(0).outer($0.tensor(1)) },
            Op("ger", "input, vec2", "Another name of `outer`.", "ger(tensor([1., 2.]), tensor([3., 4.]))", out: true) { try $0.tensor(0).outer($0.tensor(1)) },
            Op("addmm", "input, mat1, mat2, *, beta=1, alpha=1", "beta * input + alpha * (mat1 @ mat2).", "addmm(zeros(2, 2), eye(2), ones(2, 2))", inPlace: true, out: true) { a in
                let s = try scales(a)
                return try a.tensor(0).addmm(a.tensor(1), a.tensor(2), alpha: s.alpha, beta: s.beta)
            },
            Op("addmv", "input, mat, vec, *, beta=1, alpha=1", "beta * input + alpha * (mat @ vec).", "addmv(zeros(2), eye(2), ones(2))", inPlace: true, out: true) { a in
                                return try a.tensor(0).addmv(a.tensor(1), a.tensor(2), alpha: a.scalar(4), beta: a.scalar(3))
            },
            Op("addr", "input, vec1, vec2, *, beta=1, alpha=1", "beta * input + alpha * outer(vec1, vec2).", "addr(zeros(2, 2), ones(2), ones(2))", inPlace: true, out: true) { a in
                                return try a.tensor(0).addr(a.tensor(1), a.tensor(2), alpha: a.scalar(4), beta: a.scalar(3))
            },
            Op("baddbmm", "input, batch1, batch2, *, beta=1, alpha=1", "beta * input + alpha * bmm(batch1, batch2).", "baddbmm(zeros(1, 2, 2), ones(1, 2, 2), ones(1, 2, 2))", inPlace: true, out: true) { a in
                let s = try scales(a)
                return try a.tensor(0).baddbmm(a.tensor(1), a.tensor(2), alpha: s.alpha, beta: s.beta)
            },
            Op("addbmm", "input, batch1, batch2, *, beta=1, alpha=1", "beta * input + alpha * the sum of bmm(batch1, batch2).", "addbmm(zeros(2, 2), ones(1, 2, 2), ones(1, 2, 2))", inPlace: true, out: true) { a in
                let s = try scales(a)
                let x = try a.tensor(0), first = try a.tensor(1), second = try a.tensor(2)
                // PyTorch first spreads the input to the result's size.
                for (operand, dim) in [(first, 1), (second, 2)] { try operand.checkSize(dim) }
                _ = try x.array.expand(to: [first.shape[1], second.shape[2]])
                if first.rank == 3, second.rank == 3, first.shape[0] != second.shape[0] {
                    throw Raised.runtimeError("batch1 and batch2 must have same number of batches, got \(first.shape[0]) and \(second.shape[0])")
                }
                try x.checkProduct(first, second)
                let alpha = try a.scalar(4).cast(to: x.dtype), beta = try a.scalar(3).cast(to: x.dtype)
                return try Tensor.composed("AddbmmBackward0", [x, first, second]) { inputs in
                    guard let x = inputs[0], let first = inputs[1], let second = inputs[2] else { return Tensor(try .zeros([])) }
                    let product = try first.bmm(second).sum([0]).cast(to: x.dtype).mul(alpha)
                    return try s.beta == 0 ? product : x.mul(beta) + product
                }
            },
            Op("chain_matmul", "*matrices", "The product of several matrices.", "chain_matmul(eye(2), eye(2))", .function) { a in
                let all = try a.variadicTensors(0)
                guard let first = all.first else { throw Raised.runtimeError("chain_matmul(): Expected one or more matrices") }
                if let strange = all.first(where: { $0.rank != 2 }) { throw Raised.runtimeError("Tensor dimension is \(strange.rank), expected 2 instead.") }
                return all.count == 1 ? first : try Tensor.multiDot(all)
            },
            Op("tensordot", "a, b, dims=2, out=None", "Sums of products over several dimensions.", "tensordot(ones(2, 3), ones(3, 2), 1)", .function) { a in
                let x = try a.tensor(0), y = try a.tensor(1)
                if let count = try OpArguments.int(a[2]) {
                    guard count >= 0 else { throw Raised.runtimeError("tensordot expects dims >= 0, but got dims=\(count)") }
                    guard count <= Swift.min(x.rank, y.rank) else { throw Raised.runtimeError("tensordot expects dims < ndim_a or ndim_b, but got dims=\(count)") }
                    return try x.tensordot(y, Array(-count..<0), Array(0..<count))
                }
                guard let pair = a[2].asItems else { throw Raised.runtimeError("tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two lists, but got dims=\(try a[2].str())") }
                guard pair.count == 2 else { throw Raised.valueError(pair.count < 2 ? "not enough values to unpack (expected 2, got \(pair.count))" : "too many values to unpack (expected 2)") }
                func dims(_ value: Value) throws -> [Int] {
                    if let one = value.asInt { return [one] }
                    return try (value.asItems ?? []).map { try $0.toIndex() }
                }
                return try x.tensordot(y, dims(pair[0]), dims(pair[1]))
            },
            Op("kron", "input, other", "The Kronecker product.", "kron(eye(2), ones(1, 2))", out: true) { try $0.tensor(0).kron($0.tensor(1)) },
            Op("cross", "input, other, dim=None", "The vector product in space.", "cross(tensor([1., 0., 0.]), tensor([0., 1., 0.]))", out: true) { a in
                let x = try a.tensor(0)
                let dim = try a.optionalInt(2) ?? x.shape.array.firstIndex(of: 3) ?? -1
                return try x.cross(a.tensor(1), dim)
            },
            Op("cross", "input, other, *, dim=-1", "The vector product in space.", "linalg.cross(tensor([1., 0., 0.]), tensor([0., 1., 0.]))", .linalg, out: true) { try $0.tensor(0).cross($0.tensor(1), $0.int(2)) },
            Op("linear", "input, weight, bias=None", "input @ weight.T + bias.", "F.linear(ones(1, 2), ones(3, 2))", .functional) { try $0.tensor(0).linear($0.tensor(1), $0.optionalTensor(2)) },
            Op("bilinear", "input1, input2, weight, bias=None", "input1 @ weight @ input2 + bias.", "F.bilinear(ones(1, 2), ones(1, 2), ones(3, 2, 2))", [.function, .functional]) { try $0.tensor(0).bilinear($0.tensor(1), $0.tensor(2), $0.optionalTensor(3)) },
            Op("einsum", "equation, *operands", "Sums of products, written with one letter a dimension.", "einsum('ij,jk->ik', eye(2), ones(2, 2))", .function) { a in
                let operands = try a.variadicTensors(1)
                return try Einsum.run(a.string(0), operands)
            },
        ]
    }
}
