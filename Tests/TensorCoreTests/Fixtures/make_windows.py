"""Writes windows.jsonl: convolutions and pools with their gradients, and errors. Run with PyTorch's Python."""
import json
import os
import warnings

import torch
import torch.nn.functional as F

from make_kernels import encode

warnings.simplefilter("ignore")
torch.manual_seed(0)
rows = []


def row(call, options, function, *args):
    out = {"call": call, "options": options, "args": [encode(a) for a in args]}
    try:
        leaves = [a.clone().requires_grad_() if torch.is_tensor(a) and a.is_floating_point() else a for a in args]
        y = function(*leaves)
        extra = []
        if isinstance(y, tuple):
            y, extra = y[0], list(y[1:])
        grad = torch.randn(y.shape, dtype=y.dtype)
        out["grad"] = encode(grad)
        result = [encode(y.detach())] + [encode(e) for e in extra]
        if y.requires_grad and y.numel() > 0:
            y.backward(grad)
            result += [encode(a.grad) for a in leaves if torch.is_tensor(a) and a.grad is not None]
        out["result"] = result
    except Exception as e:
        out["error"], out["message"] = type(e).__name__, str(e).split("\n")[0]
    rows.append(out)


def conv(n, x, w, bias=True, dtype=torch.float32, **options):
    f = getattr(F, f"conv{n}d")
    full = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, **options}
    lists = {k: ([v] * n if isinstance(v, int) and k != "groups" else v) for k, v in full.items()}
    args = [torch.randn(x, dtype=dtype), torch.randn(w, dtype=dtype)] + ([torch.randn(w[0], dtype=dtype)] if bias else [])
    row("conv", lists, lambda *a: f(*a, **full), *args)


def transposed(n, x, w, bias=True, **options):
    f = getattr(F, f"conv_transpose{n}d")
    full = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "groups": 1, **options}
    lists = {k: ([v] * n if isinstance(v, int) and k != "groups" else v) for k, v in full.items()}
    args = [torch.randn(x), torch.randn(w)] + ([torch.randn(w[1] * full["groups"])] if bias else [])
    row("conv_transpose", lists, lambda *a: f(*a, **full), *args)


conv(2, (1, 1, 5, 5), (2, 1, 3, 3))
conv(2, (2, 3, 8, 9), (4, 3, 3, 3))
conv(2, (2, 3, 8, 9), (4, 3, 3, 3), bias=False, stride=2, padding=1)
conv(2, (2, 3, 8, 9), (4, 3, 3, 2), stride=[2, 1], padding=[1, 2], dilation=[2, 1])
conv(2, (2, 4, 6, 7), (6, 2, 3, 3), groups=2, padding=1)
conv(2, (1, 4, 6, 7), (4, 1, 3, 3), groups=4)
conv(2, (3, 5, 4, 4), (7, 5, 1, 1))
conv(2, (2, 3, 8, 9), (4, 3, 3, 3), dtype=torch.float64, padding=3, dilation=3)
conv(2, (2, 3, 20, 20), (40, 3, 5, 5), padding=2)
conv(2, (1, 16, 9, 9), (33, 16, 3, 3), padding=1)
conv(2, (2, 20, 7, 7), (64, 20, 3, 3), padding=1)
conv(2, (2, 3, 30, 30), (64, 3, 11, 11), stride=4, padding=2)
conv(2, (9, 1, 12, 12), (6, 1, 5, 5), padding=2)
conv(2, (5, 6, 10, 10), (16, 6, 5, 5))
conv(2, (0, 3, 8, 9), (4, 3, 3, 3))
conv(1, (2, 3, 10), (4, 3, 3), padding=1)
conv(1, (2, 4, 10), (4, 2, 3), stride=3, groups=2)
conv(3, (1, 2, 4, 5, 6), (3, 2, 2, 3, 2), stride=[1, 2, 1], padding=[1, 0, 1])
transposed(2, (1, 2, 4, 4), (2, 3, 3, 3))
transposed(2, (2, 4, 4, 5), (4, 3, 3, 2), stride=2, padding=1, output_padding=1, groups=2)
transposed(2, (1, 3, 3, 3), (3, 2, 2, 2), stride=2, bias=False, dilation=2)
transposed(1, (2, 3, 7), (3, 4, 3), stride=2)
for bad in [((1, 1, 28, 28), (6, 3, 5, 5), {}), ((1, 3, 2, 2), (6, 3, 5, 5), {}), ((1, 3, 8, 8), (6, 3, 5, 5), {"stride": 0}),
            ((1, 3, 8, 8), (6, 3, 5, 5), {"padding": -1}), ((1, 3, 8, 8), (6, 3, 5, 5), {"dilation": 0}),
            ((1, 4, 8, 8), (5, 2, 3, 3), {"groups": 2}), ((1, 4, 8, 8), (6, 2, 3, 3), {"groups": 0})]:
    conv(2, bad[0], bad[1], bias=False, **bad[2])
