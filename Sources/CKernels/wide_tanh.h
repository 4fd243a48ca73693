// tanh.h in float alone, sixteen numbers at a time: the same polynomials about centres where their value is a float
// (wide_tanh_table.h), found by permutation. The first two terms are added exactly; the others are so small that what is left out
// seldom decides how the result is rounded. Where it might, the table in double is asked. On every float the result is that of tanh.h.
#pragma once
#include "tanh.h"
#include "wide_tanh_table.h"

#define LOOK(k) _mm512_permutex2var_ps(_mm512_load_ps(wide_tanh_table[k]), row, _mm512_load_ps(wide_tanh_table[k] + 16))

// `unsure`: lanes whose result what is left out might change, and NaN.
INLINE __m512 wide_tanh(__m512 x, __mmask16 *unsure) {
    const __m512 sign = ALL(-0.0f);
    // From 10 on the result is one; a NaN passes.
    const __m512 a = _mm512_min_ps(ALL(10.0f), _mm512_andnot_ps(sign, x));
    // Exponent and two bits of the mantissa, modulo 32; below 1/8 there is one row.
    const __m512i row = _mm512_srli_epi32(_mm512_max_epi32(_mm512_castps_si512(a), _mm512_set1_epi32(495 << 21)), 21);
    const __m512 u = _mm512_sub_ps(a, LOOK(0));
    __m512 q = LOOK(8);
    q = _mm512_fmadd_ps(q, u, LOOK(7));
    q = _mm512_fmadd_ps(q, u, LOOK(6));
    q = _mm512_fmadd_ps(q, u, LOOK(5));
    q = _mm512_fmadd_ps(q, u, LOOK(4));
    q = _mm512_fmadd_ps(q, u, LOOK(3));
    // sum + rest is exact: so is value - sum.
    const __m512 value = LOOK(1), slope = LOOK(2), sum = _mm512_fmadd_ps(u, slope, value);
    const __m512 rest = _mm512_fmadd_ps(u, slope, _mm512_sub_ps(value, sum));
    const __m512 y = _mm512_add_ps(sum, _mm512_fmadd_ps(q, u, rest));
    const __m512 other = _mm512_add_ps(sum, _mm512_fmadd_ps(q, _mm512_mul_ps(u, ALL(TANH_WIDER)), rest));
    *unsure = _mm512_cmp_ps_mask(y, other, _CMP_NEQ_UQ);
    // x's sign.
    return _mm512_castsi512_ps(
        _mm512_ternarylogic_epi32(_mm512_castps_si512(y), _mm512_castps_si512(x), _mm512_castps_si512(sign), 0xD8));
}
