import ObjectModel

/// `torch.amp` and `torch.compile`: what training scripts mention whose work `nbs` has no use for on the CPU.
enum AmpLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make("torch.amp", text, shown: ["torch.amp": ["autocast", "GradScaler", "compile"], "torch.cuda.amp": ["cuda_autocast", "CudaGradScaler"]])
    /// `torch.cuda.amp`: the old names.
    // As above.
    nonisolated(unsafe) static let cuda = ModuleObject("torch.cuda.amp") {
        [("autocast", "cuda_autocast"), ("GradScaler", "CudaGradScaler")].compactMap { name, own in module.own(Name(own)).map { (Name(name), $0) } }
    }
    private static let text = #"""
        import warnings

        class autocast:
            """Mixed precision, as far as it is off: nbs computes in the dtype that it is given."""
            def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
                if not isinstance(device_type, str):
                    raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
                if enabled and device_type == "cuda":
                    __warn__("User provided device_type of 'cuda', but CUDA is not available. Disabling")
                    enabled = False
                if enabled:
                    raise NotImplementedError("torch.autocast is not available in nbs: it has no mixed precision; convert with .bfloat16() or pass enabled=False")
                self.device = device_type
            def __enter__(self):
                return self
            def __exit__(self, *error):
                return False
            def __call__(self, function):
                return function

        class GradScaler:
            """Scales losses on a GPU; without one it hands everything on."""
            def __init__(self, device="cuda", init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000, enabled=True):
                if enabled and device == "cuda":
                    __warn__("torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.")
                elif enabled:
                    raise NotImplementedError("torch.amp.GradScaler is not available in nbs: it has no mixed precision; pass enabled=False")
            def scale(self, outputs):
                return outputs
            def unscale_(self, optimizer):
                return None
            def step(self, optimizer, *args, **kwargs):
                return optimizer.step(*args, **kwargs)
            def update(self, new_scale=None):
                return None
            def is_enabled(self):
                return False
            def get_scale(self):
                return 1.0
            def state_dict(self):
                return {}
            def load_state_dict(self, state_dict):
                return None

        class cuda_autocast(autocast):
            """`torch.amp.autocast('cuda')`, which is off without CUDA."""
            def __init__(self, enabled=True, dtype=None, cache_enabled=True):
                warnings.warn("`torch.cuda.amp.autocast(args...)` is deprecated. Please use `torch.amp.autocast('cuda', args...)` instead.", FutureWarning)
                super().__init__("cuda", enabled=enabled, dtype=dtype, cache_enabled=cache_enabled)

        class CudaGradScaler(GradScaler):
            """`torch.amp.GradScaler('cuda')`."""
            def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000, enabled=True):
                warnings.warn("`torch.cuda.amp.GradScaler(args...)` is deprecated. Please use `torch.amp.GradScaler('cuda', args...)` instead.", FutureWarning)
                super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)

        def compile(model=None, *, fullgraph=False, dynamic=None, backend="inductor", mode=None, options=None, disable=False):
            """The model or function as it is: there is nothing to wait for."""
            if model is None:
                return lambda function: function
            if not callable(model):
                raise RuntimeError(f"Unsupported type {type(model)}: torch.compile takes a function or a module")
            return model
        """#
}
