import ObjectModel

/// `torch.utils.checkpoint`, written in the language itself: less memory for more time.
enum CheckpointLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make(
        "torch.utils.checkpoint", text, shown: ["torch.utils.checkpoint": ["checkpoint", "checkpoint_sequential", "CheckpointFunction"]])

    private static let text = #"""
        import warnings

        _UNSAID = ("torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in PyTorch 2.9, calling checkpoint "
                   "without use_reentrant will raise an exception. use_reentrant=False is recommended, but if you need to preserve the current default "
                   "behavior, you can pass use_reentrant=True. Refer to docs for more details on the differences between the two variants.")

        class CheckpointFunction(torch.autograd.Function):
            """Forgets what happens inside, and computes it anew on the way back."""
            @staticmethod
            def forward(ctx, run_function, preserve_rng_state, *args):
                ctx.run_function = run_function
                ctx.state = torch.get_rng_state() if preserve_rng_state else None
                ctx.places = [i for i, one in enumerate(args) if torch.is_tensor(one)]
                ctx.inputs = [None if torch.is_tensor(one) else one for one in args]
                ctx.save_for_backward(*[args[i] for i in ctx.places])
                with torch.no_grad():
                    return run_function(*args)
            @staticmethod
            def backward(ctx, *args):
                inputs = list(ctx.inputs)
                for i, one in zip(ctx.places, ctx.saved_tensors):
                    inputs[i] = one.detach().requires_grad_(one.requires_grad)
                now = torch.get_rng_state()
                if ctx.state is not None:
                    torch.set_rng_state(ctx.state)
                with torch.enable_grad():
                    outputs = ctx.run_function(*inputs)
                torch.set_rng_state(now)
                if torch.is_tensor(outputs):
                    outputs = (outputs,)
                pairs = [(out, grad) for out, grad in zip(outputs, args) if torch.is_tensor(out) and out.requires_grad]
                if not pairs:
                    raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
                torch.autograd.backward([out for out, _ in pairs], [grad for _, grad in pairs])
                return (None, None) + tuple(one.grad if torch.is_tensor(one) else None for one in inputs)

        def checkpoint(function, *args, use_reentrant=None, context_fn=None, determinism_check="default", debug=False, early_stop=True, **kwargs):
            """Calls a function without keeping what its backward needs; it is computed anew then. (With use_reentrant=False nbs keeps it: the
            numbers are the same.)"""
            if use_reentrant is None:
                warnings.warn(_UNSAID)
                use_reentrant = True
            preserve = kwargs.pop("preserve_rng_state", True)
            if kwargs and use_reentrant:
                raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
            if use_reentrant:
                if context_fn is not None or debug is not False:
                    raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
                if torch.is_grad_enabled() and not any(torch.is_tensor(one) and one.requires_grad for one in args):
                    warnings.warn("None of the inputs have requires_grad=True. Gradients will be None")
                return CheckpointFunction.apply(function, preserve, *args)
            return function(*args, **kwargs)

        def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
            """`checkpoint` over the parts of a Sequential."""
            if use_reentrant is None:
                warnings.warn("torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed explicitly. In version 2.9 we will "
                              "raise an exception if use_reentrant is not passed. use_reentrant=False is recommended, but if you need to preserve the "
                              "current default behavior, you can pass use_reentrant=True. Refer to docs for more details on the differences between the "
                              "two variants.")
                use_reentrant = True
            preserve = kwargs.pop("preserve_rng_state", True)
            if kwargs:
                raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
            if isinstance(functions, torch.nn.Sequential):
                functions = list(functions.children())
            def run(start, end):
                def forward(input):
                    for one in functions[start:end]:
                        input = one(input)
                    return input
                return forward
            size = len(functions) // segments
            start = 0
            for _ in range(segments - 1):
                input = checkpoint(run(start, start + size), input, use_reentrant=use_reentrant, preserve_rng_state=preserve)
                start += size
            return run(start, len(functions))(input)
        """#
}
