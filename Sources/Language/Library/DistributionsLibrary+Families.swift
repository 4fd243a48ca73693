/// Distributions of waits, shares and counts.
extension DistributionsLibrary {
    static let families = #"""
        class _StandardGamma(torch.autograd.Function):
            """Draws of the gamma distribution, one after the other, by Marsaglia and Tsang's way (2000); their slopes by the chance of what lies below."""
            @staticmethod
            def forward(ctx, alpha):
                drawn = torch.tensor([_gamma_draw(one) for one in alpha.flatten().tolist()], dtype=torch.float64).reshape(alpha.shape)
                out = drawn.to(alpha.dtype).clamp(min=torch.finfo(alpha.dtype).tiny)
                ctx.save_for_backward(alpha, out)
                return out
            @staticmethod
            def backward(ctx, grad):
                alpha, x = (one.double() for one in ctx.saved_tensors)
                step = 1e-4 * alpha
                below = (torch.special.gammainc(alpha + step, x) - torch.special.gammainc(alpha - step, x)) / (2 * step)
                density = torch.exp(torch.xlogy(alpha - 1, x) - x - torch.lgamma(alpha))
                return grad * (-below / density).to(grad.dtype)

        def _gamma_draw(alpha):
            scale = 1.0
            if alpha < 1.0:
                if alpha == 0.0:
                    return 0.0
                scale = (1 - torch.rand((), dtype=torch.float64).item()) ** (1.0 / alpha)
                alpha += 1.0
            d = alpha - 1.0 / 3.0
            c = 1.0 / math.sqrt(9.0 * d)
            while True:
                y = 0.0
                while y <= 0.0:
                    x = torch.randn((), dtype=torch.float64).item()
                    y = 1.0 + c * x
                v = y * y * y
                u = 1 - torch.rand((), dtype=torch.float64).item()
                if u < 1.0 - 0.0331 * x ** 4 or math.log(u) < 0.5 * x * x + d * (1.0 - v + math.log(v)):
                    return scale * d * v

        class Gamma(Distribution):
            """The wait for `concentration` things that happen `rate` times in a unit of time."""
            arg_constraints = {"concentration": _positive, "rate": _positive}
            support = _nonnegative
            has_rsample = True
            _given = ["concentration", "rate"]
            def __init__(self, concentration, rate, validate_args=None):
                self.concentration, self.rate = _spread(concentration, rate)
                super().__init__(self.concentration.size(), validate_args=validate_args)
            @property
            def mean(self):
                return self.concentration / self.rate
            @property
            def mode(self):
                return ((self.concentration - 1) / self.rate).clamp(min=0)
            @property
            def variance(self):
                return self.concentration / self.rate.pow(2)
            def rsample(self, sample_shape=torch.Size()):
                shape = self._extended_shape(sample_shape)
                value = _StandardGamma.apply(self.concentration.expand(shape)) / self.rate.expand(shape)
                value.detach().clamp_(min=torch.finfo(value.dtype).tiny)
                return value
            def log_prob(self, value):
                value = torch.as_tensor(value, dtype=self.rate.dtype)
                self._validate_sample(value)
                return (torch.xlogy(self.concentration, self.rate) + torch.xlogy(self.concentration - 1, value) - self.rate * value
                        - torch.lgamma(self.concentration))
            def entropy(self):
                return (self.concentration - torch.log(self.rate) + torch.lgamma(self.concentration)
                        + (1.0 - self.concentration) * torch.digamma(self.concentration))
            def cdf(self, value):
                self._validate_sample(value)
                return torch.special.gammainc(self.concentration, self.rate * value)

        class Chi2(Gamma):
            """The sum of `df` squares of normal numbers."""
            arg_constraints = {"df": _positive}
            def __init__(self, df, validate_args=None):
                super().__init__(0.5 * df, 0.5, validate_args=validate_args)
            @property
            def df(self):
                return self.concentration * 2
            def expand(self, batch_shape, _instance=None):
                return Chi2(self.df.expand(_size(batch_shape)), validate_args=False)

