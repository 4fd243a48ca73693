#include "direct.h"
#include "tile.h"

// 24 sums fill the registers: six rows of four vectors, eight of three.
int nbs_direct_vectors(int rows) { return rows > 6 ? 3 : 4; }

#if defined(__x86_64__)
#include "avx512.h"

// R and W are constants.
INLINE void sums(
    int R, int W, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image, const float *a, const float *start, const lanes *l,
    float *out, ptrdiff_t stride) {
    __m512 sum[DIRECT_ROWS][DIRECT_VECTORS];
    UNROLL for (int r = 0; r < R; r++) UNROLL for (int w = 0; w < W; w++) sum[r][w] = _mm512_set1_ps(start[r]);
    for (ptrdiff_t k = 0; k < taps; k++, a += PANEL_A) {
        const float *at = image + offsets[k];
        __m512 x[DIRECT_VECTORS];
        UNROLL for (int w = 0; w < W; w++) x[w] = _mm512_loadu_ps(at + 16 * w);
        UNROLL for (int r = 0; r < R; r++) {
            const __m512 factor = _mm512_set1_ps(a[r]);
            UNROLL for (int w = 0; w < W; w++) sum[r][w] = _mm512_fmadd_ps(factor, x[w], sum[r][w]);
        }
    }
    UNROLL for (int w = 0; w < W; w++)
        for (int i = 0; i < l[w].parts; i++) {
            float *to = out + l[w].target[i];
            UNROLL for (int r = 0; r < R; r++) _mm512_mask_storeu_ps(to + r * stride, l[w].mask[i], sum[r][w]);
        }
}

AVX512 void nbs_direct_tile(int rows, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image, const float *a,
                            const float *start, const lanes *l, float *out, ptrdiff_t stride) {
    switch (rows) {
#define CASE(R, W) case R: sums(R, W, taps, offsets, image, a, start, l, out, stride); break;
        CASE(1, 4) CASE(2, 4) CASE(3, 4) CASE(4, 4) CASE(5, 4) CASE(6, 4) CASE(7, 3) CASE(8, 3)
#undef CASE
    }
}
int nbs_has_direct(void) { return nbs_has_large_tiles(); }
#else
void nbs_direct_tile(int rows, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image, const float *a, const float *start,
                     const lanes *l, float *out, ptrdiff_t stride) {}
int nbs_has_direct(void) { return 0; }
#endif
