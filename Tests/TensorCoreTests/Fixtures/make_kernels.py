"""Writes kernels.jsonl: calls, their arguments and what PyTorch answers. Run with PyTorch's Python."""
import json
import math
import os
import warnings

import torch

warnings.simplefilter("ignore")
torch.manual_seed(0)
rows = []
nan, inf = math.nan, math.inf
FLOATS = [torch.float32, torch.float64, torch.float16, torch.bfloat16]
INTS = [torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64]


def plain(x):
    if isinstance(x, float) and not math.isfinite(x):
        return str(x)
    return x


def short(v, dtype):
    """No more digits than the dtype has."""
    if isinstance(v, float) and math.isfinite(v) and dtype != torch.float64:
        return float(f"{v:.9g}" if dtype == torch.float32 else f"{v:.6g}")
    return plain(v)


def encode(x):
    """A tensor by its memory: a permuted one is stored contiguous with the permutation that makes it."""
    if isinstance(x, torch.Tensor):
        order = sorted(range(x.dim()), key=lambda d: -x.stride(d)) if not x.is_contiguous() else list(range(x.dim()))
        base = x.permute(order)
        return {"dtype": str(x.dtype)[6:], "shape": list(base.shape), "order": order,
                "data": [short(v, x.dtype) for v in base.reshape(-1).tolist()]}
    if isinstance(x, (tuple, list)):
        return [encode(v) for v in x]
    return plain(x)


def row(call, function, *args):
    out = {"call": call, "args": [encode(a) for a in args]}
    try:
        result = function(*args)
        out["result"] = encode(result)
    except Exception as e:
        out["error"] = type(e).__name__
        out["message"] = str(e).split("\n")[0]
    rows.append(out)


def floats(dtype):
    return torch.tensor([0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, -1.5, 2.5, 0.1, -0.3, 3.7, -7.25, 10.0, 88.0, -88.0, 100.0,
                         -100.0, 1e-5, 1e-3, 0.999, 30000.0, inf, -inf, nan], dtype=dtype)


UNARY = {
    "neg": torch.neg, "abs": torch.abs, "sign": torch.sign, "square": torch.square, "relu": torch.relu,
    "floor": torch.floor, "ceil": torch.ceil, "round": torch.round, "trunc": torch.trunc, "frac": torch.frac,
    "reciprocal": torch.reciprocal, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "exp": torch.exp, "exp2": torch.exp2,
    "expm1": torch.expm1, "log": torch.log, "log2": torch.log2, "log10": torch.log10, "log1p": torch.log1p,
    "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan,
    "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh, "asinh": torch.asinh, "acosh": torch.acosh,
    "atanh": torch.atanh, "sigmoid": torch.sigmoid, "logSigmoid": torch.nn.functional.logsigmoid,
    "silu": torch.nn.functional.silu, "mish": torch.nn.functional.mish, "gelu": torch.nn.functional.gelu,
    "geluTanh": lambda x: torch.nn.functional.gelu(x, approximate="tanh"), "softsign": torch.nn.functional.softsign,
    "tanhshrink": torch.nn.functional.tanhshrink, "hardswish": torch.nn.functional.hardswish,
    "hardsigmoid": torch.nn.functional.hardsigmoid, "erf": torch.erf, "erfc": torch.erfc, "erfinv": torch.erfinv,
    "lgamma": torch.lgamma, "digamma": torch.digamma, "sinc": torch.sinc, "deg2rad": torch.deg2rad,
    "rad2deg": torch.rad2deg,
}
for name, f in UNARY.items():
    for dtype in FLOATS:
        # PyTorch's gelu(inf) is nan or inf with the place in its vector.
        row("unary " + name, f, floats(dtype)[:22] if name == "gelu" else floats(dtype))
    row("unary " + name, f, torch.randn(5, 7).t())
for name in ["neg", "abs", "sign", "square", "relu", "floor"]:
    for dtype in INTS:
        x = torch.tensor([0, 1, 5, 100, 127] if dtype == torch.uint8 else [0, 1, -1, 5, -128], dtype=dtype)
        row("unary " + name, UNARY[name], x)
for dtype in INTS + [torch.bool]:
    row("unary bitwiseNot", torch.bitwise_not, torch.tensor([0, 1, 1, 0, 1], dtype=dtype))
