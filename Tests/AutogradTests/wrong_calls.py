"""Writes OpTable/wrong_calls.jsonl: calls that PyTorch refuses, with its words.

Run with PyTorch 2.13, after reference.py: python Tests/AutogradTests/wrong_calls.py
Each entry's first right sample is spoilt in the ways a learner spoils a call: an argument missing, too many, of a wrong type, an
unknown keyword, a dtype or a shape that does not fit, a dimension out of range. The lines are those of samples.jsonl, with the keywords in
their order; `m` marks calls of a tensor's method.
"""
import json, math, os, warnings
import torch
import torch.nn.functional as F
from samples import decode

warnings.simplefilter("ignore")
here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "OpTable")
# Operators, and what writes beside its memory in PyTorch when it is given wrong pivots.
LEFT_OUT = {"__getitem__", "__radd__", "__rdiv__", "__rmatmul__", "__rmod__", "__rmul__", "__rpow__", "__rsub__", "lu_unpack"}
# Words that nobody can repeat: addresses, files of PyTorch's sources, and what its code generator calls things.
UNREPEATABLE = ("0x", ".cpp", ".py", ".h:", "INTERNAL ASSERT", "NYI", "complex", "Complex", "sparse", "SymInt", "schema", "storage of size")


def encode(value):
    if isinstance(value, torch.Tensor):
        # Nine digits name a single number.
        shown = (lambda x: float("%.9g" % x)) if value.is_floating_point() and value.dtype != torch.float64 else lambda x: x
        flat = value.double() if value.is_floating_point() else value
        return {"t": str(value.dtype)[6:], "s": list(value.shape), "d": [shown(x) if math.isfinite(x) else str(x) for x in flat.reshape(-1).tolist()]}
    if isinstance(value, float):
        return {"f": value}
    if isinstance(value, torch.dtype):
        return {"dtype": str(value)[6:]}
    if isinstance(value, list):
        return {"l": [encode(v) for v in value]}
    if isinstance(value, tuple):
        return {"tu": [encode(v) for v in value]}
    return value


def resolve(name):
    module = torch
    for part in name.split("."):
        module = F if part == "functional" else getattr(module, part)
    return module


def spoilt(args, kwargs):
    """The arguments of wrong calls, from those of a right one."""
    def at(index, value):
        return list(args[:index]) + [value] + list(args[index + 1:]), kwargs
    yield [], {}
    for count in range(1, len(args)):
        yield list(args[:count]), {}
    yield list(args) + [1] * 9, kwargs
    yield list(args), {**kwargs, "colour": 3}
    for index, value in enumerate(args):
        for wrong in ("a", None, [1, "b"], 1.5, 2, torch.float32, True):
            yield at(index, wrong)
        if isinstance(value, torch.Tensor):
            for dtype in (torch.int64, torch.bool, torch.float16, torch.float64):
                if value.dtype != dtype:
                    yield at(index, value.nan_to_num(0).to(dtype))
            yield at(index, torch.ones(7, dtype=value.dtype))
            yield at(index, torch.ones((2, 5), dtype=value.dtype))
            yield at(index, torch.ones((2, 1, 2, 1, 3), dtype=value.dtype))
            yield at(index, torch.tensor(1, dtype=value.dtype))
            yield at(index, torch.zeros((0, 3), dtype=value.dtype))
            yield at(index, value.tolist())
        elif isinstance(value, int) and not isinstance(value, bool):
            for wrong in (7, -9, torch.tensor([1, 2])):
                yield at(index, wrong)
        elif isinstance(value, (list, tuple)):
            yield at(index, type(value)())
            yield at(index, type(value)(list(value) * 4))
            yield at(index, type(value)(["x"] * len(value)))
    for key in kwargs:
        for wrong in ("a", None, 1.5, 9, [1]):
            yield list(args), {**kwargs, key: wrong}


def main():
    samples = {}
    for line in open(os.path.join(here, "samples.jsonl")):
        row = json.loads(line)
        if "error" in row or row["op"] in LEFT_OUT:
            continue
        tensors = [a for a in row["args"] if isinstance(a, dict) and "t" in a]
        if any(len(t["d"]) > 30 or len(t["d"]) == 0 for t in tensors):
            continue
        score = (row["dtype"] == "float32", len(row["args"]) + len(row["kwargs"]))
        samples.setdefault(row["op"], []).append((score, row))
    count, lines, words = 0, [], {}
    for name in sorted(samples):
        row = max(samples[name], key=lambda pair: pair[0])[1]
        seen = set()
        try:
            args, kwargs = [decode(a) for a in row["args"]], {k: decode(v) for k, v in row["kwargs"].items()}
        except KeyError:
            continue
        forms = []
        try:
            forms.append((resolve(name), False))
        except AttributeError:
            pass
        if "." not in name and args and isinstance(args[0], torch.Tensor) and hasattr(torch.Tensor, name):
            forms.append((getattr(torch.Tensor, name), True))
        for function, is_method in forms:
            for wrong, named in spoilt(args, kwargs):
                if is_method and not (wrong and isinstance(wrong[0], torch.Tensor)):
                    continue
                torch.manual_seed(0)
                try:
                    function(*wrong, **named)
                    continue
                except Exception as error:
                    kind, text = type(error).__name__, str(error)
                if any(word in text for word in UNREPEATABLE) or (is_method, kind, text) in seen or len(text) > 3000:
                    continue
                seen.add((is_method, kind, text))
                line = {"op": name, "args": [encode(a) for a in wrong], "kwargs": [[k, encode(v)] for k, v in named.items()], "error": [kind, text]}
                if is_method:
                    line["m"] = 1
                try:
                    lines.append(json.dumps(line, separators=(",", ":")))
                except (TypeError, ValueError):
                    continue
                count += 1
    with open(os.path.join(here, "wrong_calls.jsonl"), "w") as file:
        file.write("\n".join(lines) + "\n")
    print(count, "wrong calls")


main()
