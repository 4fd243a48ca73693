import ObjectModel
import TensorCore

extension Tensor {
    /// `x.view(torch.int32)`: the same bytes read as numbers of another dtype; the last dimension grows or shrinks with the elements' size.
    final func view(as dtype: DType) throws -> Tensor {
        if dtype == self.dtype { return self }
        // Kernels count on bytes of 0 and 1.
        if dtype == .bool { throw Raised.notImplemented("nbs does not read a tensor's bytes as bool", hint: "x != 0 tells which elements are not zero") }
        var (shape, strides, offset) = (array.shape, array.strides, array.offset)
        let from = self.dtype.itemSize, to = dtype.itemSize
        if from != to {
            func refuse(_ what: String) -> Raised {
                .runtimeError("self.\(what) to view \(self.dtype.scalarName) as \(dtype.scalarName) (different element sizes)")
            }
            guard rank > 0 else { throw refuse("dim() cannot be 0") }
            let last = rank - 1
            func refuse(_ what: String, _ got: Int) -> Raised {
                .runtimeError("self.\(what) to view \(self.dtype.scalarName) as \(dtype.scalarName) (different element sizes), but got \(got)")
            }
            guard strides[last] == 1 else { throw refuse("stride(-1) must be 1", strides[last]) }
            if from > to {
                let ratio = from / to
                let (size, overflow) = shape[last].multipliedReportingOverflow(by: ratio)
                guard !overflow else { throw Raised.runtimeError("Storage size calculation overflowed with sizes=\(shape)") }
                shape[last] = size
                for dim in 0..<last { strides[dim] = strides[dim] &* ratio }
                offset = offset &* ratio
            } else {
                let ratio = to / from
                guard shape[last] % ratio == 0 else { throw refuse("size(-1) must be divisible by \(ratio)", shape[last]) }
                guard offset % ratio == 0 else { throw refuse("storage_offset() must be divisible by \(ratio)", offset) }
                for dim in 0..<last where strides[dim] % ratio != 0 { throw refuse("stride(\(dim)) must be divisible by \(ratio)", strides[dim]) }
                shape[last] /= ratio
                for dim in 0..<last { strides[dim] /= ratio }
                offset /= ratio
            }
        }
        // No gradient flows through bytes.
        return Tensor(NDArray(storage: array.storage, offset: offset, shape: shape, strides: strides, dtype: dtype))
    }
}
