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
    p = Point()

    """
private let increment = """
    def increment(x):
        return x + 1

    """

let languageRows: [Row] = [
    .steps("empty loop of 1000", goal: 3, rival: .python, "for i in range(1000):\n    pass"),
    .steps("1000 × i = i + 1", goal: 3, rival: .python, "i = 0\nwhile i < 1000:\n    i = i + 1"),
    .steps("1000 calls", goal: 1.5, rival: .python, setup: increment, "i = 0\nfor _ in range(1000):\n    i = increment(i)"),
    .steps("1000 method calls", goal: 1.5, rival: .python, setup: point, "for _ in range(1000):\n    p.get()"),
    .steps("1000 attribute updates", goal: 1.5, rival: .python, setup: point, "for _ in range(1000):\n    p.x = p.x + 1"),
    .steps("list of 1000 by append", goal: 1.5, rival: .python, "items = []\nfor i in range(1000):\n    items.append(i)"),
    .steps("list of 1000 by comprehension", goal: 1.5, rival: .python, "[i * 2 for i in range(1000)]"),
    .steps("dict of 1000, written and read", goal: 1.5, rival: .python, "d = {}\nfor i in range(1000):\n    d[i] = i\nfor i in range(1000):\n    d[i]"),
    .steps("string of 1000 pieces", goal: 1.5, rival: .python, "s = ''\nfor i in range(1000):\n    s += 'ab'"),
    .steps("1000 f-strings", goal: 1.5, rival: .python, "for i in range(1000):\n    f'{i}: {i * 2:>6}'"),
    .steps("fib(20)", goal: 1.5, rival: .python, setup: fibonacci, "fib(20)"),
    .steps("sort 1000 numbers", goal: 1.5, rival: .python, setup: "numbers = [(i * 7919) % 1000 for i in range(1000)]\n", "sorted(numbers)"),
]
