import Autograd
import ObjectModel
import TensorCore

/// Functions of `torch.nn.functional` that are made of others.
enum FunctionalOps {
    static var all: [Op] { [] }
}
