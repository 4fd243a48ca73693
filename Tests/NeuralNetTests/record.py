"""Records what PyTorch prints for the cells of the .nbs files given:

    /work/venv/bin/python Tests/NeuralNetTests/record.py Tests/NeuralNetTests/Rows/*.nbs Tests/ReplayTests/Cases/courses/*.nbs

Each file runs in a namespace of its own, seeded with 0. Cells print; nothing is echoed. Warnings about PyTorch's own
kernels ("Triggered internally …") are left out. Products are rounded as in the recorded tutorials (docs/fidelity.md).
"""
import contextlib
import io
import os
import re
import sys
import warnings

os.environ["MKL_ENABLE_INSTRUCTIONS"] = "SSE4_2"
import torch  # noqa: E402


def record(path):
    text = open(path).read()
    head, *cells = re.split(r"(?m)^(?=# %%)", text)
    torch.manual_seed(0)
    space = {"__name__": "__main__"}
    exec("import torch\nfrom torch import nn, optim\nimport torch.nn.functional as F", space)
    out = [head]
    for cell in cells:
        lines = cell.rstrip("\n").split("\n")
        code = [line for line in lines if not re.match(r"#[>!]", line)]
        while code and not code[-1].strip():
            code.pop()
        stream = io.StringIO()
        errors = []
        with contextlib.redirect_stdout(stream), warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("default")
            # PyTorch's own parts warn about each other.
            warnings.filterwarnings("ignore", message=".*torch.jit")
            try:
                exec("\n".join(code), space)
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
        notes = list(dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in seen if "Triggered internally" not in str(w.message)))
        body = "\n".join(code)
        printed = stream.getvalue()
        if printed:
            body += "".join("\n" + ("#> " + line).rstrip() for line in printed.rstrip("\n").split("\n"))
        for note in notes + errors:
            body += "".join("\n#! " + line for line in note.split("\n"))
        out.append(body + "\n\n")
    open(path, "w").write("".join(out).rstrip("\n") + "\n")


for path in sys.argv[1:]:
    record(path)
