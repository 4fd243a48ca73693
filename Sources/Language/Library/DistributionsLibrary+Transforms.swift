/// Transforms, and the distributions they make of others.
extension DistributionsLibrary {
    static let transforms = #"""
        class Transform:
            """A function with an inverse, and how much it stretches."""
            bijective = True
            sign = 1
            event_dim = 0
            codomain = _real
            def __init__(self, cache_size=0):
                self._cache_size = cache_size
                self._cached = (None, None)
            def __call__(self, x):
                old, y = self._cached
                if self._cache_size and x is old:
                    return y
                y = self._call(x)
                if self._cache_size:
                    self._cached = (x, y)
                return y
            def _inv_call(self, y):
                x, old = self._cached
                if self._cache_size and y is old:
                    return x
                x = self._inverse(y)
                if self._cache_size:
                    self._cached = (x, y)
                return x
            @property
            def inv(self):
                return _InverseTransform(self)
            def log_abs_det_jacobian(self, x, y):
                raise NotImplementedError
            def forward_shape(self, shape):
                return shape
            def inverse_shape(self, shape):
                return shape
            def __repr__(self):
                return type(self).__name__ + "()"

        class _InverseTransform(Transform):
            """A transform the other way round."""
            def __init__(self, transform):
                super().__init__()
                self._inv = transform
                self.sign = transform.sign
                self.event_dim = transform.event_dim
            def __call__(self, x):
                return self._inv._inv_call(x)
            def _inv_call(self, y):
                return self._inv(y)
            @property
            def inv(self):
                return self._inv
            def log_abs_det_jacobian(self, x, y):
                return -self._inv.log_abs_det_jacobian(y, x)
            def __repr__(self):
                return f"_InverseTransform({self._inv!r})"

        class ExpTransform(Transform):
            """exp(x)"""
            codomain = _positive
            def _call(self, x):
                return x.exp()
            def _inverse(self, y):
                return y.log()
            def log_abs_det_jacobian(self, x, y):
                return x

        class PowerTransform(Transform):
            """x ** exponent"""
            codomain = _positive
            def __init__(self, exponent, cache_size=0):
                super().__init__(cache_size)
                self.exponent, = _spread(exponent)
            def _call(self, x):
                return x.pow(self.exponent)
            def _inverse(self, y):
                return y.pow(1 / self.exponent)
            def log_abs_det_jacobian(self, x, y):
                return (self.exponent * y / x).abs().log()

        class SigmoidTransform(Transform):
            """sigmoid(x)"""
            codomain = _unit
            def _call(self, x):
                limits = torch.finfo(x.dtype)
                return torch.clamp(torch.sigmoid(x), min=limits.tiny, max=1.0 - limits.eps)
            def _inverse(self, y):
                limits = torch.finfo(y.dtype)
                y = y.clamp(min=limits.tiny, max=1.0 - limits.eps)
                return y.log() - (-y).log1p()
            def log_abs_det_jacobian(self, x, y):
                return -F.softplus(-x) - F.softplus(x)

        class SoftplusTransform(Transform):
            """log(1 + exp(x))"""
            codomain = _positive
            def _call(self, x):
                return F.softplus(x)
            def _inverse(self, y):
                return (-y).expm1().neg().log() + y
            def log_abs_det_jacobian(self, x, y):
                return -F.softplus(-x)

        class TanhTransform(Transform):
            """tanh(x)"""
            codomain = _between(-1.0, 1.0)
            def _call(self, x):
                return x.tanh()
            def _inverse(self, y):
                return torch.atanh(y)
            def log_abs_det_jacobian(self, x, y):
                return 2.0 * (math.log(2.0) - x - F.softplus(-2.0 * x))

        class AbsTransform(Transform):
            """abs(x)"""
            codomain = _positive
            bijective = False
            def _call(self, x):
                return x.abs()
            def _inverse(self, y):
                return y

