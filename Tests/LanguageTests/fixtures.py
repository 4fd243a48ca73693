"""Fills in what CPython answers to the programs in Programs/*.txt (and Random/*.txt).

    /work/venv/bin/python Tests/LanguageTests/fixtures.py [FILE...]

Any CPython 3.11 with IPython will do. A file is a list of rows. A row is either one line

    >>> expression
    what it prints

or a program with a name

    === name
    program            (a line `#%%` starts another cell of the same session)
    ---
    what it prints

Lines of the answer that start with `=> ` are the echo of a cell's last expression, in IPython's form; a line that starts
with `! ` is the error that ended the cell, as `Type: message`. Rows named `[ours] …` are about what only nbs does: their
answers are written by hand and left alone.
"""

import ast
import contextlib
import io
import pathlib
import sys
import warnings

from IPython.lib.pretty import pretty

here = pathlib.Path(__file__).parent


def rows(text):
    """(header line, program lines, answer lines) of each row; what stands before the first row comes first."""
    found, name, program, answer, part = [], None, [], [], "answer"
    for line in text.split("\n"):
        if line.startswith("=== ") or line.startswith(">>> "):
            found.append((name, program, answer))
            name, program, answer = line, [], []
            part = "program" if line.startswith("=== ") else "answer"
        elif line == "---" and part == "program":
            part = "answer"
        else:
            (program if part == "program" else answer).append(line)
    found.append((name, program, answer))
    return found


def summary(error):
    name = type(error).__name__
    if type(error).__module__ not in ("builtins", "__main__"):
        name = type(error).__module__ + "." + type(error).__qualname__
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    if isinstance(error, (NameError, AttributeError)):
        suggestion = suggest(error)
        if suggestion:
            text += f". Did you mean: '{suggestion}'?"
    return f"{name}: {text}" if text else name


def suggest(error):
    """What Python adds to the message when it prints an uncaught error."""
    shown = io.StringIO()
    with contextlib.redirect_stderr(shown):
        sys.__excepthook__(type(error), error, error.__traceback__)
    # The last line is this error's; those that came before it have suggestions of their own.
    marker, last = ". Did you mean: '", shown.getvalue().rstrip().rsplit("\n", 1)[-1]
    return last.split(marker)[1].split("'?")[0] if marker in last else None


def run(cells):
    """What a session of these cells prints, its echoes and errors included."""
    import types

    module = types.ModuleType("__main__")
    names = module.__dict__
    names["__builtins__"] = __builtins__
    sys.modules["__main__"] = module
    out = io.StringIO()
    for cell in cells:
        with contextlib.redirect_stdout(out), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                tree = ast.parse(cell)
                last = None
                if tree.body and isinstance(tree.body[-1], ast.Expr) and not cell.rstrip().endswith(";"):
                    last = ast.Expression(tree.body.pop().value)
                exec(compile(tree, "<cell>", "exec"), names)
                if last is not None:
                    value = eval(compile(last, "<cell>", "eval"), names)
                    if value is not None:
                        print("=> " + pretty(value))
            except BaseException as error:
                print("! " + summary(error))
    return out.getvalue().rstrip("\n").split("\n") if out.getvalue().strip("\n") else []


def cells(program):
    parts, current = [], []
    for line in program:
        if line == "#%%":
            parts.append("\n".join(current))
            current = []
        else:
            current.append(line)
    return parts + ["\n".join(current)]


def answered(text):
    out = []
    for name, program, answer in rows(text):
        if name is None:
            out += answer
            continue
        ours = name.startswith("=== [ours]")
        if not ours:
            source = [name[4:]] if name.startswith(">>> ") else program
            while program and not program[-1].strip():
                program.pop()
            answer = run(cells(source))
        out.append(name)
        if name.startswith("=== "):
            out += program + ["---"]
        while answer and not answer[-1].strip():
            answer.pop()
        out += answer + ([""] if name.startswith("=== ") else [])
    return "\n".join(out).rstrip("\n") + "\n"


if __name__ == "__main__":
    sys.setrecursionlimit(1000)
    chosen = [pathlib.Path(name) for name in sys.argv[1:]] or sorted(here.glob("Programs/*.txt")) + sorted(here.glob("Random/*.txt"))
    for path in chosen:
        text = path.read_text()
        while text.startswith("\n"):
            text = text[1:]
        path.write_text(answered(text))
        print(path.name, sum(1 for row in rows(text) if row[0]))
