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