        class AffineTransform(Transform):
            """loc + scale * x"""
            def __init__(self, loc, scale, event_dim=0, cache_size=0):
                super().__init__(cache_size)
                self.loc = loc
                self.scale = scale
                self.event_dim = event_dim
            @property
            def sign(self):
                return self.scale.sign() if torch.is_tensor(self.scale) else int(self.scale > 0) - int(self.scale < 0)
            def _call(self, x):
                return self.loc + self.scale * x
            def _inverse(self, y):
                return (y - self.loc) / self.scale
            def log_abs_det_jacobian(self, x, y):
                shape = x.shape
                if torch.is_tensor(self.scale):
                    result = torch.abs(self.scale).log()
                else:
                    result = torch.full_like(x, math.log(abs(self.scale)))
                if self.event_dim:
                    result = result.expand(shape).flatten(-self.event_dim).sum(-1) if result.dim() >= self.event_dim else result.expand(shape).sum(-1)
                    shape = shape[:len(shape) - self.event_dim]
                return result.expand(shape)

        class SoftmaxTransform(Transform):
            """softmax(x) along the last dimension"""
            bijective = False
            event_dim = 1
            def _call(self, x):
                powers = (x - x.max(-1, True)[0]).exp()
                return powers / powers.sum(-1, True)
            def _inverse(self, y):
                return y.log()

        class ComposeTransform(Transform):
            """Transforms one after the other."""
            def __init__(self, parts, cache_size=0):
                super().__init__(cache_size)
                self.parts = list(parts)
                self.event_dim = max([0] + [part.event_dim for part in self.parts])
                self.bijective = all(part.bijective for part in self.parts)
            @property
            def sign(self):
                sign = 1
                for part in self.parts:
                    sign = sign * part.sign
                return sign
            def __call__(self, x):
                for part in self.parts:
                    x = part(x)
                return x
            def _inv_call(self, y):
                for part in reversed(self.parts):
                    y = part._inv_call(y)
                return y
            def log_abs_det_jacobian(self, x, y):
                if not self.parts:
                    return torch.zeros_like(x)
                total = 0
                for part in self.parts:
                    after = part(x)
                    total = total + _summed_right(part.log_abs_det_jacobian(x, after), self.event_dim - part.event_dim)
                    x = after
                return total
            def __repr__(self):
                return "ComposeTransform(\n    " + ",\n    ".join(repr(part) for part in self.parts) + "\n)"

        identity_transform = ComposeTransform([])

        def _summed_right(value, dims):
            return value.flatten(-dims).sum(-1) if dims else value

        class TransformedDistribution(Distribution):
            """What transforms make of another distribution's numbers."""
            def __init__(self, base_distribution, transforms, validate_args=None):
                if isinstance(transforms, Transform):
                    transforms = [transforms]
                if not isinstance(transforms, list) or not all(isinstance(one, Transform) for one in transforms):
                    raise ValueError(f"transforms must be a Transform or list, but was {transforms}")
                self.transforms = transforms
                shape = base_distribution.batch_shape + base_distribution.event_shape
                dims = max([len(base_distribution.event_shape)] + [one.event_dim for one in transforms])
                more = dims - len(base_distribution.event_shape)
                self.base_dist = Independent(base_distribution, more) if more > 0 else base_distribution
                at = len(shape) - dims
                super().__init__(shape[:at], shape[at:], validate_args=validate_args)
                self._checks = self._checks and not transforms
            @property
            def has_rsample(self):
                return self.base_dist.has_rsample
            @property
            def support(self):
                return self.transforms[-1].codomain if self.transforms else self.base_dist.support
            def _transformed(self, x):
                for transform in self.transforms:
                    x = transform(x)
                return x
            def sample(self, sample_shape=torch.Size()):
                with torch.no_grad():
                    return self._transformed(self.base_dist.sample(sample_shape))
            def rsample(self, sample_shape=torch.Size()):
                return self._transformed(self.base_dist.rsample(sample_shape))
            def log_prob(self, value):
                dims = len(self._event_shape)
                total = 0.0
                y = value
                for transform in reversed(self.transforms):
                    x = transform._inv_call(y)
                    total = total - _summed_right(transform.log_abs_det_jacobian(x, y), dims - transform.event_dim)
                    y = x
                return total + _summed_right(self.base_dist.log_prob(y), dims - len(self.base_dist.event_shape))
            def _turned(self, value):
                sign = 1
                for transform in self.transforms:
                    sign = sign * transform.sign
                return value if isinstance(sign, int) and sign == 1 else sign * (value - 0.5) + 0.5
            def cdf(self, value):
                for transform in reversed(self.transforms):
                    value = transform._inv_call(value)
                return self._turned(self.base_dist.cdf(value))
            def icdf(self, value):
                return self._transformed(self.base_dist.icdf(self._turned(value)))
            def expand(self, batch_shape, _instance=None):
                return TransformedDistribution(self.base_dist.expand(_size(batch_shape)), self.transforms, validate_args=False)