PARAMETERS = [
    ("clamp", [-1.0, 2.0], lambda x, a, b: x.clamp(a, b)), ("clamp", [2.0, -1.0], lambda x, a, b: x.clamp(a, b)),
    ("clampMin", [0.5], lambda x, a: x.clamp(min=a)), ("clampMax", [0.5], lambda x, a: x.clamp(max=a)),
    ("leakyRelu", [0.01], torch.nn.functional.leaky_relu), ("threshold", [0.2, 5.0], torch.nn.functional.threshold),
    ("elu", [1.5, 1.0, 1.0], lambda x, a, b, c: torch.nn.functional.elu(x, a)),
    ("softplus", [1.0, 20.0], torch.nn.functional.softplus), ("softplus", [2.0, 5.0], torch.nn.functional.softplus),
    ("hardshrink", [0.5], torch.nn.functional.hardshrink), ("softshrink", [0.5], torch.nn.functional.softshrink),
    ("roundDecimals", [2.0], lambda x, d: torch.round(x, decimals=int(d))),
    ("roundDecimals", [-1.0], lambda x, d: torch.round(x, decimals=int(d))),
    ("nanToNum", [7.0, 8.0, 9.0], torch.nan_to_num), ("logit", [-1.0], lambda x, e: torch.logit(x)),
    ("logit", [0.01], torch.logit),
]
for name, parameters, f in PARAMETERS:
    for dtype in FLOATS[:2]:
        row("parameters " + name, f, floats(dtype), *parameters)
for name, f in {"logicalNot": torch.logical_not, "isnan": torch.isnan, "isinf": torch.isinf, "isfinite": torch.isfinite,
                "isposinf": torch.isposinf, "isneginf": torch.isneginf, "signbit": torch.signbit}.items():
    for dtype in FLOATS + INTS + [torch.bool]:
        x = floats(dtype) if dtype in FLOATS else torch.tensor([0, 1, 0, 1], dtype=dtype)
        row("predicate " + name, f, x)

BINARY = {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "maximum": torch.maximum,
    "minimum": torch.minimum, "fmax": torch.fmax, "fmin": torch.fmin, "floorDivide": torch.floor_divide,
    "truncDivide": lambda a, b: torch.div(a, b, rounding_mode="trunc"), "remainder": torch.remainder, "fmod": torch.fmod,
    "pow": torch.pow, "atan2": torch.atan2, "hypot": torch.hypot, "copysign": torch.copysign,
    "nextafter": torch.nextafter, "heaviside": torch.heaviside, "xlogy": torch.xlogy, "xlog1py": torch.special.xlog1py,
    "logaddexp": torch.logaddexp, "logaddexp2": torch.logaddexp2,
}
fa = [3.0, -3.0, 3.5, -3.5, 0.0, -0.0, inf, -inf, nan, 1.0, 1e-3, 5.0, 2.0, -7.5, 9.0]
fb = [2.0, 2.0, -2.0, -1.25, 0.0, 3.0, 2.0, inf, 1.0, nan, 1e3, 0.0, -inf, 2.5, 0.5]
ia = [7, -7, 7, -7, 0, 5, 100, -128, 3, 2, 12, 1]
ib = [2, 2, -2, -3, 5, 1, 3, -1, 3, -2, 18, 7]
for name, f in BINARY.items():
    for dtype in FLOATS:
        if dtype in FLOATS[2:] and name in ("nextafter",):
            continue
        row("binary " + name, f, torch.tensor(fa, dtype=dtype), torch.tensor(fb, dtype=dtype))
    row("binary " + name, f, torch.randn(4, 1, 3), torch.randn(5, 1))
    row("binary " + name, f, torch.randn(4, 3).t(), torch.randn(3, 4))
    row("binary " + name, f, torch.randn(4, 3), torch.tensor(2.0))
for name in ["add", "sub", "mul", "maximum", "minimum", "floorDivide", "truncDivide", "remainder", "fmod", "pow"]:
    for dtype in INTS:
        a = torch.tensor([abs(x) for x in ia] if dtype == torch.uint8 else ia, dtype=dtype)
        b = torch.tensor([abs(x) for x in ib] if dtype == torch.uint8 else ib, dtype=dtype)
        if name in ("floorDivide", "truncDivide", "remainder", "fmod"):
            a, b = a[[i for i in range(12) if i != 7]], b[[i for i in range(12) if i != 7]]
        row("binary " + name, BINARY[name], a, b)
        if name in ("floorDivide", "remainder", "fmod"):
            row("binary " + name, BINARY[name], a, torch.zeros(1, dtype=dtype))
