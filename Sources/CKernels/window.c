#include "include/nbs_window.h"
#include <math.h>
#include <string.h>

#define T float
#define LOWEST (-INFINITY)
#define NAME(x) f32_##x
#include "window_loops.h"
#define T double
#define LOWEST (-(double)INFINITY)
#define NAME(x) f64_##x
#include "window_loops.h"

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
int nbs_max_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out, int64_t *indices) {
    DISPATCH(max_pool(w, planes, in, out, indices))
}
int nbs_avg_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor, const void *in,
                 void *out) {
    DISPATCH(avg_pool(w, planes, count_padding, divisor, in, out))
}
int nbs_avg_pool_backward(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor,
                          const void *out, void *in) {
    DISPATCH(avg_pool_backward(w, planes, count_padding, divisor, out, in))
}
int nbs_max_pool_backward(nbs_dtype t, ptrdiff_t planes, ptrdiff_t in_size, ptrdiff_t out_size, const void *out,
                          const int64_t *indices, void *in) {
    DISPATCH(max_pool_backward(planes, in_size, out_size, out, indices, in))
}
int nbs_adaptive_max_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out, int64_t *indices) {
    DISPATCH(adaptive_max_pool(w, planes, in, out, indices))
}
int nbs_adaptive_avg_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out) {
    DISPATCH(adaptive_avg_pool(w, planes, in, out))
}
int nbs_adaptive_avg_pool_backward(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *out, void *in) {
    DISPATCH(adaptive_avg_pool_backward(w, planes, out, in))
}
