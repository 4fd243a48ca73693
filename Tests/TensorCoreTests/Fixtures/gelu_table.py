"""Prints Sources/CKernels/gelu_table.h: python gelu_table.py > …/gelu_table.h

What GELU multiplies x with is (1 + f(x)) / 2. For each of 16 stretches of |x| * SCALE about an integer there is a polynomial of f in the
distance from it, the best one at Chebyshev's points. The last one is 1: f differs from it by less than a float can say there.
"""

from math import cos, erf, pi, sqrt, tanh

import numpy as np
from numpy.polynomial import chebyshev

DEGREE, PIECES, POINTS = 5, 16, 200


def rows(f, scale):
    t = np.array([cos((k + 0.5) * pi / POINTS) for k in range(POINTS)])
    for piece in range(PIECES):
        if piece == PIECES - 1:
            yield [1.0] + [0.0] * DEGREE
            continue
        fitted = chebyshev.chebfit(t, [f((piece + v / 2) / scale) for v in t], DEGREE)
        polynomial = [c * 2.0**k for k, c in enumerate(chebyshev.cheb2poly(fitted))] + [0.0] * DEGREE
        polynomial[0] = 0.0 if piece == 0 else polynomial[0]
        yield polynomial[: DEGREE + 1]


def table(name, f, scale):
    print(f"#define {name.upper()}_SCALE {scale}f")
    print(f"static const float {name}_table[{DEGREE + 1}][{PIECES}] __attribute__((aligned(64))) = {{")
    for column in zip(*rows(f, scale)):
        print("    {" + ", ".join(f"{float(np.float32(c))!r}f" for c in column) + "},")
    print("};")


print("// Made by Tests/TensorCoreTests/Fixtures/gelu_table.py, which says what it is: one row a coefficient, from the constant term up.")
table("gelu", lambda x: erf(x / sqrt(2)), 2.625)
table("gelu_tanh", lambda x: tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)), 2.75)