        class _Half(TransformedDistribution):
            # The absolute value of a number that is as often negative as not.
            arg_constraints = {"scale": _positive}
            support = _nonnegative
            def __init__(self, whole, validate_args):
                super().__init__(whole, AbsTransform(), validate_args=validate_args)
                self._checks = validate_args is not False
            @property
            def scale(self):
                return self.base_dist.scale
            @property
            def mode(self):
                return torch.zeros_like(self.scale)
            def log_prob(self, value):
                self._validate_sample(value)
                density = self.base_dist.log_prob(value) + math.log(2)
                return torch.where(value >= 0, density, -math.inf)
            def cdf(self, value):
                self._validate_sample(value)
                return 2 * self.base_dist.cdf(value) - 1
            def icdf(self, prob):
                return self.base_dist.icdf((prob + 1) / 2)
            def entropy(self):
                return self.base_dist.entropy() - math.log(2)

        class HalfNormal(_Half):
            """The absolute value of a normal number."""
            def __init__(self, scale, validate_args=None):
                super().__init__(Normal(0, scale, validate_args=False), validate_args)
            @property
            def mean(self):
                return self.scale * math.sqrt(2 / math.pi)
            @property
            def variance(self):
                return self.scale.pow(2) * (1 - 2 / math.pi)

        class HalfCauchy(_Half):
            """The absolute value of a number of Cauchy's."""
            def __init__(self, scale, validate_args=None):
                super().__init__(Cauchy(0, scale, validate_args=False), validate_args)
            @property
            def mean(self):
                return torch.full(self._extended_shape(), math.inf, dtype=self.scale.dtype)
            @property
            def variance(self):
                return self.base_dist.variance
            def log_prob(self, value):
                return super().log_prob(torch.as_tensor(value, dtype=self.base_dist.scale.dtype))

        class Gumbel(TransformedDistribution):
            """The largest of many numbers."""
            arg_constraints = {"loc": _real, "scale": _positive}
            def __init__(self, loc, scale, validate_args=None):
                self.loc, self.scale = _spread(loc, scale)
                limits = torch.finfo(self.loc.dtype)
                base = Uniform(torch.full_like(self.loc, limits.tiny), torch.full_like(self.loc, 1 - limits.eps), validate_args=validate_args)
                transforms = [ExpTransform().inv, AffineTransform(loc=0, scale=-torch.ones_like(self.scale)), ExpTransform().inv, AffineTransform(loc=loc, scale=-self.scale)]
                super().__init__(base, transforms, validate_args=validate_args)
            @property
            def mean(self):
                return self.loc + self.scale * 0.57721566490153286060
            @property
            def mode(self):
                return self.loc
            @property
            def stddev(self):
                return (math.pi / math.sqrt(6)) * self.scale
            @property
            def variance(self):
                return self.stddev.pow(2)
            def log_prob(self, value):
                y = (self.loc - value) / self.scale
                return (y - y.exp()) - self.scale.log()
            def entropy(self):
                return self.scale.log() + (1 + 0.57721566490153286060)

        class Pareto(TransformedDistribution):
            """Few large numbers, many small ones, none below `scale`."""
            arg_constraints = {"alpha": _positive, "scale": _positive}
            def __init__(self, scale, alpha, validate_args=None):
                self.scale, self.alpha = _spread(scale, alpha)
                least = self.scale
                self._above = Constraint(f"GreaterThanEq(lower_bound={least})", lambda x: x >= least)
                super().__init__(Exponential(self.alpha, validate_args=validate_args), [ExpTransform(), AffineTransform(loc=0, scale=self.scale)], validate_args=validate_args)
            @property
            def support(self):
                return self._above
            @property
            def mean(self):
                a = self.alpha.clamp(min=1)
                return a * self.scale / (a - 1)
            @property
            def mode(self):
                return self.scale
            @property
            def variance(self):
                a = self.alpha.clamp(min=2)
                return self.scale.pow(2) * a / ((a - 1).pow(2) * (a - 2))
            def entropy(self):
                return (self.scale / self.alpha).log() + (1 + self.alpha.reciprocal())