for name, f in {"bitwiseAnd": torch.bitwise_and, "bitwiseOr": torch.bitwise_or, "bitwiseXor": torch.bitwise_xor,
                "shiftLeft": torch.bitwise_left_shift, "shiftRight": torch.bitwise_right_shift, "gcd": torch.gcd,
                "lcm": torch.lcm}.items():
    for dtype in INTS:
        a = torch.tensor([12, 5, 100, 7, 0, 1, 127], dtype=dtype)
        b = torch.tensor([3, 2, 8, 1, 4, 70, 6], dtype=dtype)
        row("binary " + name, f, a, b)
        if dtype != torch.uint8:
            row("binary " + name, f, -a, torch.tensor([1, 2, 3, -1, 0, 5, 6], dtype=dtype))
p, q = torch.tensor([True, True, False, False]), torch.tensor([True, False, True, False])
for name in ["add", "mul", "maximum", "minimum", "pow"]:
    row("binary " + name, BINARY[name], p, q)
for name, f in {"eq": torch.eq, "ne": torch.ne, "lt": torch.lt, "le": torch.le, "gt": torch.gt, "ge": torch.ge,
                "logicalAnd": torch.logical_and, "logicalOr": torch.logical_or, "logicalXor": torch.logical_xor}.items():
    for dtype in FLOATS:
        row("compare " + name, f, torch.tensor(fa, dtype=dtype), torch.tensor(fb, dtype=dtype))
    for dtype in INTS:
        row("compare " + name, f, torch.tensor([1, 2, 3, 0], dtype=dtype), torch.tensor([3, 2, 1, 0], dtype=dtype))
    row("compare " + name, f, p, q)
    row("compare " + name, f, torch.randn(3, 4).t(), torch.randn(3))
row("where", torch.where, p, torch.arange(4.0), torch.zeros(3, 1))
row("addcmul", lambda a, b, c, v: torch.addcmul(a, b, c, value=v), torch.randn(3, 4), torch.randn(4), torch.randn(3, 1), 0.5)
row("addcdiv", lambda a, b, c, v: torch.addcdiv(a, b, c, value=v), torch.randn(3, 4), torch.randn(4), torch.randn(3, 1), 0.5)
row("lerp", torch.lerp, torch.randn(3, 4), torch.randn(4), torch.rand(3, 1))

# Reductions: over each dimension, some, all; contiguous, permuted, large.
xs = [torch.randn(4), torch.randn(3, 5), torch.randn(3, 5).t(), torch.randn(2, 3, 4, 5), torch.randn(2, 3, 4).permute(2, 0, 1),
      torch.randn(20, 33), torch.randn(()), torch.tensor([1.0, nan, 3.0]), torch.tensor([1.0, inf, -inf]), torch.ones(2, 0, 3),
      torch.randn(3, 4, dtype=torch.float64), torch.randn(6, 7, dtype=torch.float16), torch.tensor([3, 3, 1, 1]),
      torch.tensor([[1, 2], [3, 4]], dtype=torch.int8), torch.tensor([[True, False], [True, True]])]
REDUCE = {
    "sum": lambda x, d, k: x.sum(d, k), "prod": lambda x, d, k: x.prod() if d is None else x.prod(d[0], k),
    "amax": lambda x, d, k: x.amax(d or (), k), "amin": lambda x, d, k: x.amin(d or (), k),
    "argmax": lambda x, d, k: x.argmax() if d is None else x.argmax(d[0], k),
    "argmin": lambda x, d, k: x.argmin() if d is None else x.argmin(d[0], k),
    "any": lambda x, d, k: x.any() if d is None else x.any(d, k),
    "all": lambda x, d, k: x.all() if d is None else x.all(d, k),
    "countNonzero": lambda x, d, k: torch.count_nonzero(x, d),
    "mean": lambda x, d, k: x.mean(d, k), "var": lambda x, d, k: x.var(d, keepdim=k),
    "logSumExp": lambda x, d, k: torch.logsumexp(x, d if d is not None else tuple(range(x.dim())), k),
}
for name, f in REDUCE.items():
    for x in xs:
        if name in ("mean", "var", "logSumExp") and not x.is_floating_point():
            continue
        if name in ("argmax", "argmin") and x.dtype == torch.bool:
            continue
        dims = [None] + [[d] for d in range(x.dim())] + ([[0, 1], [-1, 0]] if x.dim() > 1 else [])
        if x.dim() > 3:
            dims += [[0, 2, 3], [1, 3], [0, 1, 2, 3]]
        for d in dims:
            if d is not None and len(d) > 1 and name in ("prod", "argmax", "argmin"):
                continue
            for k in (False, True):
                if k and (d is None or name == "countNonzero"):
                    continue
                row("reduce " + name, f, x, d, k)
