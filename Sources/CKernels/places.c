#include "places.h"

#if defined(__x86_64__)
#include "turn16.h"

// R rows of P places, W vectors of outputs; all three are constants.
INLINE void sums(int P, int R, int W, const place_run *run, int outputs, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image,
                 const float *panels, ptrdiff_t apart, const float *start, float *out) {
    const __mmask16 last = (__mmask16)(0xFFFF >> (16 * W - outputs)), kept = (__mmask16)(0xFFFF >> (16 - P));
    __m512 sum[2][PLACES_MOST][2];
    UNROLL for (int w = 0; w < W; w++) {
        const __m512 first = _mm512_maskz_loadu_ps(w == W - 1 ? last : 0xFFFF, start + 16 * w);
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int p = 0; p < P; p++) sum[r][p][w] = first;
    }
    const ptrdiff_t line = run->line;
    for (ptrdiff_t k = 0; k < taps; k++, panels += PLACE_OUTPUTS) {
        const float *at[2] = {image + offsets[k], image + offsets[k] + line};
        __m512 x[2];
        UNROLL for (int w = 0; w < W; w++) x[w] = _mm512_loadu_ps(panels + w * apart);
        UNROLL for (int r = 0; r < R; r++)
            UNROLL for (int p = 0; p < P; p++) {
                const __m512 factor = _mm512_set1_ps(at[r][p]);
                UNROLL for (int w = 0; w < W; w++) sum[r][p][w] = _mm512_fmadd_ps(factor, x[w], sum[r][p][w]);
            }
    }
    UNROLL for (int r = 0; r < R; r++)
        UNROLL for (int w = 0; w < W; w++) {
            __m512 x[16];
            UNROLL for (int p = 0; p < 16; p++) x[p] = p < P ? sum[r][p][w] : _mm512_setzero_ps();
            turn16(x);
            float *to = out + 16 * w * run->area + r * run->width;
            UNROLL for (int o = 0; o < 16; o++)
                if (16 * w + o < outputs) _mm512_mask_storeu_ps(to + o * run->area, kept, x[o]);
        }
}

// A function of its own for each: one that held them all would be slow to compile.
#define RUN(P)                                                                                                     \
    static AVX512 void run_##P(const place_run *run, int outputs, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image, const float *panels, \
                               ptrdiff_t apart, const float *start, float *out) {                                  \
        if (outputs > PLACE_OUTPUTS) sums(P, 1, 2, run, outputs, taps, offsets, image, panels, apart, start, out); \
        else if (run->line) sums(P, 2, 1, run, outputs, taps, offsets, image, panels, apart, start, out);          \
        else sums(P, 1, 1, run, outputs, taps, offsets, image, panels, apart, start, out);                         \
    }
#define COUNTS(X) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14)
COUNTS(RUN)

void nbs_places(const place_run *p, int outputs, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image, const float *panels, ptrdiff_t apart,
                const float *start, float *out) {
    switch (p->count) {
#define CASE(P) case P: run_##P(p, outputs, taps, offsets, image, panels, apart, start, out); break;
        COUNTS(CASE)
#undef CASE
    }
}
#else
void nbs_places(const place_run *p, int outputs, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image, const float *panels, ptrdiff_t apart,
                const float *start, float *out) {}
#endif
