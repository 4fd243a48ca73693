/// What all distributions share: constraints on values, shapes, checks, text.
extension DistributionsLibrary {
    static let foundation = #"""
        import math
        import torch
        import torch.nn.functional as F

        class Constraint:
            """Which values are allowed: `check` marks them, `repr` names them as PyTorch does."""
            def __init__(self, shown, check, event_dim=0):
                self.shown = shown
                self.check = check
                self.event_dim = event_dim
            def __repr__(self):
                return self.shown

        _real = Constraint("Real()", lambda x: x == x)
        _positive = Constraint("GreaterThan(lower_bound=0.0)", lambda x: x > 0)
        _unit = Constraint("Interval(lower_bound=0.0, upper_bound=1.0)", lambda x: (x >= 0) & (x <= 1))
        _boolean = Constraint("Boolean()", lambda x: (x == 0) | (x == 1))
        _nonnegative = Constraint("GreaterThanEq(lower_bound=0.0)", lambda x: x >= 0)
        _whole = Constraint("IntegerGreaterThan(lower_bound=0)", lambda x: (x % 1 == 0) & (x >= 0))
        _vector = Constraint("IndependentConstraint(Real(), 1)", lambda x: (x == x).all(-1), 1)
        _simplex = Constraint("Simplex()", lambda x: (x >= 0).all(-1) & ((x.sum(-1) - 1).abs() < 1e-6), 1)
        _definite = Constraint("PositiveDefinite()", lambda x: (x - x.mT).abs().amax((-2, -1)) < 1e-6 if x.numel() else x.new_ones(x.shape[:-2], dtype=torch.bool), 2)
        _triangular = Constraint("LowerCholesky()", lambda x: (x.tril() == x).all(-1).all(-1) & (x.diagonal(dim1=-2, dim2=-1) > 0).all(-1), 2)
        _one_hot = Constraint("OneHot()", lambda x: ((x == 0) | (x == 1)).all(-1) & (x.sum(-1) == 1), 1)

        def _between(low, high):
            return Constraint(f"Interval(lower_bound={low}, upper_bound={high})", lambda x: (x >= low) & (x <= high))
        def _whole_between(low, high):
            return Constraint(f"IntegerInterval(lower_bound={low}, upper_bound={high})", lambda x: (x % 1 == 0) & (x >= low) & (x <= high))

        def _spread(*values):
            """Numbers and tensors as tensors of one shape."""
            kind = next((one for one in values if isinstance(one, torch.Tensor)), None)
            for one in values:
                if not isinstance(one, (torch.Tensor, int, float)):
                    raise ValueError("Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__.")
            made = [one if isinstance(one, torch.Tensor) else torch.tensor(float(one), dtype=torch.get_default_dtype() if kind is None else kind.dtype) for one in values]
            return torch.broadcast_tensors(*made)

        def _size(shape):
            return shape if isinstance(shape, torch.Size) else torch.Size(shape)

        class Distribution:
            """What all distributions share."""
            has_rsample = False
            has_enumerate_support = False
            arg_constraints = {}
            support = _real

            def __init__(self, batch_shape=torch.Size(), event_shape=torch.Size(), validate_args=None):
                self._batch_shape = _size(batch_shape)
                self._event_shape = _size(event_shape)
                self._checks = validate_args is not False
                if self._checks:
                    for name, constraint in self.arg_constraints.items():
                        if name not in self.__dict__:
                            continue
                        value = self.__dict__[name]
                        valid = constraint.check(value)
                        if not valid.all():
                            raise ValueError(
                                f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution {self!r} "
                                f"to satisfy the constraint {constraint!r}, but found invalid values:\n{value}")
            @property
            def batch_shape(self):
                return self._batch_shape
            @property
            def event_shape(self):
                return self._event_shape
            @property
            def stddev(self):
                return self.variance.sqrt()
            @property
            def mean(self):
                raise NotImplementedError
            @property
            def variance(self):
                raise NotImplementedError
            @property
            def mode(self):
                raise NotImplementedError(f"{type(self)} does not implement mode")
            def sample(self, sample_shape=torch.Size()):
                with torch.no_grad():
                    return self.rsample(sample_shape)
            def sample_n(self, n):
                return self.sample(torch.Size((n,)))
            def rsample(self, sample_shape=torch.Size()):
                raise NotImplementedError
            def log_prob(self, value):
                raise NotImplementedError
            def cdf(self, value):
                raise NotImplementedError
            def icdf(self, value):
                raise NotImplementedError
            def entropy(self):
                raise NotImplementedError
            def enumerate_support(self, expand=True):
                raise NotImplementedError
            def perplexity(self):
                return torch.exp(self.entropy())
            def _extended_shape(self, sample_shape=torch.Size()):
                return _size(sample_shape) + self._batch_shape + self._event_shape
            def _validate_sample(self, value):
                if not self._checks:
                    return
                if not isinstance(value, torch.Tensor):
                    raise ValueError("The value argument to log_prob must be a Tensor")
                at = len(value.size()) - len(self._event_shape)
                if value.size()[at:] != self._event_shape:
                    raise ValueError(f"The right-most size of value must match event_shape: {value.size()} vs {self._event_shape}.")
                expected = self._batch_shape + self._event_shape
                for i, j in zip(reversed(value.size()), reversed(expected)):
                    if i != 1 and j != 1 and i != j:
                        raise ValueError(f"Value is not broadcastable with batch_shape+event_shape: {value.size()} vs {expected}.")
                if not self.support.check(value).all():
                    raise ValueError(
                        f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the support "
                        f"({self.support!r}) of the distribution {self!r}, but found invalid values:\n{value}")
            def expand(self, batch_shape, _instance=None):
                made = {name: self.__dict__[name].expand(_size(batch_shape) + self.__dict__[name].shape[len(self._batch_shape):]) for name in self._given}
                return type(self)(**made, validate_args=False)
            def __repr__(self):
                names = [name for name in self.arg_constraints if name in self.__dict__]
                shown = [f"{name}: {self.__dict__[name] if self.__dict__[name].numel() == 1 else self.__dict__[name].size()}" for name in names]
                return type(self).__name__ + "(" + ", ".join(shown) + ")"

        """#
}
