/// A mistake a user can make with tensors, with PyTorch's text.
package struct TensorError: Error, Equatable {
    /// The Python exception it becomes.
    package enum Kind: Sendable {
        case runtime, index, value, type, notImplemented, zeroDivision, overflow, linAlg
    }
    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package static func runtime(_ message: String) -> TensorError { TensorError(.runtime, message) }
    package static func index(_ message: String) -> TensorError { TensorError(.index, message) }
    package static func value(_ message: String) -> TensorError { TensorError(.value, message) }
    package static func type(_ message: String) -> TensorError { TensorError(.type, message) }
    package static func notImplemented(_ message: String) -> TensorError { TensorError(.notImplemented, message) }

    /// `"exp_cpu" not implemented for 'Bool'`.
    package static func unsupported(_ kernel: String, _ dtype: DType) -> TensorError {
        TensorError(.notImplemented, "\"\(kernel)\" not implemented for '\(dtype.scalarName)'")
    }
}
