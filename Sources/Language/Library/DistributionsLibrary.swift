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

    private static let text = foundation + continuous + discrete + divergences
}
