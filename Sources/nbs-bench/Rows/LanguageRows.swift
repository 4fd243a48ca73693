// Programs about the language alone, against any Python 3: each line is one common thing, a thousand times where the name does
// not say otherwise.

private let fibonacci = """
    def fib(n):
        if n < 2:
            return n
        return fib(n - 1) + fib(n - 2)

    """
private let point = """
    class Point:
        def __init__(self):
            self.x = 1
        def get(self):
            return self.x
        def add(self, n):
            self.x += n
    p = Point()

    """
private let increment = """
    def increment(x):
        return x + 1

    """
private let family = """
    class A:
        def __init__(self, n):
            self.n = n
    class B(A):
        def __init__(self, n):
            super().__init__(n)

    """
private let vector = """
    class V:
        def __init__(self, x):
            self.x = x
        def __add__(self, o):
            return self.x + o.x
        def __eq__(self, o):
            return self.x == o.x

    """
private let container = """
    class V:
        def __len__(self):
            return 3
        def __getitem__(self, i):
            return i
        def __call__(self, i):
            return i
    a = V()

    """
private let measured = """
    class V:
        def __init__(self):
            self._p = 1
        @property
        def p(self):
            return self._p
    a = V()

    """
private let scalar = """
    class Value:
        def __init__(self, data, children=(), op=''):
            self.data = data
            self.grad = 0.0
            self._backward = lambda: None
            self._prev = set(children)
            self._op = op
        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data + other.data, (self, other), '+')
            def _backward():
                self.grad += out.grad
                other.grad += out.grad
            out._backward = _backward
            return out
        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data * other.data, (self, other), '*')
            def _backward():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad
            out._backward = _backward
            return out
        def backward(self):
            topo = []
            visited = set()
            def build(v):
                if v not in visited:
                    visited.add(v)
                    for child in v._prev:
                        build(child)
                    topo.append(v)
            build(self)
            self.grad = 1.0
            for v in reversed(topo):
                v._backward()

    """
private let counter = """
    class C:
        def __init__(self, n):
            self.i = 0
            self.n = n
        def __iter__(self):
            return self
        def __next__(self):
            if self.i >= self.n:
                raise StopIteration
            self.i += 1
            return self.i

    """
private let context = """
    class C:
        def __enter__(self):
            return self
        def __exit__(self, *a):
            return False
    c = C()

    """
private let closure = """
    def make():
        n = 0
        def step():
            nonlocal n
            n += 1
            return n
        return step

    """
private let delegating = """
    def gen(n):
        for i in range(n):
            yield i
    def gen2(n):
        yield from gen(n)

    """
private let counting = """
    def gen(n):
        for i in range(n):
            yield i

    """

// MARK: Loops and arithmetic

private let loopRows: [Row] = [
    .steps("empty for", goal: 3, rival: .python, "for i in range(1000):\n    pass"),
    .steps("i = i + 1", goal: 3, rival: .python, "i = 0\nwhile i < 1000:\n    i = i + 1"),
    .steps("float loop", goal: 1.5, rival: .python, "s = 0.0\nfor i in range(1000):\n    s += i * 0.5"),
    .steps("nested if", goal: 1.5, rival: .python, "n = 0\nfor i in range(1000):\n    if i % 3 == 0 and i % 2:\n        n += 1\n    elif i > 500:\n        n -= 1"),
    .steps("int ops", goal: 1.5, rival: .python, "for i in range(1000):\n    (i // 3) ^ (i & 7) | (i << 2)"),
    .steps("pow, divmod", goal: 1.5, rival: .python, "for i in range(1000):\n    i ** 2\n    divmod(i, 7)"),
    .steps("bool logic", goal: 1.5, rival: .python, "for i in range(1000):\n    x = i and not i or (i is None)\n    y = i if x else 3"),
    .steps("sieve", goal: 1.5, rival: .python, "n = 1000\ns = [True] * n\nfor i in range(2, 32):\n    if s[i]:\n        for j in range(i * i, n, i):\n            s[j] = False"),
    .steps("primes trial", goal: 1.5, rival: .python, "ps = []\nfor n in range(2, 200):\n    for p in ps:\n        if n % p == 0:\n            break\n    else:\n        ps.append(n)"),
    .steps("swap list (bubble)", goal: 1.5, rival: .python, setup: "base = [(i * 7919) % 100 for i in range(30)]", "a = list(base)\nfor i in range(30):\n    for j in range(29 - i):\n        if a[j] > a[j + 1]:\n            a[j], a[j + 1] = a[j + 1], a[j]"),
    .steps("nested list (matrix)", goal: 1.5, rival: .python, setup: "a = [[i * j for j in range(10)] for i in range(10)]", "n = 10\nc = [[0] * n for _ in range(n)]\nfor i in range(n):\n    for j in range(n):\n        s = 0\n        for k in range(n):\n            s += a[i][k] * a[k][j]\n        c[i][j] = s"),
]

