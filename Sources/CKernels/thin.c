#include "thin.h"
#include "tile.h"

// A matrix of many short rows times a vector (data sets of a few columns): sixteen rows at a time, so that their sixteen sums are joined in one go.
#if defined(__x86_64__)
#include "avx512.h"

// Element i is the sum of x[i].
INLINE __m512 sums_of_16(const __m512 *x) {
    __m512 two[8], four[4], eight[2];
    UNROLL for (int i = 0; i < 8; i++) two[i] = _mm512_add_ps(_mm512_unpacklo_ps(x[2 * i], x[2 * i + 1]), _mm512_unpackhi_ps(x[2 * i], x[2 * i + 1]));
#define PAIRS(i) _mm512_castps_pd(two[i])
    UNROLL for (int i = 0; i < 4; i++)
        four[i] = _mm512_add_ps(
            _mm512_castpd_ps(_mm512_unpacklo_pd(PAIRS(2 * i), PAIRS(2 * i + 1))), _mm512_castpd_ps(_mm512_unpackhi_pd(PAIRS(2 * i), PAIRS(2 * i + 1))));
    UNROLL for (int i = 0; i < 2; i++)
        eight[i] = _mm512_add_ps(_mm512_shuffle_f32x4(four[2 * i], four[2 * i + 1], 0x44), _mm512_shuffle_f32x4(four[2 * i], four[2 * i + 1], 0xEE));
    return _mm512_add_ps(_mm512_shuffle_f32x4(eight[0], eight[1], 0x88), _mm512_shuffle_f32x4(eight[0], eight[1], 0xDD));
}
// `count` of 16 rows are there.
INLINE __m512 dots_of_16(int count, ptrdiff_t row, ptrdiff_t k, const float *a, const float *x) {
    const ptrdiff_t whole = (k - 1) / 16 * 16;
    const __mmask16 rest = (__mmask16)((2u << (k - whole - 1)) - 1);
    const __m512 last = _mm512_maskz_loadu_ps(rest, x + whole);
    __m512 sums[16];
    UNROLL for (int r = 0; r < 16; r++)
        sums[r] = r < count ? _mm512_mul_ps(_mm512_maskz_loadu_ps(rest, a + r * row + whole), last) : _mm512_setzero_ps();
    for (ptrdiff_t l = 0; l < whole; l += 16) {
        const __m512 some = _mm512_loadu_ps(x + l);
        UNROLL for (int r = 0; r < 16; r++)
            if (r < count) sums[r] = _mm512_fmadd_ps(_mm512_loadu_ps(a + r * row + l), some, sums[r]);
    }
    return sums_of_16(sums);
}
AVX512 static void dots(ptrdiff_t rows, ptrdiff_t row, ptrdiff_t k, const float *a, const float *x, float *out, int accumulate) {
    ptrdiff_t i = 0;
    for (; i + 16 <= rows; i += 16) {
        const __m512 sums = dots_of_16(16, row, k, a + i * row, x);
        _mm512_storeu_ps(out + i, accumulate ? _mm512_add_ps(_mm512_loadu_ps(out + i), sums) : sums);
    }
    if (i == rows) return;
    const __mmask16 some = (__mmask16)((1u << (rows - i)) - 1);
    const __m512 sums = dots_of_16((int)(rows - i), row, k, a + i * row, x);
    _mm512_mask_storeu_ps(out + i, some, accumulate ? _mm512_add_ps(_mm512_maskz_loadu_ps(some, out + i), sums) : sums);
}
int nbs_thin_dots(ptrdiff_t rows, ptrdiff_t row, ptrdiff_t k, const float *a, const float *x, float *out, int accumulate) {
    if (!nbs_has_large_tiles()) return 0;
    dots(rows, row, k, a, x, out, accumulate);
    return 1;
}
#else
int nbs_thin_dots(ptrdiff_t rows, ptrdiff_t row, ptrdiff_t k, const float *a, const float *x, float *out, int accumulate) { return 0; }
#endif
