"""Prints the rows of Sources/CKernels/wide_tanh_table.h from those of tanh_table.h: python wide_tanh_table.py > …/wide_tanh_table.h

Each row is the same polynomial, about another centre: a float where the polynomial's value is so near to a float that no
second one is needed for what is left. The centres with the smallest rest are not always those with which every float
comes out right: RANK says which one is taken instead, NUDGE what is changed in the flattest row, where the centres are few.
Whoever changes anything compares all 2^32 floats with tanh.h again (WideKernelTests takes a sample).
"""

import pathlib
import re
import struct
import sys
from fractions import Fraction
from math import comb, frexp

import numpy as np

# How far the small terms may be off, relatively: the results of both ends are compared.
WIDTH = Fraction(4, 2**24)
REACH = 2**18
REACH_FLAT = 2**20
RANK = {3: 1}
NUDGE = {25: {1: float.fromhex("-0x1.569a3cp-44"), 2: float.fromhex("-0x1.fe72d2p-24")}}
# Bits of the first float of row 0's last quarter, and of a row's width.
FIRST, ROW = 495 << 21, 1 << 21


def number(bits):
    return Fraction(struct.unpack("f", struct.pack("I", bits))[0])


def nearest(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def rows():
    path = pathlib.Path(__file__).resolve().parents[3] / "Sources/CKernels/tanh_table.h"
    for text in re.findall(r"ROW\((0x.*?|-0x.*?)\)", path.read_text()):
        yield [Fraction(float.fromhex(word.strip())) for word in text.split(",")]


def moved(polynomial, by):
    """The same polynomial in terms of a variable that is `by` less."""
    degrees = range(len(polynomial))
    return [sum(polynomial[j] * comb(j, k) * by ** (j - k) for j in degrees[k:]) for k in degrees]


def centre(row, count, polynomial):
    """Where to expand, and how far that is from the middle."""
    if row == 0:
        return Fraction(0), Fraction(0)
    if row == count - 1:
        return Fraction(10), Fraction(0)
    bits = FIRST + row * ROW + ROW // 2
    middle = number(bits)
    step = number(bits + 1) - middle
    reach = REACH if row < 24 else REACH_FLAT
    away = np.arange(-reach, reach + 1) * float(step)
    values = np.zeros_like(away)
    for c in polynomial[:0:-1]:
        values = (values + float(c)) * away
    ulp = 2.0 ** (frexp(float(polynomial[0]))[1] - 24)
    ulps = (values + float(polynomial[0] - Fraction(nearest(polynomial[0])))) / ulp
    best = np.argsort(np.abs(ulps - np.round(ulps)))[RANK.get(row, 0)]
    by = (int(best) - reach) * step
    return middle + by, by


def wide(row, count, polynomial):
    """Centre, value, slope, rest of the slope, then the other terms."""
    place, by = centre(row, count, polynomial)
    c = moved(polynomial, by)
    slope = nearest(c[1])
    small = [nearest(x * (1 - WIDTH)) for x in [c[1] - Fraction(slope)] + c[2:]]
    for k, value in NUDGE.get(row, {}).items():
        small[k - 1] = value
    return [float(place), nearest(c[0]), slope] + small


polynomials = list(rows())
columns = zip(*(wide(row, len(polynomials), c) for row, c in enumerate(polynomials)))
print("// Made by Tests/TensorCoreTests/Fixtures/wide_tanh_table.py, which says what the rows are; found by five bits of exponent and mantissa.")
print(f"#define TANH_WIDER {float(1 + 2 * WIDTH).hex()}f")
print("static const float wide_tanh_table[9][32] __attribute__((aligned(64))) = {")
for column in columns:
    placed = [0.0] * 32
    for row, value in enumerate(column):
        placed[(row + (FIRST >> 21)) % 32] = value
    print("    {" + ", ".join(v.hex() + "f" if v else "0" for v in placed) + "},")
print("};")
