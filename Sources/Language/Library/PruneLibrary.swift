import ObjectModel

/// `torch.nn.utils.prune`, written in the language itself: parameters without some of their elements.
enum PruneLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make(
        "torch.nn.utils.prune", text,
        shown: [
            "torch.nn.utils.prune": [
                "BasePruningMethod", "PruningContainer", "Identity", "RandomUnstructured", "L1Unstructured", "RandomStructured", "LnStructured", "CustomFromMask",
                "identity", "random_unstructured", "l1_unstructured", "random_structured", "ln_structured", "global_unstructured", "custom_from_mask", "remove",
                "is_pruned",
            ]
        ])

    private static let text = #"""
        from torch import nn

        def _amount(amount):
            if not isinstance(amount, (int, float)):
                raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
            if (isinstance(amount, int) and amount < 0) or (not isinstance(amount, int) and not 0.0 <= amount <= 1.0):
                raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")

        def _count(amount, size):
            count = amount if isinstance(amount, int) else round(amount * size)
            if isinstance(amount, int) and amount > size:
                raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={size}")
            return count

        def _structured(t, dim):
            if t.dim() <= 1:
                raise ValueError(f"Structured pruning can only be applied to multidimensional tensors. Found tensor of shape {t.shape} with {t.dim()} dims")
            if dim >= t.dim():
                raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")

        class BasePruningMethod:
            """How a parameter loses elements: `compute_mask` says which stay."""
            _tensor_name = None
            PRUNING_TYPE = "unstructured"
            def __call__(self, module, inputs):
                setattr(module, self._tensor_name, self.apply_mask(module))
            def compute_mask(self, t, default_mask):
                raise NotImplementedError
            def apply_mask(self, module):
                """The parameter with its pruned elements at 0."""
                if self._tensor_name is None:
                    raise AssertionError(f"Module {module} has to be pruned")
                mask = getattr(module, self._tensor_name + "_mask")
                orig = getattr(module, self._tensor_name + "_orig")
                return mask.to(dtype=orig.dtype) * orig
            @classmethod
            def apply(cls, module, name, *args, importance_scores=None, **kwargs):
                """Prunes one parameter of a module."""
                hooks = module.__dict__.setdefault("_pruning_hooks", {})
                before = hooks.get(name)
                method = cls(*args, **kwargs)
                method._tensor_name = name
                orig = getattr(module, name)
                if importance_scores is not None:
                    if importance_scores.shape != orig.shape:
                        raise AssertionError(
                            f"importance_scores should have the same shape as parameter {name} of {module}, got {importance_scores.shape} vs {orig.shape}")
                else:
                    importance_scores = orig
                if before is not None:
                    default_mask = getattr(module, name + "_mask").detach().clone(memory_format=torch.contiguous_format)
                    container = PruningContainer(before[0])
                    if isinstance(before[0], PruningContainer):
                        container = before[0]
                    container.add_pruning_method(method)
                    before[1].remove()
                    method = container
                else:
                    default_mask = torch.ones_like(orig)
                mask = method.compute_mask(importance_scores, default_mask=default_mask)
                if before is None:
                    if not isinstance(orig, nn.Parameter):
                        orig = nn.Parameter(orig)
                    delattr(module, name)
                    module.register_parameter(name + "_orig", orig)
                module.register_buffer(name + "_mask", mask)
                setattr(module, name, method.apply_mask(module))
                hooks[name] = (method, module.register_forward_pre_hook(method))
                return method
            def prune(self, t, default_mask=None, importance_scores=None):
                """A tensor with its pruned elements at 0."""
                if importance_scores is not None:
                    if importance_scores.shape != t.shape:
                        raise AssertionError(f"importance_scores should have the same shape as tensor t, got {importance_scores.shape} vs {t.shape}")
                else:
                    importance_scores = t
                default_mask = default_mask if default_mask is not None else torch.ones_like(t)
                return t * self.compute_mask(importance_scores, default_mask=default_mask)
            def remove(self, module):
                """Makes the pruning permanent."""
                if self._tensor_name is None:
                    raise AssertionError(f"Module {module} has to be pruned before pruning can be removed")
                weight = self.apply_mask(module)
                orig = getattr(module, self._tensor_name + "_orig")
                orig.data = weight.data
                delattr(module, self._tensor_name + "_orig")
                delattr(module, self._tensor_name + "_mask")
                delattr(module, self._tensor_name)
                module.register_parameter(self._tensor_name, orig)

        class PruningContainer(BasePruningMethod):
            """Prunings of one parameter, one after the other."""
            def __init__(self, *args):
                self._pruning_methods = ()
                if not isinstance(args[0], (list, tuple)) and len(args) == 1:
                    self._tensor_name = args[0]._tensor_name
                for method in args:
                    self.add_pruning_method(method)
            def add_pruning_method(self, method):
                if not isinstance(method, BasePruningMethod) and method is not None:
                    raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
                if method is not None and self._tensor_name != method._tensor_name:
                    raise ValueError(
                        f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to PruningContainer {self}."
                        f" Found '{method._tensor_name}'")
                self._pruning_methods += (method,)
            def __len__(self):
                return len(self._pruning_methods)
            def __iter__(self):
                return iter(self._pruning_methods)
            def __getitem__(self, index):
                return self._pruning_methods[index]
            def compute_mask(self, t, default_mask):
                method = self._pruning_methods[-1]
                mask = default_mask.to(dtype=t.dtype)
                if method.PRUNING_TYPE == "unstructured":
                    chosen = mask == 1
                elif method.PRUNING_TYPE == "structured":
                    if not hasattr(method, "dim"):
                        raise AttributeError('Pruning methods of PRUNING_TYPE "structured" need to have the attribute `dim` defined.')
                    dim = method.dim + t.dim() if method.dim < 0 else method.dim
                    if dim < 0:
                        raise IndexError(f"Index is out of bounds for tensor with dimensions {t.dim()}")
                    kept = mask.sum(dim=[d for d in range(t.dim()) if d != dim]) != 0
                    chosen = (slice(None),) * dim + (kept,)
                elif method.PRUNING_TYPE == "global":
                    chosen = (slice(None),) * t.dim()
                else:
                    raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
                mask[chosen] = method.compute_mask(t[chosen], default_mask=mask[chosen]).to(mask.dtype)
                return mask

        class Identity(BasePruningMethod):
            """Prunes nothing; makes the names that pruning makes."""
            def compute_mask(self, t, default_mask):
                return default_mask

        class _ByAmount(BasePruningMethod):
            def __init__(self, amount):
                _amount(amount)
                self.amount = amount

        class RandomUnstructured(_ByAmount):
            """Elements chosen by chance."""
            def compute_mask(self, t, default_mask):
                count = _count(self.amount, t.nelement())
                mask = default_mask.clone(memory_format=torch.contiguous_format)
                if count != 0:
                    chances = torch.rand_like(t)
                    mask.view(-1)[torch.topk(chances.view(-1), k=count).indices] = 0
                return mask

        class L1Unstructured(_ByAmount):
            """The smallest elements."""
            def compute_mask(self, t, default_mask):
                count = _count(self.amount, t.nelement())
                mask = default_mask.clone(memory_format=torch.contiguous_format)
                if count != 0:
                    mask.view(-1)[torch.topk(torch.abs(t).view(-1), k=count, largest=False).indices] = 0
                return mask

        class _ByChannels(BasePruningMethod):
            PRUNING_TYPE = "structured"
            def _without(self, t, default_mask, keep):
                mask = torch.zeros_like(t)
                mask[(slice(None),) * (self.dim % t.dim()) + (keep,)] = 1
                return mask * default_mask.to(dtype=mask.dtype)

        class RandomStructured(_ByChannels):
            """Channels chosen by chance."""
            def __init__(self, amount, dim=-1):
                _amount(amount)
                self.amount = amount
                self.dim = dim
            def compute_mask(self, t, default_mask):
                _structured(t, self.dim)
                size = t.shape[self.dim]
                count = _count(self.amount, size)
                chances = torch.rand(size)
                if count == 0:
                    return default_mask
                threshold = torch.kthvalue(chances, k=count).values
                return self._without(t, default_mask, chances > threshold)

        class LnStructured(_ByChannels):
            """The channels with the smallest norms."""
            def __init__(self, amount, n, dim=-1):
                _amount(amount)
                self.amount = amount
                self.n = n
                self.dim = dim
            def compute_mask(self, t, default_mask):
                _structured(t, self.dim)
                size = t.shape[self.dim]
                count = _count(self.amount, size)
                kept = size - count
                dim = self.dim % t.dim()
                norms = torch.norm(t, p=self.n, dim=[d for d in range(t.dim()) if d != dim])
                indices = torch.topk(norms, k=kept, largest=True).indices
                if count == 0:
                    return default_mask
                return self._without(t, default_mask, indices)

        class CustomFromMask(BasePruningMethod):
            """By a mask that is given."""
            PRUNING_TYPE = "global"
            def __init__(self, mask):
                self.mask = mask
            def compute_mask(self, t, default_mask):
                if default_mask.shape != self.mask.shape:
                    raise AssertionError(f"default_mask shape {default_mask.shape} must match self.mask shape {self.mask.shape}")
                return default_mask * self.mask.to(dtype=default_mask.dtype)

        def identity(module, name):
            """Prunes nothing."""
            Identity.apply(module, name)
            return module
        def random_unstructured(module, name, amount):
            """Prunes elements by chance: a share or a number of them."""
            RandomUnstructured.apply(module, name, amount)
            return module
        def l1_unstructured(module, name, amount, importance_scores=None):
            """Prunes the smallest elements."""
            L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
            return module
        def random_structured(module, name, amount, dim):
            """Prunes channels by chance."""
            RandomStructured.apply(module, name, amount, dim)
            return module
        def ln_structured(module, name, amount, n, dim, importance_scores=None):
            """Prunes the channels with the smallest norms."""
            LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
            return module
        def custom_from_mask(module, name, mask):
            """Prunes by a mask."""
            CustomFromMask.apply(module, name, mask)
            return module

        def global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs):
            """Prunes elements of several parameters as if they were one."""
            if not hasattr(parameters, "__iter__"):
                raise TypeError("global_unstructured(): parameters is not an Iterable")
            parameters = list(parameters)
            importance_scores = importance_scores if importance_scores is not None else {}
            if not isinstance(importance_scores, dict):
                raise TypeError("global_unstructured(): importance_scores must be of type dict")
            scores = nn.utils.parameters_to_vector([importance_scores.get((module, name), getattr(module, name)) for module, name in parameters])
            masks = nn.utils.parameters_to_vector(
                [getattr(module, name + "_mask", torch.ones_like(getattr(module, name))) for module, name in parameters])
            method = pruning_method(**kwargs)
            if method.PRUNING_TYPE != "unstructured":
                raise TypeError(f'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method {pruning_method} of type {method.PRUNING_TYPE}')
            final = masks.clone()
            chosen = masks == 1
            final[chosen] = method.compute_mask(scores[chosen], default_mask=masks[chosen])
            start = 0
            for module, name in parameters:
                parameter = getattr(module, name)
                custom_from_mask(module, name, mask=final[start:start + parameter.numel()].view_as(parameter))
                start += parameter.numel()

        def remove(module, name):
            """Makes a pruning permanent."""
            hooks = module.__dict__.get("_pruning_hooks", {})
            if name not in hooks:
                raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")
            method, handle = hooks.pop(name)
            handle.remove()
            method.remove(module)
            return module

        def is_pruned(module):
            """Whether a module, or a part of it, is pruned."""
            return any(part.__dict__.get("_pruning_hooks") for part in module.modules())
        """#
}
