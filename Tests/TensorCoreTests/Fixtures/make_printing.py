"""Writes printing.jsonl: tensors and the text PyTorch gives them. Run with PyTorch's Python."""
import json
import math
import os

import torch

rows = []


def text(t, requires_grad):
    return str(t.requires_grad_(requires_grad)) if requires_grad else str(t)


def row(t, options=None, requires_grad=False, view=None):
    torch.set_printoptions(profile="default")
    torch.set_printoptions(**{"sci_mode": None, **(options or {})})
    flat = [x if not isinstance(x, float) or math.isfinite(x) else str(x) for x in t.reshape(-1).tolist()]
    rows.append({"dtype": str(t.dtype)[6:], "shape": list(t.shape), "values": flat, "options": options or {},
                 "grad": requires_grad, "text": text(t, requires_grad)})


def seeded(seed, shape, kind="randn", dtype=torch.float32, scale=1, options=None, requires_grad=False):
    """Only the recipe is stored: the stream of random numbers is ours too."""
    torch.set_printoptions(profile="default")
    torch.set_printoptions(**{"sci_mode": None, **(options or {})})
    torch.manual_seed(seed)
    t = getattr(torch, kind)(*shape, dtype=dtype) * scale
    rows.append({"seed": seed, "kind": kind, "scale": scale, "dtype": str(dtype)[6:], "shape": list(shape),
                 "options": options or {}, "grad": requires_grad, "text": text(t, requires_grad)})


nan, inf = math.nan, math.inf
float_lists = [
    [], [0.0], [-0.0], [1.0], [-1.0], [1.5], [0.1], [nan], [inf], [-inf], [nan, inf, -inf], [nan, 1.0, 2.0],
    [nan, 1.5], [inf, 1.5, -2.25], [0.0, 0.0], [-0.0, 1.0], [1e-5], [1e-4], [9.9999e-5], [1e8], [1e8 + 8], [2e8],
    [1.0, 1000.0], [1.0, 1001.0], [1.0, 10000.0], [0.5, 500.0], [0.5, 501.0], [0.1, 100.0], [1e10, 1.0], [123456.0],
    [123456.789], [1e-10, 1.0], [3.0e38], [1e-45], [1e-38, 1e38], [0.99999], [0.00005], [9.99995, 1.0],
    [1.0, 2.0, 3.0, nan], [1e20, nan], [1e20, inf, -inf, 1.0], [-1.5, 22.25, 333.125], [100000000.0, 1.0],
    [99999999.0, 99999.0], [0.25] * 30, [float(i) for i in range(50)], [i / 7 for i in range(45)],
    [i * 1e-6 for i in range(12)], [i * 1e7 for i in range(25)], [2.0 ** i for i in range(-12, 12)],
]
for values in float_lists:
    row(torch.tensor(values))
    row(torch.tensor(values, dtype=torch.float64))
for values in float_lists[1:34:2]:
    row(torch.tensor(values, dtype=torch.float16))
    row(torch.tensor(values, dtype=torch.bfloat16))
for value in [0.0, 1.0, -1.5, 0.1, nan, inf, 1e-5, 1e9, 123456.789, 3.14159265]:
    row(torch.tensor(value))
    row(torch.tensor(value, dtype=torch.float64), requires_grad=True)
    row(torch.tensor([[value]]), requires_grad=True)

for dtype in [torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8]:
    for values in [[], [0], [1, 2, 3], [-1, 10, 100], list(range(40)), [[1, -20], [127, 4]], [[[1], [2]], [[3], [4]]]]:
        if dtype == torch.uint8 and values and "-" in str(values):
            continue
        row(torch.tensor(values, dtype=dtype))
    row(torch.tensor(7, dtype=dtype))
row(torch.tensor([2 ** 62, -2 ** 63, 0]))
for values in [[], True, [True], [True, False], [[False, False], [True, True]], [True] * 20, [False] * 40]:
    row(torch.tensor(values, dtype=torch.bool))

for shape in [(0, 3), (3, 0), (1, 0, 2), (0,), (0, 0)]:
    for dtype in [torch.float32, torch.float64, torch.int64, torch.bool, torch.int8]:
        row(torch.empty(shape, dtype=dtype))
row(torch.empty((2, 0)), requires_grad=True)

for shape in [(2,), (3,), (1, 1), (2, 3), (3, 2, 2), (2, 2, 2, 2), (1, 2, 1, 3, 1), (5, 4), (1, 28), (2, 30), (12, 3)]:
    row(torch.arange(math.prod(shape)).reshape(shape))
    seeded(1, shape)
    seeded(2, shape, "rand", requires_grad=True)
    seeded(3, shape, scale=1e-3)
    seeded(4, shape, scale=1e5)
    seeded(5, shape, dtype=torch.float64)
    seeded(6, shape, dtype=torch.float64, requires_grad=True, scale=300)

for shape in [(1000,), (1001,), (2000,), (40, 30), (7, 200), (200, 7), (6, 200), (6, 6, 40), (10, 10, 11), (3, 3, 200),
              (8, 2, 8, 9), (1, 1, 1100), (28, 28, 3), (1, 3, 30, 30)]:
    seeded(7, shape)
    seeded(8, shape, "rand", scale=1000)
    seeded(9, shape, requires_grad=True, scale=1e-6)
row(torch.arange(1002))
row(torch.arange(1200).reshape(30, 40))
row((torch.arange(1200) % 2 == 0).reshape(30, 40))
row(torch.arange(1100, dtype=torch.float32))

for options in [{"precision": 2}, {"precision": 0}, {"precision": 8}, {"threshold": 5}, {"threshold": 0},
                {"edgeitems": 1}, {"edgeitems": 2, "threshold": 10}, {"edgeitems": 0, "threshold": 10}, {"linewidth": 40},
                {"linewidth": 120}, {"linewidth": 10}, {"sci_mode": True}, {"sci_mode": False}, {"profile": "short"},
                {"profile": "full"}, {"precision": 1, "sci_mode": True, "linewidth": 60}, {"edgeitems": 20, "threshold": 30}]:
    seeded(10, (3, 4), options=options)
    seeded(11, (13,), options=options, requires_grad=True)
    seeded(12, (9, 9), options=options, scale=1e6)
    seeded(13, (4, 3, 5), options=options)
    row(torch.tensor([1.0, 20.0, 300.0]), options)
    row(torch.tensor([0.0, nan, inf]), options)
    row(torch.arange(30).reshape(5, 6), options)
    row(torch.tensor(2.5), options)

with open(os.path.join(os.path.dirname(__file__), "printing.jsonl"), "w") as file:
    for r in rows:
        file.write(json.dumps(r) + "\n")
print(len(rows), "rows")
