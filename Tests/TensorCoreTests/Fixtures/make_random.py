"""Writes random.txt: for each seed and kind one FNV-1a hash over the bytes of all sizes. Run with PyTorch's Python."""
import os

import torch

SIZES = list(range(1, 41)) + [1000]


def fnv(data, h=0xCBF29CE484222325):
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & (2 ** 64 - 1)
    return h


def raw(t):
    return t.contiguous().view(torch.uint8).numpy().tobytes()


kinds = {
    "rand": lambda n: torch.rand(n),
    "randn": lambda n: torch.randn(n),
    "rand64": lambda n: torch.rand(n, dtype=torch.float64),
    "randn64": lambda n: torch.randn(n, dtype=torch.float64),
    "uniform": lambda n: torch.empty(n).uniform_(-0.3, 0.9),
    "normal": lambda n: torch.empty(n).normal_(0.5, 2.3),
    "randint": lambda n: torch.randint(-5, 70, (n,)),
    "randint_wide": lambda n: torch.randint(0, 2 ** 40, (n,)),
    "randperm": lambda n: torch.randperm(n),
    "bernoulli": lambda n: torch.empty(n).bernoulli_(0.3),
    "bernoulli_tensor": lambda n: torch.bernoulli(torch.full((n,), 0.3)),
    "exponential": lambda n: torch.empty(n).exponential_(),
    "random": lambda n: torch.empty(n, dtype=torch.int64).random_(),
    "random_float": lambda n: torch.empty(n).random_(),
    "random_int32": lambda n: torch.empty(n, dtype=torch.int32).random_(),
    "randn_half": lambda n: torch.randn(n, dtype=torch.float16),
    "randn_bfloat": lambda n: torch.randn(n, dtype=torch.bfloat16),
    "rand_half": lambda n: torch.rand(n, dtype=torch.float16),
}
with open(os.path.join(os.path.dirname(__file__), "random.txt"), "w") as file:
    for kind, make in kinds.items():
        # The two that the project promises for every seed; the others for fewer.
        for seed in range(100 if kind in ("rand", "randn") else 10):
            h = 0xCBF29CE484222325
            for n in SIZES:
                torch.manual_seed(seed)
                h = fnv(raw(make(n)), h)
                # A second draw shows that the generator is left in the same state.
                h = fnv(raw(make(n)), h) if n < 50 else h
            file.write(f"{kind} {seed} {h:016x}\n")
