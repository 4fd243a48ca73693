import ObjectModel

/// `torch.testing`, written in the language itself.
enum TestingLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make(
        "torch.testing", text, shown: ["torch.testing": ["assert_close", "assert_allclose"]])

    private static let text = #"""
        import math

        _TOLERANCES = {torch.float16: (1e-3, 1e-5), torch.bfloat16: (1.6e-2, 1e-5), torch.float32: (1.3e-6, 1e-5), torch.float64: (1e-7, 1e-7)}

        def _complain(text, place):
            raise AssertionError(text + (f"\n\nThe failure occurred for item {place}" if place else ""))

        def _place(index, shape):
            out = []
            for size in reversed(shape):
                out.append(index % size)
                index //= size
            return tuple(reversed(out))

        def _numbers(actual, expected, rtol, atol, equal_nan, place):
            if equal_nan and actual != actual and expected != expected:
                return
            difference = abs(actual - expected)
            if actual == expected or difference <= atol + rtol * abs(expected):
                return
            relative = abs(difference / expected) if expected else math.inf
            exact = rtol == atol == 0
            _complain(f"Scalars are not {'equal' if exact else 'close'}!\n\nExpected {expected} but got {actual}.\n"
                      f"Absolute difference: {difference}" + ("" if exact else f" (up to {atol} allowed)") +
                      f"\nRelative difference: {relative}" + ("" if exact else f" (up to {rtol} allowed)"), place)

        def _plain(actual, expected, options, place):
            if isinstance(actual, bool) and isinstance(expected, bool):
                if actual is not expected:
                    _complain(f"Booleans mismatch: {actual} is not {expected}", place)
                return
            if options["check_dtype"] and type(actual) is not type(expected):
                _complain(f"The (d)types do not match: {type(actual)} != {type(expected)}.", place)
            rtol, atol = options["rtol"], options["atol"]
            if rtol is None:
                rtol = atol = 1e-7 if isinstance(actual, float) or isinstance(expected, float) else 0
            _numbers(actual, expected, rtol, atol, options["equal_nan"], place)

        def _tensors(actual, expected, options, place):
            if actual.shape != expected.shape:
                _complain(f"The values for attribute 'shape' do not match: {actual.shape} != {expected.shape}.", place)
            if options["check_stride"] and actual.stride() != expected.stride():
                _complain(f"The values for attribute 'stride()' do not match: {actual.stride()} != {expected.stride()}.", place)
            if options["check_dtype"] and actual.dtype != expected.dtype:
                _complain(f"The values for attribute 'dtype' do not match: {actual.dtype} != {expected.dtype}.", place)
            rtol, atol = options["rtol"], options["atol"]
            if rtol is None:
                pairs = [_TOLERANCES.get(dtype, (0, 0)) for dtype in (actual.dtype, expected.dtype)]
                rtol, atol = max(r for r, _ in pairs), max(a for _, a in pairs)
            dtype = torch.promote_types(actual.dtype, expected.dtype)
            actual, expected = actual.to(dtype), expected.to(dtype)
            same = torch.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=options["equal_nan"])
            if same.all():
                return
            if not dtype.is_floating_point:
                actual, expected = actual.to(torch.int64), expected.to(torch.int64)
            if actual.dim() == 0:
                return _numbers(actual.item(), expected.item(), rtol, atol, options["equal_nan"], place)
            exact = rtol == 0 and atol == 0
            difference = (actual - expected).abs()
            difference[same] = 0
            relative = difference / expected.abs()
            relative[same] = 0
            wrong = (~same).sum().item()
            most, at = difference.flatten().max(0)
            share, where = relative.flatten().max(0)
            _complain(
                f"Tensor-likes are not {'equal' if exact else 'close'}!\n\nMismatched elements: {wrong} / {actual.numel()} ({wrong / actual.numel():.1%})\n"
                f"Greatest absolute difference: {most.item()} at index {_place(at.item(), actual.shape)}" + ("" if exact else f" (up to {atol} allowed)") +
                f"\nGreatest relative difference: {share.item()} at index {_place(where.item(), actual.shape)}" + ("" if exact else f" (up to {rtol} allowed)"), place)

        def _compare(actual, expected, options, place):
            if isinstance(actual, dict) and isinstance(expected, dict):
                if set(actual) != set(expected):
                    _complain("The keys of the mappings do not match:\n"
                              f"Missing keys in the actual mapping: {sorted(set(expected) - set(actual))}\n"
                              f"Additional keys in the actual mapping: {sorted(set(actual) - set(expected))}", place)
                for key in actual:
                    _compare(actual[key], expected[key], options, place + f"[{key!r}]")
            elif isinstance(actual, (list, tuple)) and isinstance(expected, (list, tuple)):
                if len(actual) != len(expected):
                    _complain(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", place)
                for i, (one, other) in enumerate(zip(actual, expected)):
                    _compare(one, other, options, place + f"[{i}]")
            elif actual is None or expected is None:
                if actual is not expected:
                    _complain(f"None mismatch: {actual} is not {expected}", place)
            elif isinstance(actual, torch.Tensor) and isinstance(expected, torch.Tensor):
                _tensors(actual.detach(), expected.detach(), options, place)
            elif isinstance(actual, (int, float)) and isinstance(expected, (int, float)):
                _plain(actual, expected, options, place)
            else:
                raise TypeError(f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.")

        def assert_close(actual, expected, *, allow_subclasses=True, rtol=None, atol=None, equal_nan=False, check_device=True, check_dtype=True,
                         check_layout=True, check_stride=False, msg=None):
            """Complains unless numbers, tensors, or lists and dicts of them are nearly equal."""
            if (rtol is None) != (atol is None):
                raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {'rtol' if rtol is None else 'atol'}.")
            options = dict(rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=check_dtype, check_stride=check_stride)
            try:
                _compare(actual, expected, options, "")
            except AssertionError as error:
                if msg is None:
                    raise
                raise AssertionError(msg(str(error)) if callable(msg) else msg) from None

        def assert_allclose(actual, expected, rtol=None, atol=None, equal_nan=True, msg=""):
            """The old name of `assert_close`."""
            assert_close(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False, msg=msg or None)
        """#
}
