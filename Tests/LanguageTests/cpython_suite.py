"""Runs CPython's own language tests through nbs and shows what differs.

    python3.11 Tests/LanguageTests/cpython_suite.py --nbs .build/debug/nbs [--out FOLDER] [--all] [NAME...]

The Python that runs this script is the one compared with, and its `Lib/test` is what is run: nothing of it is kept here. Each
file is rewritten so that it needs no imports but those nbs has: `cpython_prelude.py` stands in for `unittest` and
`test.support`. Tests of what the subset leaves out (`outside` below) are not run. What is printed is one line a file — the
tests that pass in CPython, those of them that pass in nbs — and below it each test that passes in one and not in the other.
NAME is a key of `files`, or a test file's name (`test_list.py`). It is run by hand: findings become rows of our own in
Programs/cpython_suite.txt.
"""

import argparse
import ast
import pathlib
import re
import subprocess
import sys
import test

folder = pathlib.Path(list(test.__path__)[0])
here = pathlib.Path(__file__).parent

#: The test files that are about the language, with the files they take their base classes from.
files = {
    "deque": "seq_tests.py test_deque.py", "list": "seq_tests.py list_tests.py test_list.py",
    "tuple": "seq_tests.py test_tuple.py", "dict": "mapping_tests.py test_dict.py",
    "ordered_dict": "mapping_tests.py test_ordered_dict.py", "unicode": "string_tests.py test_unicode.py",
    "bytes": "string_tests.py test_bytes.py",
    **{name: f"test_{name}.py" for name in """
        augassign baseexception binop bool builtin call class collections compare contains copy decorators defaultdict descr
        dictcomps dictviews dynamic enumerate eof exceptions extcall float format fstring funcattrs functools generators
        genexps global grammar hash index int isinstance iter itertools keywordonlyarg listcomps long math named_expressions
        opcodes positional_only_arg pow print property raise random range richcmp scope set setcomps slice sort string
        string_literals strtod subclassinit super syntax time typechecks types unary unpack unpack_ex with yield_from
    """.split()},
}
modules = {"math", "random", "time", "itertools", "functools", "collections", "copy"}

#: Names whose use puts a test outside the subset: what docs/language.md leaves out, and the machinery of CPython.
outside = set("""
    eval exec compile complex bytearray memoryview __import__ globals locals ascii UserList UserDict UserString ChainMap
    _count_elements _testcapi pickle marshal gc weakref _deepcopy_dispatch __file__ __builtins__ run_unittest SystemRandom
    __code__ __globals__ __setstate__ __length_hint__ __getstate__ __basicsize__ __itemsize__ __getformat__ __objclass__
    __subclasses__ __sizeof__ __isabstractmethod__ __weakref__ tb_next tb_frame tb_lineno gi_frame gi_code f_back f_code f_lineno
    test_support exc_info settrace getsizeof getrefcount check_free_after_iterating abc Hashable Mapping Sequence
    MutableMapping MutableSequence MutableSet Iterable Iterator Reversible Collection Set Sized Container Callable Generator
    Coroutine Awaitable AsyncIterable AsyncIterator AsyncGenerator Decimal Fraction typing TypeVar inspect codecs io os
    asyncio warnings ast dis struct array threading operator_module ctypes contextvars decimal fractions copyreg
    Proxy_for_class_tests check_syntax_error check_syntax_warning captured_stderr captured_stdout captured_output adjust_int_max_str_digits
    __reduce__ __reduce_ex__ coroutine_wrapper assert_python_ok RLock doctest test_module check_disallow_instantiation assertRaisesSyntaxError TESTFN unlink get_clock_info strptime swap_attr _string
""".split())


def is_outside(node):
    """Whether a node uses something that the subset refuses by name."""
    for part in ast.walk(node):
        match part:
            case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith() | ast.Match() | ast.TryStar():
                return True
            case ast.Constant(value=complex()):
                return True
            case ast.Constant(value=str(text)) if any(0xD800 <= ord(character) < 0xE000 for character in text):
                return True
            case ast.Constant(value=str(name)) | ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=name) if name in outside:
                return True
            case ast.keyword(arg="metaclass"):
                return True
            case ast.Assign(targets=targets) if any(isinstance(t, ast.Attribute) and t.attr in ("__class__", "__bases__") for t in targets):
                return True
            case ast.ImportFrom(module=module) if (module or "") not in modules:
                return True
            case ast.Import(names=names) if any(name.name not in modules for name in names):
                return True
    return False


def guarded(node):
    """A statement whose failure does not stop the file."""
    return ast.Try(body=[node], handlers=[ast.ExceptHandler(type=ast.Name("Exception", ast.Load()), name=None, body=[ast.Pass()])], orelse=[], finalbody=[])


unwanted = re.compile("bigmem|bigaddr|skip|refcount|threading|docstrings|subprocess|mock|patch|given|mac_ver|no_tracing|locale|impl_detail|expectedFailure")


