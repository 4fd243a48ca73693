"""Writes the start of a corpus: python3 corpus.py FOLDER"""

import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent.parent
folder = pathlib.Path(sys.argv[1])
folder.mkdir(exist_ok=True)
texts = [path.read_text() for path in (root / "sessions").glob("**/*.nbs")]
for path in (root / "Tests/SyntaxTests/Cases").glob("*.txt"):
    for case in path.read_text().split("===\n")[1:]:
        texts.append(re.split(r"^(?:-->|==>)", case, flags=re.M)[0])
for number, text in enumerate(texts):
    (folder / f"start-{number}").write_text(text)