// MARK: Calls

private let callRows: [Row] = [
    .steps("calls", goal: 1.5, rival: .python, setup: increment, "i = 0\nfor _ in range(1000):\n    i = increment(i)"),
    .steps("calls of 3", goal: 1.5, rival: .python, setup: "def f(a, b, c):\n    return a\n", "for i in range(1000):\n    f(i, 2, 3)"),
    .steps("calls with default", goal: 1.5, rival: .python, setup: "def f(a, b=2, c=3):\n    return a\n", "for i in range(1000):\n    f(i)"),
    .steps("keyword calls", goal: 1.5, rival: .python, setup: "def f(a, b, c):\n    return a\n", "for i in range(1000):\n    f(i, b=2, c=3)"),
    .steps("keyword-only calls", goal: 1.5, rival: .python, setup: "def f(a, *, b=1, c=3):\n    return a\n", "for i in range(1000):\n    f(i, b=2)"),
    .steps("*args calls", goal: 1.5, rival: .python, setup: "def f(*args):\n    return args\n", "for i in range(1000):\n    f(i, 2, 3)"),
    .steps("spread calls", goal: 1.5, rival: .python, setup: "t = (1, 2)\ndef f(a, b):\n    return a\n", "for i in range(1000):\n    f(*t)"),
    .steps("closure calls", goal: 1.5, rival: .python, setup: closure, "g = make()\nfor i in range(1000):\n    g()"),
    .steps("lambda", goal: 1.5, rival: .python, "f = lambda x: x + 1\nfor i in range(1000):\n    f(i)"),
    .steps("globals", goal: 1.5, rival: .python, setup: "g = 0\ndef bump():\n    global g\n    g = g + 1\n", "for i in range(1000):\n    bump()"),
    .steps("builtin len", goal: 1.5, rival: .python, setup: "t = [1, 2, 3]", "for i in range(1000):\n    len(t)"),
    .steps("builtin abs/min/max", goal: 1.5, rival: .python, "for i in range(1000):\n    max(abs(i), min(i, 3))"),
    .steps("isinstance", goal: 1.5, rival: .python, "for i in range(1000):\n    isinstance(i, int)"),
    .steps("math.sqrt", goal: 1.5, rival: .python, setup: "import math", "for i in range(1000):\n    math.sqrt(i)"),
    .steps("random.random", goal: 1.5, rival: .python, setup: "import random", "for i in range(1000):\n    random.random()"),
    .steps("fib(15)", goal: 1.5, rival: .python, setup: fibonacci, "fib(15)"),
]

// MARK: Objects

private let objectRows: [Row] = [
    .steps("method calls", goal: 1.5, rival: .python, setup: point, "for _ in range(1000):\n    p.get()"),
    .steps("method add", goal: 1.5, rival: .python, setup: point, "for i in range(1000):\n    p.add(i)"),
    .steps("attribute updates", goal: 1.5, rival: .python, setup: point, "for _ in range(1000):\n    p.x = p.x + 1"),
    .steps("attribute reads", goal: 1.5, rival: .python, setup: point, "for _ in range(1000):\n    p.x"),
    .steps("attribute writes", goal: 1.5, rival: .python, setup: point, "for i in range(1000):\n    p.x = i"),
    .steps("new objects", goal: 1.5, rival: .python, setup: point, "for i in range(1000):\n    Point()"),
    .steps("super init", goal: 1.5, rival: .python, setup: family, "for i in range(1000):\n    B(i)"),
    .steps("__add__ __eq__", goal: 1.5, rival: .python, setup: vector, "a = V(1)\nb = V(2)\nfor i in range(1000):\n    a + b\n    a == b"),
    .steps("__len__ __getitem__ __call__", goal: 1.5, rival: .python, setup: container, "for i in range(1000):\n    len(a)\n    a[i]\n    a(i)"),
    .steps("property", goal: 1.5, rival: .python, setup: measured, "for i in range(1000):\n    a.p"),
    .steps("micrograd", goal: 1.5, rival: .python, setup: scalar, "a = Value(2.0)\nb = Value(3.0)\nc = a * b + a\nd = c * c + b\nd.backward()"),
]

// MARK: Containers

