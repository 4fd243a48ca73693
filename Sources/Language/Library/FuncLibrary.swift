import NeuralNet
import ObjectModel

/// `torch.func`: functions that make functions, written in the language itself over `torch.autograd.grad`.
///
/// `vmap` calls the function once for each slice and stacks the answers: the same numbers as PyTorch's, one row at a time.
enum FuncLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make(
        "torch.func", text,
        shown: ["torch.func": ["grad", "grad_and_value", "vjp", "jvp", "jacrev", "jacfwd", "hessian", "vmap", "functional_call", "stack_module_state"]],
        helpers: [exchange])

    /// Puts a tensor where a module keeps a parameter or buffer, and gives back what was there.
    // Made once, used by the evaluator's thread.
    nonisolated(unsafe) private static let exchange = NativeFunction("__exchange__", "module, name, tensor") { a in
        guard let module = a[0].asModule, let name = a[1].asString.map({ Name($0) }), let before = module.exchange(name, a[2].asTensor) else { return .none }
        return .tensor(before)
    }

    private static let text = #"""
        import torch

        def _leaves(tree):
            if isinstance(tree, torch.Tensor):
                return [tree]
            if isinstance(tree, dict):
                tree = list(tree.values())
            if isinstance(tree, (list, tuple)):
                return [leaf for part in tree for leaf in _leaves(part)]
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(tree)}")

        def _mapped(tree, change):
            if isinstance(tree, dict):
                return {key: _mapped(part, change) for key, part in tree.items()}
            if isinstance(tree, tuple):
                parts = [_mapped(part, change) for part in tree]
                return type(tree)(*parts) if hasattr(tree, "_fields") else tuple(parts)
            if isinstance(tree, list):
                return [_mapped(part, change) for part in tree]
            return change(tree)

        def _filled(tree, leaves):
            """The tree with its tensors taken from an iterator."""
            return _mapped(tree, lambda leaf: next(leaves))

        def _checked(leaf):
            if not isinstance(leaf, torch.Tensor):
                raise RuntimeError(f"Expected tensors, got unsupported type {type(leaf)}")

        # How many transforms are at work: inside another one a gradient must itself be differentiable.
        _depth = [0]

        def _fresh(tensor):
            if not isinstance(tensor, torch.Tensor):
                raise ValueError(f"Thing passed to transform API must be Tensor, got {type(tensor)}")
            if tensor.requires_grad:
                return tensor.view_as(tensor)
            return tensor.detach().requires_grad_()

        def _finished(tree, inputs):
            """Results of the outermost transform forget its inputs, unless something else in them is being recorded."""
            if _depth[0] > 0:
                return tree
            own = {id(leaf) for leaf in inputs}
            return _mapped(tree, lambda leaf: leaf if not isinstance(leaf, torch.Tensor) or _records(leaf, own) else leaf.detach())

        def _records(tensor, own):
            if tensor.grad_fn is None:
                return tensor.requires_grad and id(tensor) not in own
            seen = set()
            waiting = [tensor.grad_fn]
            while waiting:
                node = waiting.pop()
                if node in seen:
                    continue
                seen.add(node)
                leaf = getattr(node, "variable", None)
                if leaf is not None and id(leaf) not in own:
                    return True
                waiting.extend(before for before, _ in node.next_functions if before is not None)
            return False

        def _entered(function, args, kwargs):
            _depth[0] += 1
            try:
                with torch.enable_grad():
                    return function(*args, **kwargs)
            finally:
                _depth[0] -= 1

        def _gradients(outputs, inputs, given=None):
            with torch.enable_grad():
                found = torch.autograd.grad(outputs, inputs, given, create_graph=True, allow_unused=True) if outputs.requires_grad else [None] * len(inputs)
            return [torch.zeros_like(one) if grad is None else grad for one, grad in zip(inputs, found)]

        def _positions(argnums, count):
            for number in argnums if isinstance(argnums, tuple) else (argnums,):
                if number >= count or number < -count:
                    raise RuntimeError(f"Got argnum={number}, but only {count} positional inputs")
            return argnums

        def _chosen(args, argnums):
            args = list(args)
            _positions(argnums, len(args))
            for number in argnums if isinstance(argnums, tuple) else (argnums,):
                args[number] = _mapped(args[number], _fresh)
            chosen = tuple(args[number] for number in argnums) if isinstance(argnums, tuple) else args[argnums]
            return args, chosen

        def grad_and_value(func, argnums=0, has_aux=False):
            """A function for the gradient of `func` and its value."""
            def compute(*args, **kwargs):
                args, chosen = _chosen(args, argnums)
                inputs = _leaves(chosen)
                output = _entered(func, args, kwargs)
                aux = None
                if has_aux:
                    if not (isinstance(output, tuple) and len(output) == 2):
                        raise RuntimeError(f"grad_and_value(f)(*args): output of function f should be a tuple: (output, aux) if has_aux is True")
                    output, aux = output
                    _mapped(aux, _checked)
                if not isinstance(output, torch.Tensor):
                    raise RuntimeError(f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(output)}")
                if output.dim() != 0:
                    raise RuntimeError(f"grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with {output.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?")
                grads = _filled(chosen, iter(_gradients(output, inputs)))
                grads, output = _finished(grads, inputs), _finished(output, inputs)
                if has_aux:
                    return grads, (output, _finished(aux, inputs))
                return grads, output
            return compute

        def grad(func, argnums=0, has_aux=False):
            """A function for the gradient of `func`, which returns one number."""
            both = grad_and_value(func, argnums, has_aux)
            def compute(*args, **kwargs):
                grads, value = both(*args, **kwargs)
                return (grads, value[1]) if has_aux else grads
            return compute

        def _evaluated(func, primals, has_aux):
            """Tracked copies of the inputs, their tensors, and what the function makes of them."""
            args = [_mapped(one, _fresh) for one in primals]
            output = _entered(func, args, {})
            output, aux = output if has_aux else (output, None)
            return args, _leaves(args), output, aux

        def vjp(func, *primals, has_aux=False):
            """The value of `func`, and a function that carries a gradient of it back to the inputs."""
            args, inputs, output, aux = _evaluated(func, primals, has_aux)
            results = _leaves(output)
            def pull(cotangents):
                total = None
                for result, given in zip(results, _leaves(cotangents)):
                    part = _gradients(result, inputs, given)
                    total = part if total is None else [a + b for a, b in zip(total, part)]
                return tuple(_finished(_filled(args, iter(total)), inputs))
            shown = _finished(output, inputs)
            return (shown, pull, _finished(aux, inputs)) if has_aux else (shown, pull)

        def jvp(func, primals, tangents, *, has_aux=False):
            """The value of `func` and its change along `tangents`."""
            args, inputs, output, aux = _evaluated(func, primals, has_aux)
            directions = _leaves(list(tangents))
            changes = []
            for result in _leaves(output):
                # The gradient is linear in `helper`; its gradient along the tangents is the change wanted.
                helper = torch.zeros_like(result).requires_grad_()
                back = _gradients(result, inputs, helper)
                moved = sum((one * direction).sum() for one, direction in zip(back, directions))
                changes.append(_gradients(moved, [helper])[0])
            shown = _finished(output, inputs)
            change = _finished(_filled(output, iter(changes)), inputs)
            return (shown, change, _finished(aux, inputs)) if has_aux else (shown, change)

        def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None):
            """A function for the matrix of all slopes of `func`."""
            def compute(*args, **kwargs):
                args, chosen = _chosen(args, argnums)
                inputs = _leaves(chosen)
                output = _entered(func, args, kwargs)
                aux = None
                if has_aux:
                    output, aux = output
                def rows(result):
                    found = []
                    for number in range(result.numel()):
                        start = torch.zeros_like(result)
                        start.view(-1)[number] = 1
                        found.append(_gradients(result, inputs, start))
                    parts = [torch.stack([row[at] for row in found]).view(result.shape + one.shape) for at, one in enumerate(inputs)]
                    return _filled(chosen, iter(parts))
                made = _finished(_mapped(output, rows), inputs)
                return (made, _finished(aux, inputs)) if has_aux else made
            return compute

        def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
            """A function for the matrix of all slopes of `func`."""
            return jacrev(func, argnums, has_aux=has_aux)

        def hessian(func, argnums=0):
            """A function for the matrix of second slopes of `func`."""
            return jacrev(jacrev(func, argnums), argnums)

        def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
            """A function that applies `func` to each slice of its inputs and stacks the results."""
            name = getattr(func, "__name__", repr(func))
            def spread(part, dim, sizes):
                if isinstance(part, dict):
                    return {key: spread(one, dim[key] if isinstance(dim, dict) else dim, sizes) for key, one in part.items()}
                if isinstance(part, (list, tuple)) and not isinstance(part, torch.Size):
                    dims = dim if isinstance(dim, (list, tuple)) else [dim] * len(part)
                    return [spread(one, at, sizes) for one, at in zip(part, dims)]
                if dim is None:
                    return lambda number: part
                if not isinstance(part, torch.Tensor):
                    raise ValueError(f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): Got in_dim={dim} for an input but the input is of type {type(part)}. We cannot vmap over non-Tensor arguments, please use None as the respective in_dim")
                if not -part.dim() <= dim < part.dim():
                    raise ValueError(f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): Got in_dim={dim} for some input, but that input is a Tensor of dimensionality {part.dim()} so expected in_dim to satisfy -{part.dim()} <= in_dim < {part.dim()}.")
                sizes.append(part.size(dim))
                return lambda number: part.select(dim, number)
            def picked(part, number):
                if isinstance(part, dict):
                    return {key: picked(one, number) for key, one in part.items()}
                if isinstance(part, list):
                    return [picked(one, number) for one in part]
                return part(number)
            def stacked(results, dim):
                first = results[0]
                if isinstance(first, dict):
                    return {key: stacked([one[key] for one in results], dim) for key in first}
                if isinstance(first, (list, tuple)):
                    dims = dim if isinstance(dim, (list, tuple)) else [dim] * len(first)
                    return type(first)(stacked([one[at] for one in results], dims[at]) for at in range(len(first)))
                if not isinstance(first, torch.Tensor):
                    raise ValueError(f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(first)}. Did you mean to set out_dims= to None for output?")
                return first if dim is None else torch.stack(results, dim)
            def compute(*args, **kwargs):
                if isinstance(in_dims, tuple) and len(in_dims) != len(args):
                    raise ValueError(f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): in_dims is not compatible with the structure of `inputs`: {len(in_dims)} entries for {len(args)} inputs.")
                sizes = []
                slices = spread(args, in_dims, sizes)
                named = spread(kwargs, 0, sizes)
                if not sizes:
                    raise ValueError(f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): at least one input must be a Tensor that is mapped over.")
                if any(size != sizes[0] for size in sizes):
                    raise ValueError(f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension")
                if sizes[0] == 0:
                    raise ValueError("vmap: nbs cannot map over a dimension of size 0")
                results = []
                state = torch.get_rng_state()
                for number in range(sizes[0]):
                    if randomness == "same":
                        torch.set_rng_state(state)
                    results.append(func(*picked(slices, number), **picked(named, number)))
                    if randomness == "error" and number == 0 and not torch.equal(state, torch.get_rng_state()):
                        raise RuntimeError("vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform the randomness operation out of vmap")
                return stacked(results, out_dims)
            return compute

        def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
            """Call a module with other tensors in place of its parameters and buffers."""
            given = {}
            for part in parameter_and_buffer_dicts if isinstance(parameter_and_buffer_dicts, (list, tuple)) else [parameter_and_buffer_dicts]:
                given.update(part)
            if args is None:
                args = ()
            elif not isinstance(args, tuple):
                args = (args,)
            if strict:
                known = [name for name, _ in module.named_parameters()] + [name for name, _ in module.named_buffers()]
                missing, unexpected = [name for name in known if name not in given], [name for name in given if name not in known]
                if missing or unexpected:
                    raise RuntimeError(f"Error(s) in loading state_dict for {type(module).__name__}: missing {missing}, unexpected {unexpected}")
            before = []
            try:
                for path, tensor in given.items():
                    owner, _, name = path.rpartition(".")
                    owner = module.get_submodule(owner)
                    old = __exchange__(owner, name, tensor)
                    if old is not None:
                        before.append((owner, name, old))
                return module(*args, **(kwargs or {}))
            finally:
                for owner, name, old in before:
                    __exchange__(owner, name, old)

        def stack_module_state(models):
            """The parameters and the buffers of several modules of one class, stacked."""
            if len(models) == 0:
                raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
            parameters = {name: torch.stack([dict(one.named_parameters())[name].detach() for one in models]).requires_grad_() for name, _ in models[0].named_parameters()}
            buffers = {name: torch.stack([dict(one.named_buffers())[name] for one in models]) for name, _ in models[0].named_buffers()}
            return parameters, buffers
        """#
}
