/// Distributions of real numbers and vectors.
extension DistributionsLibrary {
    static let continuous = #"""
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

        """#
}