        class Weibull(TransformedDistribution):
            """How long something lasts that wears off."""
            arg_constraints = {"scale": _positive, "concentration": _positive}
            support = _positive
            def __init__(self, scale, concentration, validate_args=None):
                self.scale, self.concentration = _spread(scale, concentration)
                self.concentration_reciprocal = self.concentration.reciprocal()
                base = Exponential(torch.ones_like(self.scale), validate_args=validate_args)
                super().__init__(base, [PowerTransform(exponent=self.concentration_reciprocal), AffineTransform(loc=0, scale=self.scale)], validate_args=validate_args)
            @property
            def mean(self):
                return self.scale * torch.exp(torch.lgamma(1 + self.concentration_reciprocal))
            @property
            def mode(self):
                return self.scale * ((self.concentration - 1) / self.concentration) ** self.concentration.reciprocal()
            @property
            def variance(self):
                return self.scale.pow(2) * (torch.exp(torch.lgamma(1 + 2 * self.concentration_reciprocal)) - torch.exp(2 * torch.lgamma(1 + self.concentration_reciprocal)))
            def entropy(self):
                return 0.57721566490153286060 * (1 - self.concentration_reciprocal) + torch.log(self.scale * self.concentration_reciprocal) + 1

        class MixtureSameFamily(Distribution):
            """One of several distributions of a kind, chosen by a Categorical."""
            def __init__(self, mixture_distribution, component_distribution, validate_args=None):
                self._mixture_distribution = mixture_distribution
                self._component_distribution = component_distribution
                if not isinstance(mixture_distribution, Categorical):
                    raise ValueError(" The Mixture distribution needs to be an  instance of torch.distributions.Categorical")
                if not isinstance(component_distribution, Distribution):
                    raise ValueError("The Component distribution need to be an instance of torch.distributions.Distribution")
                mixture, parts = mixture_distribution.batch_shape, component_distribution.batch_shape[:-1]
                for one, other in zip(reversed(mixture), reversed(parts)):
                    if one != 1 and other != 1 and one != other:
                        raise ValueError(f"`mixture_distribution.batch_shape` ({mixture}) is not compatible with `component_distribution.batch_shape`({parts})")
                events = mixture_distribution.probs.size()[-1]
                if component_distribution.batch_shape[-1] != events:
                    raise ValueError(f"`mixture_distribution component` ({events}) does not equal `component_distribution.batch_shape[-1]` ({component_distribution.batch_shape[-1]})")
                mixture_distribution.logits
                self._num_component = events
                self._dims = len(component_distribution.event_shape)
                super().__init__(parts, component_distribution.event_shape, validate_args=False)
            @property
            def mixture_distribution(self):
                return self._mixture_distribution
            @property
            def component_distribution(self):
                return self._component_distribution
            @property
            def support(self):
                inner = self._component_distribution.support
                return Constraint(f"MixtureSameFamilyConstraint({inner!r})", inner.check, inner.event_dim)
            def expand(self, batch_shape, _instance=None):
                shape = _size(batch_shape) + torch.Size((self._num_component,))
                return MixtureSameFamily(self._mixture_distribution.expand(_size(batch_shape)), self._component_distribution.expand(shape))
            def _padded(self, x):
                return x.unsqueeze(-1 - self._dims)
            def _weights(self):
                probs = self._mixture_distribution.probs
                return probs.reshape(probs.shape + torch.Size([1] * self._dims))
            @property
            def mean(self):
                return torch.sum(self._weights() * self._component_distribution.mean, dim=-1 - self._dims)
            @property
            def variance(self):
                within = torch.sum(self._weights() * self._component_distribution.variance, dim=-1 - self._dims)
                between = torch.sum(self._weights() * (self._component_distribution.mean - self._padded(self.mean)).pow(2.0), dim=-1 - self._dims)
                return within + between
            def cdf(self, x):
                return torch.sum(self._component_distribution.cdf(self._padded(x)) * self._mixture_distribution.probs, dim=-1)
            def log_prob(self, x):
                parts = self._component_distribution.log_prob(self._padded(x))
                weights = torch.log_softmax(self._mixture_distribution.logits, dim=-1)
                return torch.logsumexp(parts + weights, dim=-1)
            def sample(self, sample_shape=torch.Size()):
                with torch.no_grad():
                    sample_shape = _size(sample_shape)
                    gather = len(sample_shape) + len(self._batch_shape)
                    chosen = self._mixture_distribution.sample(sample_shape)
                    parts = self._component_distribution.sample(sample_shape)
                    index = chosen.reshape(chosen.shape + torch.Size([1] * (self._dims + 1)))
                    index = index.repeat(torch.Size([1] * len(chosen.shape)) + torch.Size([1]) + self._event_shape)
                    return torch.gather(parts, gather, index).squeeze(gather)
            def __repr__(self):
                return f"MixtureSameFamily(\n  {self._mixture_distribution},\n  {self._component_distribution})"

