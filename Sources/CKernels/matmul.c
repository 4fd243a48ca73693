#include "include/nbs_matmul.h"

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

int nbs_matmul(nbs_dtype t, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const void *a, ptrdiff_t ra, ptrdiff_t ca,
               const void *b, ptrdiff_t rb, ptrdiff_t cb, void *out, ptrdiff_t so, int accumulate) {
    switch (t) {
        case NBS_F32: matmul_f32(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate); return NBS_OK;
        case NBS_F64: matmul_f64(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate); return NBS_OK;
        case NBS_I64: matmul_i64(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate); return NBS_OK;
        default: return NBS_UNSUPPORTED;
    }
}
