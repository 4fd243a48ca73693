#include "taps.h"
#include "tile.h"

// K, runs of taps: as even as 14 of them allow, which with two vectors of outputs are 28 sums in 32 registers.
#define KERNELS KERNEL(2, 1) KERNEL(3, 1) KERNEL(4, 2) KERNEL(5, 2) KERNEL(7, 4) KERNEL(11, 11)

int nbs_tap_runs(ptrdiff_t kernel) {
    int runs = 0;
#define KERNEL(K, RUNS) if (kernel == K) runs = RUNS;
    KERNELS
#undef KERNEL
    return nbs_has_large_tiles() ? runs : 0;
}

#if defined(__x86_64__)
#include "avx512.h"

#define FIRST(K, RUNS, RUN) (((K) * (K) * (RUN) + (RUNS) - 1) / (RUNS))
ptrdiff_t nbs_first_tap(ptrdiff_t kernel, int run) {
#define KERNEL(K, RUNS) if (kernel == K) return FIRST(K, RUNS, run);
    KERNELS
#undef KERNEL
    return 0;
}

// T taps of a kernel of K from column F of a row of it on, W vectors of outputs; all four are constants.
INLINE void taps(int K, int F, int T, int W, const tap_places *p, const float *image, ptrdiff_t line, const float *grad, float *sums) {
    __m512 sum[TAP_MOST][2];
    UNROLL for (int t = 0; t < T; t++) UNROLL for (int w = 0; w < W; w++) sum[t][w] = _mm512_setzero_ps();
    const int rows = (F + T - 1) / K + 1;
    const ptrdiff_t step = p->step;
    for (ptrdiff_t y = 0; y < p->height; y++, image += p->row) {
        const float *at[TAP_MOST];
        UNROLL for (int r = 0; r < rows; r++) at[r] = image - F + r * line;
        for (ptrdiff_t x = 0; x < p->width; x++, grad += TAP_OUTPUTS) {
            __m512 g[2];
            UNROLL for (int w = 0; w < W; w++) g[w] = _mm512_loadu_ps(grad + 16 * w);
            UNROLL for (int t = 0; t < T; t++) {
                const __m512 factor = _mm512_set1_ps(at[(F + t) / K][(F + t) % K]);
                UNROLL for (int w = 0; w < W; w++) sum[t][w] = _mm512_fmadd_ps(factor, g[w], sum[t][w]);
            }
            UNROLL for (int r = 0; r < rows; r++) at[r] += step;
        }
    }
    UNROLL for (int t = 0; t < T; t++)
        UNROLL for (int w = 0; w < W; w++) {
            float *to = sums + t * TAP_OUTPUTS + 16 * w;
            _mm512_storeu_ps(to, _mm512_add_ps(_mm512_loadu_ps(to), sum[t][w]));
        }
}

// A function of its own for each: one that held them all would be slow to compile.
#define RUN_NAME(K, RUN) taps_##K##_##RUN
#define RUN_OF(K, RUNS, RUN)                                                                                       \
    static AVX512 void RUN_NAME(K, RUN)(int wide, const tap_places *p, const float *image, ptrdiff_t line, const float *grad, float *sums) { \
        enum { F = FIRST(K, RUNS, RUN) % (K), T = FIRST(K, RUNS, (RUN) + 1) - FIRST(K, RUNS, RUN) };               \
        if (wide) taps(K, F, T, 2, p, image, line, grad, sums);                                                    \
        else taps(K, F, T, 1, p, image, line, grad, sums);                                                         \
    }
RUN_OF(2, 1, 0) RUN_OF(3, 1, 0) RUN_OF(4, 2, 0) RUN_OF(5, 2, 0) RUN_OF(5, 2, 1)
RUN_OF(7, 4, 0) RUN_OF(7, 4, 1) RUN_OF(7, 4, 2) RUN_OF(7, 4, 3) RUN_OF(11, 11, 0)

void nbs_taps(ptrdiff_t kernel, int run, int outputs, const tap_places *p, const float *image, ptrdiff_t line, const float *grad, float *sums) {
    const int wide = outputs > TAP_OUTPUTS / 2;
    switch (kernel * 16 + run) {
#define CASE(K, RUN, AS) case (K) * 16 + (RUN): RUN_NAME(K, AS)(wide, p, image, line, grad, sums); break;
        CASE(2, 0, 0) CASE(3, 0, 0) CASE(4, 0, 0) CASE(4, 1, 0) CASE(5, 0, 0) CASE(5, 1, 1)
        CASE(7, 0, 0) CASE(7, 1, 1) CASE(7, 2, 2) CASE(7, 3, 3)
        default: RUN_NAME(11, 0)(wide, p, image, line, grad, sums); // its runs are its rows
    }
}
#else
ptrdiff_t nbs_first_tap(ptrdiff_t kernel, int run) { return 0; }
void nbs_taps(ptrdiff_t kernel, int run, int outputs, const tap_places *p, const float *image, ptrdiff_t line, const float *grad, float *sums) {}
#endif
