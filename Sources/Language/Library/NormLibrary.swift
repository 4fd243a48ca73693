import Autograd
import NeuralNet
import ObjectModel

/// `torch.nn.utils.weight_norm`, `spectral_norm`, `parametrize` and `parametrizations`, written in the language itself: weights computed
/// anew from others at every use.
package enum NormLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) package static let module = LibraryModule.make(
        "torch.nn.utils.parametrize", text,
        shown: [
            "torch.nn.utils.weight_norm": ["weight_norm", "remove_weight_norm", "WeightNorm"],
            "torch.nn.utils.spectral_norm": ["spectral_norm", "remove_spectral_norm", "SpectralNorm"],
            "torch.nn.utils.parametrize": ["register_parametrization", "remove_parametrizations", "is_parametrized", "ParametrizationList"],
            "torch.nn.utils.parametrizations": ["_WeightNorm", "_SpectralNorm", "_parametrized_weight_norm", "_parametrized_spectral_norm"],
        ],
        helpers: [
            NativeFunction("__weight_norm__", "v, g, dim") { a in
                guard let v = a[0].asTensor, let g = a[1].asTensor, let dim = a[2].asInt else { throw Raised.typeError("_weight_norm(): argument must be Tensor") }
                return .tensor(try Tensor.weightNorm(v, g, dim: dim))
            },
            NativeFunction("__change_class__", "module, type") { a in
                guard let module = a[0].asModule, let type = a[1].object(of: .type) as? TypeObject else { throw Raised.typeError("a module and a class are needed") }
                if type.name.hasPrefix("Parametrized") { type.module = "torch.nn.utils.parametrize" }
                module.change(type: type)
                return .none
            },
        ])
    /// What stands in `torch.nn.utils`, looked up when asked for, so that a start does not compile the library.
    static let names: [Name] = ["weight_norm", "remove_weight_norm", "spectral_norm", "remove_spectral_norm"]
    // As above.
    nonisolated(unsafe) static let parametrize = ModuleObject("torch.nn.utils.parametrize") {
        ["register_parametrization", "remove_parametrizations", "is_parametrized", "ParametrizationList"].compactMap { (name: Name) in
            module.own(name).map { (name, $0) }
        }
    }
    // As above.
    nonisolated(unsafe) static let parametrizations = ModuleObject("torch.nn.utils.parametrizations") {
        ["weight_norm", "spectral_norm"].compactMap { name in module.own(Name("_parametrized_" + name)).map { (Name(name), $0) } }
    }

    private static let text = #"""
        import warnings

        def norm_except_dim(v, dim):
            """The norm over all dimensions but one, or over all of them."""
            if dim == -1:
                return v.norm(2)
            return torch.norm(v, 2, [d for d in range(v.dim()) if d != dim % v.dim()], keepdim=True)

        # Once at each forward, by a hook.

        class WeightNorm:
            """A weight as a length `name_g` and a direction `name_v`."""
            def __init__(self, name, dim):
                self.name = name
                self.dim = -1 if dim is None else dim
            def compute_weight(self, module):
                return __weight_norm__(getattr(module, self.name + "_v"), getattr(module, self.name + "_g"), self.dim)
            def __call__(self, module, inputs):
                setattr(module, self.name, self.compute_weight(module))

        def _register(module, norm):
            norms = module.__dict__.setdefault("_norms_of_weights", {})
            norms[type(norm).__name__, norm.name] = (module.register_forward_pre_hook(norm), norm)

        def _hook_of(module, kind, name):
            return module.__dict__.get("_norms_of_weights", {}).get((kind.__name__, name))

        def _remove(module, norm):
            module.__dict__["_norms_of_weights"].pop((type(norm).__name__, norm.name))[0].remove()

        def weight_norm(module, name="weight", dim=0):
            """Splits a weight into its length and its direction."""
            warnings.warn(
                "`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.", FutureWarning)
            if _hook_of(module, WeightNorm, name) is not None:
                raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
            norm = WeightNorm(name, dim)
            weight = getattr(module, name)
            delattr(module, name)
            module.register_parameter(name + "_g", nn.Parameter(norm_except_dim(weight, norm.dim).data))
            module.register_parameter(name + "_v", nn.Parameter(weight.data))
            setattr(module, name, norm.compute_weight(module))
            _register(module, norm)
            return module

        def remove_weight_norm(module, name="weight"):
            """One parameter again."""
            found = _hook_of(module, WeightNorm, name)
            if found is None:
                raise ValueError(f"weight_norm of '{name}' not found in {module}")
            norm = found[1]
            weight = norm.compute_weight(module)
            delattr(module, name)
            delattr(module, name + "_g")
            delattr(module, name + "_v")
            setattr(module, name, nn.Parameter(weight.data))
            _remove(module, norm)
            return module

        def _as_matrix(weight, dim):
            if dim != 0:
                weight = weight.permute(dim, *[d for d in range(weight.dim()) if d != dim])
            return weight.reshape(weight.size(0), -1)

        class SpectralNorm:
            """A weight `name_orig` divided by its largest singular value, which the power method follows."""
            def __init__(self, name, n_power_iterations, dim, eps):
                self.name = name
                self.dim = dim
                if n_power_iterations <= 0:
                    raise ValueError(f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}")
                self.n_power_iterations = n_power_iterations
                self.eps = eps
            def compute_weight(self, module, do_power_iteration):
                weight = getattr(module, self.name + "_orig")
                u = getattr(module, self.name + "_u")
                v = getattr(module, self.name + "_v")
                matrix = _as_matrix(weight, self.dim)
                if do_power_iteration:
                    with torch.no_grad():
                        for _ in range(self.n_power_iterations):
                            v.copy_(F.normalize(torch.mv(matrix.t(), u), dim=0, eps=self.eps))
                            u.copy_(F.normalize(torch.mv(matrix, v), dim=0, eps=self.eps))
                        # Two forwards before one backward must not change each other's.
                        u = u.clone()
                        v = v.clone()
                return weight / torch.dot(u, torch.mv(matrix, v))
            def __call__(self, module, inputs):
                setattr(module, self.name, self.compute_weight(module, module.training))

        def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
            """Divides a weight by its largest singular value."""
            if dim is None:
                dim = 1 if isinstance(module, (nn.ConvTranspose1d, nn.ConvTranspose2d)) else 0
            if _hook_of(module, SpectralNorm, name) is not None:
                raise RuntimeError(f"Cannot register two spectral_norm hooks on the same parameter {name}")
            norm = SpectralNorm(name, n_power_iterations, dim, eps)
            weight = module._parameters[name]
            if weight is None:
                raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
            with torch.no_grad():
                matrix = _as_matrix(weight, dim)
                u = F.normalize(weight.new_empty(matrix.size(0)).normal_(0, 1), dim=0, eps=eps)
                v = F.normalize(weight.new_empty(matrix.size(1)).normal_(0, 1), dim=0, eps=eps)
            delattr(module, name)
            module.register_parameter(name + "_orig", weight)
            setattr(module, name, weight.data)
            module.register_buffer(name + "_u", u)
            module.register_buffer(name + "_v", v)
            _register(module, norm)
            return module

        def remove_spectral_norm(module, name="weight"):
            """One parameter again."""
            found = _hook_of(module, SpectralNorm, name)
            if found is None:
                raise ValueError(f"spectral_norm of '{name}' not found in {module}")
            norm = found[1]
            with torch.no_grad():
                weight = norm.compute_weight(module, False)
            for suffix in ("", "_u", "_v", "_orig"):
                delattr(module, name + suffix)
            module.register_parameter(name, nn.Parameter(weight.detach()))
            _remove(module, norm)
            return module

        # At each access, by a class of its own.

        class ParametrizationList(nn.ModuleList):
            """The modules that a weight goes through, and what it is made of."""
            def __init__(self, modules, original):
                super().__init__(modules)
                new = original
                with torch.no_grad():
                    for module in reversed(list(self)):
                        if hasattr(module, "right_inverse"):
                            new = module.right_inverse(new)
                self.is_tensor = torch.is_tensor(new)
                if self.is_tensor:
                    original.data = new.data
                    self.original = original
                else:
                    self.ntensors = len(new)
                    for i, part in enumerate(new):
                        setattr(self, f"original{i}", nn.Parameter(part.detach()) if isinstance(original, nn.Parameter) else part)
            def forward(self):
                if self.is_tensor:
                    made = self[0](self.original)
                else:
                    made = self[0](*[getattr(self, f"original{i}") for i in range(self.ntensors)])
                for module in list(self)[1:]:
                    made = module(made)
                return made

        def is_parametrized(module, tensor_name=None):
            """Whether a module (or one of its tensors) is computed."""
            found = getattr(module, "parametrizations", None)
            if found is None or not isinstance(found, nn.ModuleDict):
                return False
            return len(found) > 0 if tensor_name is None else tensor_name in found

        def _property(name):
            def get(self):
                return self.parametrizations[name]()
            return property(get)

        def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
            """Makes a tensor of a module the result of another module."""
            parametrization.train(module.training)
            if is_parametrized(module, tensor_name):
                module.parametrizations[tensor_name].append(parametrization)
                return module
            if tensor_name not in module._parameters and tensor_name not in module._buffers:
                raise ValueError(f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name '{tensor_name}'")
            original = getattr(module, tensor_name)
            made = ParametrizationList([parametrization], original)
            made.train(module.training)
            base = type(module) if is_parametrized(module) else None
            names = list(module.parametrizations) if base is not None else []
            delattr(module, tensor_name)
            if base is None:
                plain = type(module)
                module.parametrizations = nn.ModuleDict()
            else:
                plain = base.__bases__[0]
            kind = type("Parametrized" + plain.__name__, (plain,), {name: _property(name) for name in names + [tensor_name]})
            __change_class__(module, kind)
            module.parametrizations[tensor_name] = made
            return module

        def remove_parametrizations(module, tensor_name, leave_parametrized=True):
            """A parameter again."""
            if not is_parametrized(module, tensor_name):
                raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
            made = module.parametrizations[tensor_name]
            if not leave_parametrized and not made.is_tensor:
                raise ValueError("Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors.")
            if leave_parametrized:
                with torch.no_grad():
                    value = getattr(module, tensor_name)
            else:
                value = made.original
            plain = type(module).__bases__[0]
            names = [name for name in module.parametrizations if name != tensor_name]
            del module.parametrizations[tensor_name]
            if names:
                __change_class__(module, type("Parametrized" + plain.__name__, (plain,), {name: _property(name) for name in names}))
            else:
                __change_class__(module, plain)
                delattr(module, "parametrizations")
            if isinstance(made._parameters.get("original", made._parameters.get("original0")), nn.Parameter):
                module.register_parameter(tensor_name, nn.Parameter(value.detach().clone()))
            else:
                module.register_buffer(tensor_name, value)
            return module

        class _WeightNorm(nn.Module):
            def __init__(self, dim=0):
                super().__init__()
                self.dim = -1 if dim is None else dim
            def forward(self, weight_g, weight_v):
                return __weight_norm__(weight_v, weight_g, self.dim)
            def right_inverse(self, weight):
                return norm_except_dim(weight, self.dim), weight

        def _parametrized_weight_norm(module, name="weight", dim=0):
            """Splits a weight into its length and its direction."""
            return register_parametrization(module, name, _WeightNorm(dim))

        class _SpectralNorm(nn.Module):
            def __init__(self, weight, n_power_iterations=1, dim=0, eps=1e-12):
                super().__init__()
                rank = weight.ndim
                if dim >= rank or dim < -rank:
                    raise IndexError(f"Dimension out of range (expected to be in range of [-{rank}, {rank - 1}] but got {dim})")
                if n_power_iterations <= 0:
                    raise ValueError(f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}")
                self.dim = dim if dim >= 0 else dim + rank
                self.eps = eps
                if rank > 1:
                    self.n_power_iterations = n_power_iterations
                    matrix = _as_matrix(weight, self.dim)
                    u = matrix.new_empty(matrix.size(0)).normal_(0, 1)
                    v = matrix.new_empty(matrix.size(1)).normal_(0, 1)
                    self.register_buffer("_u", F.normalize(u, dim=0, eps=eps))
                    self.register_buffer("_v", F.normalize(v, dim=0, eps=eps))
                    self._power_method(matrix, 15)
            def _power_method(self, matrix, count):
                with torch.no_grad():
                    for _ in range(count):
                        self._u.copy_(F.normalize(torch.mv(matrix, self._v), dim=0, eps=self.eps))
                        self._v.copy_(F.normalize(torch.mv(matrix.t(), self._u), dim=0, eps=self.eps))
            def forward(self, weight):
                if weight.ndim == 1:
                    return F.normalize(weight, dim=0, eps=self.eps)
                matrix = _as_matrix(weight, self.dim)
                if self.training:
                    self._power_method(matrix, self.n_power_iterations)
                u = self._u.clone()
                v = self._v.clone()
                return weight / torch.vdot(u, torch.mv(matrix, v))
            def right_inverse(self, value):
                return value

        def _parametrized_spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
            """Divides a weight by its largest singular value."""
            weight = getattr(module, name, None)
            if not torch.is_tensor(weight):
                raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
            if dim is None:
                dim = 1 if isinstance(module, (nn.ConvTranspose1d, nn.ConvTranspose2d)) else 0
            return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))

        for _made, _name in ((_parametrized_weight_norm, "weight_norm"), (_parametrized_spectral_norm, "spectral_norm")):
            _made.__name__ = _name
        """#
}
