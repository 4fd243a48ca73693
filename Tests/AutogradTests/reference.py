"""Writes OpTable/samples.jsonl: PyTorch's own sample inputs (its test suite's op_db) with its answers and gradients.

Run with PyTorch 2.13 (and expecttest, numpy): python Tests/AutogradTests/reference.py
One JSON object a line: op, dtype, args, kwargs, then out and grads, or error [type, message].
A tensor is {"t": dtype, "s": sizes, "d": numbers} with "st" (strides) when it is not contiguous, and "g": 1 when it asks
for a gradient. Gradients are those of the sum of all outputs, each element times cos of its place.
"""
import json, math, os, random, sys, warnings
import torch
import torch.nn.functional as F
import torch.testing._internal.common_methods_invocations as invocations
import torch.testing._internal.opinfo.core as core
from calls import CALLS

# Its large size, to keep the fixtures small.
invocations.L = core.L = 6
op_db = invocations.op_db

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
names = [line.strip() for line in open(os.path.join(here, "OpTable", "names.txt")) if line.strip()]
LIMIT, PER_DTYPE = 130, {"float64": 6, "float32": 3, "int64": 3, "bool": 2, "float16": 1, "bfloat16": 1, "uint8": 1, "int32": 1}


# Operations that op_db calls through a function of its own, with the arguments in another order.
REORDERED = {
    "polygamma": lambda a: [a[1], a[0]], "special.polygamma": lambda a: [a[1], a[0]], "where": lambda a: [a[1], a[0], a[2]],
    "nn.functional.embedding": lambda a: [a[1], a[0]] + a[2:], "nn.functional.embedding_bag": lambda a: [a[1], a[0]] + a[2:],
    "einsum": lambda a: [a[1]] + list(a[0]),
}
# Those whose samples look at memory.
LEFT_OUT = {"empty_like", "new_empty", "empty", "as_strided", "new_empty_strided", "empty_strided"}
# Those that op_db calls with seeds of its own; calls.py has calls for them, too.
LEFT_OUT |= {
    "normal", "rand_like", "randn_like", "randint", "randint_like", "randn", "bernoulli", "multinomial", "nn.functional.rrelu", "nn.functional.dropout",
    "nn.functional.dropout2d", "nn.functional.dropout3d", "nn.functional.alpha_dropout", "nn.functional.feature_alpha_dropout",
}
# Variants of other operations' samples, which call more than the operation.
LEFT_OUT_VARIANTS = {("linalg.lstsq", "grad_oriented"), ("linalg.pinv", "singular")}
LEFT_OUT |= {"poisson", "binomial"}
# op_db calls these through functions that do more; they have calls of their own in calls.py.
LEFT_OUT |= {"pca_lowrank", "svd_lowrank", "nn.functional.multi_head_attention_forward", "nn.functional.fractional_max_pool2d", "nn.functional.fractional_max_pool3d"}


# Listed for their rows alone: operators and methods that are no entries of the catalog.
NOT_SWEPT = {"__getitem__", "__radd__", "__rdiv__", "__rmatmul__", "__rmod__", "__rmul__", "__rpow__", "__rsub__", "bfloat16", "bool", "byte", "char", "double", "float", "half", "int", "long", "short"}


# Entries that PyTorch answers with memory it has not written (the mean of no losses), which nobody can repeat.
UNREPEATABLE = {"nn.functional.multilabel_margin_loss"}


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


def encode(value, shared=()):
    if isinstance(value, torch.Tensor):
        if value.layout == torch.strided and value.untyped_storage().data_ptr() in shared:
            # Part of a buffer that other arguments lie in as well.
            whole = value.new_empty(0).set_(value.untyped_storage())
            return {
                "t": str(value.dtype)[6:], "s": list(value.shape), "d": [number(x) for x in whole.tolist()], "st": list(value.stride()), "o": value.storage_offset(),
                "sh": shared.index(value.untyped_storage().data_ptr()),
            }
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
        return {"l": [encode(v, shared) for v in value]}
    if isinstance(value, tuple):
        return {"tu": [encode(v, shared) for v in value]}
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


def resolve(name):
    """The function (or, failing that, the method) of a catalog entry."""
    module = torch
    for part in name.split("."):
        module = F if part == "functional" else getattr(module, part, None) or getattr(torch.Tensor, part)
    return module


def exists(name):
    try:
        return callable(resolve(name))
    except AttributeError:
        return False


def call(op, args, kwargs):
    if isinstance(op, str):
        return resolve(op)(*args, **kwargs)
    if op.name in REORDERED:
        return resolve(op.name)(*args, **kwargs)
    return op.op(*args, **kwargs)