def member(node):
    """What becomes of a statement in the body of a class: itself, changed, or None."""
    if is_outside(node):
        return None
    if isinstance(node, ast.FunctionDef):
        decorators = [(d, ast.unparse(d)) for d in node.decorator_list]
        if node.name.startswith("test") and any(unwanted.search(text) for _, text in decorators):
            return None
        node.decorator_list = [d for d, text in decorators if not re.search("unittest|support|threading|warnings|contextmanager|IEEE|cpython_only", text)]
        return node
    return node if isinstance(node, (ast.ClassDef, ast.Pass)) else guarded(node)


def rewritten(paths):
    """The program that runs these test files, as text."""
    parts, classes = [(here / "cpython_prelude.py").read_text()], []
    for path in paths:
        classes = []  # those of the last file alone are run: the others are bases
        for node in ast.parse((folder / path).read_text()).body:
            if isinstance(node, ast.ClassDef):
                node.decorator_list = []
                if any(word.arg == "metaclass" for word in node.keywords):
                    continue
                node.body = [kept for kept in map(member, node.body) if kept] or [ast.Pass()]
                classes.append(node.name)
                parts.append(ast.unparse(ast.fix_missing_locations(guarded(node))))
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                if isinstance(node, ast.ImportFrom):
                    node.names = [name for name in node.names if name.name not in outside]
                if node.names and not is_outside(node):
                    parts.append(ast.unparse(node))
            elif is_outside(node) or (isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)):
                continue
            elif isinstance(node, ast.FunctionDef):
                if not node.decorator_list or ast.unparse(node.decorator_list[0]) == "contextmanager":
                    parts.append(ast.unparse(node))
            else:
                parts.append(ast.unparse(ast.fix_missing_locations(guarded(node))))
    text = re.sub(r"\b(seq_tests|list_tests|mapping_tests|string_tests)\.", "", "\n".join(parts)).replace("__debug__", "True")
    collected = "\n".join(f"try: _classes.append({name})\nexcept NameError: pass" for name in classes)
    return f"{text}\n_classes = []\n{collected}\n_run(_classes)\n"


def outcomes(command, seconds):
    """What each test printed by a program came to, and the last words of the program."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=seconds)
        printed, errors = done.stdout, done.stderr.strip()
        errors += f"\nexit status {done.returncode}" if done.returncode not in (0, 1) else ""
    except subprocess.TimeoutExpired as late:
        printed, errors = (late.stdout or b"").decode(errors="replace"), f"stopped after {seconds} s"
    found = {}
    for line in printed.split("\n"):
        match line.split(" ", 3):
            case ["ok" | "FAIL" | "skip" as outcome, name, test_name, *rest]:
                found[name, test_name] = (outcome, rest[0] if rest else "")
    return found, errors[-300:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--nbs", required=True, help="the nbs to try")
    parser.add_argument("--out", default="/tmp/cpython_suite", help="where the rewritten programs go")
    parser.add_argument("--seconds", type=int, default=120, help="how long one file may take")
    parser.add_argument("--all", action="store_true", help="name the tests that fail in CPython as rewritten, too")
    parser.add_argument("names", nargs="*", default=list(files))
    options = parser.parse_args()
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    passing = alike = 0
    for name in options.names:
        program = out / f"{name.removesuffix('.py')}.gen.py"
        program.write_text(rewritten(files.get(name, name).split()))
        python, words = outcomes([sys.executable, str(program)], options.seconds)
        ours, our_words = outcomes([options.nbs, "run", str(program)], options.seconds)
        passed = [key for key, (outcome, _) in python.items() if outcome == "ok"]
        missing = [(key, ours.get(key, ("", ""))) for key in passed if ours.get(key, ("",))[0] != "ok"]
        passing, alike = passing + len(passed), alike + len(passed) - len(missing)
        print(f"== {name}: {len(passed)} pass in Python, {len(passed) - len(missing)} of them in nbs", flush=True)
        absent = [key for key in passed if key not in ours]
        if absent:
            print(f"   {len(absent)} did not run: {' '.join('.'.join(key) for key in absent)}"[:200])
        for (test_class, test_name), (outcome, text) in missing:
            if (test_class, test_name) in absent:
                continue
            print(f"   {test_class}.{test_name}: {outcome} {text}"[:300])
        if options.all:
            for key, (outcome, text) in python.items():
                if outcome == "FAIL":
                    print(f"   (Python) {'.'.join(key)}: {text}"[:200])
        for who, said in (("Python", words), ("nbs", our_words)):
            if said:
                print(f"   {who} said: {said.splitlines()[-1]}" if who == "Python" else "   nbs said: " + said.replace("\n", "\n      "))
    print(f"{alike} of {passing}")


if __name__ == "__main__":
    main()