        class RelaxedBernoulli(TransformedDistribution):
            """Nearly 0 or nearly 1; gradients pass through its samples."""
            arg_constraints = {"probs": _unit, "logits": _real}
            support = _unit
            def __init__(self, temperature, probs=None, logits=None, validate_args=None):
                self._of = Bernoulli(probs, logits)
                self.temperature = temperature
                super().__init__(_LogitRelaxed(temperature, self._of), SigmoidTransform(), validate_args=validate_args)
            def expand(self, batch_shape, _instance=None):
                return RelaxedBernoulli(self.temperature, probs=self.probs.expand(_size(batch_shape)), validate_args=False)
            @property
            def logits(self):
                return self._of.logits
            @property
            def probs(self):
                return self._of.probs

        class _LogitRelaxed(Distribution):
            has_rsample = True
            def __init__(self, temperature, of):
                self.temperature = temperature
                self._of = of
                super().__init__(of.batch_shape)
            def rsample(self, sample_shape=torch.Size()):
                shape = self._extended_shape(sample_shape)
                probs = self._of.probs.expand(shape)
                eps = torch.finfo(probs.dtype).eps
                probs = probs.clamp(min=eps, max=1 - eps)
                drawn = torch.rand(shape, dtype=probs.dtype).clamp(min=eps, max=1 - eps)
                return (drawn.log() - (-drawn).log1p() + probs.log() - (-probs).log1p()) / self.temperature
            def log_prob(self, value):
                logits, value = _spread(self._of.logits, value)
                diff = logits - value.mul(self.temperature)
                return self.temperature.log() + diff - 2 * diff.exp().log1p()

        class OneHotCategoricalStraightThrough(OneHotCategorical):
            """`OneHotCategorical` whose samples pass gradients to the probabilities."""
            has_rsample = True
            def rsample(self, sample_shape=torch.Size()):
                samples = self.sample(sample_shape)
                return samples + (self.probs - self.probs.detach())

        class _ExpRelaxed(Distribution):
            has_rsample = True
            def __init__(self, temperature, of):
                self.temperature = temperature
                self._of = of
                super().__init__(of.batch_shape, of.param_shape[-1:])
            def rsample(self, sample_shape=torch.Size()):
                shape = self._extended_shape(sample_shape)
                drawn = torch.rand(shape, dtype=self._of.logits.dtype)
                eps = torch.finfo(drawn.dtype).eps
                gumbels = -((-(drawn.clamp(min=eps, max=1 - eps).log())).log())
                scores = (self._of.logits + gumbels) / self.temperature
                return scores - scores.logsumexp(dim=-1, keepdim=True)
            def log_prob(self, value):
                k = self._of._events
                logits, value = _spread(self._of.logits, value)
                scale = torch.full_like(self.temperature, float(k)).lgamma() - self.temperature.log().mul(-(k - 1))
                score = logits - value.mul(self.temperature)
                return (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1) + scale

        class RelaxedOneHotCategorical(TransformedDistribution):
            """Nearly one-hot rows; gradients pass through its samples."""
            arg_constraints = {"probs": _simplex, "logits": _vector}
            support = _simplex
            def __init__(self, temperature, probs=None, logits=None, validate_args=None):
                self._of = Categorical(probs, logits)
                self.temperature = temperature
                super().__init__(_ExpRelaxed(temperature, self._of), ExpTransform(), validate_args=validate_args)
            def expand(self, batch_shape, _instance=None):
                return RelaxedOneHotCategorical(self.temperature, probs=self.probs.expand(_size(batch_shape) + self._event_shape), validate_args=False)
            @property
            def logits(self):
                return self._of.logits
            @property
            def probs(self):
                return self._of.probs

        """#
}