        class Dirichlet(Distribution):
            """Shares that sum to 1."""
            arg_constraints = {"concentration": Constraint("IndependentConstraint(GreaterThan(lower_bound=0.0), 1)", lambda x: (x > 0).all(-1), 1)}
            support = _simplex
            has_rsample = True
            _given = ["concentration"]
            def __init__(self, concentration, validate_args=None):
                if concentration.dim() < 1:
                    raise ValueError("`concentration` parameter must be at least one-dimensional.")
                self.concentration = concentration
                super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args=validate_args)
            @property
            def mean(self):
                return self.concentration / self.concentration.sum(-1, True)
            @property
            def mode(self):
                less = (self.concentration - 1).clamp(min=0.0)
                mode = less / less.sum(-1, True)
                mask = (self.concentration < 1).all(dim=-1)
                mode[mask] = F.one_hot(mode[mask].argmax(dim=-1), self.concentration.shape[-1]).to(mode)
                return mode
            @property
            def variance(self):
                total = self.concentration.sum(-1, True)
                return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))
            def rsample(self, sample_shape=torch.Size()):
                concentration = self.concentration.expand(self._extended_shape(sample_shape))
                drawn = _StandardGamma.apply(concentration.double())
                return (drawn / drawn.sum(-1, True)).to(concentration.dtype)
            def log_prob(self, value):
                self._validate_sample(value)
                return (torch.xlogy(self.concentration - 1.0, value).sum(-1) + torch.lgamma(self.concentration.sum(-1))
                        - torch.lgamma(self.concentration).sum(-1))
            def entropy(self):
                k = self.concentration.size(-1)
                total = self.concentration.sum(-1)
                return (torch.lgamma(self.concentration).sum(-1) - torch.lgamma(total) - (k - total) * torch.digamma(total)
                        - ((self.concentration - 1.0) * torch.digamma(self.concentration)).sum(-1))

        class Beta(Distribution):
            """A share: `concentration1` for it, `concentration0` against."""
            arg_constraints = {"concentration1": _positive, "concentration0": _positive}
            support = _unit
            has_rsample = True
            _given = ["concentration1", "concentration0"]
            def __init__(self, concentration1, concentration0, validate_args=None):
                self._dirichlet = Dirichlet(torch.stack(_spread(concentration1, concentration0), -1), validate_args=validate_args)
                super().__init__(self._dirichlet.batch_shape, validate_args=validate_args)
            @property
            def concentration1(self):
                return self._dirichlet.concentration[..., 0]
            @property
            def concentration0(self):
                return self._dirichlet.concentration[..., 1]
            @property
            def mean(self):
                return self.concentration1 / (self.concentration1 + self.concentration0)
            @property
            def mode(self):
                return self._dirichlet.mode[..., 0]
            @property
            def variance(self):
                total = self.concentration1 + self.concentration0
                return self.concentration1 * self.concentration0 / (total.pow(2) * (total + 1))
            def rsample(self, sample_shape=torch.Size()):
                return self._dirichlet.rsample(sample_shape).select(-1, 0)
            def log_prob(self, value):
                self._validate_sample(value)
                return self._dirichlet.log_prob(torch.stack([value, 1.0 - value], -1))
            def entropy(self):
                return self._dirichlet.entropy()
            def expand(self, batch_shape, _instance=None):
                shape = _size(batch_shape)
                return Beta(self.concentration1.expand(shape), self.concentration0.expand(shape), validate_args=False)

        class Cauchy(_LocationScale):
            """Like the bell curve, with far heavier tails; it has no mean."""
            @property
            def mean(self):
                return torch.full(self._extended_shape(), math.nan, dtype=self.loc.dtype)
            @property
            def variance(self):
                return torch.full(self._extended_shape(), math.inf, dtype=self.loc.dtype)
            def rsample(self, sample_shape=torch.Size()):
                return self.loc + self.loc.new_empty(self._extended_shape(sample_shape)).cauchy_() * self.scale
            def log_prob(self, value):
                self._validate_sample(value)
                return -math.log(math.pi) - self.scale.log() - (((value - self.loc) / self.scale) ** 2).log1p()
            def cdf(self, value):
                self._validate_sample(value)
                return torch.atan((value - self.loc) / self.scale) / math.pi + 0.5
            def icdf(self, value):
                return torch.tan(math.pi * (value - 0.5)) * self.scale + self.loc
            def entropy(self):
                return math.log(4 * math.pi) + self.scale.log()

        class StudentT(Distribution):
            """The bell curve of a scale that is only guessed, from `df` numbers."""
            arg_constraints = {"df": _positive, "loc": _real, "scale": _positive}
            has_rsample = True
            _given = ["df", "loc", "scale"]
            def __init__(self, df, loc=0.0, scale=1.0, validate_args=None):
                self.df, self.loc, self.scale = _spread(df, loc, scale)
                self._chi2 = Chi2(self.df)
                super().__init__(self.df.size(), validate_args=validate_args)
            @property
            def mean(self):
                mean = self.loc.clone()
                mean[self.df <= 1] = math.nan
                return mean
            @property
            def mode(self):
                return self.loc
            @property
            def variance(self):
                m = self.df.clone()
                m[self.df > 2] = self.scale[self.df > 2].pow(2) * self.df[self.df > 2] / (self.df[self.df > 2] - 2)
                m[(self.df <= 2) & (self.df > 1)] = math.inf
                m[self.df <= 1] = math.nan
                return m
            def rsample(self, sample_shape=torch.Size()):
                shape = self._extended_shape(sample_shape)
                drawn = torch.normal(torch.zeros(shape, dtype=self.df.dtype), torch.ones(shape, dtype=self.df.dtype))
                return self.loc + self.scale * drawn * torch.rsqrt(self._chi2.rsample(sample_shape) / self.df)
            def log_prob(self, value):
                self._validate_sample(value)
                y = (value - self.loc) / self.scale
                rest = (self.scale.log() + 0.5 * self.df.log() + 0.5 * math.log(math.pi) + torch.lgamma(0.5 * self.df)
                        - torch.lgamma(0.5 * (self.df + 1.0)))
                return -0.5 * (self.df + 1.0) * torch.log1p(y ** 2.0 / self.df) - rest
            def entropy(self):
                beta = torch.lgamma(0.5 * self.df) + math.lgamma(0.5) - torch.lgamma(0.5 * (self.df + 1))
                return (self.scale.log() + 0.5 * (self.df + 1) * (torch.digamma(0.5 * (self.df + 1)) - torch.digamma(0.5 * self.df))
                        + 0.5 * self.df.log() + beta)

        class Poisson(Distribution):
            """How often something happens that happens `rate` times on average."""
            arg_constraints = {"rate": _nonnegative}
            support = _whole
            _given = ["rate"]
            def __init__(self, rate, validate_args=None):
                self.rate, = _spread(rate)
                super().__init__(self.rate.size(), validate_args=validate_args)
            @property
            def mean(self):
                return self.rate
            @property
            def mode(self):
                return self.rate.floor()
            @property
            def variance(self):
                return self.rate
            def sample(self, sample_shape=torch.Size()):
                with torch.no_grad():
                    return torch.poisson(self.rate.expand(self._extended_shape(sample_shape)))
            def log_prob(self, value):
                self._validate_sample(value)
                rate, value = _spread(self.rate, value)
                return value.xlogy(rate) - rate - (value + 1).lgamma()

        class _Counted(_FromProbsOrLogits):
            """About `total_count` trials, each of which succeeds with the probability `probs`."""
            def _count(self, total_count, probs, logits, validate_args):
                self._take(probs, logits)
                if self._by_logits:
                    self.total_count, self.logits = _spread(total_count, logits)
                else:
                    self.total_count, self.probs = _spread(total_count, probs)
                given = self.logits if self._by_logits else self.probs
                self.total_count = self.total_count.type_as(given)
                Distribution.__init__(self, given.size(), validate_args=validate_args)
            def _as_probs(self, logits):
                return torch.sigmoid(logits)
            def _as_logits(self, probs):
                clamped = self._clamped(probs)
                return torch.log(clamped) - torch.log1p(-clamped)
            def expand(self, batch_shape, _instance=None):
                shape = _size(batch_shape)
                given = {"logits": self.logits.expand(shape)} if self._by_logits else {"probs": self.probs.expand(shape)}
                return type(self)(self.total_count.expand(shape), validate_args=False, **given)

        class Binomial(_Counted):
            """How many of `total_count` trials succeed."""
            arg_constraints = {"total_count": _whole, "probs": _unit, "logits": _real}
            has_enumerate_support = True
            def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
                self._count(total_count, probs, logits, validate_args)
            @property
            def support(self):
                return _whole_between(0, self.total_count)
            @property
            def mean(self):
                return self.total_count * self.probs
            @property
            def mode(self):
                return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)
            @property
            def variance(self):
                return self.total_count * self.probs * (1 - self.probs)
            @property
            def param_shape(self):
                return self._batch_shape
            def sample(self, sample_shape=torch.Size()):
                shape = self._extended_shape(sample_shape)
                with torch.no_grad():
                    return torch.binomial(self.total_count.expand(shape), self.probs.expand(shape))
            def log_prob(self, value):
                self._validate_sample(value)
                least = (self.logits.clamp(min=0) + self.logits - self.logits.clamp(max=0)) / 2
                rest = (self.total_count * least + self.total_count * torch.log1p(torch.exp(-torch.abs(self.logits)))
                        - torch.lgamma(self.total_count + 1))
                return value * self.logits - torch.lgamma(value + 1) - torch.lgamma(self.total_count - value + 1) - rest
            def entropy(self):
                chances = self.log_prob(self.enumerate_support(False))
                return -(torch.exp(chances) * chances).sum(0)
            def enumerate_support(self, expand=True):
                most = int(self.total_count.max())
                if not self.total_count.min() == most:
                    raise NotImplementedError("Inhomogeneous total count not supported by `enumerate_support`.")
                return self._listed(torch.arange(1 + most, dtype=(self.logits if self._by_logits else self.probs).dtype), expand)

        class NegativeBinomial(_Counted):
            """How many successes come before `total_count` failures."""
            arg_constraints = {"total_count": _nonnegative, "probs": Constraint("HalfOpenInterval(lower_bound=0.0, upper_bound=1.0)", lambda x: (x >= 0) & (x < 1)), "logits": _real}
            support = _whole
            def __init__(self, total_count, probs=None, logits=None, validate_args=None):
                self._count(total_count, probs, logits, validate_args)
            @property
            def mean(self):
                return self.total_count * torch.exp(self.logits)
            @property
            def mode(self):
                return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0)
            @property
            def variance(self):
                return self.mean / torch.sigmoid(-self.logits)
            def sample(self, sample_shape=torch.Size()):
                with torch.no_grad():
                    return torch.poisson(Gamma(self.total_count, torch.exp(-self.logits), validate_args=False).sample(sample_shape))
            def log_prob(self, value):
                self._validate_sample(value)
                unnormalized = self.total_count * F.logsigmoid(-self.logits) + value * F.logsigmoid(self.logits)
                rest = -torch.lgamma(self.total_count + value) + torch.lgamma(1.0 + value) + torch.lgamma(self.total_count)
                return unnormalized - rest.masked_fill(self.total_count + value == 0.0, 0.0)

        class Multinomial(_OfCategorical):
            """How often each of several classes is drawn in `total_count` draws."""
            arg_constraints = {"probs": _simplex, "logits": _vector}
            def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
                if not isinstance(total_count, int):
                    raise NotImplementedError("inhomogeneous total_count is not supported")
                self.total_count = total_count
                super().__init__(Categorical(probs=probs, logits=logits), validate_args)
            @property
            def support(self):
                return Constraint(f"Multinomial()", lambda x: (x >= 0).all(-1) & (x.sum(-1) <= self.total_count), 1)
            @property
            def mean(self):
                return self.probs * self.total_count
            @property
            def variance(self):
                return self.total_count * self.probs * (1 - self.probs)
            def sample(self, sample_shape=torch.Size()):
                sample_shape = _size(sample_shape)
                drawn = self._categorical.sample(torch.Size((self.total_count,)) + sample_shape)
                drawn = drawn.permute(list(range(1, drawn.dim())) + [0])
                counts = drawn.new_zeros(self._extended_shape(sample_shape))
                counts.scatter_add_(-1, drawn, torch.ones_like(drawn))
                return counts.type_as(self.probs)
            def log_prob(self, value):
                self._validate_sample(value)
                logits, value = _spread(self.logits, value)
                logits = logits.clone(memory_format=torch.contiguous_format)
                first = torch.lgamma(value.sum(-1) + 1)
                second = torch.lgamma(value + 1).sum(-1)
                logits[(value == 0) & (logits == -math.inf)] = 0
                return first - second + (logits * value).sum(-1)
            def entropy(self):
                n = torch.tensor(self.total_count)
                entropy = n * self._categorical.entropy() - torch.lgamma(n + 1)
                counts = Binomial(total_count=self.total_count, probs=self.probs).enumerate_support(expand=False)[1:]
                chances = torch.exp(Binomial(total_count=self.total_count, probs=self.probs).log_prob(counts))
                return entropy + (chances * torch.lgamma(counts + 1)).sum([0, -1])
            def expand(self, batch_shape, _instance=None):
                return Multinomial(self.total_count, probs=self.probs.expand(_size(batch_shape) + self._event_shape), validate_args=False)

        """#
}
