import ObjectModel
import TensorCore

// Images read at places that need not be whole, and the grids of such places.

/// `F.grid_sample`: composed of operations, so that image and grid both have derivatives.
struct GridSampling {
    let mode: String, padding: String, corners: Bool

    /// -1 … 1 as a place among `size` pixels.
    private func place(_ x: Tensor, _ size: Int) throws -> Tensor {
        corners ? try (x + 1) * (Double(size - 1) / 2) : try ((x + 1) * Double(size) - 1) / 2
    }
    /// Places outside move in, as the padding wants it.
    private func inside(_ x: Tensor, _ size: Int) throws -> Tensor {
        switch padding {
        case "border": return try clipped(x, size)
        case "reflection":
            let low = corners ? 0 : -0.5, span = Double(corners ? size - 1 : size)
            if span == 0 { return try x.zerosLike() }
            let distance = try (x - low).abs()
            let turns = try (distance.detach() / span).floor()
            let rest = try distance - turns * span
            let isEven = try turns.remainder(.number(.int(2))).eq(.int(0))
            return try clipped(Tensor.where(isEven, rest + low, (rest - span).neg() + low), size)
        default: return x
        }
    }
    /// At the border itself the place no longer moves with the grid.
    private func clipped(_ x: Tensor, _ size: Int) throws -> Tensor {
        let free = try x.gt(.int(0)).logicalAnd(x.lt(.int(size - 1)))
        // What is no number lies at the first border, as in PyTorch.
        let fixed = x.detach()
        return try Tensor.where(free, x, Tensor.where(fixed.gt(.int(0)), fixed.clamp(min: nil, max: .int(size - 1)), fixed.zerosLike()))
    }

    func sample(_ image: Tensor, _ grid: Tensor) throws -> Tensor {
        let spatial = grid.shape[grid.rank - 1]
        let sizes = Array(image.shape.suffix(spatial))
        // The grid's last dimension names the image's last dimension first.
        let raw = try (0..<spatial).map { try place(grid.select(-1, spatial - 1 - $0), sizes[$0]) }
        if mode == "bicubic" { return try cubic(image, raw, sizes) }
        let places = try raw.enumerated().map { try inside($1, sizes[$0]) }
        if mode == "nearest" { return try read(image, places.map { try $0.detach().round() }, sizes) }
        let low = try places.map { try $0.detach().floor() }
        var result: Tensor?
        for corner in 0..<(1 << spatial) {
            var weight: Tensor?
            var at: [Tensor] = []
            for d in 0..<spatial {
                let isHigh = corner >> d & 1 == 1
                let fraction = try places[d] - low[d]
                let part = isHigh ? fraction : try fraction.rsub(.int(1))
                weight = try weight.map { try $0 * part } ?? part
                at.append(isHigh ? try low[d] + 1 : low[d])
            }
            guard let weight else { continue }
            let part = try read(image, at, sizes) * weight.unsqueeze(1)
            result = try result.map { try $0 + part } ?? part
        }
        return try result ?? image.zerosLike()
    }
    private func cubic(_ image: Tensor, _ raw: [Tensor], _ sizes: [Int]) throws -> Tensor {
        let low = try raw.map { try $0.detach().floor() }
        // Keys's weights with a = -0.75.
        func weights(_ t: Tensor) throws -> [Tensor] {
            let a = -0.75
            func near(_ x: Tensor) throws -> Tensor { try (x * (a + 2) - (a + 3)) * x * x + 1 }
            func far(_ x: Tensor) throws -> Tensor { try ((x * a - 5 * a) * x + 8 * a) * x - 4 * a }
            let rest = try t.rsub(.int(1))
            return [try far(t + 1), try near(t), try near(rest), try far(rest + 1)]
        }
        let rows = try weights(raw[0] - low[0]), columns = try weights(raw[1] - low[1])
        var result: Tensor?
        for i in 0..<4 {
            for j in 0..<4 {
                let at = [try inside(low[0] + Double(i - 1), sizes[0]), try inside(low[1] + Double(j - 1), sizes[1])]
                let part = try read(image, at, sizes) * (rows[i] * columns[j]).unsqueeze(1)
                result = try result.map { try $0 + part } ?? part
            }
        }
        return try result ?? image.zerosLike()
    }
    /// The pixels at whole places, zero outside.
    private func read(_ image: Tensor, _ places: [Tensor], _ sizes: [Int]) throws -> Tensor {
        let batch = image.shape[0], channels = image.shape[1], output = Array(places[0].shape.dropFirst())
        let volume = output.reduce(1, &*)
        var mask: NDArray?, index: NDArray?
        for (place, size) in zip(places, sizes) {
            let x = place.array
            let valid = try NDArray.compare(.logicalAnd, .compare(.ge, x, .int(0)), .compare(.le, x, .int(size - 1)))
            mask = try mask.map { try NDArray.compare(.logicalAnd, $0, valid) } ?? valid
            let whole = try NDArray.where(valid, x, .zeros([], x.dtype)).cast(to: .int64)
            index = try index.map { try NDArray.binary(.add, .binary(.mul, $0, .int(size)), whole) } ?? whole
        }
        guard let mask, let index else { return image }
        let flat = try image.reshape([batch, channels, -1])
        let wanted = try index.reshape([batch, 1, volume]).expand(to: [batch, channels, volume]).contiguous()
        let pixels = try flat.gather(2, Tensor(wanted)).reshape([batch, channels] + output)
        return try pixels * Tensor(mask.cast(to: image.dtype)).unsqueeze(1)
    }
}

