/// Several distributions taken as one, and how much one differs from another.
extension DistributionsLibrary {
    static let divergences = #"""
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
                inner = self.base_dist.support
                if not self.reinterpreted_batch_ndims:
                    return inner
                return Constraint(f"IndependentConstraint({inner!r}, {self.reinterpreted_batch_ndims})", inner.check)
            def expand(self, batch_shape, _instance=None):
                shape = _size(batch_shape) + self.event_shape[:self.reinterpreted_batch_ndims]
                return Independent(self.base_dist.expand(shape), self.reinterpreted_batch_ndims, validate_args=False)
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

        def _kl_gamma(p, q):
            return (q.concentration * (p.rate / q.rate).log() + torch.lgamma(q.concentration) - torch.lgamma(p.concentration)
                    + (p.concentration - q.concentration) * torch.digamma(p.concentration) + (q.rate - p.rate) * (p.concentration / p.rate))
        def _kl_beta(p, q):
            p_total, q_total = p.concentration1 + p.concentration0, q.concentration1 + q.concentration0
            t1 = q.concentration1.lgamma() + q.concentration0.lgamma() + p_total.lgamma()
            t2 = p.concentration1.lgamma() + p.concentration0.lgamma() + q_total.lgamma()
            t3 = (p.concentration1 - q.concentration1) * torch.digamma(p.concentration1)
            t4 = (p.concentration0 - q.concentration0) * torch.digamma(p.concentration0)
            return t1 - t2 + t3 + t4 + (q_total - p_total) * torch.digamma(p_total)
        def _kl_dirichlet(p, q):
            p_total, q_total = p.concentration.sum(-1), q.concentration.sum(-1)
            t1 = p_total.lgamma() - q_total.lgamma()
            t2 = (p.concentration.lgamma() - q.concentration.lgamma()).sum(-1)
            t3 = p.concentration - q.concentration
            t4 = p.concentration.digamma() - p_total.digamma().unsqueeze(-1)
            return t1 - t2 + (t3 * t4).sum(-1)
        def _kl_poisson(p, q):
            return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)
        def _kl_binomial(p, q):
            if (p.total_count < q.total_count).any():
                raise NotImplementedError("KL between Binomials where q.total_count > p.total_count is not implemented")
            kl = p.total_count * (p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p())
            return torch.where(p.total_count > q.total_count, torch.full_like(kl, math.inf), kl)
        def _kl_half_normal(p, q):
            return _kl_normal(p.base_dist, q.base_dist)
        def _kl_cauchy(p, q):
            t1 = ((p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)).log()
            return t1 - (4 * p.scale * q.scale).log()

        _own = []
        def register_kl(type_p, type_q):
            """A decorator: `kl_divergence` of these two classes by a function of yours."""
            if not isinstance(type_p, type) or not issubclass(type_p, Distribution):
                raise TypeError(f"Expected type_p to be a Distribution subclass but got {type_p}")
            if not isinstance(type_q, type) or not issubclass(type_q, Distribution):
                raise TypeError(f"Expected type_q to be a Distribution subclass but got {type_q}")
            def keep(function):
                _own.insert(0, (type_p, type_q, function))
                return function
            return keep

        _divergences = [
            (Gamma, _kl_gamma), (Beta, _kl_beta), (Dirichlet, _kl_dirichlet), (Poisson, _kl_poisson), (Binomial, _kl_binomial),
            (HalfNormal, _kl_half_normal), (Cauchy, _kl_cauchy),
            (Normal, _kl_normal), (Bernoulli, _kl_bernoulli), (Categorical, _kl_categorical), (Exponential, _kl_exponential), (Uniform, _kl_uniform),
            (Laplace, _kl_laplace), (Geometric, _kl_geometric), (MultivariateNormal, _kl_multivariate), (Independent, _kl_independent),
            (LogNormal, lambda p, q: _kl_normal(p.base_dist, q.base_dist)),
            (OneHotCategorical, lambda p, q: _kl_categorical(p._categorical, q._categorical)),
        ]

        def kl_divergence(p, q):
            """How much `p` differs from `q`: the mean of log p(x) - log q(x) over x from `p`."""
            for first, second, divergence in _own:
                if isinstance(p, first) and isinstance(q, second):
                    return divergence(p, q)
            for kind, divergence in _divergences:
                if isinstance(p, kind) and isinstance(q, kind):
                    return divergence(p, q)
            raise NotImplementedError(f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}")

        """#
}
