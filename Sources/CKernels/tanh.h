// tanh in float32 by table: the range falls into quarters of powers of two, and on each a polynomial of degree 6, in
// double, is right to 1e-9 of the result or better; rounded to float that is 0.514 ulp at most.
//
// Long training runs amplify the last bit of an activation until it shows in printed digits (docs/fidelity.md), so this
// one agrees on every float with the library that PyTorch calls, with fused multiplication and without. A faster formula in float would not.
#pragma once
#include "vecmath.h"
#include "tanh_table.h"

// One array a coefficient: the lanes of a vector gather from it.
#define COEFFICIENT0(a, b, c, d, e, f, g) a,
#define COEFFICIENT1(a, b, c, d, e, f, g) b,
#define COEFFICIENT2(a, b, c, d, e, f, g) c,
#define COEFFICIENT3(a, b, c, d, e, f, g) d,
#define COEFFICIENT4(a, b, c, d, e, f, g) e,
#define COEFFICIENT5(a, b, c, d, e, f, g) f,
#define COEFFICIENT6(a, b, c, d, e, f, g) g,
static const double tanh_table[7][27] = {
    {TANH_ROWS(COEFFICIENT0)}, {TANH_ROWS(COEFFICIENT1)}, {TANH_ROWS(COEFFICIENT2)}, {TANH_ROWS(COEFFICIENT3)},
    {TANH_ROWS(COEFFICIENT4)}, {TANH_ROWS(COEFFICIENT5)}, {TANH_ROWS(COEFFICIENT6)},
};

NBS_INLINE float v_tanh(float x) {
    // From 10 on the result is one.
    uint32_t bits = f32_to_bits(x) & 0x7FFFFFFF;
    bits = bits > 0x41200000 ? 0x41200000 : bits;
    const float a = bits_to_f32(bits);
    // Exponent and two bits of the mantissa count the rows from 1/8 on; the first row lies below.
    int row = (int)(bits >> 21) - ((127 - 3) * 4 - 1);
    row = row < 0 ? 0 : row;
    // The next bit of the mantissa set and the rest cleared is the middle of the interval; the difference is exact.
    const float middle = row == 0 ? 0 : bits_to_f32((bits & 0xFFE00000) | 0x00100000);
    const double u = (double)(a - middle);
    double p = tanh_table[6][row];
    p = p * u + tanh_table[5][row];
    p = p * u + tanh_table[4][row];
    p = p * u + tanh_table[3][row];
    p = p * u + tanh_table[2][row];
    p = p * u + tanh_table[1][row];
    p = p * u + tanh_table[0][row];
    const float y = __builtin_copysignf((float)p, x);
    return x != x ? x : y;
}