transposed(2, (1, 3, 4, 4), (4, 6, 3, 3))
transposed(2, (1, 3, 4, 4), (3, 6, 3, 3), output_padding=1)
transposed(2, (1, 3, 1, 1), (3, 6, 1, 1), padding=3)


def pool(kind, n, x, kernel, dtype=torch.float32, **options):
    full = {"kernel_size": kernel, "stride": options.pop("stride", kernel), "padding": 0, "ceil_mode": False, **options}
    lists = {k: [v] * n if isinstance(v, int) and k in ("kernel_size", "stride", "padding", "dilation") else v
             for k, v in full.items()}
    f = getattr(F, f"{kind}_pool{n}d")
    extra = {"return_indices": True} if kind == "max" else {}
    row(kind + "_pool", lists, lambda a: f(a, **full, **extra), torch.randn(x, dtype=dtype))


pool("max", 2, (2, 3, 6, 6), 2)
pool("max", 2, (2, 3, 7, 7), 3, stride=2, padding=1)
pool("max", 2, (3, 7, 7), [3, 2], stride=[1, 2], dilation=2)
pool("max", 2, (1, 2, 5, 5), 2, ceil_mode=True)
pool("max", 2, (1, 2, 8, 8), 3, stride=3, padding=1, ceil_mode=True)
pool("max", 1, (2, 3, 9), 2)
pool("max", 3, (1, 2, 4, 4, 4), 2)
pool("max", 2, (2, 3, 6, 6), 2, dtype=torch.float64)
pool("avg", 2, (2, 3, 6, 6), 2)
pool("avg", 2, (2, 3, 7, 7), 3, stride=2, padding=1)
pool("avg", 2, (2, 3, 7, 7), 3, stride=2, padding=1, count_include_pad=False)
pool("avg", 2, (1, 2, 6, 6), 3, stride=2, padding=1, ceil_mode=True)
pool("avg", 2, (1, 2, 6, 6), 2, divisor_override=3)
pool("avg", 1, (2, 3, 9), 2)
pool("avg", 3, (1, 2, 4, 4, 4), 2)
for bad in [dict(kernel=3), dict(kernel=2, padding=3), dict(kernel=2, padding=-1), dict(kernel=2, stride=0)]:
    pool("max", 2, (1, 6, 2, 2), **bad)
for kind in ("max", "avg"):
    for n, x, size in [(2, (2, 3, 5, 7), [2, 3]), (2, (1, 2, 3, 3), [5, 4]), (2, (1, 2, 6, 6), [6, 6]), (1, (2, 3, 9), [4]),
                       (2, (2, 64, 8, 8), [1, 1])]:
        f = getattr(F, f"adaptive_{kind}_pool{n}d")
        extra = {"return_indices": True} if kind == "max" else {}
        row("adaptive_" + kind, {"size": size}, lambda a: f(a, size if n > 1 else size[0], **extra), torch.randn(x))
row("unfold", {"kernel": [2, 3], "padding": [1, 0], "stride": [2, 1], "dilation": [1, 1]},
    lambda a: F.unfold(a, [2, 3], padding=[1, 0], stride=[2, 1]), torch.randn(2, 3, 5, 6))
row("fold", {"size": [4, 4], "kernel": [2, 2], "padding": [0, 0], "stride": [1, 1], "dilation": [1, 1]},
    lambda a: F.fold(a, (4, 4), 2), torch.randn(1, 12, 9))

with open(os.path.join(os.path.dirname(__file__), "windows.jsonl"), "w") as file:
    for r in rows:
        file.write(json.dumps(r, separators=(",", ":")) + "\n")
print(len(rows), "rows")
