import NeuralNet
import ObjectModel

/// What `torch.nn`, `torch.nn.utils` and `torch.nn.functional` hold besides layers and operations, written in the language itself.
enum ModuleToolsLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) private static let module = LibraryModule.make(
        "torch.nn.utils", text,
        shown: [
            "torch.nn.parallel.data_parallel": ["DataParallel"], "torch.nn.utils.fusion": fusions,
            "torch.nn.utils": tools, "torch.nn.functional": functions,
        ])
    private static let fusions = ["fuse_conv_bn_weights", "fuse_conv_bn_eval", "fuse_linear_bn_weights", "fuse_linear_bn_eval"]
    private static let tools = ["skip_init", "clip_grad_norm", "clip_grads_with_norm_", "convert_conv2d_weight_memory_format", "convert_conv3d_weight_memory_format"]
    private static let functions = [
        "pdist", "adaptive_max_pool1d_with_indices", "adaptive_max_pool2d_with_indices", "adaptive_max_pool3d_with_indices", "upsample_nearest",
        "upsample_bilinear", "native_channel_shuffle",
    ]
    /// Puts the names where PyTorch has them; they are looked up when asked for, so that a start does not compile the library.
    static func install(in torch: ModuleObject) {
        for name in (fusions + tools).map({ Name($0) }) { NNUtilities.module.setLazily(name) { module.own(name) } }
        torch.setLazily("pdist") { module.own("pdist") }
        // By fallbacks, so that a start does not make every layer's class and every function.
        NNNamespace.module.fallback = { $0 == "DataParallel" ? module.own($0) : nil }
        NNNamespace.functional.fallback = { functions.contains($0.text) ? module.own($0) : nil }
        NNUtilities.module.setOwn("fusion", .object(ModuleObject("torch.nn.utils.fusion") { fusions.compactMap { name in module.own(Name(name)).map { (Name(name), $0) } } }))
    }

    private static let text = #"""
        import copy
        from torch import nn
        import torch.nn.functional as F
        import warnings

        class DataParallel(nn.Module):
            """Calls the model itself: where PyTorch has no CUDA devices, it does the same."""
            def __init__(self, module, device_ids=None, output_device=None, dim=0):
                super().__init__()
                self.module = module
                self.dim = dim
                self.device_ids = []
            def forward(self, *inputs, **kwargs):
                return self.module(*inputs, **kwargs)

        def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
            """The weight and the bias of a convolution that does what it and a BatchNorm behind it do."""
            conv_b = torch.zeros_like(bn_rm) if conv_b is None else conv_b
            bn_w = torch.ones_like(bn_rm) if bn_w is None else bn_w
            bn_b = torch.zeros_like(bn_rm) if bn_b is None else bn_b
            scale = bn_w * torch.rsqrt(bn_rv + bn_eps)
            shape = [1, -1] if transpose else [-1, 1]
            weight = conv_w * scale.reshape(shape + [1] * (conv_w.dim() - 2))
            bias = (conv_b - bn_rm) * scale + bn_b
            return nn.Parameter(weight.to(conv_w.dtype), conv_w.requires_grad), nn.Parameter(bias.to(conv_b.dtype), conv_b.requires_grad)

        def fuse_conv_bn_eval(conv, bn, transpose=False):
            """A convolution that does what it and the BatchNorm behind it do, in evaluation mode."""
            if conv.training or bn.training:
                raise AssertionError("Fusion only for eval!")
            fused = copy.deepcopy(conv)
            if bn.running_mean is None or bn.running_var is None:
                raise AssertionError("bn.running_mean and bn.running_var must not be None")
            fused.weight, fused.bias = fuse_conv_bn_weights(
                fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose)
            return fused

        def fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b):
            """The weight and the bias of a linear layer that does what it and a BatchNorm behind it do."""
            linear_b = torch.zeros_like(bn_rm) if linear_b is None else linear_b
            scale = bn_w * torch.rsqrt(bn_rv + bn_eps)
            weight = linear_w * scale.unsqueeze(-1)
            bias = (linear_b - bn_rm) * scale + bn_b
            return nn.Parameter(weight.to(linear_w.dtype), linear_w.requires_grad), nn.Parameter(bias.to(linear_b.dtype), linear_b.requires_grad)

        def fuse_linear_bn_eval(linear, bn):
            """A linear layer that does what it and the BatchNorm behind it do, in evaluation mode."""
            if linear.training or bn.training:
                raise AssertionError("Fusion only for eval!")
            fused = copy.deepcopy(linear)
            if linear.out_features != bn.num_features and bn.num_features != 1:
                raise AssertionError("To fuse, linear.out_features == bn.num_features or bn.num_features == 1")
            fused.weight, fused.bias = fuse_linear_bn_weights(
                fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias)
            return fused

        def skip_init(module_cls, *args, **kwargs):
            """A module; what its parameters start from is not promised."""
            if not issubclass(module_cls, nn.Module):
                raise RuntimeError(f"Expected a Module; got {module_cls}")
            return module_cls(*args, **kwargs)

        def clip_grad_norm(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
            """The old name of `clip_grad_norm_`."""
            warnings.warn("`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.", FutureWarning)
            return nn.utils.clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)

        @torch.no_grad()
        def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
            """Shrinks gradients whose norm is known."""
            if torch.is_tensor(parameters):
                parameters = [parameters]
            factor = torch.clamp(float(max_norm) / (total_norm + 1e-6), max=1.0)
            for one in parameters:
                if one.grad is not None:
                    one.grad.mul_(factor.to(one.grad.dtype))

        def convert_conv2d_weight_memory_format(module, memory_format):
            """The module itself: nbs has one memory format."""
            return module
        def convert_conv3d_weight_memory_format(module, memory_format):
            """The module itself: nbs has one memory format."""
            return module

        def pdist(input, p=2):
            """The distances between all pairs of rows, each once."""
            if input.dim() != 2:
                raise RuntimeError(f"pdist only supports 2D tensors, got: {input.dim()}D")
            if not torch.is_floating_point(input):
                raise RuntimeError("pdist only supports floating-point dtypes")
            if p < 0:
                raise RuntimeError("pdist only supports non-negative p values")
            first, second = torch.triu_indices(input.size(0), input.size(0), 1)
            return torch.linalg.vector_norm(input[first] - input[second], p, dim=-1)
        def adaptive_max_pool1d_with_indices(input, output_size, return_indices=False):
            """`adaptive_max_pool1d`, and where the largest numbers stand."""
            return F.adaptive_max_pool1d(input, output_size, True)
        def adaptive_max_pool2d_with_indices(input, output_size, return_indices=False):
            """`adaptive_max_pool2d`, and where the largest numbers stand."""
            return F.adaptive_max_pool2d(input, output_size, True)
        def adaptive_max_pool3d_with_indices(input, output_size, return_indices=False):
            """`adaptive_max_pool3d`, and where the largest numbers stand."""
            return F.adaptive_max_pool3d(input, output_size, True)
        def upsample_nearest(input, size=None, scale_factor=None):
            """The old name of `interpolate`."""
            warnings.warn("`nn.functional.upsample_nearest` is deprecated. Use `nn.functional.interpolate` instead.")
            return F.interpolate(input, size, scale_factor, mode="nearest")
        def upsample_bilinear(input, size=None, scale_factor=None):
            """The old name of `interpolate(mode="bilinear", align_corners=True)`."""
            warnings.warn("`nn.functional.upsample_bilinear` is deprecated. Use `nn.functional.interpolate` instead.")
            return F.interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)
        def native_channel_shuffle(input, groups):
            """`channel_shuffle`."""
            return F.channel_shuffle(input, groups)
        """#
}
