"""Calls for operations that PyTorch's op_db has no samples of (or only large, or seeded ones): arguments, one list an entry.

Each item is a function without arguments that answers a tuple of arguments, or (arguments, keywords); seeds are set before
it runs and again before the call. What PyTorch refuses becomes a row as well, with its words.
"""
import math
import torch

D, I, H, B = torch.float64, torch.int64, torch.float16, torch.bool


def g(*shape):
    """A tensor that wants a gradient."""
    return torch.randn(shape, dtype=D).requires_grad_()


def f(*shape):
    return torch.randn(*shape)


def ints(*shape, high=9):
    return torch.randint(-high, high, shape)


def sym(*shape):
    """A symmetric matrix."""
    x = torch.randn(*shape, shape[-1], dtype=D)
    return x + x.mT


def extremes():
    return torch.tensor([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e-30, 3e38, -3e38])


def call(*args, **kwargs):
    return args, kwargs


NOTHING = [lambda: call()]
CALLS = {
    "abs": [lambda: (torch.tensor([-128, 127, -1], dtype=torch.int8),), lambda: (extremes(),), lambda: (f(0),), lambda: (torch.tensor([True]),)],
    "addbmm": [lambda: (g(2, 3), g(4, 2, 5), g(4, 5, 3)), lambda: call(g(2, 3), g(4, 2, 5), g(4, 5, 3), beta=0.5, alpha=2), lambda: (f(2, 3), f(1, 2, 5), f(2, 5, 3)), lambda: (ints(2, 2), ints(1, 2, 2), ints(1, 2, 2))],
    "as_strided": [lambda: (g(3, 3), (2, 2), (1, 2)), lambda: (f(6), (3,), (2,)), lambda: (f(6), (3,), (2,), 1), lambda: (f(6), (3, 3), (2, 2)), lambda: (f(6), (3,), (-1,))],
    "as_tensor": [lambda: ([1, 2, 3],), lambda: ([[1.5, 2], [3, 4]],), lambda: call([1, 2], dtype=D), lambda: (f(2),), lambda: call(f(2), dtype=I), lambda: ("a",), lambda: ([[1, 2], [3]],), lambda: (True,), lambda: ([],)],
    "baddbmm": [lambda: (g(4, 2, 3), g(4, 2, 5), g(4, 5, 3)), lambda: call(g(4, 2, 3), g(4, 2, 5), g(4, 5, 3), beta=0.5, alpha=2), lambda: (f(2, 3), f(4, 2, 5), f(4, 5, 3)), lambda: (f(2, 3), f(4, 2, 5), f(5, 3)), lambda: (ints(1, 2, 2), ints(1, 2, 2), ints(1, 2, 2))],
    "bernoulli": [lambda: (torch.rand(3, 4),), lambda: (torch.rand(3, 4, dtype=D).requires_grad_(),), lambda: (f(5), 0.3), lambda: (torch.tensor([0.0, 1.0, 0.5]),), lambda: (torch.tensor([2.0]),), lambda: (torch.tensor([1, 0]),), lambda: (f(0),)],
    "binomial": [lambda: (torch.tensor([10.0, 100.0, 5.0, 0.0, 40.0, 1e6]), torch.tensor([0.5, 0.3, 0.9, 0.5, 1.0, 0.2])), lambda: (torch.full((20,), 30.0, dtype=D), torch.rand(20, dtype=D)), lambda: (torch.tensor([[3.0], [50.0]]), torch.tensor([0.0, 0.5, 0.75])), lambda: (ints(2), f(2)), lambda: (f(2), ints(2)), lambda: (f(2), f(2).double()), lambda: (f(2), f(3)), lambda: (torch.tensor([-1.0, 4.0]), torch.tensor([0.5, 1.5]))],
    "poisson": [lambda: (torch.tensor([0.0, 1.0, 5.0, 20.0, 100.0, 1e6]),), lambda: (torch.rand(30, dtype=D) * 40,), lambda: (torch.full((2, 3), 3.0, dtype=H),), lambda: (torch.tensor([2.0, -1.0]),), lambda: (ints(2),), lambda: (torch.rand(3, dtype=D).requires_grad_(),), lambda: (torch.rand(2, 3).t() * 30,)],
    "bmm": [lambda: (g(2, 3, 4), g(2, 4, 5)), lambda: (f(0, 3, 4), f(0, 4, 5)), lambda: (f(2, 3, 4), f(2, 5, 4)), lambda: (f(3, 4), f(4, 5)), lambda: (ints(2, 2, 2), ints(2, 2, 2)), lambda: (f(2, 3, 4).transpose(1, 2), f(2, 3, 5)), lambda: (f(2, 3, 4), f(3, 4, 5)), lambda: (f(1, 2, 2), f(1, 2, 2).double())],
    "chain_matmul": [lambda: (g(2, 3), g(3, 4), g(4, 2)), lambda: (f(2, 3), f(3, 4))],
    "channel_shuffle": [lambda: (f(2, 4, 2), 2), lambda: (f(1, 6, 2, 2), 3), lambda: (f(1, 5, 2), 2), lambda: (f(4, 2), 2)],
    "clamp": [lambda: (g(5), -0.5, 0.5), lambda: call(g(5), min=0.1), lambda: call(g(5), max=0.1), lambda: (g(3), g(3), g(3)), lambda: (ints(6), -2, 2), lambda: (ints(6), -2.5, 2), lambda: (extremes(), -1, 1), lambda: (f(3),), lambda: (f(3), None, None), lambda: (f(3), 1, -1), lambda: (f(0), 0, 1), lambda: (torch.tensor(2.5), 0, 1), lambda: (torch.tensor([True]), 0, 1), lambda: (f(3), "a"), lambda: (f(3), math.nan), lambda: (f(2, 3).t(), 0)],
    "clip": [lambda: (g(5), -0.5, 0.5), lambda: (ints(6), -2, 2)],
    "concat": [lambda: ([g(2, 3), g(1, 3)],)], "concatenate": [lambda: ([g(2, 3), g(2, 1)], 1)],
    "constant_pad_nd": [lambda: (g(2, 3), (1, 1)), lambda: (f(2, 3), (1, -1, 0, 2), 7.0)],
    "conv_transpose3d": [lambda: (g(1, 1, 2, 2, 2), g(1, 1, 2, 2, 2)), lambda: call(f(1, 2, 2, 1, 2), f(2, 1, 2, 1, 1), f(1), stride=2), lambda: (f(1, 1, 2), f(1, 1, 2, 2, 2))],
    "dropout": [lambda: (f(4, 5), 0.5, True), lambda: (g(4, 5), 0.25, True), lambda: (f(4), 0.5, False), lambda: (f(4), 1.5, True), lambda: (f(3), 1.0, True), lambda: (f(3), 0.0, True)],
    "empty": [lambda: (0,), lambda: (2, 0), lambda: (-1,), lambda: ("a",)], "empty_like": [lambda: (f(0),), lambda: (3,)],
    "kron": [lambda: (g(2, 2), g(2, 3)), lambda: (f(2), f(3, 2)), lambda: (ints(2, 2), ints(1, 2)), lambda: (torch.tensor(2.0), f(2))],
    "linalg.eig": [lambda: (f(2, 3),)],
    "max_pool1d": [lambda: (f(1, 1, 6), 2), lambda: (g(2, 6), 3, 1, 1)], "max_pool2d": [lambda: (g(1, 1, 4, 4), 2), lambda: (f(2, 4, 5), (2, 3), 1)], "max_pool3d": [lambda: (g(1, 1, 2, 4, 4), 2)],
    "msort": [lambda: (g(4, 2),), lambda: (ints(5),), lambda: (torch.tensor(3.0),), lambda: (f(0, 2),)],
    "multinomial": [lambda: (torch.rand(5), 2), lambda: (torch.rand(2, 5), 3), lambda: (torch.rand(4), 8, True), lambda: (torch.rand(3), 4), lambda: (torch.tensor([0.0, 0.0]), 1), lambda: (torch.tensor([-1.0, 2.0]), 1), lambda: (torch.tensor([1, 2]), 1), lambda: (torch.rand(2, 2, 2), 1), lambda: (torch.rand(3), 0)],
    "new_empty": [lambda: (f(2), (0, 3)), lambda: (f(2), "a")], "new_full": [lambda: (f(2), (2, 2), 7), lambda: (ints(2), (3,), 1.5), lambda: call(f(1), (2,), 3, dtype=I)],
    "new_ones": [lambda: (ints(2), 2, 3), lambda: (f(2), (2, 3))], "new_zeros": [lambda: (f(2), (2,)), lambda: call(f(2), 3, dtype=B)],
    "new_tensor": [lambda: (f(2), [1, 2]), lambda: (ints(2), [1.5]), lambda: call(f(1), [1, 2], dtype=I)],
    "nn.functional.alpha_dropout": [lambda: (f(4, 5), 0.5, True), lambda: (g(3, 4), 0.3, True), lambda: (f(4), 0.5, False), lambda: (f(4), -1.0, True)],
    "nn.functional.dropout": [lambda: (f(4, 5),), lambda: (g(4, 5), 0.25), lambda: (f(4), 0.5, False), lambda: (f(4), 1.5), lambda: (f(3), 1.0), lambda: (f(2, 3).t(), 0.4), lambda: (f(0),), lambda: (ints(3),)],
    "nn.functional.dropout1d": [lambda: (f(3, 5),), lambda: (g(2, 3, 4), 0.4), lambda: (f(3), 0.5), lambda: (f(2, 3), -0.1)],
    "nn.functional.dropout2d": [lambda: (g(2, 3, 2, 2),), lambda: (f(2, 3, 4, 4), 0.2, False), lambda: (f(1, 2, 2, 2), 2.0)],
    "nn.functional.dropout3d": [lambda: (g(2, 3, 2, 2, 1),), lambda: (f(3, 2, 2, 1), 0.3)],
    "nn.functional.feature_alpha_dropout": [lambda: (f(2, 3, 4), 0.4, True), lambda: (g(2, 3, 2), 0.5, True)],
    "nn.functional.fold": [lambda: (g(1, 4, 4), (3, 3), (2, 2)), lambda: call(f(1, 8, 4), (4, 4), (2, 2), stride=2), lambda: (f(1, 5, 4), (3, 3), (2, 2)), lambda: (f(1, 4, 5), (3, 3), (2, 2)), lambda: call(f(4, 9), (4, 4), 2)],
    "nn.functional.gumbel_softmax": [lambda: (f(3, 4),), lambda: (g(3, 4), 0.5), lambda: call(f(3, 4), hard=True), lambda: call(f(4), tau=2.0, dim=0)],
    "nn.functional.lp_pool1d": [lambda: (torch.rand(1, 1, 6, dtype=D).requires_grad_(), 2, 2), lambda: (f(1, 2, 5).abs(), 3, 2, 1)],
    "nn.functional.lp_pool2d": [lambda: (torch.rand(1, 1, 4, 4, dtype=D).requires_grad_(), 2, 2), lambda: (f(1, 1, 5, 5).abs(), 1.5, 3)],
    "nn.functional.lp_pool3d": [lambda: (torch.rand(1, 1, 2, 4, 4, dtype=D).requires_grad_(), 2, 2)],
    "nn.functional.max_pool1d_with_indices": [lambda: (g(1, 1, 6), 2), lambda: (f(2, 5), 3, 1)],
    "nn.functional.max_pool2d_with_indices": [lambda: (g(1, 1, 4, 4), 2), lambda: (f(2, 5, 5), 3, 1, 1)], "nn.functional.max_pool3d_with_indices": [lambda: (g(1, 1, 2, 4, 4), 2)],
    "nn.functional.max_unpool1d": [lambda: (*torch.nn.functional.max_pool1d(f(1, 2, 6), 2, return_indices=True), 2), lambda: (g(1, 1, 2), torch.tensor([[[0, 3]]]), 2)],
    "nn.functional.max_unpool2d": [lambda: (*torch.nn.functional.max_pool2d(f(1, 2, 4, 4), 2, return_indices=True), 2), lambda: (g(1, 1, 1, 2), torch.tensor([[[[0, 3]]]]), 2), lambda: call(f(1, 1, 1, 2), torch.tensor([[[[0, 3]]]]), 2, output_size=(2, 5)), lambda: (f(1, 1, 1, 2), torch.tensor([[[[0, 99]]]]), 2)],
    "nn.functional.max_unpool3d": [lambda: (*torch.nn.functional.max_pool3d(f(1, 1, 2, 4, 4), 2, return_indices=True), 2), lambda: (g(1, 1, 1, 1, 2), torch.tensor([[[[[0, 3]]]]]), 2)],
    "nn.functional.affine_grid": [lambda: call(g(1, 2, 3), (1, 1, 2, 3), align_corners=True), lambda: call(g(2, 2, 3), (2, 1, 3, 2), align_corners=False), lambda: call(g(1, 3, 4), (1, 1, 2, 2, 2), align_corners=False), lambda: (f(2, 3), (1, 1, 2, 2)), lambda: (f(1, 2, 3), (1, 1, 2)), lambda: (f(1, 2, 3), (0, 1, 2, 2)), lambda: (ints(1, 2, 3), (1, 1, 2, 2)), lambda: (f(1, 2, 3), (2, 1, 2, 2))],
    "nn.functional.grid_sample": [lambda m=m, p=p, c=c: call(g(1, 1, 3, 3), (torch.rand(1, 2, 2, 2, dtype=D) * 2.6 - 1.3).requires_grad_(), mode=m, padding_mode=p, align_corners=c) for m in ("bilinear", "nearest", "bicubic") for p in ("zeros", "border", "reflection") for c in (True, False)]
    + [lambda: call(g(1, 1, 2, 3, 2), (torch.rand(1, 1, 2, 2, 3, dtype=D) * 2 - 1).requires_grad_(), align_corners=False), lambda: call(f(1, 1, 2, 2), f(1, 1, 1, 2), mode="cubic"), lambda: (f(1, 2, 2), f(1, 1, 1, 2)), lambda: (f(1, 1, 2, 2), f(1, 1, 1, 3)), lambda: (f(1, 1, 0, 2), f(1, 1, 1, 2)), lambda: (f(1, 1, 2, 2), f(1, 1, 1, 2).double()), lambda: call(f(1, 1, 2, 2, 2), f(1, 1, 1, 1, 3), mode="bicubic")],
    "nn.functional.ctc_loss": [lambda r=r: call(torch.randn(5, 2, 4, dtype=D).log_softmax(2).detach().requires_grad_(), torch.tensor([[1, 2], [2, 2]]), torch.tensor([5, 4]), torch.tensor([2, 1]), reduction=r) for r in ("mean", "sum", "none")]
    + [lambda: call(torch.randn(4, 3, dtype=D).log_softmax(1).detach().requires_grad_(), torch.tensor([1, 1]), torch.tensor(4), torch.tensor(2)), lambda: (f(5, 2, 4).log_softmax(2), torch.tensor([1, 2, 3, 3]), (5, 5), (2, 2)), lambda: call(f(2, 1, 3).log_softmax(2), torch.tensor([[1, 1]]), torch.tensor([2]), torch.tensor([2])), lambda: call(g(2, 1, 3), torch.tensor([[1, 1]]), torch.tensor([2]), torch.tensor([2]), zero_infinity=True), lambda: (f(5, 2, 4), torch.tensor([[1, 2], [2, 3]]), torch.tensor([5]), torch.tensor([2, 2])), lambda: call(f(5, 2, 4), torch.tensor([[1, 2], [2, 3]]), torch.tensor([5, 5]), torch.tensor([2, 2]), blank=9), lambda: (f(5, 2, 4), torch.tensor([[1, 2], [2, 3]]), torch.tensor([6, 5]), torch.tensor([2, 2])), lambda: (f(5, 2, 4), torch.tensor([[1, 2], [2, 3]]), torch.tensor([5, 5]), torch.tensor([3, 2]))],
    **{name: [lambda: (5,), lambda: (5, False), lambda: (0,), lambda: (1,), lambda: call(4, dtype=D), lambda: (-1,), lambda: ("a",)] for name in ("hann_window", "hamming_window", "blackman_window", "bartlett_window")},
    "kaiser_window": [lambda: (5,), lambda: (5, False), lambda: (5, True, 8.0), lambda: (0,), lambda: (1,), lambda: (-1,)],
    "asarray": [lambda: ([1, 2],), lambda: (3.0,), lambda: call(ints(2), dtype=D), lambda: call(f(2), copy=True), lambda: ("a",)],
    "nuclear_norm": [lambda: (g(3, 2),), lambda: (f(2, 3, 3), (1, 2)), lambda: call(f(2, 3), keepdim=True)], "frobenius_norm": [lambda: (f(3, 2), (0, 1)), lambda: call(f(3, 2), 1, keepdim=True)],
    "igamma": [lambda: (torch.rand(5) * 5, torch.rand(5) * 9), lambda: (torch.tensor([0.0, 1.0, 2.0, -1.0]), torch.tensor([1.0, 0.0, math.inf, 1.0])), lambda: (torch.rand(3, dtype=D) * 3, (torch.rand(3, dtype=D) * 4).requires_grad_()), lambda: (ints(2), ints(2)), lambda: (torch.rand(2, dtype=D).requires_grad_(), torch.rand(2, dtype=D))],
    "igammac": [lambda: (torch.rand(5) * 5, torch.rand(5) * 9), lambda: (torch.rand(3, dtype=D) * 3, (torch.rand(3, dtype=D) * 4).requires_grad_())],
    "special.gammainc": [lambda: (torch.rand(5) * 5, torch.rand(5) * 9)], "special.gammaincc": [lambda: (torch.rand(5) * 5, torch.rand(5) * 9)],
    "conj": [lambda: (f(2),), lambda: (3,)], "conj_physical": [lambda: (f(2),)], "resolve_conj": [lambda: (f(2),)], "resolve_neg": [lambda: (f(2),)], "real": [lambda: (ints(2),), lambda: (3,)],
    "angle": [lambda: (extremes(),), lambda: (ints(3),), lambda: (g(3),)], "fill": [lambda: (g(3), 2), lambda: (f(2), f(2)), lambda: (g(2, 2), g())], "sum_to_size": [lambda: (g(2, 3), 1, 3), lambda: (f(2, 3), (3,)), lambda: (f(2, 3), 2)],
    "nonzero_static": [lambda: call(torch.tensor([0, 1, 2]), size=2), lambda: call(torch.tensor([[0, 1], [2, 0]]), size=4, fill_value=-7), lambda: call(f(2), size=-1)],
    "put": [lambda: (g(2, 3), torch.tensor([0, 4]), g(2)), lambda: (f(3), torch.tensor([0, 0]), f(2), True), lambda: (f(3), torch.tensor([5]), f(1)), lambda: (f(3), torch.tensor([1]), f(2)), lambda: (f(3), torch.tensor([1]), ints(1))],
    "histogram": [lambda: (f(8), 3), lambda: call(f(8), 3, range=(-1.0, 1.0)), lambda: call(f(8), 3, density=True), lambda: (f(8), torch.tensor([-1.0, 0.0, 2.0])), lambda: call(f(4), 2, weight=torch.rand(4)), lambda: (ints(3), 2), lambda: (torch.ones(3), 2), lambda: (f(3), 0)],
    "nn.functional.rrelu": [lambda: (g(4, 5), 0.1, 0.3, True), lambda: (g(4, 5),), lambda: (f(3), 0.5, 0.1)],
    "nn.functional.scaled_dot_product_attention": [lambda: (g(1, 2, 3, 4), g(1, 2, 5, 4), g(1, 2, 5, 4)), lambda: call(g(2, 3, 4), g(2, 3, 4), g(2, 3, 4), is_causal=True), lambda: call(f(2, 3, 4), f(2, 5, 4), f(2, 5, 4), attn_mask=torch.rand(3, 5) > 0.5), lambda: call(f(3, 4), f(5, 4), f(5, 2), scale=0.3), lambda: call(f(1, 3, 4), f(1, 5, 4), f(1, 5, 4), attn_mask=f(3, 5)), lambda: (f(3), f(3), f(3)), lambda: call(f(1, 3, 4), f(1, 3, 4), f(1, 3, 4), attn_mask=f(3, 3), is_causal=True)],
    "nn.functional.upsample": [lambda: call(g(1, 1, 2, 2), scale_factor=2), lambda: call(f(1, 1, 3, 3), size=5, mode="bilinear")],
    "normal": [lambda: (0.0, 1.0, (3,)), lambda: (torch.zeros(3), torch.ones(3)), lambda: (torch.zeros(2, 2),), lambda: (torch.arange(3.0), 0.5), lambda: (1.0, torch.ones(3)), lambda: (0.0, -1.0, (3,)), lambda: (torch.zeros(2), -torch.ones(2)), lambda: (0.0, 1.0), lambda: (torch.zeros(2), torch.ones(3)), lambda: (torch.zeros(20, dtype=D), torch.ones(20, dtype=D))],
    "rand": [lambda: (3,), lambda: (2, 3), lambda: ((2, 2),), lambda: call(3, dtype=D), lambda: call(3, dtype=H), lambda: (0,), lambda: (-1,), lambda: call(2, dtype=I), lambda: (1.5,), lambda: (2, "a"), lambda: ()],
    "rand_like": [lambda: (f(3),), lambda: call(ints(3), dtype=D), lambda: (ints(3),), lambda: (f(2, 3).t(),), lambda: (3,)],
    "randint": [lambda: (10, (3,)), lambda: (-5, 5, (2, 3)), lambda: call(0, 3, (4,), dtype=torch.int32), lambda: (5, 5, (2,)), lambda: (3, 2, (2,)), lambda: (10,), lambda: (1.5, (2,)), lambda: call(0, 2**40, (3,)), lambda: call(10, (3,), dtype=torch.float32), lambda: (300, (2,), ), lambda: call(0, 300, (2,), dtype=torch.uint8), lambda: (10, 3)],
    "randint_like": [lambda: (f(3), 10), lambda: (ints(2, 2), -3, 3), lambda: (f(3), 5, 5)],
    "randn": [lambda: (3,), lambda: (4, 5), lambda: call(20, dtype=D), lambda: call(3, dtype=H), lambda: (0, 2), lambda: (-2,), lambda: call(2, dtype=I), lambda: ("a",), lambda: call(2, device="cuda")],
    "randn_like": [lambda: (f(3),), lambda: call(f(2, 2), dtype=D), lambda: (ints(3),)],
    "randperm": [lambda: (5,), lambda: (0,), lambda: (20,), lambda: call(4, dtype=torch.float32), lambda: (-1,), lambda: (1.5,), lambda: call(300, dtype=torch.uint8)],
    "range": [lambda: (1, 4), lambda: (0, 1, 0.25), lambda: (5, 1, -2), lambda: (0, 1, 0), lambda: (0, 5, -1)],
    "relu": [lambda: (g(5),), lambda: (ints(5),), lambda: (extremes(),), lambda: (torch.tensor([True]),), lambda: (f(0),), lambda: (torch.tensor(-1.0),), lambda: (f(2, 3).t(),), lambda: (3,), lambda: ()],
    "slice_scatter": [lambda: (g(5, 3), g(2, 3), 0, 1, 3), lambda: call(f(4), f(2), step=2), lambda: (f(5), f(3), 0, 1, 3), lambda: (ints(3), ints(1), 0, -1)],
    "slogdet": [lambda: (g(3, 3),), lambda: (f(2, 2, 2),), lambda: (torch.zeros(2, 2),), lambda: (f(2, 3),), lambda: (f(3),), lambda: (f(0, 0),)],
    "tensor": [lambda: ([1, 2],), lambda: ([[1.5, 2.0], [3, 4]],), lambda: (3,), lambda: (True,), lambda: ([True, 2],), lambda: ([],), lambda: call([1, 2], dtype=H), lambda: call([1.7, -1.7], dtype=I), lambda: ([[1, 2], [3]],), lambda: (["a"],), lambda: ("a",), lambda: (None,), lambda: ([1, None],), lambda: call([1], dtype="int"), lambda: call([300], dtype=torch.uint8), lambda: ([2**40],), lambda: call(1.5, requires_grad=True), lambda: call([1], device="cuda"), lambda: ()],
    "pca_lowrank": [lambda: (f(5, 3),), lambda: call(f(4, 4), q=2), lambda: call(f(6, 4).double(), q=3, center=False, niter=1), lambda: call(f(3, 3), q=5), lambda: call(f(3, 3), q=2, niter=-1)],
    "svd_lowrank": [lambda: call(f(5, 3), q=3), lambda: call(f(4, 6), q=2), lambda: call(f(4, 4), q=2, M=f(1, 4))],
    "linalg.ldl_factor": [lambda: (sym(3),), lambda: (sym(2, 4),), lambda: (f(2, 3),), lambda: (f(3),), lambda: (f(0, 0),), lambda: (ints(2, 2),)],
    "linalg.ldl_factor_ex": [lambda: (sym(3),), lambda: call(sym(3), check_errors=True)],
    "linalg.ldl_solve": [lambda: (*torch.linalg.ldl_factor(sym(3)), torch.randn(3, 2, dtype=D)), lambda: (*torch.linalg.ldl_factor(sym(3)), torch.randn(4, 3, 1, dtype=D)), lambda: (*torch.linalg.ldl_factor(sym(3)), f(3, 1)), lambda: (*torch.linalg.ldl_factor(sym(3)), torch.randn(2, 1, dtype=D)), lambda: (*torch.linalg.ldl_factor(sym(3)), torch.randn(3, dtype=D))],
    **{"nn.functional.fractional_max_pool2d" + tail: [lambda: (g(1, 2, 6, 5), 2, 3), lambda: call(f(2, 7, 8), (2, 3), output_ratio=(0.5, 0.4)), lambda: call(f(1, 1, 5, 5), 2, 2, return_indices=True), lambda: call(f(2, 1, 5, 5), 2, (3, 2), _random_samples=torch.rand(2, 1, 2)), lambda: (f(1, 1, 5, 5), 3, 4), lambda: (f(5, 5), 2, 2), lambda: (f(1, 2, 5, 5), 2), lambda: (torch.full((1, 3, 3), math.nan), 2, 2), lambda: (torch.rand(1, 1, 6, 6, dtype=H), 2, 3), lambda: (f(0, 1, 5, 5), 2, 2), lambda: (f(1, 0, 5, 5), 2, 2), lambda: (ints(1, 5, 5), 2, 2), lambda: call(f(1, 1, 5, 5), 2, 2, _random_samples=torch.rand(1, 2, 2))] for tail in ("", "_with_indices")},
    **{"nn.functional.fractional_max_pool3d" + tail: [lambda: (g(1, 1, 4, 5, 4), 2, 3), lambda: call(f(1, 5, 6, 4), (2, 3, 1), output_ratio=(0.5, 0.4, 0.6)), lambda: call(f(1, 1, 5, 5, 5), 2, 2, return_indices=True), lambda: call(f(2, 1, 4, 4, 4), 2, (3, 2, 1), _random_samples=torch.rand(2, 1, 3)), lambda: (f(1, 1, 5, 5, 5), 3, 4), lambda: (f(5, 5), 2, 2), lambda: (f(1, 1, 5, 5, 5), 2), lambda: (torch.full((1, 3, 3, 3), math.nan), 2, 2), lambda: (torch.rand(1, 1, 4, 5, 5, dtype=H), 2, 3), lambda: (f(0, 1, 5, 5, 5), 2, 2), lambda: (f(1, 0, 5, 5, 5), 2, 2), lambda: (ints(1, 5, 5, 5), 2, 2), lambda: call(f(1, 1, 5, 5, 5), 2, 2, output_ratio=0.5), lambda: call(f(1, 1, 5, 5, 5), 2, 2, _random_samples=torch.rand(1, 2, 3))] for tail in ("", "_with_indices")},
    "lu": [lambda: (g(3, 3),), lambda: call(g(2, 3, 3), get_infos=True), lambda: (f(2, 4),), lambda: (f(3),)],
    "lu_solve": [lambda: (g(3, 2), *torch.linalg.lu_factor(torch.randn(3, 3, dtype=D)))],
    "linalg.eigvals": [lambda: (f(2, 3),)], "matrix_exp": [lambda: (g(3, 3),), lambda: (f(2, 2) * 10,), lambda: (f(2, 3),), lambda: (ints(2, 2),), lambda: (f(0, 0),)],
    "linalg.tensorinv": [lambda: (torch.eye(4, dtype=D).reshape(2, 2, 4).requires_grad_(),), lambda: call(g(4, 2, 2), ind=1), lambda: (f(2, 3, 4),), lambda: call(f(2, 2), ind=0)],
    "vander": [lambda: (ints(3),), lambda: (f(3), 2), lambda: (g(3), 4, True), lambda: (f(2, 2),), lambda: (f(3), -1), lambda: (f(3), 0), lambda: (torch.tensor([True, False]), 2)],
}
