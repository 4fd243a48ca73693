#include "pool.h"
#include "tile.h"

#if defined(__x86_64__)
#include "avx512.h"

static AVX512 void strip(const nbs_window *w, ptrdiff_t n, const ptrdiff_t *low, const ptrdiff_t *high, const float *in, float *out,
                         int64_t *indices) {
    const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const ptrdiff_t s = w->stride[2];
    const __m512i step = _mm512_mullo_epi32(lane, _mm512_set1_epi32((int)s)), even = _mm512_add_epi32(lane, lane);
    for (ptrdiff_t x = 0; x < n; x += 16) {
        const __mmask16 m = n - x >= 16 ? 0xFFFF : (__mmask16)((1u << (n - x)) - 1);
        // What a stride of two reads: all but the last number.
        const uint32_t pairs = n - x >= 16 ? 0x7FFFFFFF : (1u << (2 * (n - x) - 1)) - 1;
        __m512 best = _mm512_set1_ps(-__builtin_inff());
        __m512i place = _mm512_add_epi32(step, _mm512_set1_epi32((int)((low[0] * w->in[1] + low[1]) * w->in[2] + low[2] + x * s)));
        for (ptrdiff_t p = low[0]; p < high[0]; p += w->dilation[0])
            for (ptrdiff_t q = low[1]; q < high[1]; q += w->dilation[1])
                for (ptrdiff_t r = low[2]; r < high[2]; r += w->dilation[2]) {
                    const ptrdiff_t i = (p * w->in[1] + q) * w->in[2] + r + x * s;
                    __m512 v;
                    if (s == 1) v = _mm512_maskz_loadu_ps(m, in + i);
                    else if (s == 2)
                        v = _mm512_permutex2var_ps(_mm512_maskz_loadu_ps((__mmask16)pairs, in + i), even,
                                                   _mm512_maskz_loadu_ps((__mmask16)(pairs >> 16), in + i + 16));
                    else v = _mm512_mask_i32gather_ps(_mm512_setzero_ps(), m, step, in + i, 4);
                    const __mmask16 takes = _mm512_cmp_ps_mask(v, best, _CMP_GT_OQ) | _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q);
                    best = _mm512_mask_mov_ps(best, takes, v);
                    place = _mm512_mask_add_epi32(place, takes, step, _mm512_set1_epi32((int)i));
                }
        _mm512_mask_storeu_ps(out + x, m, best);
        _mm512_mask_storeu_epi64(indices + x, (__mmask8)m, _mm512_cvtepi32_epi64(_mm512_castsi512_si256(place)));
        _mm512_mask_storeu_epi64(indices + x + 8, (__mmask8)(m >> 8), _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(place, 1)));
    }
}
int nbs_wide_strip(const nbs_window *w, ptrdiff_t n, const ptrdiff_t *low, const ptrdiff_t *high, const float *in, float *out,
                   int64_t *indices) {
    if (!nbs_has_large_tiles()) return 0;
    strip(w, n, low, high, in, out, indices);
    return 1;
}
#else
int nbs_wide_strip(const nbs_window *w, ptrdiff_t n, const ptrdiff_t *low, const ptrdiff_t *high, const float *in, float *out,
                   int64_t *indices) { return 0; }
#endif
