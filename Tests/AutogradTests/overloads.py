"""Writes Sources/Autograd/Catalog/OverloadTable.swift: the signatures that PyTorch lists when a call fits none of them.

Run with PyTorch 2.13: python Tests/AutogradTests/overloads.py
Twenty arguments that are nothing fit no signature, so every function with several of them lists them all.
"""
import os, warnings
import torch
import torch.nn.functional as F

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
target = os.path.join(here, "..", "..", "Sources", "Autograd", "Catalog", "OverloadTable.swift")
SKIPPED = ("quantize", "fake_", "fbgemm", "sparse", "sym_", "cudnn", "mkldnn", "miopen", "_", "native_", "lstm", "gru", "rnn_", "stft", "istft", "normal_tensor")
COMMON = "torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False"


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


table = {}
for module, prefix in [(torch, ""), (F, ""), (torch.linalg, "linalg_"), (torch.special, "special_"), (torch.Tensor, ".")]:
    for name in sorted(dir(module)):
        function = getattr(module, name)
        if name.startswith(SKIPPED) or isinstance(function, type) or not callable(function):
            continue
        given = [Nothing() for _ in range(20)]
        found = signatures(lambda: function(*([torch.zeros(2)] if prefix == "." else []), *given))
        # What PyTorch wraps in Python names an inner function.
        if found and found[0] == ("" if prefix == "." else prefix) + name:
            table.setdefault(prefix + name, found[1])

with open(target, "w") as file:
    file.write("/// What `Overloads` reads. Written by Tests/AutogradTests/overloads.py from PyTorch's own words: a name (methods start with a\n")
    file.write("/// point), then its signatures; `~` stands for what every creation function takes.\n")
    file.write('let overloadTable = #"""\n')
    for name in sorted(table):
        file.write("    " + name + "\n")
        for signature in table[name]:
            file.write("    " + signature.replace(COMMON, "~") + "\n")
    file.write('    """#\n')
print(len(table), "names")
