import ObjectModel
import TensorCore

/// Dtypes of one argument that PyTorch has no kernel for, where the operation here would go on and answer.
struct RefusedDTypes {
    let kernel: String
    private let argument: Int, mask: UInt16
    init(_ kernel: String, _ dtypes: [DType], argument: Int = 0) {
        self.kernel = kernel
        self.argument = argument
        mask = dtypes.reduce(0) { $0 | 1 << UInt16($1.rawValue) }
    }
    func has(_ dtype: DType) -> Bool { mask & 1 << UInt16(dtype.rawValue) != 0 }
    func check(_ arguments: OpArguments) throws {
        guard let dtype = arguments[argument].asTensor?.dtype, has(dtype) else { return }
        throw TensorError.unsupported(kernel, dtype)
    }

    private static let integers: [DType] = [.int8, .uint8, .int16, .int32, .int64], notFloats = integers + [.bool],
        smallIntegers: [DType] = [.int8, .uint8, .int16, .int32, .bool], halves: [DType] = [.float16, .bfloat16]

    /// By the names that complaints use.
    static let table: [String: RefusedDTypes] = [
        "ceil": .init("ceil_vml_cpu", [.bool]), "floor": .init("floor_vml_cpu", [.bool]), "trunc": .init("trunc_vml_cpu", [.bool]), "fix": .init("trunc_vml_cpu", [.bool]),
        "max_pool1d": .init("max_pool1d_impl", notFloats),
        "special_round": .init("round_vml_cpu", notFloats),
        "special_erfcx": .init("erfcx_cpu", halves), "special_log_ndtr": .init("log_ndtr_cpu", halves), "special_ndtri": .init("ndtri_cpu", halves), "special_zeta": .init("zeta_cpu", halves),
        "logcumsumexp": .init("logcumsumexp_out_cpu", notFloats), "kthvalue": .init("kthvalue_cpu", [.bool]), "trace": .init("trace", [.bool]),
        "multi_margin_loss": .init("multi_margin_loss_cpu_kernel", halves + notFloats), "multilabel_margin_loss": .init("multilabel_margin_loss_forward_out_frame", halves + notFloats),
        "nll_loss": .init("nll_loss_out_frame", notFloats), "fold": .init("col2im_out_cpu", integers),
        "avg_pool1d": .init("avg_pool2d", smallIntegers), "avg_pool2d": .init("avg_pool2d", smallIntegers), "avg_pool3d": .init("avg_pool3d_out_frame", halves + smallIntegers),
        "adaptive_avg_pool1d": .init("adaptive_avg_pool2d", notFloats), "adaptive_avg_pool2d": .init("adaptive_avg_pool2d", notFloats), "adaptive_avg_pool3d": .init("adaptive_avg_pool3d_cpu", notFloats),
        "max_unpool1d": .init("max_unpool2d", notFloats), "max_unpool2d": .init("max_unpool2d", notFloats), "max_unpool3d": .init("max_unpool3d", notFloats),
        "adaptive_max_pool1d": .init("adaptive_max_pool2d", notFloats), "adaptive_max_pool2d": .init("adaptive_max_pool2d", notFloats), "adaptive_max_pool3d": .init("adaptive_max_pool3d_cpu", notFloats),
    ]
}
