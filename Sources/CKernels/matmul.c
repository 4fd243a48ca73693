#include "include/nbs_matmul.h"
#include "tile.h"

// The order of additions is that of the BLAS that PyTorch calls, on a processor for which it uses no fused multiplication:
// a long training run makes the last bits of small products visible (docs/fidelity.md).
#pragma STDC FP_CONTRACT OFF

// Four rows side by side: the first terms in order until the rest divides by four, then four sums that start from them.
// Short rows that are left over: in order. (PyTorch's order for longer ones depends on their address.)
// From LONG_ROW on, where its results differ from one processor to the next anyway, as wide as the registers.
enum { LONG_ROW = 64, SHORT_ROW = 12 };
#define DOT(T, NAME)                                                                                              \
    static inline __attribute__((always_inline)) T NAME(ptrdiff_t k, const T *x, const T *y, int left_over) {     \
        T lanes[16] = {0}, sum = 0;                                                                               \
        ptrdiff_t l = 0;                                                                                          \
        if (k >= LONG_ROW) {                                                                                      \
            for (; l + 16 <= k; l += 16) for (int q = 0; q < 16; q++) lanes[q] += x[l + q] * y[l + q];            \
            for (; l < k; l++) sum += x[l] * y[l];                                                                \
            for (int q = 0; q < 16; q++) sum += lanes[q];                                                         \
            return sum;                                                                                           \
        }                                                                                                         \
        const ptrdiff_t first = left_over && k < SHORT_ROW ? k : (k - 1) % 4 + 1;                                 \
        for (; l < first; l++) lanes[0] += x[l] * y[l];                                                           \
        for (; l < k; l += 4) for (int q = 0; q < 4; q++) lanes[q] += x[l + q] * y[l + q];                        \
        return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);                                                     \
    }

// Columns of b are dot products when they are contiguous, rows of b are added up when those are; both vectorise.
#define MATMUL(T, NAME)                                                                                           \
    DOT(T, NAME##_dot)                                                                                            \
    NBS_CLONES static void NAME(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const T *a, ptrdiff_t ra, ptrdiff_t ca,    \
                                const T *b, ptrdiff_t rb, ptrdiff_t cb, T *out, ptrdiff_t so, int accumulate) {   \
        if (rb == 1 && ca == 1 && k > 4) {                                                                        \
            for (ptrdiff_t i = 0; i < m; i++)                                                                     \
                for (ptrdiff_t j = 0; j < n; j++) {                                                               \
                    const T *x = a + i * ra, *y = b + j * cb;                                                     \
                    const T sum = NAME##_dot(k, x, y, j >= n / 4 * 4);                                             \
                    out[i * so + j] = accumulate ? out[i * so + j] + sum : sum;                                   \
                }                                                                                                 \
            return;                                                                                               \
        }                                                                                                         \
        for (ptrdiff_t i = 0; i < m; i++) {                                                                       \
            T *row = out + i * so;                                                                                \
            if (!accumulate) for (ptrdiff_t j = 0; j < n; j++) row[j] = 0;                                        \
            for (ptrdiff_t l = 0; l < k; l++) {                                                                   \
                const T x = a[i * ra + l * ca], *y = b + l * rb;                                                  \
                if (cb == 1) for (ptrdiff_t j = 0; j < n; j++) row[j] += x * y[j];                                \
                else for (ptrdiff_t j = 0; j < n; j++) row[j] += x * y[j * cb];                                   \
            }                                                                                                     \
        }                                                                                                         \
    }
MATMUL(float, matmul_f32)
MATMUL(double, matmul_f64)
// Unsigned arithmetic wraps; signed overflow would be undefined.
MATMUL(uint64_t, matmul_i64)

#if defined(__x86_64__)
#include "avx512.h"

// matmul_f32's sums in the same order, 16 columns of up to four rows in registers; what n leaves of 16 is masked.
INLINE void some_rows(int rows, __mmask16 mask, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb, float *out, ptrdiff_t so,
                      int accumulate) {
    __m512 sums[4];
    UNROLL for (int r = 0; r < rows; r++) sums[r] = accumulate ? _mm512_maskz_loadu_ps(mask, out + r * so) : _mm512_setzero_ps();
    for (ptrdiff_t l = 0; l < k; l++) {
        const __m512 y = _mm512_maskz_loadu_ps(mask, b + l * rb);
        UNROLL for (int r = 0; r < rows; r++) {
            const __m512 x = _mm512_set1_ps(a[r * ra + l * ca]), product = _mm512_mul_ps(x, y);
            sums[r] = _mm512_add_ps(sums[r], product);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) _mm512_mask_storeu_ps(out + r * so, mask, sums[r]);
}
// Where b's columns have gaps, they are brought together first if that pays: for at least so many rows.
enum { DEEP = 64, ROWS = 4 };
AVX512 static void wide_rows(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb, ptrdiff_t cb,
                             float *out, ptrdiff_t so, int accumulate) {
    float close[DEEP * 16];
    for (ptrdiff_t j = 0; j < n; j += 16) {
        const ptrdiff_t w = n - j < 16 ? n - j : 16, step = cb == 1 ? rb : 16;
        const __mmask16 mask = (__mmask16)((1u << w) - 1);
        const float *from = b + j * cb;
        if (cb != 1) {
            for (ptrdiff_t q = 0; q < w; q++) for (ptrdiff_t l = 0; l < k; l++) close[l * 16 + q] = from[q * cb + l * rb];
            from = close;
        }
        ptrdiff_t i = 0;
        for (; i + 4 <= m; i += 4) some_rows(4, mask, k, a + i * ra, ra, ca, from, step, out + i * so + j, so, accumulate);
        for (; i < m; i++) some_rows(1, mask, k, a + i * ra, ra, ca, from, step, out + i * so + j, so, accumulate);
    }
}
static int rows_are_added(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb, ptrdiff_t cb,
                          float *out, ptrdiff_t so, int accumulate) {
    if ((rb == 1 && ca == 1 && k > 4) || !nbs_has_large_tiles()) return 0;
    if (cb != 1 && (m < ROWS || k > DEEP)) return 0;
    wide_rows(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate);
    return 1;
}
#else
static int rows_are_added(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb, ptrdiff_t cb,
                          float *out, ptrdiff_t so, int accumulate) { return 0; }
#endif

int nbs_matmul(nbs_dtype t, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const void *a, ptrdiff_t ra, ptrdiff_t ca,
               const void *b, ptrdiff_t rb, ptrdiff_t cb, void *out, ptrdiff_t so, int accumulate) {
    switch (t) {
        case NBS_F32:
            if (!rows_are_added(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate)) matmul_f32(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate);
            return NBS_OK;
        case NBS_F64: matmul_f64(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate); return NBS_OK;
        case NBS_I64: matmul_i64(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate); return NBS_OK;
        default: return NBS_UNSUPPORTED;
    }
}
