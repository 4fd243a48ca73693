// tanh.h in float alone: its double table as two floats where that matters. Sixteen numbers at a time find their rows by
// permutation instead of sixteen loads. What is left out is known to be so small that it seldom decides how the result is
// rounded; where it might, the table in double is asked. On every float the result is that of tanh.h.
#pragma once
#include "tanh.h"

#define TOP(c) ((float)(c))
#define REST(c) ((float)((c) - (double)(float)(c)))
#define TOP0(a, b, c, d, e, f, g) TOP(a),
#define REST0(a, b, c, d, e, f, g) REST(a),
#define TOP1(a, b, c, d, e, f, g) TOP(b),
#define REST1(a, b, c, d, e, f, g) REST(b),
#define TOP2(a, b, c, d, e, f, g) TOP(c),
#define TOP3(a, b, c, d, e, f, g) TOP(d),
#define TOP4(a, b, c, d, e, f, g) TOP(e),
#define TOP5(a, b, c, d, e, f, g) TOP(f),
#define TOP6(a, b, c, d, e, f, g) TOP(g),
static const float tanh_tops[7][32] __attribute__((aligned(64))) = {
    {TANH_ROWS(TOP0)}, {TANH_ROWS(TOP1)}, {TANH_ROWS(TOP2)}, {TANH_ROWS(TOP3)}, {TANH_ROWS(TOP4)}, {TANH_ROWS(TOP5)}, {TANH_ROWS(TOP6)},
};
static const float tanh_rests[2][32] __attribute__((aligned(64))) = {{TANH_ROWS(REST0)}, {TANH_ROWS(REST1)}};
#define LOOK(table) _mm512_permutex2var_ps(_mm512_load_ps(table), row, _mm512_load_ps((table) + 16))

// `unsure`: lanes whose result what is left out might change.
INLINE __m512 wide_tanh(__m512 x, __mmask16 *unsure) {
    const __m512i zero = _mm512_setzero_si512();
    const __m512i bits = _mm512_min_epu32(_mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32(0x7FFFFFFF)), _mm512_set1_epi32(0x41200000));
    const __m512i row = _mm512_max_epi32(_mm512_sub_epi32(_mm512_srli_epi32(bits, 21), _mm512_set1_epi32((127 - 3) * 4 - 1)), zero);
    // (bits & 0xFFE00000) | 0x00100000, the middle of the interval; zero in the first row.
    const __m512i middle = _mm512_maskz_mov_epi32(
        _mm512_cmpgt_epi32_mask(row, zero),
        _mm512_ternarylogic_epi32(bits, _mm512_set1_epi32((int)0xFFE00000), _mm512_set1_epi32(0x00100000), 0xEA));
    const __m512 u = _mm512_sub_ps(_mm512_castsi512_ps(bits), _mm512_castsi512_ps(middle));
    __m512 q = LOOK(tanh_tops[6]);
    q = _mm512_fmadd_ps(q, u, LOOK(tanh_tops[5]));
    q = _mm512_fmadd_ps(q, u, LOOK(tanh_tops[4]));
    q = _mm512_fmadd_ps(q, u, LOOK(tanh_tops[3]));
    q = _mm512_fmadd_ps(q, u, LOOK(tanh_tops[2]));
    // Half a hundredth of the result at most, wrong by a few of its last bits.
    const __m512 small = _mm512_mul_ps(_mm512_mul_ps(u, u), q);
    // The first two terms exactly: sum + rest.
    const __m512 c0 = LOOK(tanh_tops[0]), c1 = LOOK(tanh_tops[1]), linear = _mm512_mul_ps(u, c1);
    const __m512 sum = _mm512_add_ps(c0, linear);
    __m512 rest = _mm512_fmadd_ps(u, LOOK(tanh_rests[1]), _mm512_fmsub_ps(u, c1, linear));
    rest = _mm512_add_ps(_mm512_add_ps(_mm512_sub_ps(linear, _mm512_sub_ps(sum, c0)), rest), LOOK(tanh_rests[0]));
    rest = _mm512_add_ps(rest, small);
    const __m512 sign = ALL(-0.0f);
    const __m512 bound = _mm512_fmadd_ps(_mm512_andnot_ps(sign, small), ALL(0x1p-21f), _mm512_mul_ps(sum, ALL(0x1p-44f)));
    const __m512 y = _mm512_add_ps(sum, _mm512_add_ps(rest, bound));
    *unsure = _mm512_cmp_ps_mask(y, _mm512_add_ps(sum, _mm512_sub_ps(rest, bound)), _CMP_NEQ_OQ);
    // x's sign.
    const __m512i result = _mm512_ternarylogic_epi32(_mm512_castps_si512(y), _mm512_castps_si512(x), _mm512_castps_si512(sign), 0xD8);
    return _mm512_mask_mov_ps(_mm512_castsi512_ps(result), _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), x);
}

AVX512 static __attribute__((noinline)) void tanh_again(__mmask16 lanes, const float *x, float *out) {
    for (unsigned m = lanes; m; m &= m - 1) {
        const int i = __builtin_ctz(m);
        out[i] = v_tanh(x[i]);
    }
}
AVX512 static void loop_tanh(ptrdiff_t n, const float *a, float *out) {
    for (ptrdiff_t i = 0; i < n; i += 16) {
        const __mmask16 m = n - i >= 16 ? 0xFFFF : (__mmask16)((1u << (n - i)) - 1);
        __mmask16 unsure;
        const __m512 x = _mm512_maskz_loadu_ps(m, a + i);
        _mm512_mask_storeu_ps(out + i, m, wide_tanh(x, &unsure));
        if (__builtin_expect(unsure != 0, 0)) {
            float kept[16]; // The argument: the result may stand in its place.
            _mm512_storeu_ps(kept, x);
            tanh_again(unsure & m, kept, out + i);
        }
    }
}