for power in [2.0, 1.0, 0.0, 3.0, inf, -inf, 0.5]:
    for x in [xs[1], xs[3], xs[10]]:
        for d in [None, [0], [0, 1]]:
            row("norm", lambda x, p, d: torch.linalg.vector_norm(x, p, d), x, power, d)
for name, f in {"cumsum": torch.cumsum, "cumprod": torch.cumprod, "cummax": torch.cummax, "cummin": torch.cummin,
                "logcumsumexp": torch.logcumsumexp}.items():
    for x in [xs[1], xs[2], xs[4], xs[6], xs[7], torch.tensor([2.0, 2.0, 1.0, 3.0, 3.0]), torch.zeros(0, 3)]:
        for d in range(-1, x.dim()):
            row(name, f, x, d)
for x in [xs[0], xs[1], xs[2], xs[4], xs[6], xs[8], torch.randn(3, 40), torch.randn(3, 4, dtype=torch.float64), xs[11],
          torch.zeros(0, 2), torch.tensor([1000.0, 1001.0])]:
    for d in range(-1, x.dim()):
        row("softmax", torch.softmax, x, d)
        row("logSoftmax", torch.log_softmax, x, d)

# Products.
for a, b in [((2, 3), (3, 4)), ((1, 30), (30, 17)), ((20, 30), (30, 1)), ((40, 50), (50, 60)), ((2, 0), (0, 3)), ((2, 3), (2, 3)),
             ((0, 3), (3, 2)), ((3,), (3, 3))]:
    row("mm", torch.mm, torch.randn(a), torch.randn(b))
for a, b in [((30, 2), (4, 30)), ((50, 40), (60, 50)), ((7, 1), (9, 7)), ((30, 20), (1, 30))]:
    row("mm", torch.mm, torch.randn(a).t(), torch.randn(b).t())
    row("mm", torch.mm, torch.randn(a, dtype=torch.float64).t(), torch.randn(b, dtype=torch.float64).t())
row("mm", torch.mm, torch.randn(40, 80)[:, ::2].contiguous(), torch.randn(40, 3))
row("mm", torch.mm, torch.randint(-9, 9, (3, 4)), torch.randint(-9, 9, (4, 5)))
row("mm", torch.mm, torch.randint(0, 99, (3, 4), dtype=torch.uint8), torch.randint(0, 99, (4, 5), dtype=torch.uint8))
row("mm", torch.mm, torch.randn(3, 4, dtype=torch.bfloat16), torch.randn(4, 5, dtype=torch.bfloat16))
row("mm", torch.mm, torch.randn(3, 4), torch.randn(4, 5, dtype=torch.float64))
row("mm", torch.mm, torch.ones(2, 2, dtype=torch.bool), torch.ones(2, 2, dtype=torch.bool))
row("mv", torch.mv, torch.randn(4, 3), torch.randn(3))
row("mv", torch.mv, torch.randn(40, 130).t(), torch.randn(40))
row("mv", torch.mv, torch.randn(4, 3), torch.randn(4))
row("dot", torch.dot, torch.randn(300), torch.randn(300))
row("dot", torch.dot, torch.randn(3), torch.randn(4))
row("dot", torch.dot, torch.randn(3, 1), torch.randn(3))
row("bmm", torch.bmm, torch.randn(3, 4, 5), torch.randn(3, 5, 2))
row("bmm", torch.bmm, torch.randn(3, 4, 5), torch.randn(2, 5, 2))
row("bmm", torch.bmm, torch.randn(3, 4), torch.randn(2, 5, 2))
row("addmm", torch.addmm, torch.randn(7), torch.randn(30, 40), torch.randn(7, 40).t())
row("addmm", torch.addmm, torch.randn(2, 1), torch.randn(2, 3), torch.randn(3, 4))
row("addmm", torch.addmm, torch.randn(5), torch.randn(2, 3), torch.randn(3, 4))

