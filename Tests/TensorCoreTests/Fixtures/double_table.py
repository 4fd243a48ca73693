"""Prints Sources/CKernels/double_table.h (needs mpmath): python double_table.py > …/double_table.h

exp: 2^(j/16) as a double and what is left of it. log: for each of 16 stretches of a mantissa about 1 + i/20 (i from -5 to 10, found modulo
16) the reciprocal, and the logarithm of that as a double of 42 binary places and what is left of it.
"""

import mpmath

mpmath.mp.prec = 200


def parts(x, places=None):
    high = float(mpmath.nint(x * 2**places) / 2**places) if places else float(x)
    return high, float(x - mpmath.mpf(high))


def array(name, numbers):
    print(f"static const double {name}[{len(numbers)}] __attribute__((aligned(64))) = {{")
    for i in range(0, len(numbers), 4):
        print("    " + " ".join(x.hex() + "," for x in numbers[i : i + 4]))
    print("};")


print("// Made by Tests/TensorCoreTests/Fixtures/double_table.py, which says what it is.")
powers = [parts(mpmath.mpf(2) ** (mpmath.mpf(j) / 16)) for j in range(16)]
array("exp_high", [p[0] for p in powers])
array("exp_low", [p[1] for p in powers])
reciprocals = [float(1 / (1 + mpmath.mpf(i if i <= 10 else i - 16) / 20)) for i in range(16)]
logs = [parts(-mpmath.log(c), 42) for c in reciprocals]
array("log_reciprocal", reciprocals)
array("log_high", [p[0] for p in logs])
array("log_low", [p[1] for p in logs])
for name, x, places in [("LN2", mpmath.log(2), 42), ("LN2_16", mpmath.log(2) / 16, 42)]:
    high, low = parts(x, places)
    print(f"#define {name}_HIGH {high.hex()}\n#define {name}_LOW {low.hex()}")
