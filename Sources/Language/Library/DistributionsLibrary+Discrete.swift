/// Distributions of classes and counts, given by probabilities or by logits.
extension DistributionsLibrary {
    static let discrete = #"""
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

        class _OfCategorical(Distribution):
            # What is drawn from the classes of a Categorical.
            def __init__(self, categorical, validate_args):
                self._categorical = categorical
                super().__init__(categorical.batch_shape, categorical.param_shape[-1:], validate_args=validate_args)
            @property
            def probs(self):
                return self._categorical.probs
            @property
            def logits(self):
                return self._categorical.logits

        class OneHotCategorical(_OfCategorical):
            """One of several classes, as a row with a single 1."""
            support = _one_hot
            def __init__(self, probs=None, logits=None, validate_args=None):
                super().__init__(Categorical(probs, logits, validate_args=validate_args), validate_args)
            @property
            def mode(self):
                return F.one_hot(self.probs.argmax(dim=-1), num_classes=self.probs.shape[-1]).to(self.probs)
            def expand(self, batch_shape, _instance=None):
                return type(self)(probs=self.probs.expand(_size(batch_shape) + self._event_shape), validate_args=False)
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

        """#
}