# Order.
for x in [torch.tensor([3.0, 1.0, 2.0, 1.0]), torch.tensor([nan, 1.0, inf, -inf, nan, 0.0, -0.0]), torch.randn(4, 5), torch.randn(4, 5).t(),
          torch.randint(-5, 5, (100,)), torch.randint(-500, 500, (300,), dtype=torch.int16), torch.randn(()), torch.zeros(0),
          torch.randn(200, dtype=torch.float64), torch.randn(60, dtype=torch.float16), torch.tensor([True, False, True]),
          torch.randint(0, 255, (90,), dtype=torch.uint8)]:
    for descending in (False, True):
        row("sort", lambda x, d: tuple(torch.sort(x, stable=True, descending=d)), x, descending)
for d in range(2):
    x = torch.randn(5, 6)
    row("topk", lambda x, k, d: tuple(x.topk(k, d)), x, 3, d)
    row("kthvalue", lambda x, k, d: tuple(x.kthvalue(k, d)), x, 2, d)
    row("median", lambda x, d: tuple(x.median(d)), x, d)
    row("mode", lambda x, d: tuple(x.mode(d)), torch.tensor([[1, 2, 2, 3], [3, 3, 1, 1]]), d)
row("median", lambda x, d: tuple(x.median(d)), torch.tensor([[1.0, nan, 3.0], [4.0, 2.0, 9.0]]), 1)
row("topk", lambda x, k, d: tuple(x.topk(k, d)), torch.randn(3), 4, 0)
row("kthvalue", lambda x, k, d: tuple(x.kthvalue(k, d)), torch.randn(3), 0, 0)
row("unique", lambda x: tuple(torch.unique(x, return_inverse=True, return_counts=True)), torch.tensor([[3, 1, 2], [1, 3, 3]]))
row("searchsorted", torch.searchsorted, torch.tensor([1.0, 3.0, 5.0]), torch.tensor([0.0, 1.0, 2.0, 5.0, 6.0, nan]))
row("searchsorted", torch.searchsorted, torch.tensor([[1, 3, 5], [2, 4, 6]]), torch.tensor([[3, 9], [3, 6]]))
row("bincount", torch.bincount, torch.tensor([1, 1, 5]))
row("bincount", torch.bincount, torch.tensor([-1, 1, 5]))
row("histc", torch.histc, torch.randn(50), 10, -2.0, 2.0)
row("histc", torch.histc, torch.randn(50), 7, 0.0, 0.0)

# Places.
x = torch.arange(12.0).reshape(3, 4)
L = torch.tensor
row("gather", torch.gather, x, 0, L([[0, 2, 1, 0]]))
row("gather", torch.gather, x, 1, L([[3], [0], [1]]))
row("gather", torch.gather, x.t(), 1, L([[2, 0], [0, 1]]))
row("gather", torch.gather, x, 0, L([[3]]))
row("gather", torch.gather, x, 0, L([[-1]]))
row("gather", torch.gather, x, 0, L([0]))
row("gather", torch.gather, x, 1, L([[0]] * 4))
row("scatter", lambda x, d, i, s: x.clone().scatter_(d, i, s), x, 1, L([[3], [0], [1]]), -torch.ones(3, 1))
row("scatter", lambda x, d, i, s: x.clone().scatter_(d, i, s), x, 0, L([[3]]), -torch.ones(3, 1))
row("scatterAdd", lambda x, d, i, s: x.clone().scatter_add_(d, i, s), x, 0, L([[0, 0, 0, 0], [0, 1, 1, 1]]), torch.randn(2, 4))
row("scatterAdd", lambda x, d, i, s: x.clone().scatter_add_(d, i, s), x.half(), 0, L([[0, 0, 0, 0], [0, 1, 1, 1]]), torch.randn(2, 4).half())
row("indexSelect", torch.index_select, x, 0, L([2, 0, 0]))
row("indexSelect", torch.index_select, x, 1, L([3, 1]))
row("indexSelect", torch.index_select, x.t(), 0, L([3, 1]))
row("indexSelect", torch.index_select, x, 0, L([3]))
row("indexAdd", lambda x, d, i, s: x.clone().index_add_(d, i, s), x, 0, L([0, 2, 0]), torch.randn(3, 4))
row("indexAdd", lambda x, d, i, s: x.clone().index_add_(d, i, s), x, 1, L([0, 3]), torch.randn(3, 2))
row("indexAdd", lambda x, d, i, s: x.clone().index_add_(d, i, s), x, 0, L([0, 3]), torch.randn(2, 4))
row("take", torch.take, x, L([[0, 11], [-1, 5]]))
row("take", torch.take, x, L([12]))
row("maskedSelect", torch.masked_select, x, x > 4)
row("maskedSelect", torch.masked_select, x, L([True, False, False, True]))
row("nonzero", torch.nonzero, x % 3)
row("nonzero", torch.nonzero, L(1.0))
y = torch.randn(3, 4, 5)


