"""Writes Sources/Autograd/Catalog/OverloadTable.swift: the signatures by which PyTorch reads the arguments of its functions.

Run with PyTorch 2.13 and PyYAML: python Tests/AutogradTests/overloads.py
Twenty arguments that are nothing fit no signature, so every function with several of them lists them all; what the lists do not show
(which arguments may be None, which lists may be one number), and the functions with one signature, come from PyTorch's own generator.
"""
import inspect, json, os, re, warnings
import torch
import torch.nn.functional as F
import torchgen
from torchgen.api.python import signature
from torchgen.gen import parse_native_yaml
from samples import decode

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
target = os.path.join(here, "..", "..", "Sources", "Autograd", "Catalog", "OverloadTable.swift")
names = [line.strip() for line in open(os.path.join(here, "OpTable", "names.txt"))]
SKIPPED = ("quantize", "fake_", "fbgemm", "sparse", "sym_", "cudnn", "mkldnn", "miopen", "_", "native_", "lstm", "gru", "rnn_", "stft", "istft", "normal_tensor")
COMMON = "torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False"
TYPES = {
    "Tensor": "Tensor", "Scalar": "Number", "SymInt": "int", "int64_t": "int", "SymIntArrayRef": "tuple of ints", "IntArrayRef": "tuple of ints", "double": "float",
    "ArrayRef<double>": "tuple of floats", "bool": "bool", "ScalarType": "torch.dtype", "Layout": "torch.layout", "Device": "torch.device", "c10::string_view": "str",
    "TensorList": "tuple of Tensors", "Generator": "torch.Generator", "MemoryFormat": "torch.memory_format", "ArrayRef<Scalar>": "tuple of Scalars",
}


# What PyTorch reads with hand-written code.
BY_HAND = {
    "tensor": "(object data, *, torch.dtype? dtype = None, torch.device? device = None, bool pin_memory = False, bool requires_grad = False)",
    "as_tensor": "(object data, *, torch.dtype? dtype = None, torch.device? device = None)",
    "asarray": "(object obj, *, torch.dtype? dtype = None, torch.device? device = None, bool? copy = None, bool requires_grad = False)",
    ".new_tensor": "(object data, *, torch.dtype? dtype = None, torch.device? device = None, bool requires_grad = False)",
    "nonzero": "(Tensor input, *, bool as_tuple = False, Tensor out = None)",
    "index_put": "(Tensor input, tuple of Tensors indices, Tensor values, bool accumulate = False)",
    ".index_put": "(tuple of Tensors indices, Tensor values, bool accumulate = False)",
    **{"." + name: "(*, torch.memory_format? memory_format = None)" for name in "bfloat16 bool byte char double float half int long short".split()},
}


class Nothing:
    pass


def signatures(call):
    try:
        call()
    except TypeError as error:
        head, _, rest = str(error).partition("() received an invalid combination of arguments - got (")
        if "but expected one of:\n" in rest:
            return head, [line[3:] for line in rest.split("\n") if line.startswith(" * ")]
        if "but expected (" in rest:
            return head, ["(" + rest.split("but expected (")[1]]
    except Exception:
        pass
    return None


def plain(signature):
    """Without the marks."""
    return re.sub(r"\[\d*\]|\?", "", signature)


def marked(parameter):
    """`IntArrayRef[1]? dim=None` as `tuple of ints[1]? dim = None`; None for what nbs has no use for."""
    if parameter == "*":
        return "*"
    head, _, default = parameter.partition("=")
    kind, name = head.rsplit(" ", 1)
    match = re.match(r"^(.*?)(\[\d*\])?(\?)?$", kind)
    if match[1] not in TYPES:
        return None
    text = TYPES[match[1]] + (match[2] or "") + (match[3] or "") + " " + name
    if not default:
        return text
    # A string's default stands in quotes, a number is shown as it is.
    return text + " = " + default


