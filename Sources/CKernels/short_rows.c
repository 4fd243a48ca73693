#include "short_rows.h"
#include "tile.h"

#if defined(__x86_64__)
#include "turn16.h"

INLINE __m512 sum_of(ptrdiff_t n, const __m512 *x) {
    __m512 total = _mm512_setzero_ps();
    if (n < 4) {
        for (ptrdiff_t k = 0; k < n; k++) total = _mm512_add_ps(total, x[k]);
    } else if (n < 8) {
        total = _mm512_add_ps(total, x[0]);
        for (ptrdiff_t k = 4; k < n; k++) total = _mm512_add_ps(total, x[k]);
        for (ptrdiff_t k = 1; k < 4; k++) total = _mm512_add_ps(total, x[k]);
    } else {
        if (n < 16) for (ptrdiff_t k = 8; k < n; k++) total = _mm512_add_ps(total, x[k]);
        for (ptrdiff_t k = 0; k < 8; k++) total = _mm512_add_ps(total, n < 16 ? x[k] : _mm512_add_ps(x[k], x[k + 8]));
    }
    return total;
}
// `places`: where the first of the best stands. NaN wins over everything.
INLINE __m512 best_of(int largest, ptrdiff_t n, const __m512 *x, __m512i *places) {
    __m512 best = x[0];
    *places = _mm512_setzero_si512();
    for (ptrdiff_t k = 1; k < n; k++) {
        const __mmask16 better = largest ? _mm512_cmp_ps_mask(x[k], best, _CMP_GT_OQ) : _mm512_cmp_ps_mask(x[k], best, _CMP_LT_OQ);
        const __mmask16 first = _mm512_cmp_ps_mask(x[k], x[k], _CMP_UNORD_Q) & _mm512_cmp_ps_mask(best, best, _CMP_ORD_Q);
        best = _mm512_mask_mov_ps(best, better | first, x[k]);
        *places = _mm512_mask_mov_epi32(*places, better | first, _mm512_set1_epi32((int)k));
    }
    return best;
}
AVX512 static int short_rows(int op, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t n, const float *a, void *out, ptrdiff_t so) {
    const __mmask16 some = (__mmask16)((1u << n) - 1);
    for (ptrdiff_t r = 0; r < rows; r += 16, a += 16 * stride) {
        const ptrdiff_t count = rows - r < 16 ? rows - r : 16;
        __m512 x[16], y = _mm512_setzero_ps();
        __m512i places = _mm512_setzero_si512();
        for (ptrdiff_t i = 0; i < 16; i++) x[i] = i < count ? _mm512_maskz_loadu_ps(some, a + i * stride) : y;
        turn16(x);
        switch (op) {
            case NBS_REDUCE_sum: y = sum_of(n, x); break;
            case NBS_REDUCE_prod:
                y = x[0];
                for (ptrdiff_t k = 1; k < n; k++) y = _mm512_mul_ps(y, x[k]);
                break;
            case NBS_REDUCE_sumSquares:
                for (ptrdiff_t k = 0; k < n; k++) y = _mm512_fmadd_ps(x[k], x[k], y);
                break;
            default: y = best_of(op == NBS_REDUCE_amax || op == NBS_REDUCE_argmax, n, x, &places);
        }
        if (op == NBS_REDUCE_argmax || op == NBS_REDUCE_argmin) {
            int32_t found[16];
            _mm512_storeu_si512(found, places);
            for (ptrdiff_t i = 0; i < count; i++) ((int64_t *)out)[(r + i) * so] = found[i];
        } else if (so == 1) {
            _mm512_mask_storeu_ps((float *)out + r, (__mmask16)((1u << count) - 1), y);
        } else {
            float found[16];
            _mm512_storeu_ps(found, y);
            for (ptrdiff_t i = 0; i < count; i++) ((float *)out)[(r + i) * so] = found[i];
        }
    }
    return 1;
}
int nbs_short_rows(int op, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t n, const float *a, void *out, ptrdiff_t so) {
    switch (op) {
        case NBS_REDUCE_sum: case NBS_REDUCE_prod: case NBS_REDUCE_sumSquares: case NBS_REDUCE_amax: case NBS_REDUCE_amin:
        case NBS_REDUCE_argmax: case NBS_REDUCE_argmin: break;
        default: return 0;
    }
    return n >= 2 && n <= 16 && rows >= 16 && nbs_has_large_tiles() && short_rows(op, rows, stride, n, a, out, so);
}

AVX512 static float extreme(int largest, ptrdiff_t n, const float *a) {
    __m512 best[4];
    for (int k = 0; k < 4; k++) best[k] = _mm512_loadu_ps(a);
    __mmask16 none = 0;
    // These give their second operand where one is NaN: it is looked for apart.
#define LOOK(k, at)                                                                                    \
    {                                                                                                  \
        const __m512 x = _mm512_loadu_ps(at);                                                          \
        best[k] = largest ? _mm512_max_ps(x, best[k]) : _mm512_min_ps(x, best[k]);                     \
        none |= _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q);                                                \
    }
    ptrdiff_t i = 0;
    for (; i + 64 <= n; i += 64) UNROLL for (int k = 0; k < 4; k++) LOOK(k, a + i + 16 * k)
    for (; i + 16 <= n; i += 16) LOOK(0, a + i)
    LOOK(1, a + n - 16)
#undef LOOK
    if (none) return __builtin_nanf("");
    if (largest) return _mm512_reduce_max_ps(_mm512_max_ps(_mm512_max_ps(best[3], best[2]), _mm512_max_ps(best[1], best[0])));
    return _mm512_reduce_min_ps(_mm512_min_ps(_mm512_min_ps(best[3], best[2]), _mm512_min_ps(best[1], best[0])));
}
int nbs_wide_extreme(int largest, ptrdiff_t n, const float *a, float *out) {
    if (n < 16 || !nbs_has_large_tiles()) return 0;
    *out = extreme(largest, n, a);
    return 1;
}
#else
int nbs_wide_extreme(int largest, ptrdiff_t n, const float *a, float *out) { return 0; }
int nbs_short_rows(int op, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t n, const float *a, void *out, ptrdiff_t so) { return 0; }
#endif