def pick(x, *indices):
    return x[tuple(slice(None) if i is None else i for i in indices)]


def put(x, values, *indices):
    x = x.clone()
    x[tuple(slice(None) if i is None else i for i in indices)] = values
    return x


for indices in [[L([0, 2])], [None, L([0, 2])], [L([0, 1]), L([3, -1])], [L([[0], [1]]), L([3, -1])], [L([0, 1]), None, L([2, 3])],
                [None, L([1, 2]), L([2, 3])], [L([True, False, True])], [None, L([True, False, True, True])], [y > 0], [y[:, :, 0] > 0],
                [L([True, False, True]), None, L([2, 3])], [L(1)], [L([[1, 2], [0, 0]]), None, L(3)], [L([5])], [None, L([4])],
                [L([0, 1]), L([0, 1, 2])], [L([True, True])], [L([0.5])], [L([0])] * 4, [torch.zeros(0, dtype=torch.int64)]]:
    row("index", pick, y, *indices)
for values, indices in [(L(1.0), [L([0, 2])]), (torch.randn(2, 1), [None, L([0, 2])]), (torch.randn(2), [L([0, 1]), None, L([2, 3])]),
                        (torch.randn(1, 4, 5), [L([1])]), (L([1.0]), [y > 0]), (torch.randn(3), [L([0, 2])]),
                        (torch.randn(2, 4, 5), [L([True, False, True])])]:
    row("indexPut", put, y, values, *indices)

# Putting together.
row("cat", lambda *t: torch.cat(t), x, x + 1, torch.zeros(0))
row("cat", lambda *t: torch.cat(t), x, torch.ones(1, 4, dtype=torch.int64))
row("cat", lambda *t: torch.cat(t), x, x[0])
row("cat", lambda *t: torch.cat(t), x, x[:, :2])
row("cat", lambda *t: torch.cat(t), L(1.0), L(2.0))
row("cat", lambda *t: torch.cat(t))
row("stack", lambda *t: torch.stack(t), x, x + 1)
row("stack", lambda *t: torch.stack(t), x, x[0])
row("roll", lambda x: x.roll((1, -3), (0, 1)), x)
row("flip", lambda x: x.flip(0, 1), x)
row("repeat", lambda x: x.repeat(2, 1, 3), x)
for k in (-2, -1, 0, 1, 5):
    row("tril", torch.tril, torch.randn(2, 3, 4), k)
    row("triu", torch.triu, torch.randn(2, 3, 4), k)
row("tril", torch.tril, torch.randn(3), 0)

# Numbers in a row.
for args in [(0, 5, 1), (1, 10, 3), (5, 0, -2), (0.0, 1.0, 0.1), (1, 2.5, 0.5), (0, 5, 0), (5, 0, 1), (0, inf, 1), (0, nan, 1), (3, 3, 1),
             (-3, 3, 2), (0.5, 1e-3, -0.1)]:
    row("arange", torch.arange, *args)
for args in [(0.0, 1.0, 5), (3.0, 10.0, 4), (-1.0, 1.0, 1), (0.0, 1.0, 0), (0.0, 1.0, -1), (1.0, 2.0, 50), (0.1, 0.7, 7)]:
    row("linspace", torch.linspace, *args)
    row("linspace64", lambda a, b, n: torch.linspace(a, b, n, dtype=torch.float64), *args)
    row("logspace", torch.logspace, *args)
row("eye", torch.eye, 3, 4)
row("eye", torch.eye, -1, 4)

if __name__ == "__main__":
    with open(os.path.join(os.path.dirname(__file__), "kernels.jsonl"), "w") as file:
        for r in rows:
            file.write(json.dumps(r, separators=(",", ":")) + "\n")
    print(len(rows), "rows")
