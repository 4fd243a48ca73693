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
INLINE __m512 squares_of(ptrdiff_t n, const __m512 *x) {
    __m512 total = _mm512_setzero_ps(), square[16];
    ptrdiff_t k = n / 8 * 8;
    for (ptrdiff_t i = 0; i < n; i++) square[i] = _mm512_mul_ps(x[i], x[i]);
    if (n == 16) for (ptrdiff_t i = 0; i < 8; i++) square[i] = _mm512_add_ps(square[i], square[i + 8]);
    if (n >= 8) for (ptrdiff_t i = 0; i < 8; i++) total = _mm512_add_ps(total, square[i]);
    for (; k + 4 <= n; k += 4) for (ptrdiff_t i = k; i < k + 4; i++) total = _mm512_add_ps(total, square[i]);
    for (; k < n; k++) total = _mm512_fmadd_ps(x[k], x[k], total);
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
            case NBS_REDUCE_sumSquares: y = squares_of(n, x); break;
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
#else
int nbs_short_rows(int op, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t n, const float *a, void *out, ptrdiff_t so) { return 0; }
#endif
