#include "include/nbs_elementwise.h"
#include "include/nbs_parallel.h"

enum { GRAIN = 32768 };
typedef struct {
    nbs_dtype t;
    double start, step;
    void *out;
    ptrdiff_t n;
} sequence_job;
#define ONE_BY_ONE(T) for (; i < end; i++) ((T *)j->out)[i] = (T)(start + step * (double)i)
// PyTorch counts within its vectors, of 32 bytes, from their first number, which is rounded; what does not fill two of them goes one by one. Pieces begin
// at whole vectors.
#define FILL(T)                                                                                          \
    do {                                                                                                 \
        enum { LANES = 32 / sizeof(T) };                                                                 \
        const ptrdiff_t whole = j->n / (2 * LANES) * (2 * LANES), last = end < whole ? end : whole;      \
        T *out = j->out;                                                                                 \
        for (; i < last; i += LANES) {                                                                   \
            const double base = (double)(T)(start + step * (double)i);                                   \
            for (int k = 0; k < LANES; k++) out[i + k] = (T)__builtin_fma(step, (double)k, base);        \
        }                                                                                                \
        ONE_BY_ONE(T);                                                                                   \
    } while (0)
// The product is rounded before it is added: the steps of PyTorch's scalar loops are.
#pragma STDC FP_CONTRACT OFF
NBS_CLONES static void sequence_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const sequence_job *j = context;
    const double start = j->start, step = j->step;
    ptrdiff_t i = begin;
    if (j->t == NBS_F32) FILL(float);
    else if (j->t == NBS_F64) FILL(double);
    else ONE_BY_ONE(int64_t);
}
void nbs_sequence(nbs_dtype t, ptrdiff_t n, double start, double step, void *out) {
    sequence_job j = {.t = t, .start = start, .step = step, .out = out, .n = n};
    nbs_parallel_large(n, GRAIN, sequence_piece, &j);
}

NBS_CLONES static void linspace_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const sequence_job *j = context;
    const float a = (float)j->start, b = (float)j->step, step = j->n > 1 ? (b - a) / (float)(j->n - 1) : 0;
    const ptrdiff_t half = j->n / 2, middle = end < half ? end : half, last = j->n - 1;
    float *out = j->out;
    for (ptrdiff_t i = begin; i < middle; i++) out[i] = __builtin_fmaf(step, (float)i, a);
    for (ptrdiff_t i = begin > half ? begin : half; i < end; i++) out[i] = __builtin_fmaf(-step, (float)(last - i), b);
}
void nbs_linspace(ptrdiff_t n, float start, float end, float *out) {
    sequence_job j = {.start = (double)start, .step = (double)end, .out = out, .n = n};
    if (n == 1) out[0] = start;
    else nbs_parallel_large(n, GRAIN, linspace_piece, &j);
}