def write(file, op, name, dtype, args, kwargs, is_error=False):
    kwargs = dict(sorted(kwargs.items()))
    everything = [x for x in outputs(list(args) + list(kwargs.values())) if x.layout == torch.strided and x.numel()]
    pointers = [x.untyped_storage().data_ptr() for x in everything]
    targets = [x.untyped_storage().data_ptr() for x in outputs(kwargs.get("out"))]
    shared = [p for p in dict.fromkeys(pointers) if targets and (pointers.count(p) > 1 or p in targets)]
    line = {"op": name, "dtype": str(dtype)[6:], "args": [encode(a, shared) for a in args], "kwargs": {k: encode(v, shared) for k, v in kwargs.items()}}
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
    inputs = leaves(list(args)) + leaves(list(kwargs.values()))
    wanted = [o for o in outputs(out) if o.requires_grad]
    if inputs and wanted:
        total = sum((o * cotangent(o)).sum() for o in wanted)
        grads = torch.autograd.grad(total, inputs, allow_unused=True)
        line["grads"] = [encode(g) for g in grads]
        line["fn"] = wanted[0].grad_fn.name()
    text = json.dumps(line, separators=(",", ":"))
    if len(text) > 16000:
        raise Skip
    file.write(text + "\n")
    return True


def from_op_db(file, op, name, few):
    """PyTorch's samples of one operation, spread over its list: the ends are the unusual ones."""
    count = 0
    reorder = REORDERED.get(op.name, lambda a: a)
    for dtype_name, limit in PER_DTYPE.items():
        dtype = getattr(torch, dtype_name)
        if not op.supports_dtype(dtype, "cpu") or few and dtype_name not in ("float64", "int64"):
            continue
        limit = 2 if few else limit
        written, samples = 0, []
        try:
            torch.manual_seed(1)
            random.seed(1)
            for index, sample in enumerate(op.sample_inputs("cpu", dtype, requires_grad=dtype_name == "float64" and op.supports_autograd)):
                samples.append(sample)
                if index > 150:
                    break
        except Exception:
            pass
        for sample in samples[:: max(1, len(samples) // (limit * 2))]:
            if written >= limit:
                break
            try:
                args = reorder([sample.input] + list(sample.args))
                written += write(file, op if not few else name, name, dtype, args, sample.kwargs)
            except Exception:
                pass
        count += written
    # An operator's own method says what Python says of any.
    if few or op.name.startswith("__r"):
        return count
    try:
        for index, error in enumerate(op.error_inputs("cpu")):
            if index >= 6:
                break
            try:
                sample = error.sample_input
                count += write(file, op, name, torch.float32, reorder([sample.input] + list(sample.args)), sample.kwargs, is_error=True)
            except Exception:
                pass
    except Exception:
        pass
    return count


def from_calls(file, name):
    """The calls listed in calls.py: what PyTorch answers, or says."""
    count = 0
    for make in CALLS.get(name, []):
        torch.manual_seed(7)
        given = make()
        args, kwargs = given if isinstance(given, tuple) and len(given) == 2 and isinstance(given[1], dict) else (given, {})
        dtype = next((x.dtype for x in outputs(list(args)) if isinstance(x, torch.Tensor)), torch.float32)
        try:
            count += write(file, name, name, dtype, list(args), kwargs)
        except Skip:
            count += write(file, name, name, dtype, list(args), kwargs, is_error=True)
        except RuntimeError as error:
            print(name, "cannot be derived:", str(error)[:80])
    return count


def sweep(file, name):
    """Inputs that break things, for every entry that takes one tensor or two: without dimensions, empty, transposed, extreme."""
    count = 0
    extreme = torch.tensor([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e-30, 3e38, -3e38])
    whole = torch.tensor([0, 1, -1, 7, -128, 127])
    torch.manual_seed(3)
    inputs = [torch.tensor(0.7), torch.zeros(0, 3), torch.randn(3, 2).t(), extreme, whole, torch.tensor(0.7, dtype=torch.float64, requires_grad=True)]
    for x in inputs:
        for args in ([x], [x, x.detach().flip(0) if x.dim() else x.detach()]):
            try:
                count += write(file, name, name, x.dtype, args, {})
            except Exception:
                pass
    return count


def main():
    known, count = set(names), {}
    listed = {name for name in names if exists(name)}
    with open(os.path.join(here, "OpTable", "samples.jsonl"), "w") as file:
        for op in op_db:
            if op.name.startswith("masked.") or op.name in LEFT_OUT or (op.name, op.variant_test_name) in LEFT_OUT_VARIANTS:
                continue
            for name in [op.name] + [alias.name for alias in op.aliases]:
                if name in known:
                    count[name] = count.get(name, 0) + from_op_db(file, op, name, few=name != op.name)
        for name in names:
            count[name] = count.get(name, 0) + from_calls(file, name)
            if name in listed and name not in NOT_SWEPT | UNREPEATABLE | LEFT_OUT:
                count[name] += sweep(file, name)
    print(sum(count.values()), "samples;", "none for", " ".join(name for name in names if not count.get(name)))


main()
