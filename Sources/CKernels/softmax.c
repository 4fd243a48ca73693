#include "include/nbs_reduce.h"
#include "serial.h"
#include "vecmath.h"
#include "wide.h"
#include <math.h>

// One row at a time: it stays in the cache for all three passes.
#define SOFTMAX(T, NAME, EXP)                                                                      \
    NBS_CLONES static void NAME(int log_form, ptrdiff_t rows, ptrdiff_t n, const T *a, T *out) {   \
        for (ptrdiff_t row = 0; row < rows; row++, a += n, out += n) {                             \
            T lanes[16], top = -(T)INFINITY;                                                       \
            ptrdiff_t i = 0;                                                                       \
            for (int k = 0; k < 16; k++) lanes[k] = top;                                           \
            for (; i + 16 <= n; i += 16)                                                           \
                for (int k = 0; k < 16; k++) lanes[k] = a[i + k] > lanes[k] ? a[i + k] : lanes[k]; \
            for (int k = 0; k < 16; k++) top = lanes[k] > top ? lanes[k] : top;                    \
            for (; i < n; i++) top = a[i] > top ? a[i] : top;                                      \
            T sums[16] = {0}, sum = 0;                                                             \
            for (i = 0; i + 16 <= n; i += 16)                                                      \
                for (int k = 0; k < 16; k++) {                                                     \
                    T e = EXP(a[i + k] - top);                                                     \
                    sums[k] += e;                                                                  \
                    out[i + k] = log_form ? a[i + k] - top : e;                                    \
                }                                                                                  \
            for (; i < n; i++) {                                                                   \
                T e = EXP(a[i] - top);                                                             \
                sum += e;                                                                          \
                out[i] = log_form ? a[i] - top : e;                                                \
            }                                                                                      \
            for (int k = 0; k < 16; k++) sum += sums[k];                                           \
            if (log_form) {                                                                        \
                T shift = (T)log((double)sum);                                                     \
                for (i = 0; i < n; i++) out[i] -= shift;                                           \
            } else {                                                                               \
                T scale = 1 / sum;                                                                 \
                for (i = 0; i < n; i++) out[i] *= scale;                                           \
            }                                                                                      \
        }                                                                                          \
    }
SOFTMAX(float, softmax_f32, v_exp)
SOFTMAX(double, softmax_f64, exp)

#define BACKWARD(T, NAME, EXP)                                                                                  \
    NBS_CLONES static void NAME(int log_form, ptrdiff_t rows, ptrdiff_t n, const T *grad, const T *y, T *out) { \
        for (ptrdiff_t row = 0; row < rows; row++, grad += n, y += n, out += n) {                               \
            T sums[16] = {0}, sum = 0;                                                                          \
            ptrdiff_t i = 0;                                                                                    \
            for (; i + 16 <= n; i += 16)                                                                        \
                for (int k = 0; k < 16; k++) sums[k] += log_form ? grad[i + k] : grad[i + k] * y[i + k];        \
            for (; i < n; i++) sum += log_form ? grad[i] : grad[i] * y[i];                                      \
            for (int k = 0; k < 16; k++) sum += sums[k];                                                        \
            if (log_form) for (i = 0; i < n; i++) out[i] = grad[i] - EXP(y[i]) * sum;                           \
            else for (i = 0; i < n; i++) out[i] = y[i] * (grad[i] - sum);                                       \
        }                                                                                                       \
    }
BACKWARD(float, backward_f32, v_exp)
BACKWARD(double, backward_f64, exp)

int nbs_softmax_serial(nbs_dtype t, int log_form, ptrdiff_t rows, ptrdiff_t n, const void *a, void *out) {
    if (t == NBS_F32 && nbs_wide_softmax(log_form, rows, n, a, out)) return NBS_OK;
    if (t == NBS_F32) softmax_f32(log_form, rows, n, a, out);
    else if (t == NBS_F64) softmax_f64(log_form, rows, n, a, out);
    else return NBS_UNSUPPORTED;
    return NBS_OK;
}

int nbs_softmax_backward_serial(nbs_dtype t, int log_form, ptrdiff_t rows, ptrdiff_t n, const void *grad, const void *y,
                         void *out) {
    if (t == NBS_F32) backward_f32(log_form, rows, n, grad, y, out);
    else if (t == NBS_F64) backward_f64(log_form, rows, n, grad, y, out);
    else return NBS_UNSUPPORTED;
    return NBS_OK;
}
