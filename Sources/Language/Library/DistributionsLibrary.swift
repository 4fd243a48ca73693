import ObjectModel

/// `torch.distributions`: those a first course meets, written in the language itself. Samples use the streams that PyTorch's
/// use, so the same seed draws the same values.
enum DistributionsLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make(
        "torch.distributions", text,
        shown: ["torch.distributions": [
            "Distribution", "Normal", "LogNormal", "Uniform", "Bernoulli", "Categorical", "OneHotCategorical", "Exponential", "Laplace",
            "Geometric", "MultivariateNormal", "Independent", "kl_divergence",
        ]])

    private static let text = #"""
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

        class _LocationScale(Distribution):
            """A curve around `loc`, as wide as `scale`."""
            arg_constraints = {"loc": _real, "scale": _positive}
            has_rsample = True
            _given = ["loc", "scale"]
            def __init__(self, loc, scale, validate_args=None):
                self.loc, self.scale = _spread(loc, scale)
                super().__init__(self.loc.size(), validate_args=validate_args)
            @property
            def mean(self):
                return self.loc
            @property
            def mode(self):
                return self.loc

        class Normal(_LocationScale):
            """The bell curve around `loc`, as wide as `scale`."""
            @property
            def stddev(self):
                return self.scale
            @property
            def variance(self):
                return self.stddev.pow(2)
            def sample(self, sample_shape=torch.Size()):
                shape = self._extended_shape(sample_shape)
                with torch.no_grad():
                    return torch.normal(self.loc.expand(shape), self.scale.expand(shape))
            def rsample(self, sample_shape=torch.Size()):
                shape = self._extended_shape(sample_shape)
                return self.loc + torch.empty(shape, dtype=self.loc.dtype).normal_() * self.scale
            def log_prob(self, value):
                self._validate_sample(value)
                return -((value - self.loc) ** 2) / (2 * self.scale ** 2) - self.scale.log() - math.log(math.sqrt(2 * math.pi))
            def cdf(self, value):
                self._validate_sample(value)
                return 0.5 * (1 + torch.erf((value - self.loc) * self.scale.reciprocal() / math.sqrt(2)))
            def icdf(self, value):
                return self.loc + self.scale * torch.erfinv(2 * value - 1) * math.sqrt(2)
            def entropy(self):
                return 0.5 + 0.5 * math.log(2 * math.pi) + torch.log(self.scale)

        class LogNormal(Distribution):
            """e to the power of a normal number."""
            has_rsample = True
            support = _positive
            def __init__(self, loc, scale, validate_args=None):
                self.base_dist = Normal(loc, scale, validate_args=validate_args)
                super().__init__(self.base_dist.batch_shape, validate_args=validate_args)
            @property
            def loc(self):
                return self.base_dist.loc
            @property
            def scale(self):
                return self.base_dist.scale
            @property
            def mean(self):
                return (self.loc + self.scale.pow(2) / 2).exp()
            @property
            def mode(self):
                return (self.loc - self.scale.square()).exp()
            @property
            def variance(self):
                squared = self.scale.pow(2)
                return squared.expm1() * (2 * self.loc + squared).exp()
            def sample(self, sample_shape=torch.Size()):
                with torch.no_grad():
                    return self.base_dist.sample(sample_shape).exp()
            def rsample(self, sample_shape=torch.Size()):
                return self.base_dist.rsample(sample_shape).exp()
            def log_prob(self, value):
                self._validate_sample(value)
                logarithm = value.log()
                return self.base_dist.log_prob(logarithm) - logarithm
            def cdf(self, value):
                return self.base_dist.cdf(value.log())
            def icdf(self, value):
                return self.base_dist.icdf(value).exp()
            def entropy(self):
                return self.base_dist.entropy() + self.loc
            def expand(self, batch_shape, _instance=None):
                return LogNormal(self.loc.expand(_size(batch_shape)), self.scale.expand(_size(batch_shape)), validate_args=False)

        class Uniform(Distribution):
            """Any number from `low` to `high`, each as likely as the other."""
            has_rsample = True
            _given = ["low", "high"]
            def __init__(self, low, high, validate_args=None):
                self.low, self.high = _spread(low, high)
                bound = self.high
                self.arg_constraints = {"low": Constraint(f"LessThan(upper_bound={bound})", lambda x: x < bound), "high": _real}
                super().__init__(self.low.size(), validate_args=validate_args)
            @property
            def support(self):
                return _between(self.low, self.high)
            @property
            def mean(self):
                return (self.high + self.low) / 2
            @property
            def stddev(self):
                return (self.high - self.low) / 12 ** 0.5
            @property
            def variance(self):
                return (self.high - self.low).pow(2) / 12
            def rsample(self, sample_shape=torch.Size()):
                drawn = torch.rand(self._extended_shape(sample_shape), dtype=self.low.dtype)
                return self.low + drawn * (self.high - self.low)
            def log_prob(self, value):
                self._validate_sample(value)
                inside = self.low.le(value).type_as(self.low) * self.high.gt(value).type_as(self.low)
                return torch.log(inside) - torch.log(self.high - self.low)
            def cdf(self, value):
                self._validate_sample(value)
                return ((value - self.low) / (self.high - self.low)).clamp(min=0, max=1)
            def icdf(self, value):
                return value * (self.high - self.low) + self.low
            def entropy(self):
                return torch.log(self.high - self.low)

        class _FromProbsOrLogits(Distribution):
            """Given by `probs` or by `logits`; the other one is computed when it is asked for."""
            def _take(self, probs, logits):
                if (probs is None) == (logits is None):
                    raise ValueError("Either `probs` or `logits` must be specified, but not both.")
                self._by_logits = probs is None
                self._given = ["logits"] if self._by_logits else ["probs"]
            def __getattr__(self, name):
                if name == "probs" and "logits" in self.__dict__:
                    self.probs = self._as_probs(self.logits)
                    return self.probs
                if name == "logits" and "probs" in self.__dict__:
                    self.logits = self._as_logits(self.probs)
                    return self.logits
                raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
            def _listed(self, values, expand):
                values = values.view((-1,) + (1,) * len(self._batch_shape))
                return values.expand((-1,) + self._batch_shape) if expand else values
            def _clamped(self, probs):
                eps = torch.finfo(probs.dtype).eps
                return probs.clamp(min=eps, max=1 - eps)

        class _OfSuccess(_FromProbsOrLogits):
            """About something that succeeds with the probability `probs`."""
            arg_constraints = {"probs": _unit, "logits": _real}
            def __init__(self, probs=None, logits=None, validate_args=None):
                self._take(probs, logits)
                if self._by_logits:
                    self.logits, = _spread(logits)
                else:
                    self.probs, = _spread(probs)
                super().__init__((self.logits if self._by_logits else self.probs).size(), validate_args=validate_args)
            def _as_probs(self, logits):
                return torch.sigmoid(logits)
            def _as_logits(self, probs):
                clamped = self._clamped(probs)
                return torch.log(clamped) - torch.log1p(-clamped)

        class Bernoulli(_OfSuccess):
            """1 with the probability `probs`, else 0."""
            support = _boolean
            has_enumerate_support = True
            @property
            def mean(self):
                return self.probs
            @property
            def mode(self):
                chosen = (self.probs >= 0.5).to(self.probs)
                chosen[self.probs == 0.5] = math.nan
                return chosen
            @property
            def variance(self):
                return self.probs * (1 - self.probs)
            @property
            def param_shape(self):
                return self._batch_shape
            def sample(self, sample_shape=torch.Size()):
                with torch.no_grad():
                    return torch.bernoulli(self.probs.expand(self._extended_shape(sample_shape)))
            def log_prob(self, value):
                self._validate_sample(value)
                logits, value = torch.broadcast_tensors(self.logits, value)
                return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")
            def entropy(self):
                return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")
            def enumerate_support(self, expand=True):
                return self._listed(torch.arange(2, dtype=(self.logits if self._by_logits else self.probs).dtype), expand)

        class Geometric(_OfSuccess):
            """How many failures come before the first success."""
            support = _whole
            @property
            def mean(self):
                return 1.0 / self.probs - 1.0
            @property
            def mode(self):
                return torch.zeros_like(self.probs)
            @property
            def variance(self):
                return (1.0 / self.probs - 1.0) / self.probs
            def sample(self, sample_shape=torch.Size()):
                shape = self._extended_shape(sample_shape)
                with torch.no_grad():
                    drawn = torch.empty(shape, dtype=self.probs.dtype).uniform_(torch.finfo(self.probs.dtype).tiny, 1)
                    return (drawn.log() / (-self.probs).log1p()).floor()
            def log_prob(self, value):
                self._validate_sample(value)
                value, probs = torch.broadcast_tensors(value, self.probs)
                probs = probs.clone()
                probs[(probs == 1) & (value == 0)] = 0
                return value * (-probs).log1p() + self.probs.log()
            def entropy(self):
                return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs

        class Categorical(_FromProbsOrLogits):
            """One of several classes, by the last dimension's probabilities."""
            arg_constraints = {"probs": _simplex, "logits": _vector}
            has_enumerate_support = True
            def __init__(self, probs=None, logits=None, validate_args=None):
                self._take(probs, logits)
                given = logits if self._by_logits else probs
                if given.dim() < 1:
                    raise ValueError(f"`{self._given[0]}` parameter must be at least one-dimensional.")
                if self._by_logits:
                    self.logits = logits - logits.logsumexp(dim=-1, keepdim=True)
                else:
                    self.probs = probs / probs.sum(-1, keepdim=True)
                    if validate_args is not False and not _simplex.check(self.probs).all():
                        # PyTorch names the numbers that were given, not their shares.
                        self.probs = probs
                self._events = given.size()[-1]
                super().__init__(given.size()[:-1], validate_args=validate_args)
            def _as_probs(self, logits):
                return F.softmax(logits, dim=-1)
            def _as_logits(self, probs):
                return torch.log(self._clamped(probs))
            def expand(self, batch_shape, _instance=None):
                given = (self.logits if self._by_logits else self.probs).expand(_size(batch_shape) + torch.Size((self._events,)))
                return type(self)(**{self._given[0]: given}, validate_args=False)
            @property
            def support(self):
                return _whole_between(0, self._events - 1)
            @property
            def param_shape(self):
                return (self.logits if self._by_logits else self.probs).size()
            @property
            def mean(self):
                return torch.full(self._batch_shape, math.nan, dtype=self.probs.dtype)
            @property
            def mode(self):
                return self.probs.argmax(dim=-1)
            @property
            def variance(self):
                return torch.full(self._batch_shape, math.nan, dtype=self.probs.dtype)
            def sample(self, sample_shape=torch.Size()):
                sample_shape = _size(sample_shape)
                with torch.no_grad():
                    rows = self.probs.reshape(-1, self._events)
                    return torch.multinomial(rows, sample_shape.numel(), True).T.reshape(sample_shape + self._batch_shape)
            def log_prob(self, value):
                self._validate_sample(value)
                value, logits = torch.broadcast_tensors(value.long().unsqueeze(-1), self.logits)
                return logits.gather(-1, value[..., :1]).squeeze(-1)
            def entropy(self):
                logits = torch.clamp(self.logits, min=torch.finfo(self.logits.dtype).min)
                return -(logits * self.probs).sum(-1)
            def enumerate_support(self, expand=True):
                return self._listed(torch.arange(self._events), expand)

        class OneHotCategorical(Distribution):
            """One of several classes, as a row with a single 1."""
            support = _one_hot
            def __init__(self, probs=None, logits=None, validate_args=None):
                self._categorical = Categorical(probs, logits, validate_args=validate_args)
                super().__init__(self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args=validate_args)
            @property
            def probs(self):
                return self._categorical.probs
            @property
            def logits(self):
                return self._categorical.logits
            @property
            def mean(self):
                return self.probs
            @property
            def variance(self):
                return self.probs * (1 - self.probs)
            def sample(self, sample_shape=torch.Size()):
                return F.one_hot(self._categorical.sample(sample_shape), self._event_shape[0]).to(self.probs)
            def log_prob(self, value):
                self._validate_sample(value)
                return self._categorical.log_prob(value.max(-1)[1])
            def entropy(self):
                return self._categorical.entropy()

        class Exponential(Distribution):
            """The wait for something that happens `rate` times in a unit of time."""
            arg_constraints = {"rate": _positive}
            support = _nonnegative
            has_rsample = True
            _given = ["rate"]
            def __init__(self, rate, validate_args=None):
                self.rate, = _spread(rate)
                super().__init__(self.rate.size(), validate_args=validate_args)
            @property
            def mean(self):
                return self.rate.reciprocal()
            @property
            def mode(self):
                return torch.zeros_like(self.rate)
            @property
            def stddev(self):
                return self.rate.reciprocal()
            @property
            def variance(self):
                return self.rate.pow(-2)
            def rsample(self, sample_shape=torch.Size()):
                return torch.empty(self._extended_shape(sample_shape), dtype=self.rate.dtype).exponential_() / self.rate
            def log_prob(self, value):
                self._validate_sample(value)
                return self.rate.log() - self.rate * value
            def cdf(self, value):
                self._validate_sample(value)
                return 1 - torch.exp(-self.rate * value)
            def icdf(self, value):
                return -torch.log1p(-value) / self.rate
            def entropy(self):
                return 1.0 - torch.log(self.rate)

        class Laplace(_LocationScale):
            """Two exponential slopes back to back."""
            @property
            def variance(self):
                return 2 * self.scale.pow(2)
            @property
            def stddev(self):
                return 2 ** 0.5 * self.scale
            def rsample(self, sample_shape=torch.Size()):
                drawn = torch.empty(self._extended_shape(sample_shape), dtype=self.loc.dtype).uniform_(torch.finfo(self.loc.dtype).eps - 1, 1)
                return self.loc - self.scale * drawn.sign() * torch.log1p(-drawn.abs())
            def log_prob(self, value):
                self._validate_sample(value)
                return -torch.log(2 * self.scale) - torch.abs(value - self.loc) / self.scale
            def cdf(self, value):
                self._validate_sample(value)
                return 0.5 - 0.5 * (value - self.loc).sign() * torch.expm1(-(value - self.loc).abs() / self.scale)
            def icdf(self, value):
                term = value - 0.5
                return self.loc - self.scale * term.sign() * torch.log1p(-2 * term.abs())
            def entropy(self):
                return 1 + torch.log(2 * self.scale)

        class MultivariateNormal(Distribution):
            """The bell curve in several dimensions."""
            arg_constraints = {"loc": _vector, "covariance_matrix": _definite, "precision_matrix": _definite, "scale_tril": _triangular}
            support = _vector
            has_rsample = True
            def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
                if loc.dim() < 1:
                    raise ValueError("loc must be at least one-dimensional.")
                if (covariance_matrix is not None) + (scale_tril is not None) + (precision_matrix is not None) != 1:
                    raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
                for name, matrix in (("scale_tril", scale_tril), ("covariance_matrix", covariance_matrix), ("precision_matrix", precision_matrix)):
                    if matrix is None:
                        continue
                    if matrix.dim() < 2:
                        raise ValueError(f"{name} {'matrix ' if name == 'scale_tril' else ''}must be at least two-dimensional, with optional leading batch dimensions")
                    batch = torch.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
                    setattr(self, name, matrix.expand(batch + matrix.shape[-2:]))
                    self._given = name
                self.loc = loc.expand(batch + loc.shape[-1:])
                super().__init__(batch, self.loc.shape[-1:], validate_args=validate_args)
                if self._given == "covariance_matrix":
                    self._tril = torch.linalg.cholesky(self.covariance_matrix)
                elif self._given == "precision_matrix":
                    self._tril = torch.linalg.cholesky(torch.linalg.inv(self.precision_matrix))
                else:
                    self._tril = self.scale_tril
            def __getattr__(self, name):
                if name == "scale_tril" and "_tril" in self.__dict__:
                    return self._tril
                if name == "covariance_matrix" and "_tril" in self.__dict__:
                    return self._tril @ self._tril.mT
                if name == "precision_matrix" and "_tril" in self.__dict__:
                    return torch.linalg.inv(self._tril @ self._tril.mT)
                raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
            @property
            def mean(self):
                return self.loc
            @property
            def mode(self):
                return self.loc
            @property
            def variance(self):
                return self._tril.pow(2).sum(-1).expand(self._batch_shape + self._event_shape)
            def rsample(self, sample_shape=torch.Size()):
                drawn = torch.empty(self._extended_shape(sample_shape), dtype=self.loc.dtype).normal_()
                return self.loc + (self._tril @ drawn.unsqueeze(-1)).squeeze(-1)
            def _whitened(self, difference):
                return torch.linalg.solve_triangular(self._tril.expand(difference.shape[:-1] + self._tril.shape[-2:]), difference.unsqueeze(-1), upper=False).squeeze(-1)
            def _half_log_det(self):
                return self._tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
            def log_prob(self, value):
                self._validate_sample(value)
                distance = self._whitened(value - self.loc).pow(2).sum(-1)
                return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + distance) - self._half_log_det()
            def entropy(self):
                return (0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + self._half_log_det()).expand(self._batch_shape)
            def expand(self, batch_shape, _instance=None):
                batch = _size(batch_shape)
                return MultivariateNormal(self.loc.expand(batch + self._event_shape), scale_tril=self._tril.expand(batch + self._tril.shape[-2:]), validate_args=False)

        class Independent(Distribution):
            """The last batch dimensions of another distribution taken as one event."""
            def __init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None):
                count = reinterpreted_batch_ndims
                batch = base_distribution.batch_shape
                if count > len(batch):
                    raise ValueError(f"Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual {count} vs {len(batch)}")
                self.base_dist = base_distribution
                self.reinterpreted_batch_ndims = count
                at = len(batch) - count
                super().__init__(batch[:at], batch[at:] + base_distribution.event_shape, validate_args=validate_args)
            @property
            def support(self):
                return Constraint(repr(self.base_dist.support), self.base_dist.support.check)
            @property
            def has_rsample(self):
                return self.base_dist.has_rsample
            @property
            def mean(self):
                return self.base_dist.mean
            @property
            def mode(self):
                return self.base_dist.mode
            @property
            def variance(self):
                return self.base_dist.variance
            def _summed(self, values):
                return values.flatten(-self.reinterpreted_batch_ndims).sum(-1) if self.reinterpreted_batch_ndims else values
            def sample(self, sample_shape=torch.Size()):
                return self.base_dist.sample(sample_shape)
            def rsample(self, sample_shape=torch.Size()):
                return self.base_dist.rsample(sample_shape)
            def log_prob(self, value):
                return self._summed(self.base_dist.log_prob(value))
            def entropy(self):
                return self._summed(self.base_dist.entropy())
            def __repr__(self):
                return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"

        def _kl_normal(p, q):
            ratio = (p.scale / q.scale).pow(2)
            return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())
        def _kl_bernoulli(p, q):
            first = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
            first = torch.where(p.probs == 0, torch.zeros_like(first), torch.where(q.probs == 0, torch.full_like(first, math.inf), first))
            second = (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))
            second = torch.where(p.probs == 1, torch.zeros_like(second), torch.where(q.probs == 1, torch.full_like(second, math.inf), second))
            return first + second
        def _kl_categorical(p, q):
            parts = p.probs * (p.logits - q.logits)
            parts = torch.where(q.probs == 0, torch.full_like(parts, math.inf), parts)
            return torch.where((p.probs == 0).expand_as(parts), torch.zeros_like(parts), parts).sum(-1)
        def _kl_exponential(p, q):
            ratio = q.rate / p.rate
            return -ratio.log() + ratio - 1
        def _kl_uniform(p, q):
            result = ((q.high - q.low) / (p.high - p.low)).log()
            return torch.where((q.low > p.low) | (q.high < p.high), torch.full_like(result, math.inf), result)
        def _kl_laplace(p, q):
            ratio = p.scale / q.scale
            distance = (p.loc - q.loc).abs()
            return -ratio.log() + distance / q.scale + ratio * torch.exp(-distance / p.scale) - 1
        def _kl_geometric(p, q):
            return -p.entropy() - torch.log1p(-q.probs) / p.probs - q.logits
        def _kl_multivariate(p, q):
            if p.event_shape != q.event_shape:
                raise ValueError("KL-divergence between two Multivariate Normals with different event shapes cannot be computed")
            size = p.event_shape[0]
            whitened = torch.linalg.solve_triangular(q._tril.expand(torch.broadcast_shapes(p._tril.shape, q._tril.shape)), p._tril, upper=False)
            return q._half_log_det() - p._half_log_det() + 0.5 * (whitened.pow(2).sum((-2, -1)) + q._whitened(q.loc - p.loc).pow(2).sum(-1) - size)
        def _kl_independent(p, q):
            if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
                raise NotImplementedError
            return p._summed(kl_divergence(p.base_dist, q.base_dist))

        _divergences = [
            (Normal, _kl_normal), (Bernoulli, _kl_bernoulli), (Categorical, _kl_categorical), (Exponential, _kl_exponential), (Uniform, _kl_uniform),
            (Laplace, _kl_laplace), (Geometric, _kl_geometric), (MultivariateNormal, _kl_multivariate), (Independent, _kl_independent),
            (LogNormal, lambda p, q: _kl_normal(p.base_dist, q.base_dist)),
            (OneHotCategorical, lambda p, q: _kl_categorical(p._categorical, q._categorical)),
        ]

        def kl_divergence(p, q):
            """How much `p` differs from `q`: the mean of log p(x) - log q(x) over x from `p`."""
            for kind, divergence in _divergences:
                if isinstance(p, kind) and isinstance(q, kind):
                    return divergence(p, q)
            raise NotImplementedError(f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}")
        """#
}
