#include "include/nbs_window.h"
#include "include/nbs_parallel.h"
#include "pool.h"
#include <math.h>
#include <string.h>

#define T float
#define LOWEST (-INFINITY)
#define WIDE_STRIP nbs_wide_strip
#define NAME(x) f32_##x
#include "window_loops.h"
#define T double
#define LOWEST (-(double)INFINITY)
#define WIDE_STRIP(...) 0
#define NAME(x) f64_##x
#include "window_loops.h"

enum { PIECE = 16384 }; // taps worth another thread

#define DISPATCH(CALL)                         \
    switch (t) {                               \
        case NBS_F32: f32_##CALL; return NBS_OK; \
        case NBS_F64: f64_##CALL; return NBS_OK; \
        default: return NBS_UNSUPPORTED;       \
    }

int nbs_im2col(nbs_dtype t, const nbs_window *w, ptrdiff_t channels, const void *in, void *columns) {
    DISPATCH(im2col(w, channels, in, columns))
}
int nbs_col2im(nbs_dtype t, const nbs_window *w, ptrdiff_t channels, const void *columns, void *in) {
    DISPATCH(col2im(w, channels, columns, in))
}
// Planes are shared out.
typedef struct {
    nbs_dtype t;
    const nbs_window *w;
    ptrdiff_t in_size, out_size;
    size_t item;
    const char *a;
    char *b;
    int64_t *indices;
    int outside; // an index lies outside of its plane
    int count_padding;
    ptrdiff_t divisor;
} pool_job;
static void max_planes(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const pool_job *j = context;
    const char *in = j->a + begin * j->in_size * (ptrdiff_t)j->item;
    char *out = j->b + begin * j->out_size * (ptrdiff_t)j->item;
    int64_t *indices = j->indices + begin * j->out_size;
    if (j->t == NBS_F32) f32_max_pool(j->w, end - begin, (const float *)in, (float *)out, indices);
    else f64_max_pool(j->w, end - begin, (const double *)in, (double *)out, indices);
}
int nbs_max_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out, int64_t *indices) {
    if (t != NBS_F32 && t != NBS_F64) return NBS_UNSUPPORTED;
    pool_job j = {t, w, f32_size(w->in), f32_size(w->out), t == NBS_F32 ? 4 : 8, in, out, indices};
    nbs_parallel(planes, 1 + PIECE / (1 + j.out_size * f32_size(w->kernel)), max_planes, &j);
    return NBS_OK;
}
// FROM and TO are the sizes of a plane that is read and of one that is written.
#define MEANS(NAME, FROM, TO, ...)                                                                  \
    static void NAME##_planes(void *context, ptrdiff_t begin, ptrdiff_t end) {                      \
        const pool_job *j = context;                                                                \
        const char *a = j->a + begin * j->FROM * (ptrdiff_t)j->item;                                \
        char *b = j->b + begin * j->TO * (ptrdiff_t)j->item;                                        \
        if (j->t == NBS_F32) f32_##NAME(j->w, end - begin, __VA_ARGS__ (const float *)a, (float *)b); \
        else f64_##NAME(j->w, end - begin, __VA_ARGS__ (const double *)a, (double *)b);             \
    }
#define PADDING j->count_padding, j->divisor,
MEANS(avg_pool, in_size, out_size, PADDING)
MEANS(avg_pool_backward, out_size, in_size, PADDING)
MEANS(adaptive_avg_pool, in_size, out_size)
MEANS(adaptive_avg_pool_backward, out_size, in_size)
// `taps` is what a plane takes, about.
static int means(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor, ptrdiff_t taps, const void *a, void *b, nbs_work work) {
    if (t != NBS_F32 && t != NBS_F64) return NBS_UNSUPPORTED;
    pool_job j = {.t = t, .w = w, .in_size = f32_size(w->in), .out_size = f32_size(w->out), .item = t == NBS_F32 ? 4 : 8, .a = a, .b = b,
                  .count_padding = count_padding, .divisor = divisor};
    nbs_parallel(planes, 1 + PIECE / (1 + taps), work, &j);
    return NBS_OK;
}
int nbs_avg_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor, const void *in, void *out) {
    return means(t, w, planes, count_padding, divisor, f32_size(w->out) * f32_size(w->kernel), in, out, avg_pool_planes);
}
int nbs_avg_pool_backward(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor, const void *out, void *in) {
    return means(t, w, planes, count_padding, divisor, f32_size(w->out) * f32_size(w->kernel), out, in, avg_pool_backward_planes);
}
static void max_backward_planes(void *context, ptrdiff_t begin, ptrdiff_t end) {
    pool_job *j = context;
    const char *out = j->a + begin * j->out_size * (ptrdiff_t)j->item;
    char *in = j->b + begin * j->in_size * (ptrdiff_t)j->item;
    const int64_t *indices = j->indices + begin * j->out_size;
    const int inside = j->t == NBS_F32 ? f32_max_pool_backward(end - begin, j->in_size, j->out_size, (const float *)out, indices, (float *)in)
                                       : f64_max_pool_backward(end - begin, j->in_size, j->out_size, (const double *)out, indices, (double *)in);
    if (!inside) j->outside = 1;
}
int nbs_max_pool_backward(nbs_dtype t, ptrdiff_t planes, ptrdiff_t in_size, ptrdiff_t out_size, const void *out,
                          const int64_t *indices, void *in) {
    if (t != NBS_F32 && t != NBS_F64) return NBS_UNSUPPORTED;
    pool_job j = {t, NULL, in_size, out_size, t == NBS_F32 ? 4 : 8, out, in, (int64_t *)indices};
    nbs_parallel(planes, 1 + PIECE / (1 + out_size), max_backward_planes, &j);
    return j.outside ? NBS_UNSUPPORTED : NBS_OK;
}
int nbs_adaptive_max_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out, int64_t *indices) {
    DISPATCH(adaptive_max_pool(w, planes, in, out, indices))
}
int nbs_adaptive_avg_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out) {
    return means(t, w, planes, 0, 0, f32_size(w->in) + f32_size(w->out), in, out, adaptive_avg_pool_planes);
}
int nbs_adaptive_avg_pool_backward(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *out, void *in) {
    return means(t, w, planes, 0, 0, f32_size(w->in) + f32_size(w->out), out, in, adaptive_avg_pool_backward_planes);
}