private let containerRows: [Row] = [
    .steps("list.append", goal: 1.5, rival: .python, "items = []\nfor i in range(1000):\n    items.append(i)"),
    .steps("list.pop", goal: 1.5, rival: .python, "items = list(range(1000))\nwhile items:\n    items.pop()"),
    .steps("list index", goal: 1.5, rival: .python, setup: "items = list(range(1000))", "for i in range(1000):\n    items[i]"),
    .steps("list store", goal: 1.5, rival: .python, setup: "items = list(range(1000))", "for i in range(1000):\n    items[i] = i"),
    .steps("list iterate", goal: 1.5, rival: .python, setup: "items = list(range(1000))", "for x in items:\n    pass"),
    .steps("list slicing", goal: 1.5, rival: .python, setup: "items = list(range(10))", "for i in range(1000):\n    items[2:7]"),
    .steps("list sum/min/max", goal: 1.5, rival: .python, setup: "items = list(range(1000))", "sum(items)\nmin(items)\nmax(items)"),
    .steps("list +, in", goal: 1.5, rival: .python, setup: "a = [1, 2, 5]\nb = [3]", "for i in range(1000):\n    a + b\n    5 in a"),
    .steps("[a, b, c]", goal: 1.5, rival: .python, "for i in range(1000):\n    [i, i, i]"),
    .steps("tuple pack/unpack", goal: 1.5, rival: .python, "for i in range(1000):\n    a, b = i, i\n    t = (a, b)\n    c, d = t"),
    .steps("comprehension", goal: 1.5, rival: .python, "[i * 2 for i in range(1000)]"),
    .steps("comprehension if", goal: 1.5, rival: .python, "[i for i in range(1000) if i % 2 == 0]"),
    .steps("dict comprehension", goal: 1.5, rival: .python, "{i: i for i in range(1000)}"),
    .steps("set comprehension", goal: 1.5, rival: .python, "{i for i in range(1000)}"),
    .steps("dict set/get", goal: 1.5, rival: .python, "d = {}\nfor i in range(1000):\n    d[i] = i\nfor i in range(1000):\n    d[i]"),
    .steps("dict str get", goal: 1.5, rival: .python, setup: "d = {'a': 1, 'b': 2, 'c': 3}", "for i in range(1000):\n    d['b']"),
    .steps("dict str set", goal: 1.5, rival: .python, setup: "d = {'a': 1, 'b': 2, 'c': 3}", "for i in range(1000):\n    d['b'] = i"),
    .steps("dict.get/setdefault", goal: 1.5, rival: .python, setup: "d = {'a': 1, 'b': 2, 'c': 3}", "for i in range(1000):\n    d.get('b', 0)\n    d.setdefault('c', 1)"),
    .steps("dict count words", goal: 1.5, rival: .python, setup: "words = ('the quick brown fox jumps over the lazy dog and the cat ' * 80).split()", "d = {}\nfor w in words:\n    d[w] = d.get(w, 0) + 1"),
    .steps("dict iterate items", goal: 1.5, rival: .python, setup: "d = {i: i for i in range(1000)}", "for k, v in d.items():\n    pass"),
    .steps("dict iterate keys", goal: 1.5, rival: .python, setup: "d = {i: i for i in range(1000)}", "for k in d:\n    pass"),
    .steps("in dict, in set", goal: 1.5, rival: .python, setup: "d = {i: i for i in range(1000)}\ns = set(d)", "for i in range(1000):\n    i in d\n    i in s"),
    .steps("dict literal", goal: 1.5, rival: .python, "for i in range(1000):\n    {'a': i, 'b': i}"),
    .steps("set add", goal: 1.5, rival: .python, "s = set()\nfor i in range(1000):\n    s.add(i)"),
    .steps("tuple keys", goal: 1.5, rival: .python, "d = {}\nfor i in range(1000):\n    d[(i, 1)] = i"),
    .steps("enumerate", goal: 1.5, rival: .python, setup: "items = list(range(1000))", "for i, x in enumerate(items):\n    pass"),
    .steps("zip", goal: 1.5, rival: .python, setup: "items = list(range(1000))", "for x, y in zip(items, items):\n    pass"),
    .steps("reversed", goal: 1.5, rival: .python, setup: "items = list(range(1000))", "for x in reversed(items):\n    pass"),
    .steps("map/filter", goal: 1.5, rival: .python, setup: "items = list(range(1000))\ndef f(x):\n    return x", "list(map(f, items))\nlist(filter(f, items))"),
    .steps("sorted", goal: 1.5, rival: .python, setup: "numbers = [(i * 7919) % 1000 for i in range(1000)]", "sorted(numbers)"),
    .steps("sorted key", goal: 1.5, rival: .python, setup: "numbers = [(i * 7919) % 1000 for i in range(1000)]", "sorted(numbers, key=lambda x: -x)"),
    .steps("sorted str", goal: 1.5, rival: .python, setup: "words = [str((i * 7919) % 1000) for i in range(1000)]", "sorted(words)"),
    .steps("deque", goal: 1.5, rival: .python, setup: "from collections import deque", "q = deque()\nfor i in range(1000):\n    q.append(i)\nwhile q:\n    q.popleft()"),
    .steps("defaultdict/Counter", goal: 1.5, rival: .python, setup: "from collections import defaultdict, Counter\nwords = ('the quick brown fox ' * 100).split()", "d = defaultdict(list)\nfor i in range(1000):\n    d[i % 10].append(i)\nCounter(words)"),
]