def generated():
    """PyTorch's signatures by place and name: {("", "mm"): ["(Tensor input, Tensor mat2, *, Tensor out = None)"]}."""
    folder = os.path.join(os.path.dirname(torchgen.__file__), "packaged", "ATen", "native")
    found = {}
    for f in parse_native_yaml(os.path.join(folder, "native_functions.yaml"), os.path.join(folder, "tags.yaml")).native_functions:
        if "CompositeImplicitAutogradNestedTensor" in str(f.tags) or str(f.func.name).startswith("_"):
            continue
        for is_method in (False, True):
            if not any(str(v).endswith("method" if is_method else "function") for v in f.variants):
                continue
            try:
                text = signature(f, method=is_method).signature_str(skip_outputs=False)
            except Exception:
                continue
            inside = text[text.index("(") + 1:-1]
            pieces = re.split(r", (?![^()]*\))", inside) if inside else []
            if is_method and pieces and pieces[0].endswith(" input"):
                pieces = pieces[1:]
            parts = [marked(p) for p in pieces]
            if None in parts:
                continue
            name = text[:text.index("(")]
            place = "." if is_method else "nn" if f.python_module == "nn" else ""
            found.setdefault((place, name), []).append("(" + ", ".join(parts) + ")")
    merged = {}
    for key, list_ in found.items():
        # What differs by `out` alone is one signature, with it.
        def bare(s):
            return re.sub(r"(, )?(\*, )?(Tensor|tuple of Tensors\[\d\]) out = None", "", s)
        kept = []
        for s in list_:
            if "out = None" in s or not any(o != s and "out = None" in o and bare(o) == bare(s) for o in list_):
                kept.append(s)
        merged[key] = list(dict.fromkeys(kept))
    return merged


known = generated()
# What the catalog has, under the names that complaints use.
wanted = {"log_sigmoid"} | {n.removeprefix("nn.functional.").replace("linalg.", "linalg_").replace("special.", "special_") for n in names}
table = {}
for module, prefix in [(torch, ""), (torch._C._nn, ""), (torch.linalg, "linalg_"), (torch.special, "special_"), (torch.Tensor, ".")]:
    for name in sorted(dir(module)):
        function = getattr(module, name)
        if name.startswith(SKIPPED) or isinstance(function, type) or not callable(function):
            continue
        if not {name, name.rstrip("_"), prefix + name, name.removeprefix(prefix)} & wanted:
            continue
        given = [Nothing() for _ in range(20)]
        observed = signatures(lambda: function(*([torch.zeros(2)] if prefix == "." else []), *given))
        key = name if name.startswith(prefix.rstrip(".") or "\0") else prefix.rstrip(".") + name
        if prefix + name in BY_HAND:
            table[prefix + name] = ["=" + BY_HAND[prefix + name]]
            continue
        own = known.get(("." if prefix == "." else "nn" if module is torch._C._nn else "", key), [])
        # What PyTorch wraps in Python names an inner function.
        if observed and observed[0] == ("" if prefix == "." else prefix) + name:
            by_text = {plain(s): s for s in own}
            table.setdefault(prefix + name, [by_text.get(s, "-" + s) for s in observed[1]])
        elif not observed and own and not inspect.isfunction(function):
            # Several in PyTorch's list that differ by `out` or by what creation functions take are one.
            table.setdefault(prefix + name, ["=" + max(own, key=lambda s: s.count(","))])

# Functions that only choose another one, by an argument: {"unique": ("return_inverse", 2, when true, when false)}.
chosen = {}


def choice(function):
    if function.__closure__ is None:
        return function.__name__
    free = dict(zip(function.__code__.co_freevars, (c.cell_contents for c in function.__closure__)))
    chosen[function.__name__] = function
    return free["arg_name"], free["arg_index"], free["if_true"], free["if_false"]


def chosen_lines(name, function, path=""):
    """One line for each function that may be called: what chooses it, its name."""
    picked = choice(function)
    if isinstance(picked, str):
        return [(name, path.strip() or "-", picked, function)]
    flag, index, yes, no = picked
    return chosen_lines(name, yes, f"{path} {flag}:{index}=True") + chosen_lines(name, no, f"{path} {flag}:{index}=False")


