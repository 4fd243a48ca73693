"""Writes Random/programs.txt: programs made by chance over the subset, with CPython's answers.

    /work/venv/bin/python Tests/LanguageTests/random_programs.py [COUNT] [SEED]

The same count and seed give the same file. Programs end: loops are bounded, recursion goes down, numbers and texts are
kept small. Errors are wanted; most are caught and printed, some end the program.
"""

import pathlib
import random
import sys

import fixtures

here = pathlib.Path(__file__).parent
names = ["a", "b", "c", "d"]


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.lines = []
        self.depth = 0
        self.functions = []
        self.classes = []
        self.inside = []  # what surrounds: loop, function, generator
        self.budget = self.r.randint(12, 40)

    def pick(self, *options):
        return self.r.choice(options)

    def put(self, text):
        self.lines.append("    " * self.depth + text)
        self.budget -= 1

    # Expressions

    def number(self):
        return self.pick("0", "1", "2", "3", "7", "-1", "-5", "10", "2.5", "-0.5", "1e3", "True", "False", "10**18", "2**70")

    def text(self):
        return repr(self.pick("", "a", "ab", "xyz", "Hello", "é", "a b", "1", "-2.5", "日本"))

    def atom(self):
        k = self.r.random()
        if k < 0.45:
            return self.pick(*names)
        if k < 0.7:
            return self.number()
        if k < 0.82:
            return self.text()
        return self.pick("None", "[]", "()", "{}", "[1, 2, 3]", "(1, 'a')", "{'k': 1, 'm': [2]}", "{1, 2}", "range(4)")

    # Mostly of the kind asked for: names keep theirs (a: number, b: text, c: list, d: dict) unless chance says otherwise.

    def expression(self, level=0, kind=None):
        kind = kind or self.pick("number", "number", "text", "list", "dict", "truth")
        if self.r.random() < 0.04:
            return self.anything(level)
        return getattr(self, "a_" + kind)(level + 1) if level < 3 else self.leaf(kind)

    def leaf(self, kind):
        return {
            "number": lambda: self.pick("a", "a", self.number()),
            "text": lambda: self.pick("b", "b", self.text()),
            "list": lambda: self.pick("c", "c", "[1, 2, 3]", "[]", "['x', 'y']", "[0.5, 2]", "[[1], [2]]"),
            "dict": lambda: self.pick("d", "d", "{'k': 1}", "{}", "{1: 'one', 2: [2]}"),
            "truth": lambda: self.pick("True", "False", "a > 1", "b", "c", "not d"),
        }[kind]()

    def a_number(self, level):
        e = lambda k="number": self.expression(level, k)
        return self.r.choice([
            lambda: f"({e()} {self.pick('+', '-', '*', '+', '-', '*', '//', '%', '/', '&', '|', '^')} {e()})",
            lambda: f"({e()} {self.pick('+', '-', '*')} {e()})",
            lambda: f"{self.pick('-', '~', '+', 'abs', 'int', 'round', 'bool')}({e()})",
            lambda: f"len({e(self.pick('text', 'list', 'dict'))})",
            lambda: f"{self.pick('sum', 'max', 'min')}({e('list')})",
            lambda: f"sum(i for i in {e('list')} if i)",
            lambda: f"({e()} if {e('truth')} else {e()})",
            lambda: f"{e('list')}[{self.pick('0', '-1', '1')}]",
            lambda: f"{e('dict')}.get({self.pick(chr(39) + 'k' + chr(39), '1')}, {e()})",
            lambda: f"{e('list')}.{self.pick('index', 'count')}({e()})",
            lambda: f"{e('text')}.{self.pick('find', 'count')}({e('text')})",
            lambda: f"(lambda x, y={e()}: {self.pick('x + y', 'y', 'x * 2', 'x - y')})({e()})",
            lambda: f"(a := {e()})" if "class" not in self.inside else "1",
            lambda: f"int({e('text')})",
            lambda: self.called(level),
        ])()

    def a_text(self, level):
        e = lambda k="text": self.expression(level, k)
        return self.r.choice([
            lambda: f"({e()} + {e()})",
            lambda: f"({e()} * {self.pick('0', '2', '3', '-1')})",
            lambda: f"{self.pick('str', 'repr')}({e(self.pick('number', 'list', 'dict', 'truth'))})",
            lambda: f"{e()}[{self.pick('0', '-1', '1:', '::-1', ':2', '::2')}]",
            lambda: f"{e()}.{self.pick('upper()', 'lower()', 'strip()', 'title()', 'center(7, chr(42))', 'zfill(4)', 'capitalize()', 'swapcase()')}",
            lambda: f"{e()}.replace({e()}, {e()})",
            lambda: f"','.join({self.pick(e('text'), f'[str(i) for i in {e(chr(108) + chr(105) + chr(115) + chr(116))}]')})",
            lambda: "f'{a:" + self.pick(">6", "<8}|{a", "", "5}{b!r", "^9") + "}'",
            lambda: f"'{self.pick('%s', '%r', '%5s|', '%-4s|')}' % ({e(self.pick('number', 'text', 'list'))},)",
            lambda: f"({e()} if {e('truth')} else {e()})",
            lambda: f"type({e(self.pick('number', 'list', 'dict', 'text'))}).__name__",
            lambda: f"format({e('number')}, {self.pick('chr(62) + chr(56)', repr('.2f'), repr('08'), repr('+'), repr(','), repr('e'))})",
        ])()

    def a_list(self, level):
        e = lambda k="list": self.expression(level, k)
        v = self.pick("i", "j", "a")
        return self.r.choice([
            lambda: f"({e()} + {e()})",
            lambda: f"({e()} * {self.pick('0', '2', '-1')})",
            lambda: f"[{self.pick(v, v + ' * 2', f'({v}, {self.atom()})', f'[{v}]', f'str({v})')} for {v} in {e(self.pick('list', 'text', 'dict'))}{self.pick('', f' if {v}', f' if {v} != 1')}]",
            lambda: f"[(i, j) for i in {e()} for j in {self.pick('range(2)', e('text'), '[i]')}]",
            lambda: f"sorted({e()}{self.pick('', ', reverse=True', ', key=str', ', key=lambda x: (str(x), 1)')})",
            lambda: f"list({self.pick(f'range({self.pick(3, 5, chr(97))})', e('text'), e('dict'), 'enumerate(' + e('text') + ')', 'zip(' + e() + ', ' + e('text') + ')', 'reversed(' + e() + ')', 'map(str, ' + e() + ')', 'filter(None, ' + e() + ')')})",
            lambda: f"{e()}[{self.pick('1:', '::-1', ':2', '::2', '-2:', '1:-1')}]",
            lambda: f"{e('text')}.split({self.pick('', repr(','), repr('a'))})",
            lambda: f"[{e(self.pick('number', 'text', 'list'))}, {e(self.pick('number', 'text'))}]",
            lambda: f"[*{e()}, {e('number')}]",
            lambda: f"list({e('dict')}.{self.pick('items', 'keys', 'values')}())",
            lambda: f"({e()} if {e('truth')} else {e()})",
            lambda: f"list({e('text')} + 'z')",
        ])()

    def a_dict(self, level):
        e = lambda k="dict": self.expression(level, k)
        return self.r.choice([
            lambda: f"{{{self.text()}: {e(self.pick('number', 'list'))}, {self.number()}: {e('text')}}}",
            lambda: f"{{**{e()}, {self.text()}: {e('number')}}}",
            lambda: f"({e()} | {e()})",
            lambda: f"{{i: {self.pick('i', 'str(i)', '[i]', self.atom())} for i in {e(self.pick('list', 'text'))}}}",
            lambda: f"dict(zip({e('text')}, {e('list')}))",
            lambda: f"dict(k={e('number')}, m={e('text')})",
            lambda: f"dict(enumerate({e('text')}))",
            lambda: f"{{v: k for k, v in {e()}.items()}}",
        ])()

    def a_truth(self, level):
        e = lambda k="number": self.expression(level, k)
        return self.r.choice([
            lambda: f"({e()} {self.pick('<', '<=', '==', '!=', '>', '>=')} {e()})",
            lambda: f"({e()} {self.pick('<', '<=', '==')} {e()} {self.pick('<', '!=')} {e()})",
            lambda: f"({e('text')} {self.pick('<', '==', 'in', 'not in')} {e('text')})",
            lambda: f"({e(self.pick('number', 'text'))} {self.pick('in', 'not in')} {e(self.pick('list', 'dict'))})",
            lambda: f"({e('truth')} {self.pick('and', 'or')} {e('truth')})",
            lambda: f"(not {e('truth')})",
            lambda: f"{self.pick('any', 'all', 'bool')}({e('list')})",
            lambda: f"isinstance({e(self.pick('number', 'text'))}, {self.pick('int', 'str', '(int, float)', 'bool')})",
            lambda: f"({e('list')} == {e('list')})",
        ])()

    def called(self, level):
        if self.functions and self.r.random() < 0.7:
            name, count = self.pick(*self.functions)
            return f"{name}({', '.join(self.expression(level, 'number') for _ in range(max(0, count + self.pick(0, 0, 0, 0, 0, 1, -1))))})"
        if self.classes:
            return f"{self.pick(*self.classes)}({self.expression(level, 'list')}).{self.pick('v', 'm()[0]')}"
        return self.number()

    def anything(self, level):
        kind = lambda: self.expression(level + 1)
        if level > 2:
            return self.atom()
        return self.r.choice([
            self.atom,
            lambda: f"({kind()} {self.pick('+', '-', '*', '<', '==', 'in', '%')} {kind()})",
            lambda: f"{self.pick('len', 'sum', 'sorted', 'list', 'abs', 'iter', 'max', 'int', 'float')}({kind()})",
            lambda: f"{kind()}[{kind()}]",
            lambda: f"{self.pick('a', 'b', 'c', 'd')}.{self.pick('append(1)', 'upper()', 'get(1)', 'v', 'm()', 'items()')}",
            lambda: f"{self.pick(*self.classes)}({kind()})" if self.classes else self.atom(),
        ])()

    # Statements

    def block(self, inside=None, least=1):
        self.depth += 1
        if inside:
            self.inside.append(inside)
        count = self.r.randint(least, 3) if self.depth < 4 else 1
        for _ in range(count):
            self.statement()
        if inside:
            self.inside.pop()
        self.depth -= 1

    kinds = {"a": "number", "b": "text", "c": "list", "d": "dict"}

    def assignment(self):
        k = self.r.randrange(12)
        if k < 7:
            name = self.pick(*names)
            return f"{name} = {self.expression(0, self.kinds[name])}"
        if k == 7:
            return self.pick(f"a, b = {self.expression(1, 'number')}, {self.expression(1, 'text')}", f"a, *c = {self.expression(0, 'list')}", f"c[0] = {self.expression()}", f"d['k'] = {self.expression()}", f"(a, (b, *c)) = {self.expression(1, 'number')}, {self.expression(0, 'text')}", f"c[1:2] = {self.expression(1, 'list')}")
        if k == 8:
            return self.pick(f"a {self.pick('+', '-', '*', '//', '%')}= {self.expression(1, 'number')}", f"b += {self.expression(1, 'text')}", f"c += {self.expression(1, 'list')}", f"d |= {self.expression(1, 'dict')}", f"c[0] += {self.expression(1, 'number')}")
        if k == 9:
            return self.pick(f"c.append({self.expression()})", "c.reverse()", "c.sort(key=str)", f"c.extend({self.expression(1, 'list')})", "c.pop()", f"c.insert(0, {self.expression()})", f"d.update({self.expression(1, 'dict')})", f"d.setdefault({self.text()}, []).append(1)", f"d.pop({self.text()}, None)", "del c[0]", "del c[::2]")
        if k == 10:
            return self.pick("a = 1", "b = 'ab'", "c = [3, 1, 2]", "d = {'k': 1}")
        return self.pick(f"del {self.pick(*names)}", f"assert {self.expression(0, 'truth')}, {self.text()}", f"raise {self.pick('ValueError', 'KeyError', 'TypeError')}({self.expression(2)})", "pass")

    def statement(self):
        shallow = self.depth < 3 and self.budget > 0
        if self.depth == 0 and self.r.random() < 0.55:
            # What fails at the top must not end the program at once.
            self.put("try:")
            self.block(None, 2)
            self.put(f"except {self.pick('Exception', 'Exception', 'Exception', '(TypeError, ValueError, LookupError, ArithmeticError)')} as e:")
            self.lines.append("    print(type(e).__name__, e)")
            if self.r.random() < 0.2:
                self.put("else:")
                self.block()
            if self.r.random() < 0.25:
                self.put("finally:")
                self.block()
            return
        k = self.r.randrange(30)
        if "loop" in self.inside[-2:] and k < 3:
            self.put(self.pick("break", "continue") if self.r.random() < 0.4 else f"if {self.expression(0, 'truth')}: {self.pick('break', 'continue')}")
        elif "generator" in self.inside and k < 10:
            self.put(self.pick(f"yield {self.expression()}", f"a = yield {self.expression()}", f"yield from {self.expression(0, 'list')}"))
        elif "function" in self.inside and "generator" not in self.inside and k < 5:
            self.put(f"return {self.expression()}")
        elif k < 11:
            self.put(self.assignment())
        elif k < 16:
            self.put(f"print({', '.join(self.expression(1) for _ in range(self.r.randint(1, 3)))})")
        elif k < 18 and shallow:
            self.put(f"if {self.expression(0, 'truth')}:")
            self.block()
            if self.r.random() < 0.5:
                self.put(self.pick("else:", f"elif {self.expression(0, 'truth')}:"))
                self.block()
        elif k < 21 and shallow:
            self.put(f"for {self.pick('i in range(3)', 'j in range(5)', 'i in ' + self.expression(1, 'list'), 'i in ' + self.expression(1, 'text'), 'i, j in ' + self.expression(1, 'dict') + '.items()', 'i, j in enumerate(' + self.expression(1, 'text') + ')')}:")
            self.block("loop")
            if self.r.random() < 0.3:
                self.put("else:")
                self.block()
        elif k == 21 and shallow:
            n = f"n{self.r.randrange(1000)}"
            self.put(f"{n} = 0")
            self.put(f"while {n} < {self.r.randint(1, 4)}:")
            self.lines.append("    " * (self.depth + 1) + f"{n} += 1")
            self.block("loop")
        elif k < 26 and shallow:
            self.put("try:")
            self.block()
            form = self.r.randrange(4)
            if form != 3:
                self.put(f"except {self.pick('Exception', 'Exception', 'TypeError', '(ValueError, KeyError, IndexError, TypeError)', 'ZeroDivisionError', 'LookupError')} as e:")
                self.lines.append("    " * (self.depth + 1) + "print(type(e).__name__, e)")
                self.block()
            if form == 1:
                self.put("else:")
                self.block()
            if form >= 2:
                self.put("finally:")
                self.block("finally")
        elif k < 28 and self.depth < 2 and self.budget > 0:
            self.function()
        elif k == 28 and self.depth == 0 and self.budget > 0:
            self.klass()
        else:
            self.put(self.expression())

    def function(self):
        name = f"f{len(self.functions)}"
        kind = self.pick("function", "function", "generator")
        count = self.r.randrange(3)
        parameters = names[:count]
        shown = [p + (f"={self.atom()}" if i == count - 1 and self.r.random() < 0.3 else "") for i, p in enumerate(parameters)]
        if self.r.random() < 0.2:
            shown.append("*rest")
        self.put(f"def {name}({', '.join(shown)}):")
        if self.r.random() < 0.3:
            free = [n for n in names if n not in parameters]
            self.lines.append("    " * (self.depth + 1) + f"global {self.pick(*free)}")
        inside, self.inside = self.inside, ["function", kind]
        self.block()
        if kind == "generator":
            self.lines.append("    " * (self.depth + 1) + f"yield {self.atom()}")
        self.inside = inside
        if self.depth == 0:
            self.functions.append((name, count))
        call = f"{name}({', '.join(self.atom() for _ in range(count))})"
        self.put(f"print(list({call}))" if kind == "generator" and self.r.random() < 0.8 else f"print({call})" if kind != "generator" else f"print(next({call}))")

    def klass(self):
        name = f"C{len(self.classes)}"
        base = self.pick("", "(list)", "(dict)", *(f"({c})" for c in self.classes))
        self.put(f"class {name}{base}:")
        self.put(f"    v = {self.atom()}")
        if not base or base.startswith("(C"):
            self.put("    def __init__(self, x): self.v = x")
        self.put("    def m(self): return (self.v, " + self.pick("1", "type(self).__name__", "self.v") + ")")
        for hook in self.r.sample(["__add__(self, o): return (self.v, o)", "__len__(self): return 2", "__eq__(self, o): return self is o or o == 1", "__getitem__(self, i): return [1, 2, 3][i]", "__bool__(self): return False", "__lt__(self, o): return self.v < 3", "__contains__(self, x): return x == 1", "__iter__(self): return iter([1, 2])", "__radd__(self, o): return o"], self.r.randrange(4)):
            self.put(f"    def {hook}")
        if base in ("",) or base.startswith("(C"):
            self.put("    def __repr__(self): return 'C'")
        self.classes.append(name)

    def program(self):
        self.put("a, b, c, d = " + ", ".join([self.number(), self.text(), self.pick("[1, 2]", "[3, 1, 2]", "['x', 'y']", "[]"), self.pick("{'k': 3}", "{1: 'a', 2: 'b'}", "{}")]))
        while self.budget > 0:
            self.statement()
        self.put("print(a, b, c, d)")
        return self.lines


def suits(program, answer):
    text = "\n".join(answer)
    if "0x" in text or "SyntaxError" in text or "Recursion" in text or "KeyboardInterrupt" in text or "cannot access free variable" in text or "SystemExit" in text:
        return False
    # Answers that depend on the order of a set of texts, or are too long to be read.
    return len(text) < 3000 and "MemoryError" not in text and "OverflowError: cannot fit" not in text


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    target = sys.argv[3] if len(sys.argv) > 3 else "programs.txt"
    out, made = [], 0
    import signal

    def late(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    import warnings
    warnings.simplefilter("ignore")
    while made < count:
        seed += 1
        program = Maker(seed).program()
        try:
            signal.alarm(2)
            answer = fixtures.run(["\n".join(program)])
        except TimeoutError:
            continue
        finally:
            signal.alarm(0)
        if not suits(program, answer) or any("TimeoutError" in line for line in answer):
            continue
        out += [f"=== random {seed}"] + program + ["---"] + answer + [""]
        made += 1
    folder = here / "Random"
    folder.mkdir(exist_ok=True)
    (folder / target).write_text("\n".join(out).rstrip("\n") + "\n")
    print(made, "programs")


main()
