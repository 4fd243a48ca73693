import Autograd
import ObjectModel
import TensorCore

/// Errors of the layers below the object model, as Python exceptions.
enum ErrorTranslation {
    static func raised(from error: any Error) -> Raised {
        switch error {
        case let raised as Raised: raised
        case let error as TensorError: error.raised
        case is Interruption: Stop.exception()
        default: Raised.runtimeError("internal error: \(error)")
        }
    }
}
