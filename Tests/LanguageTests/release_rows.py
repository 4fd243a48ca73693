"""Runs the programs in Programs/*.txt and Random/*.txt with a release build, whose optimizer the tests themselves never see.

    python3 Tests/LanguageTests/release_rows.py .build/release/nbs [FILE...]

The form of the files: fixtures.py. A row differs when what is printed and echoed does, or when an error's line is missing.
"""

import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent


def rows(path):
    """(name, cells, answer lines) of each row."""
    name, program, answer, part = None, [], [], None
    for line in path.read_text().split("\n") + ["=== "]:
        if line.startswith("=== ") or line.startswith(">>> "):
            if name:
                yield name, "\n".join("# %%" if part == "#%%" else part for part in program), answer
            name, answer = line, []
            program = [] if line.startswith("=== ") else [line[4:]]
            part = "program" if line.startswith("=== ") else "answer"
        elif line == "---" and part == "program":
            part = "answer"
        else:
            (program if part == "program" else answer).append(line)


def differs(nbs, path, name, program, answer):
    with tempfile.NamedTemporaryFile("w", suffix=".nbs") as file:
        file.write("# %%\n" + program + "\n")
        file.flush()
        done = subprocess.run([nbs, "run", file.name], capture_output=True, text=True, timeout=600)
    # Echoes have no mark here, errors stand on the other stream, and may take several lines.
    expected = [line.removeprefix("=> ").removeprefix("! ").replace(" => ", " ") for line in answer]
    printed = done.stdout.split("\n")
    hasError = any(line.startswith("! ") for line in answer)
    if hasError and "\n# %%" in program:
        return None  # what follows the error is not run
    if hasError:
        # A suggestion is a line of its own.
        kept = [line.split(". Did you mean")[0] for line in expected]
        same = all(line in done.stdout or line in done.stderr for line in kept) and all(line in expected for line in printed if line)
    else:
        same = "\n".join(expected).rstrip("\n") == done.stdout.rstrip("\n")
    return None if same else f"{path.name}: {name}\n  expected {expected}\n  printed  {printed} {done.stderr.splitlines()[-3:]}"


def main():
    nbs = sys.argv[1]
    paths = [pathlib.Path(name) for name in sys.argv[2:]] or sorted(here.glob("Programs/*.txt")) + sorted(here.glob("Random/*.txt"))
    jobs = [(nbs, path, *row) for path in paths for row in rows(path)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = [text for text in pool.map(lambda job: differs(*job), jobs) if text]
    print("\n".join(found))
    print(f"{len(jobs)} rows, {len(found)} differ")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
