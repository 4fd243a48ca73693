"""Makes Fixtures/*.txt: each row an expression and CPython's answer.

Run with a Python 3.11 that has IPython (for echo.txt), and PYTHONHASHSEED=0:
    PYTHONHASHSEED=0 /work/venv/bin/python Tests/ObjectModelTests/fixtures.py
"""
import ast, os, pathlib, re
from collections import Counter, OrderedDict, defaultdict, deque
from IPython.lib.pretty import pretty
from rows import TOPICS, ECHO

HERE = pathlib.Path(__file__).parent / "Fixtures"
assert os.environ.get("PYTHONHASHSEED") == "0", "text hashes must not be random"


def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def answer(row, show):
    names = dict(Counter=Counter, OrderedDict=OrderedDict, defaultdict=defaultdict, deque=deque)
    try:
        body = ast.parse(row).body
        for statement in body[:-1]:
            exec(compile(ast.Module([statement], []), "row", "exec"), names)
        if isinstance(body[-1], ast.Expr):
            value = eval(compile(ast.Expression(body[-1].value), "row", "eval"), names)
        else:
            exec(compile(ast.Module([body[-1]], []), "row", "exec"), names)
            value = None
        text = show(value)
    except Exception as error:
        text = f"!{type(error).__name__}: {error}"
    assert " at 0x" not in text, row
    return escaped(text)


def write(name, rows, show):
    lines = [row.strip() for row in rows.strip().splitlines() if row.strip() and not row.strip().startswith("#")]
    assert not any("\t" in line for line in lines)
    (HERE / f"{name}.txt").write_text("".join(f"{line}\t{answer(line, show)}\n" for line in lines))
    print(name, len(lines))


for name, rows in TOPICS.items():
    write(name, rows, repr)
write("echo", ECHO, pretty)
