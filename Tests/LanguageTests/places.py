"""Fills in where CPython puts an uncaught error: Places/*.txt, rows as in Programs (fixtures.py).

    /work/venv/bin/python Tests/LanguageTests/places.py

An answer has one line a frame, outermost first: the function (`-` for the cell itself), the line, and the text that
the caret underlines (to the end of the line, if the expression goes on).
"""

import pathlib
import traceback

import fixtures

here = pathlib.Path(__file__).parent


def places(program):
    text = "\n".join(program)
    lines = text.split("\n")
    try:
        exec(compile(text, "<cell>", "exec"), {"__name__": "__main__"})
    except BaseException as error:
        found = []
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename != "<cell>":
                continue
            line = lines[frame.lineno - 1].encode()
            end = frame.end_colno if frame.end_lineno == frame.lineno else len(line)
            name = "-" if frame.name == "<module>" else frame.name
            found.append(f"{name} {frame.lineno} | {line[frame.colno:end].decode()}")
        return found
    return ["no error"]


for path in sorted((here / "Places").glob("*.txt")):
    out = []
    for name, program, answer in fixtures.rows(path.read_text()):
        if name is None:
            continue
        while program and not program[-1].strip():
            program.pop()
        if not name.startswith("=== [ours]"):
            answer = places(program)
        while answer and not answer[-1].strip():
            answer.pop()
        out += [name] + program + ["---"] + answer + [""]
    path.write_text("\n".join(out).rstrip("\n") + "\n")
    print(path.name, sum(1 for line in out if line.startswith("=== ")))
