// tanh.h in float alone, sixteen numbers at a time: the same polynomials about centres where their value is a float
// (wide_tanh_table.h), found by permutation. The first two terms are added exactly; the others are so small that what is left out
// seldom decides how the result is rounded. Where it might, the table in double is asked. On every float the result is that of tanh.h.
#pragma once
#include "tanh.h"
#include "wide_tanh_table.h"

#define LOOK(t, row) _mm512_permutex2var_ps(_mm512_load_ps(wide_tanh_table[t]), row, _mm512_load_ps(wide_tanh_table[t] + 16))

// `unsure`: lanes whose result what is left out might change, and NaN.
INLINE void wide_tanh(int K, const __m512 *x, __m512 *y, __mmask16 *unsure) {
    const __m512 sign = ALL(-0.0f);
    __m512 a[STEPS], u[STEPS], q[STEPS], sum[STEPS], rest[STEPS], other[STEPS];
    __m512i row[STEPS];
    // From 10 on the result is one; a NaN passes.
    EACH a[k] = _mm512_andnot_ps(sign, x[k]);
    EACH a[k] = _mm512_min_ps(ALL(10.0f), a[k]);
    // Exponent and two bits of the mantissa, modulo 32; below 1/8 there is one row.
    EACH row[k] = _mm512_max_epi32(_mm512_castps_si512(a[k]), _mm512_set1_epi32(495 << 21));
    EACH row[k] = _mm512_srli_epi32(row[k], 21);
    EACH u[k] = _mm512_sub_ps(a[k], LOOK(0, row[k]));
    EACH q[k] = LOOK(8, row[k]);
    EACH q[k] = _mm512_fmadd_ps(q[k], u[k], LOOK(7, row[k]));
    EACH q[k] = _mm512_fmadd_ps(q[k], u[k], LOOK(6, row[k]));
    EACH q[k] = _mm512_fmadd_ps(q[k], u[k], LOOK(5, row[k]));
    EACH q[k] = _mm512_fmadd_ps(q[k], u[k], LOOK(4, row[k]));
    EACH q[k] = _mm512_fmadd_ps(q[k], u[k], LOOK(3, row[k]));
    // sum + rest is exact: so is value - sum.
    EACH {
        const __m512 value = LOOK(1, row[k]), slope = LOOK(2, row[k]);
        sum[k] = _mm512_fmadd_ps(u[k], slope, value);
        rest[k] = _mm512_fmadd_ps(u[k], slope, _mm512_sub_ps(value, sum[k]));
    }
    EACH y[k] = _mm512_fmadd_ps(q[k], u[k], rest[k]);
    EACH y[k] = _mm512_add_ps(sum[k], y[k]);
    EACH other[k] = _mm512_mul_ps(u[k], ALL(TANH_WIDER));
    EACH other[k] = _mm512_fmadd_ps(q[k], other[k], rest[k]);
    EACH other[k] = _mm512_add_ps(sum[k], other[k]);
    EACH unsure[k] = _mm512_cmp_ps_mask(y[k], other[k], _CMP_NEQ_UQ);
    // x's sign.
    EACH y[k] = _mm512_castsi512_ps(
        _mm512_ternarylogic_epi32(_mm512_castps_si512(y[k]), _mm512_castps_si512(x[k]), _mm512_castps_si512(sign), 0xD8));
}