extension Tensor {
    /// Where the pixels of an image lie that `theta` (N x 2 x 3, or N x 3 x 4) turns and moves.
    static func affineGrid(_ theta: Tensor, _ sizes: [Int], corners: Bool) throws -> Tensor {
        let spatial = Array(sizes.dropFirst(2))
        let axes = try spatial.map { size -> NDArray in
            let ends = corners || size <= 1 ? (size <= 1 ? 0 : 1) : Double(size - 1) / Double(size)
            return try NDArray.linspace(-ends, ends, size, theta.dtype)
        }
        let rank = spatial.count
        var columns: [Tensor] = []
        for d in (0..<rank).reversed() {
            columns.append(try Tensor(axes[d]).view(Dims((0..<rank).map { $0 == d ? spatial[d] : 1 })).expand(Dims(checking: spatial)))
        }
        columns.append(Tensor(try .ones(Dims(checking: spatial), theta.dtype)))
        let base = try Tensor.stack(columns, -1).reshape([1, -1, rank + 1]).expand([sizes[0], spatial.reduce(1, &*), rank + 1])
        return try Tensor.composed("AffineGridGeneratorBackward0", [theta, base]) { inputs in
            guard let theta = inputs[0], let base = inputs[1] else { return Tensor(try .zeros([])) }
            return try base.bmm(theta.transpose(1, 2)).reshape([sizes[0]] + spatial + [rank])
        }
    }
}

// MARK: - Catalog

enum Grids {
    private static func warn() {
        Warnings.emit(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify align_corners=True if the old behavior is desired. "
                + "See the documentation of grid_sample for details.")
    }
    static var ops: [Op] {
        [
            Op("grid_sample", "input, grid, mode='bilinear', padding_mode='zeros', align_corners=None", "An image read at the places of a grid, from -1 to 1 in each direction.", "F.grid_sample(ones(1, 1, 2, 2), zeros(1, 1, 1, 2), align_corners=True)", .functional) { a in
                let x = try a.tensor(0), grid = try a.tensor(1), mode = try a[2].str(), padding = try a[3].str()
                guard ["bilinear", "nearest", "bicubic"].contains(mode) else {
                    throw Raised.valueError("nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '\(mode)'")
                }
                guard ["zeros", "border", "reflection"].contains(padding) else {
                    throw Raised.valueError("nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '\(padding)'")
                }
                if a.isNone(4) { warn() }
                try check(x, grid, mode)
                let sampling = GridSampling(mode: mode, padding: padding, corners: try a[4].isTrue())
                return try Tensor.composed("GridSampler\(x.rank - 2)DBackward0", [x, grid]) { inputs in
                    guard let x = inputs[0], let grid = inputs[1] else { return Tensor(try .zeros([])) }
                    return try sampling.sample(x, grid)
                }
            },
            Op("affine_grid", "theta, size, align_corners=None", "The grid for `grid_sample` that turns and moves images.", "F.affine_grid(tensor([[[1., 0., 0.], [0., 1., 0.]]]), (1, 1, 2, 2), align_corners=True)", .functional) { a in
                let theta = try a.tensor(0), sizes = try a.intList(1), shown = sizes.map(String.init).joined(separator: ", ")
                if a.isNone(2) { warn() }
                guard theta.dtype.isFloatingPoint else { throw Raised.valueError("Expected theta to have floating point type, but got \(theta.dtype.description)") }
                guard sizes.count == 4 || sizes.count == 5 else {
                    throw Raised.notImplemented("affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size (\(shown)).")
                }
                let d = sizes.count - 2
                guard theta.rank == 3, theta.shape[1] == d, theta.shape[2] == d + 1 else {
                    throw Raised.valueError("Expected a batch of \(d)D affine matrices of shape Nx\(d)x\(d + 1) for size (\(shown)). Got \(SizeObject(theta.shape).repr()).")
                }
                guard sizes.allSatisfy({ $0 > 0 }) else { throw Raised.valueError("Expected non-zero, positive output size. Got (\(shown))") }
                guard sizes[0] == theta.shape[0] else {
                    throw Raised.runtimeError("Expected size for first two dimensions of batch2 tensor to be: [\(sizes[0]), \(d + 1)] but got: [\(theta.shape[0]), \(d + 1)].")
                }
                return try Tensor.affineGrid(theta, sizes, corners: a[2].isTrue())
            },
        ]
    }
    private static func check(_ x: Tensor, _ grid: Tensor, _ mode: String) throws {
        if x.rank == 0 { throw Raised.indexError("Dimension specified as 0 but tensor has no dimensions") }
        if x.rank == 4, !x.dtype.isFloatingPoint, x.dtype != grid.dtype { throw TensorError.unsupported("grid_sampler_2d_cpu_kernel_impl", x.dtype) }
        guard x.dtype == grid.dtype else { throw Raised.runtimeError("expected scalar type \(x.dtype.scalarName) but found \(grid.dtype.scalarName)") }
        guard x.rank > 0, grid.rank > 0, x.shape[0] == grid.shape[0] else {
            throw Raised.runtimeError("grid_sampler(): expected grid and input to have same batch size, but got input with sizes \(x.shape) and grid with sizes \(grid.shape)")
        }
        guard grid.shape[grid.rank - 1] == x.rank - 2 else {
            throw Raised.runtimeError("grid_sampler(): expected grid to have size \(x.rank - 2) in last dimension, but got grid with sizes \(grid.shape)")
        }
        guard (x.rank == 4 || x.rank == 5) && x.rank == grid.rank else {
            throw Raised.runtimeError("grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got input with sizes \(x.shape) and grid with sizes \(grid.shape)")
        }
        for d in 2..<x.rank where x.shape[d] == 0 {
            throw Raised.runtimeError("grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes \(x.shape) with dimension \(d) being empty")
        }
        if mode == "bicubic", x.rank != 4 { throw Raised.runtimeError("grid_sampler(): bicubic interpolation only supports 4D input") }
    }
}
