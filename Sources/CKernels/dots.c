#include "dots.h"
#include "tile.h"
#include <string.h>

#if defined(__x86_64__)
#include "avx512.h"

// R outputs by DOT_TAPS taps, added to sums[r][t][lane]; R is a constant.
INLINE void dots(int R, const dot_places *p, const float *grad, const float *image,
                                                              const ptrdiff_t *offsets, float *sums) {
    __m512 sum[DOT_ROWS][DOT_TAPS];
    UNROLL for (int r = 0; r < R; r++) UNROLL for (int t = 0; t < DOT_TAPS; t++) sum[r][t] = _mm512_loadu_ps(sums + (r * DOT_TAPS + t) * 16);
    const float *taps[DOT_TAPS];
    UNROLL for (int t = 0; t < DOT_TAPS; t++) taps[t] = image + offsets[t];
    for (ptrdiff_t y = 0; y < p->height; y++) {
        const float *g = grad + y * p->width;
        for (ptrdiff_t x = 0; x < p->width; x += 16) {
            const __mmask16 m = p->width - x >= 16 ? 0xFFFF : (__mmask16)((1u << (p->width - x)) - 1);
            __m512 v[DOT_TAPS];
            UNROLL for (int t = 0; t < DOT_TAPS; t++) v[t] = _mm512_maskz_loadu_ps(m, taps[t] + y * p->row + x);
            UNROLL for (int r = 0; r < R; r++) {
                const __m512 a = _mm512_maskz_loadu_ps(m, g + r * p->height * p->width + x);
                UNROLL for (int t = 0; t < DOT_TAPS; t++) sum[r][t] = _mm512_fmadd_ps(a, v[t], sum[r][t]);
            }
        }
    }
    UNROLL for (int r = 0; r < R; r++) UNROLL for (int t = 0; t < DOT_TAPS; t++) _mm512_storeu_ps(sums + (r * DOT_TAPS + t) * 16, sum[r][t]);
}

AVX512 void nbs_dots(int rows, const dot_places *p, const float *grad, const float *image, const ptrdiff_t *offsets, float *sums) {
    switch (rows) {
#define CASE(R) case R: dots(R, p, grad, image, offsets, sums); break;
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6)
#undef CASE
    }
}
AVX512 float nbs_sum_of_lanes(const float *lanes) { return _mm512_reduce_add_ps(_mm512_loadu_ps(lanes)); }
#else
void nbs_dots(int rows, const dot_places *p, const float *grad, const float *image, const ptrdiff_t *offsets, float *sums) {}
float nbs_sum_of_lanes(const float *lanes) { return 0; }
#endif
