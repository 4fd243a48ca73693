"""Writes OpTable/samples.jsonl: PyTorch's own sample inputs (its test suite's op_db) with its answers and gradients.

Run with PyTorch 2.13 (and expecttest, numpy): python Tests/AutogradTests/reference.py
One JSON object a line: op, dtype, args, kwargs, then out and grads, or error [type, message].
A tensor is {"t": dtype, "s": sizes, "d": numbers} with "st" (strides) when it is not contiguous, and "g": 1 when it asks
for a gradient. Gradients are those of the sum of all outputs, each element times cos of its place.
"""
import json, math, os, random, sys, warnings
import torch
from torch.testing._internal.common_methods_invocations import op_db

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
names = [line.strip() for line in open(os.path.join(here, "OpTable", "names.txt")) if line.strip()]
LIMIT, PER_DTYPE = 120, {"float64": 6, "float32": 3, "int64": 3, "bool": 2, "float16": 1, "bfloat16": 1, "uint8": 1, "int32": 1}


# Operations that op_db calls through a function of its own, with the arguments in another order.
REORDERED = {
    "polygamma": lambda a: [a[1], a[0]], "special.polygamma": lambda a: [a[1], a[0]], "where": lambda a: [a[1], a[0], a[2]],
    "nn.functional.embedding": lambda a: [a[1], a[0]] + a[2:], "nn.functional.embedding_bag": lambda a: [a[1], a[0]] + a[2:],
    "einsum": lambda a: [a[1]] + list(a[0]),
}
# Those whose samples seed, or look at memory, in ways that a call alone does not repeat.
LEFT_OUT = {
    "normal", "rand_like", "randn_like", "randint", "randint_like", "randn", "empty_like", "new_empty", "empty", "as_strided", "nn.functional.alpha_dropout",
    "nn.functional.dropout", "nn.functional.rrelu", "bernoulli", "multinomial", "nn.functional.feature_alpha_dropout",
}


class Skip(Exception):
    pass


def number(x):
    if isinstance(x, bool) or isinstance(x, int):
        return x
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return float("%.12g" % x) if x != int(x) or abs(x) > 1e15 else x


def encode(value, top=True):
    if isinstance(value, torch.Tensor):
        if value.is_complex() or value.layout != torch.strided or value.numel() > LIMIT or value.dim() > 8:
            raise Skip
        flat = value.detach().to(torch.float64 if value.is_floating_point() else value.dtype).contiguous().view(-1).tolist()
        result = {"t": str(value.dtype)[6:], "s": list(value.shape), "d": [number(x) for x in flat]}
        if not value.is_contiguous() and value.numel() > 0 and min(value.stride()) >= 0:
            result["st"] = list(value.stride())
        if value.requires_grad and value.is_leaf:
            result["g"] = 1
        return result
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"f": number(value)}
    if isinstance(value, torch.dtype):
        return {"dtype": str(value)[6:]}
    if isinstance(value, torch.device):
        return {"device": str(value)}
    if isinstance(value, slice):
        return {"slice": [encode(v) for v in (value.start, value.stop, value.step)]}
    if value is Ellipsis:
        return {"ellipsis": 1}
    if isinstance(value, (list, torch.Size)):
        return {"l": [encode(v) for v in value]}
    if isinstance(value, tuple):
        return {"tu": [encode(v) for v in value]}
    raise Skip


def leaves(value):
    if isinstance(value, torch.Tensor):
        return [value] if value.requires_grad and value.is_leaf else []
    if isinstance(value, (list, tuple)):
        return [x for v in value for x in leaves(v)]
    if isinstance(value, dict):
        return [x for v in value.values() for x in leaves(v)]
    return []


def outputs(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (list, tuple)):
        return [x for v in value for x in outputs(v)]
    return []


def cotangent(out):
    return torch.cos(torch.arange(out.numel(), dtype=torch.float64)).to(out.dtype).view(out.shape)


def call(op, args, kwargs):
    if op.name in REORDERED:
        f = torch
        for part in op.name.split("."):
            f = getattr(f, part)
        return f(*args, **kwargs)
    return op.op(*args, **kwargs)


def write(file, op, dtype, sample, is_error=False):
    args, kwargs = [sample.input] + list(sample.args), dict(sorted(sample.kwargs.items()))
    args = REORDERED.get(op.name, lambda a: a)(args)
    line = {"op": op.name, "dtype": str(dtype)[6:], "args": [encode(a) for a in args], "kwargs": {k: encode(v) for k, v in kwargs.items()}}
    torch.manual_seed(0)
    try:
        out = call(op, args, kwargs)
    except Exception as error:  # PyTorch's own words are what is wanted.
        if not is_error:
            raise Skip
        line["error"] = [type(error).__name__, str(error)]
        file.write(json.dumps(line, separators=(",", ":")) + "\n")
        return True
    if is_error:
        return False
    line["out"] = encode(out)
    inputs = leaves(args) + leaves(list(kwargs.values()))
    wanted = [o for o in outputs(out) if o.requires_grad]
    if inputs and wanted:
        total = sum((o * cotangent(o)).sum() for o in wanted)
        grads = torch.autograd.grad(total, inputs, allow_unused=True)
        line["grads"] = [encode(g) for g in grads]
        line["fn"] = wanted[0].grad_fn.name()
    text = json.dumps(line, separators=(",", ":"))
    if len(text) > 12000:
        raise Skip
    file.write(text + "\n")
    return True


def main():
    known, count = set(names), 0
    with open(os.path.join(here, "OpTable", "samples.jsonl"), "w") as file:
        for op in op_db:
            short = op.name.split(".")[-1]
            if op.name.startswith("masked.") or op.name in LEFT_OUT or not (op.name in known or short in known):
                continue
            for dtype_name, limit in PER_DTYPE.items():
                dtype = getattr(torch, dtype_name)
                if not op.supports_dtype(dtype, "cpu"):
                    continue
                grad = dtype_name == "float64" and op.supports_autograd
                written, samples = 0, []
                try:
                    torch.manual_seed(1)
                    random.seed(1)
                    for index, sample in enumerate(op.sample_inputs("cpu", dtype, requires_grad=grad)):
                        samples.append(sample)
                        if index > 150:
                            break
                except Exception:
                    pass
                # Spread over the list: its ends are the unusual ones.
                step = max(1, len(samples) // (limit * 2))
                for sample in samples[::step]:
                    if written >= limit:
                        break
                    try:
                        written += write(file, op, dtype, sample)
                    except Skip:
                        pass
                    except Exception:
                        pass
                count += written
            try:
                for index, error in enumerate(op.error_inputs("cpu")):
                    if index >= 6:
                        break
                    try:
                        write(file, op, torch.float32, error.sample_input, is_error=True)
                    except Exception:
                        pass
            except Exception:
                pass
    print(count, "samples")


main()
