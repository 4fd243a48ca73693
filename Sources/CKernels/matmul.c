#include "include/nbs_matmul.h"

// Rows of b are added up when they are contiguous, columns of b are dot products when those are; both vectorise.
#define MATMUL(T, NAME, ACC)                                                                                      \
    NBS_CLONES static void NAME(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const T *a, ptrdiff_t ra, ptrdiff_t ca,    \
                                const T *b, ptrdiff_t rb, ptrdiff_t cb, T *out, ptrdiff_t so, int accumulate) {   \
        if (rb == 1 && ca == 1 && k > 4) {                                                                        \
            for (ptrdiff_t i = 0; i < m; i++)                                                                     \
                for (ptrdiff_t j = 0; j < n; j++) {                                                               \
                    const T *x = a + i * ra, *y = b + j * cb;                                                     \
                    T lanes[16] = {0}, sum = 0;                                                                   \
                    ptrdiff_t l = 0;                                                                              \
                    for (; l + 16 <= k; l += 16)                                                                  \
                        for (int q = 0; q < 16; q++) lanes[q] += (T)(x[l + q] * y[l + q]);                        \
                    for (; l < k; l++) sum += (T)(x[l] * y[l]);                                                   \
                    for (int q = 0; q < 16; q++) sum += lanes[q];                                                 \
                    out[i * so + j] = accumulate ? (T)(out[i * so + j] + sum) : sum;                              \
                }                                                                                                 \
            return;                                                                                               \
        }                                                                                                         \
        for (ptrdiff_t i = 0; i < m; i++) {                                                                       \
            T *row = out + i * so;                                                                                \
            if (!accumulate) for (ptrdiff_t j = 0; j < n; j++) row[j] = 0;                                        \
            for (ptrdiff_t l = 0; l < k; l++) {                                                                   \
                const T x = a[i * ra + l * ca], *y = b + l * rb;                                                  \
                if (cb == 1) for (ptrdiff_t j = 0; j < n; j++) row[j] += (T)(x * y[j]);                           \
                else for (ptrdiff_t j = 0; j < n; j++) row[j] += (T)(x * y[j * cb]);                              \
            }                                                                                                     \
        }                                                                                                         \
    }
MATMUL(float, matmul_f32, float)
MATMUL(double, matmul_f64, double)
// Unsigned arithmetic wraps; signed overflow would be undefined.
MATMUL(uint64_t, matmul_i64, uint64_t)

int nbs_matmul(nbs_dtype t, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const void *a, ptrdiff_t ra, ptrdiff_t ca,
               const void *b, ptrdiff_t rb, ptrdiff_t cb, void *out, ptrdiff_t so, int accumulate) {
    switch (t) {
        case NBS_F32: matmul_f32(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate); return NBS_OK;
        case NBS_F64: matmul_f64(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate); return NBS_OK;
        case NBS_I64: matmul_i64(m, n, k, a, ra, ca, b, rb, cb, out, so, accumulate); return NBS_OK;
        default: return NBS_UNSUPPORTED;
    }
}
