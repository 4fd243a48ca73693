"""Writes bits.txt: hashes of results that nbs has bit for bit. Run with PyTorch's Python.

MKL rounds products before it adds them only where it uses no fused multiplication; the recorded tutorials come from such
a run, and the order of additions in small products is that one.
"""
import os

os.environ["MKL_ENABLE_INSTRUCTIONS"] = "SSE4_2"
import numpy as np  # noqa: E402
import torch  # noqa: E402


def numbers(count, start=0):
    """Floats of many sizes and both signs, made alike in Swift."""
    i = np.arange(start + 1, start + count + 1, dtype=np.uint64)
    return torch.from_numpy((((i * 2654435761) % 2**32).astype(np.float64) / 2**24 - 128).astype(np.float32))


def digest(tensors):
    value = 0xCBF29CE484222325
    for tensor in tensors:
        for byte in tensor.contiguous().numpy().tobytes():
            value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


bits = torch.arange(0, 0x41800000, 99991, dtype=torch.int32)
positive = bits.view(torch.float32)
rows = [
    ("tanh", digest([torch.tanh(positive), torch.tanh(-positive)])),
    ("sum", digest([numbers(n).sum() for n in range(1, 64)])),
    ("columns", digest([numbers(n * c).view(n, c).sum(0) for n in range(1, 70, 3) for c in range(2, 32, 3)])),
    ("tall", digest([numbers(n * c).view(n, c).sum(0) for n in (512, 600, 1000, 1280) for c in (100, 130, 259, 1000, 1028)])),
    ("beside", digest([numbers(n * c).view(n, c).sum(0) for n in (64, 100, 130, 300) for c in (516, 1028, 1540, 2050)])),
    ("product", digest([numbers(m * k).view(m, k) @ numbers(k, 7).view(k, 1) for m in range(2, 13) for k in range(1, 12 if m % 4 else 64)])),
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "bits.txt"), "w") as file:
    file.writelines(f"{name} {value}\n" for name, value in rows)