// MARK: Texts

private let textualRows: [Row] = [
    .steps("s +=", goal: 1.5, rival: .python, "s = ''\nfor i in range(1000):\n    s += 'ab'"),
    .steps("str +", goal: 1.5, rival: .python, setup: "a = 'hello'\nb = ' world'", "for i in range(1000):\n    a + b"),
    .steps("str join", goal: 1.5, rival: .python, setup: "parts = ['ab'] * 1000", "''.join(parts)"),
    .steps("join comprehension", goal: 1.5, rival: .python, "', '.join([str(i) for i in range(1000)])"),
    .steps("str split", goal: 1.5, rival: .python, setup: "text = 'the quick brown fox ' * 250", "text.split()"),
    .steps("str split comma", goal: 1.5, rival: .python, setup: "text = 'the,quick,brown,fox,' * 250", "text.split(',')"),
    .steps("f-strings", goal: 1.5, rival: .python, "for i in range(1000):\n    f'{i}: {i * 2:>6}'"),
    .steps("f-strings simple", goal: 1.5, rival: .python, setup: "name = 'bob'", "for i in range(1000):\n    f'{name} has {i}'"),
    .steps("f-strings float", goal: 1.5, rival: .python, setup: "x = 3.14159", "for i in range(1000):\n    f'{x:.3f}'"),
    .steps("str(i)", goal: 1.5, rival: .python, "for i in range(1000):\n    str(i)"),
    .steps("int(s) float(s)", goal: 1.5, rival: .python, "for i in range(1000):\n    int('123')\n    float('1.5')"),
    .steps("str index", goal: 1.5, rival: .python, setup: "s = 'abcdefghij' * 100", "for i in range(1000):\n    s[i]"),
    .steps("str iterate", goal: 1.5, rival: .python, setup: "s = 'abcdefghij' * 100", "for c in s:\n    pass"),
    .steps("str slicing", goal: 1.5, rival: .python, setup: "s = 'abcdefghij' * 10", "for i in range(1000):\n    s[2:7]"),
    .steps("str methods", goal: 1.5, rival: .python, setup: "s = 'Hello world'", "for i in range(1000):\n    s.upper()\n    s.strip()\n    s.replace('a', 'b')\n    s.startswith('Hello')\n    s.find('o')"),
    .steps("str == in", goal: 1.5, rival: .python, setup: "s = 'Hello world'\nt = 'Hello worle'", "for i in range(1000):\n    s == t\n    'wor' in s"),
    .steps("str count loop", goal: 1.5, rival: .python, setup: "s = 'abcdefghij' * 100", "n = 0\nfor c in s:\n    if c == 'a':\n        n += 1"),
    .steps("% format", goal: 1.5, rival: .python, "for i in range(1000):\n    '%d and %s' % (i, 'x')"),
    .steps(".format", goal: 1.5, rival: .python, "for i in range(1000):\n    '{} and {}'.format(i, 'x')"),
]

// MARK: Generators, exceptions, with

private let controlRows: [Row] = [
    .steps("generator", goal: 1.5, rival: .python, setup: counting, "for x in gen(1000):\n    pass"),
    .steps("generator expr", goal: 1.5, rival: .python, "for x in (i for i in range(1000)):\n    pass"),
    .steps("yield from", goal: 1.5, rival: .python, setup: delegating, "for x in gen2(1000):\n    pass"),
    .steps("any/all genexpr", goal: 1.5, rival: .python, setup: "items = list(range(1000))", "any(x > 2000 for x in items)\nsum(x * 2 for x in items)"),
    .steps("class iterator", goal: 1.5, rival: .python, setup: counter, "for x in C(1000):\n    pass"),
    .steps("try no raise", goal: 1.5, rival: .python, "for i in range(1000):\n    try:\n        i\n    except ValueError:\n        pass"),
    .steps("raise/except", goal: 1.5, rival: .python, "for i in range(1000):\n    try:\n        raise ValueError('x')\n    except ValueError as e:\n        pass"),
    .steps("KeyError", goal: 1.5, rival: .python, setup: "d = {}", "for i in range(1000):\n    try:\n        d['x']\n    except KeyError:\n        pass"),
    .steps("with", goal: 1.5, rival: .python, setup: context, "for i in range(1000):\n    with c:\n        pass"),
]

let languageRows: [Row] = loopRows + callRows + objectRows + containerRows + textualRows + controlRows
