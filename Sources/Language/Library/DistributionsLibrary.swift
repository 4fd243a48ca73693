import ObjectModel

/// `torch.distributions`, written in the language itself. Samples use the streams that PyTorch's use, so the same seed draws the same values.
enum DistributionsLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make("torch.distributions", text, shown: names)
    /// By the modules in which PyTorch defines them.
    private static let names = Dictionary(
        uniqueKeysWithValues: [
            "distribution": ["Distribution"], "normal": ["Normal"], "log_normal": ["LogNormal"], "uniform": ["Uniform"], "bernoulli": ["Bernoulli"],
            "categorical": ["Categorical"], "one_hot_categorical": ["OneHotCategorical", "OneHotCategoricalStraightThrough"],
            "exponential": ["Exponential"], "laplace": ["Laplace"], "geometric": ["Geometric"], "multivariate_normal": ["MultivariateNormal"],
            "independent": ["Independent"], "kl": ["kl_divergence", "register_kl"], "gamma": ["Gamma"], "chi2": ["Chi2"], "dirichlet": ["Dirichlet"],
            "beta": ["Beta"], "cauchy": ["Cauchy"], "studentT": ["StudentT"], "poisson": ["Poisson"], "binomial": ["Binomial"],
            "negative_binomial": ["NegativeBinomial"], "multinomial": ["Multinomial"], "transformed_distribution": ["TransformedDistribution"],
            "half_normal": ["HalfNormal"], "half_cauchy": ["HalfCauchy"], "gumbel": ["Gumbel"], "pareto": ["Pareto"], "weibull": ["Weibull"],
            "mixture_same_family": ["MixtureSameFamily"], "relaxed_bernoulli": ["RelaxedBernoulli"],
            "relaxed_categorical": ["RelaxedOneHotCategorical"],
            "transforms": ["Transform", "AbsTransform", "AffineTransform", "ComposeTransform", "ExpTransform", "PowerTransform", "SigmoidTransform", "SoftmaxTransform", "SoftplusTransform", "TanhTransform", "identity_transform"],
        ].map { ("torch.distributions." + $0, $1) } as [(String, [String])])

    private static let text = foundation + continuous + discrete + families + transforms + divergences
}
