import CKernels

/// A sliding window over one, two or three spatial dimensions: sizes, checked, and what comes out.
package struct Window {
    package let spatial: Int
    var c: nbs_window

    /// All lists have one number for each spatial dimension.
    init(input: Dims, kernel: Dims, stride: Dims, padding: Dims, dilation: Dims, output: Dims) {
        spatial = input.count
        c = nbs_window()
        // Missing leading dimensions are single.
        func spread(_ dims: Dims, _ missing: Int) -> (Int, Int, Int) {
            switch dims.count {
            case 1: (missing, missing, dims[0])
            case 2: (missing, dims[0], dims[1])
            default: (dims[0], dims[1], dims[2])
            }
        }
        c.in = spread(input, 1)
        c.kernel = spread(kernel, 1)
        c.stride = spread(stride, 1)
        c.padding = spread(padding, 0)
        c.dilation = spread(dilation, 1)
        c.out = spread(output, 1)
    }

    /// The sizes a convolution has.
    static func convolved(_ input: Dims, _ kernel: Dims, _ stride: Dims, _ padding: Dims, _ dilation: Dims) -> Dims {
        var output = input
        for i in 0..<input.count {
            output[i] = (input[i] &+ 2 &* padding[i] &- dilation[i] &* (kernel[i] &- 1) &- 1) / stride[i] &+ 1
        }
        return output
    }

    /// The sizes a pool has; `ceil` lets the last window hang over the end.
    static func pooled(_ input: Dims, _ kernel: Dims, _ stride: Dims, _ padding: Dims, _ dilation: Dims, ceil: Bool) -> Dims {
        var output = input
        for i in 0..<input.count {
            let span = input[i] &+ 2 &* padding[i] &- dilation[i] &* (kernel[i] &- 1) &- 1 &+ (ceil ? stride[i] - 1 : 0)
            // Rounded down, also below zero.
            output[i] = (span >= 0 ? span / stride[i] : -((-span &+ stride[i] &- 1) / stride[i])) &+ 1
            if ceil && (output[i] - 1) &* stride[i] >= input[i] &+ padding[i] { output[i] -= 1 }
        }
        return output
    }
}

extension Dims {
    /// From a dimension to the end.
    func suffix(from start: Int) -> Dims {
        var result = Dims()
        for i in start..<Swift.max(count, start) { result.append(self[i]) }
        return result
    }
    /// The first few.
    func prefix(upTo end: Int) -> Dims {
        var result = Dims()
        for i in 0..<end { result.append(self[i]) }
        return result
    }
    func appending(_ other: Dims) -> Dims {
        var result = self
        for value in other { result.append(value) }
        return result
    }
    /// `2 x 3`, as window errors write sizes.
    func joined(_ separator: String) -> String { array.map(String.init).joined(separator: separator) }
}
