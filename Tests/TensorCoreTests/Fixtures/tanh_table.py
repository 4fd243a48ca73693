"""Prints the rows of Sources/CKernels/tanh_table.h: pip install mpmath; python tanh_table.py > …/tanh_table.h

Each row is the polynomial of degree 6 whose largest relative error on its interval is least (found by Remez exchange
in 50 digits), written in x minus the middle of the interval. The first has no constant term, so that tanh(0) is 0 and
small arguments keep their relative accuracy. The fit reaches a little beyond the borders (BEYOND): with these amounts
the rounded results agree with those of the library that PyTorch calls on every float.
"""

import sys

import mpmath as mp

mp.mp.dps = 50
DEGREE = 6
BEYOND = mp.mpf("0.0001")
BEYOND_FIRST = mp.mpf("0.000125")


def extremes(error, low, high):
    """Where |error| is largest, once between changes of its sign."""
    count = 400
    grid = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * k / count) for k in range(count + 1)]
    values = [error(x) for x in grid]
    found = []
    for k, (x, value) in enumerate(zip(grid, values)):
        left = values[k - 1] if k else None
        right = values[k + 1] if k < count else None
        if any(near is not None and abs(value) < abs(near) and value * near > 0 for near in (left, right)):
            continue
        if 0 < k < count:
            # The vertex of the parabola through three points.
            x0, x2 = grid[k - 1], grid[k + 1]
            p, q = (x - x0) * (value - right), (x - x2) * (value - left)
            if p != q:
                x -= ((x - x0) * p - (x - x2) * q) / (2 * (p - q))
        if found and error(found[-1]) * value > 0:
            if abs(value) > abs(error(found[-1])):
                found[-1] = x
        else:
            found.append(x)
    return found


def remez(low, high, centre, powers):
    """The minimax coefficients of these powers of (x - centre), for the error relative to tanh(x)."""
    count = len(powers) + 1
    points = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * k / (count - 1)) for k in range(count)]

    def terms(x):
        if x == 0:
            return [mp.mpf(power == 1) for power in powers]
        return [(x - centre) ** power / mp.tanh(x) for power in powers]

    while True:
        system, ones = mp.matrix(count, count), mp.matrix(count, 1)
        for row, x in enumerate(points):
            for column, term in enumerate(terms(x)):
                system[row, column] = term
            system[row, count - 1] = (-1) ** row
            ones[row] = 1
        solved = mp.lu_solve(system, ones)
        coefficients = [solved[k] for k in range(count - 1)]
        better = extremes(lambda x: sum(c * t for c, t in zip(coefficients, terms(x))) - 1, low, high)
        if len(better) != count:
            sys.exit(f"{len(better)} extremes on [{low}, {high}], {count} expected")
        moved = max(abs(a - b) for a, b in zip(points, better))
        points = better
        if moved < (high - low) * mp.mpf(10) ** -12:
            return coefficients


def rows():
    first = mp.mpf(1) / 8
    yield "0 to 1/8", [mp.mpf(0)] + remez(mp.mpf(0), first + BEYOND_FIRST, mp.mpf(0), range(1, DEGREE + 1))
    for exponent in range(-3, 4):
        for quarter in range(4 if exponent < 3 else 1):
            low, high = (mp.mpf(2) ** exponent * (1 + mp.mpf(q) / 4) for q in (quarter, quarter + 1))
            yield f"from {float(low):g}", remez(low - BEYOND, high + BEYOND, (low + high) / 2, range(DEGREE + 1))
    yield "from 10: one", [mp.mpf(1)] + [mp.mpf(0)] * DEGREE


print("// Made by Tests/TensorCoreTests/Fixtures/tanh_table.py, which says what the rows are.")
print("#define TANH_ROWS(ROW) \\")
lines = ["    ROW(" + ", ".join(float(c).hex() for c in row) + f") /* {name} */" for name, row in rows()]
print(" \\\n".join(lines))