python, dispatched, leaves = [], [], []
for name in names:
    module = torch
    for part in name.split("."):
        module = F if part == "functional" else getattr(module, part, None)
    if inspect.isfunction(module) and module.__closure__ is None:
        python.append(name)
        if module.__name__ != name.split(".")[-1]:
            leaves.append((name, "-", module.__name__, module))
    elif inspect.isfunction(module):
        leaves += chosen_lines(name, module)
    if "." not in name and inspect.isfunction(getattr(torch.Tensor, name, None)):
        python.append("." + name)


def complaints(function, row):
    """What a function written in Python says when one argument is nothing known: its words are those of what it calls."""
    args, kwargs = [decode(a) for a in row["args"]], {k: decode(v) for k, v in row["kwargs"].items()}
    for index, parameter in enumerate(inspect.signature(function).parameters.values()):
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            continue
        try:
            if index < len(args):
                function(*args[:index], Nothing(), *args[index + 1:], **kwargs)
            else:
                function(*args, **{**kwargs, parameter.name: Nothing()})
        except (TypeError, AttributeError) as error:
            text = f"{type(error).__name__}: {error}"
            # The row may ask for `inplace`; without it the words are the same but for a line under the name.
            text = re.sub(rf"^TypeError: {function.__name__}_\(", f"TypeError: {function.__name__}(", text)
            if "Nothing" in text and "invalid combination" not in text and "\n" not in text:
                yield parameter.name, text.replace("Nothing", "%")
        except Exception:
            pass


def resolve(name):
    module = torch
    for part in name.split("."):
        module = F if part == "functional" else getattr(module, part)
    return module


words = []
rows = {}
for line in open(os.path.join(here, "OpTable", "samples.jsonl")):
    row = json.loads(line)
    if "error" not in row and '"sh":' not in line and row["dtype"] in ("float32", "float64"):
        rows.setdefault(row["op"], row)
for name in sorted(python):
    if not name.startswith(".") and name in rows:
        words += [f"{name} {parameter} {text}" for parameter, text in complaints(resolve(name), rows[name])]
for name, path, leaf, function in leaves:
    if path != "-" and leaf.startswith("_") and name in rows:
        row = rows[name]
        row = {**row, "kwargs": {k: v for k, v in row["kwargs"].items() if k in inspect.signature(function).parameters}}
        words += [f"{leaf} {parameter} {text}" for parameter, text in complaints(function, row)]

with open(target, "w") as file:
    file.write("/// What `Overloads` reads. Written by Tests/AutogradTests/overloads.py from PyTorch's own words: a name (methods start with a\n")
    file.write("/// point), then its signatures; `=` marks the only one, `-` one without marks, `?` what may be None, `[n]` a list that may be one\n")
    file.write("/// number, and `~` stands for what every creation function takes.\n")
    file.write('let overloadTable = #"""\n')
    for name in sorted(table):
        file.write("    " + name + "\n")
        for signature_ in table[name]:
            file.write("    " + signature_.replace(COMMON, "~") + "\n")
    file.write('    """#\n\n')
    file.write("/// What PyTorch has written in Python: these read their arguments as Python does.\n")
    file.write('let pythonFunctions: Set<Substring> = Set(#"""\n')
    line = "   "
    for name in sorted(python):
        if len(line) + len(name) > 150:
            file.write(line + "\n")
            line = "   "
        line += " " + name
    file.write(line + '\n    """#.split { $0 == " " || $0 == "\\n" })\n')
    file.write("\n/// Functions that only choose another one by an argument: the function, what chooses, by name and place, and what is called.\n")
    file.write('let dispatchedFunctions = #"""\n' + "".join(f"    {name} {path} {leaf}\n" for name, path, leaf, _ in leaves) + '    """#\n')
    file.write("\n/// What these say of an argument of a wrong type: function, parameter, words; % stands for the type.\n")
    file.write('let pythonComplaints = #"""\n' + "".join("    " + line + "\n" for line in sorted(words, key=lambda line: line.split(" ")[0])) + '    """#\n')
print(len(words), "complaints,", len(table), "names,", len(python), "written in Python")
