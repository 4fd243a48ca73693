#include "include/nbs_elementwise.h"
#include "include/nbs_parallel.h"
#include "include/nbs_reduce.h"
#include "doublemath.h"
#include "serial.h"
#include "vecmath.h"
#include "wide.h"
#include <math.h>
#include <string.h>

enum { BLOCK = 256 };
NBS_INLINE void exps_f32(ptrdiff_t n, float *x) {
    for (ptrdiff_t i = 0; i < n; i++) x[i] = v_exp(x[i]);
}
static void exps_f64(ptrdiff_t n, double *x) { nbs_unary_serial(NBS_UNARY_exp, NBS_F64, n, x, 1, x, 1, NULL); }

// One row at a time: it stays in the cache for all three passes.
#define SOFTMAX(T, NAME, EXPS)                                                                     \
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
            for (i = 0; i < n; i += BLOCK) {                                                       \
                T e[BLOCK];                                                                        \
                const ptrdiff_t m = n - i < BLOCK ? n - i : BLOCK, whole = m / 16 * 16;            \
                for (ptrdiff_t k = 0; k < m; k++) out[i + k] = e[k] = a[i + k] - top;              \
                EXPS(m, e);                                                                        \
                for (ptrdiff_t q = 0; q < whole; q += 16) for (int k = 0; k < 16; k++) sums[k] += e[q + k]; \
                for (ptrdiff_t k = whole; k < m; k++) sum += e[k];                                 \
                if (!log_form) memcpy(out + i, e, (size_t)m * sizeof(T));                          \
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
SOFTMAX(float, softmax_f32, exps_f32)
SOFTMAX(double, softmax_f64, exps_f64)

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

// Along a dimension that is not the last: a stretch of columns stays in the cache for all passes, and every column adds up in order.
enum { WIDE = 128 };
typedef struct {
    int log_form;
    ptrdiff_t n, inner;
    const float *a, *b;
    float *out;
} columns_job;
NBS_CLONES static void softmax_columns(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const columns_job *j = context;
    const ptrdiff_t blocks = (j->inner + WIDE - 1) / WIDE;
    for (ptrdiff_t unit = begin; unit < end; unit++) {
        const ptrdiff_t from = unit / blocks * j->n * j->inner + unit % blocks * WIDE, left = j->inner - unit % blocks * WIDE, w = left < WIDE ? left : WIDE;
        float top[WIDE], sum[WIDE] = {0};
        for (ptrdiff_t c = 0; c < w; c++) top[c] = -INFINITY;
        for (ptrdiff_t r = 0; r < j->n; r++) {
            const float *a = j->a + from + r * j->inner;
            for (ptrdiff_t c = 0; c < w; c++) top[c] = a[c] > top[c] ? a[c] : top[c];
        }
        for (ptrdiff_t r = 0; r < j->n; r++) {
            const float *a = j->a + from + r * j->inner;
            float *out = j->out + from + r * j->inner;
            if (j->log_form) NBS_VECTOR for (ptrdiff_t c = 0; c < w; c++) { const float x = a[c] - top[c]; sum[c] += v_exp(x); out[c] = x; }
            else NBS_VECTOR for (ptrdiff_t c = 0; c < w; c++) { const float e = v_exp(a[c] - top[c]); sum[c] += e; out[c] = e; }
        }
        for (ptrdiff_t c = 0; c < w; c++) sum[c] = !j->log_form ? 1 / sum[c] : sum[c] == sum[c] ? (float)d_log((double)sum[c]) : sum[c];
        for (ptrdiff_t r = 0; r < j->n; r++) {
            float *out = j->out + from + r * j->inner;
            if (j->log_form) for (ptrdiff_t c = 0; c < w; c++) out[c] -= sum[c];
            else for (ptrdiff_t c = 0; c < w; c++) out[c] *= sum[c];
        }
    }
}
NBS_CLONES static void backward_columns(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const columns_job *j = context;
    const ptrdiff_t blocks = (j->inner + WIDE - 1) / WIDE;
    for (ptrdiff_t unit = begin; unit < end; unit++) {
        const ptrdiff_t from = unit / blocks * j->n * j->inner + unit % blocks * WIDE, left = j->inner - unit % blocks * WIDE, w = left < WIDE ? left : WIDE;
        float sum[WIDE] = {0};
        for (ptrdiff_t r = 0; r < j->n; r++) {
            const float *g = j->a + from + r * j->inner, *y = j->b + from + r * j->inner;
            if (j->log_form) for (ptrdiff_t c = 0; c < w; c++) sum[c] += g[c];
            else for (ptrdiff_t c = 0; c < w; c++) sum[c] += g[c] * y[c];
        }
        for (ptrdiff_t r = 0; r < j->n; r++) {
            const float *g = j->a + from + r * j->inner, *y = j->b + from + r * j->inner;
            float *out = j->out + from + r * j->inner;
            if (j->log_form) NBS_VECTOR for (ptrdiff_t c = 0; c < w; c++) out[c] = g[c] - v_exp(y[c]) * sum[c];
            else NBS_VECTOR for (ptrdiff_t c = 0; c < w; c++) out[c] = y[c] * (g[c] - sum[c]);
        }
    }
}
static void over_columns(const columns_job *j, ptrdiff_t outer, nbs_work work) {
    columns_job copy = *j;
    const ptrdiff_t units = outer * ((j->inner + WIDE - 1) / WIDE), each = j->n * (j->inner < WIDE ? j->inner : WIDE);
    nbs_parallel(units, 1 + 8192 / each, work, &copy);
}
void nbs_softmax_columns(int log_form, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t inner, const float *a, float *out) {
    over_columns(&(columns_job){log_form, n, inner, a, NULL, out}, outer, softmax_columns);
}
void nbs_softmax_columns_backward(int log_form, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t inner, const float *grad, const float *y, float *out) {
    over_columns(&(columns_job){log_form, n, inner, grad, y, out}, outer, backward_columns);
}

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
