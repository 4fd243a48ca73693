#pragma once
#include "nbs_types.h"

// A sliding window over up to three spatial dimensions (leading ones are 1 when there are fewer).
typedef struct {
    ptrdiff_t in[3], kernel[3], stride[3], padding[3], dilation[3], out[3];
} nbs_window;

// One sample: channels x in -> (channels * kernel) x out, zeros outside. float32 and float64.
int nbs_im2col(nbs_dtype t, const nbs_window *w, ptrdiff_t channels, const void *in, void *columns);
// Adds every column back to where it came from; `in` is zeroed by the caller.
int nbs_col2im(nbs_dtype t, const nbs_window *w, ptrdiff_t channels, const void *columns, void *in);

// Pools over `planes` planes. Indices count within a plane.
int nbs_max_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out, int64_t *indices);
// divisor 0: the number of elements, padding counted when count_padding.
int nbs_avg_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor, const void *in,
                 void *out);
// Gradients; `in` is zeroed by the caller.
int nbs_avg_pool_backward(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor,
                          const void *out, void *in);
// in[indices[i]] += out[i], plane by plane. NBS_UNSUPPORTED: an index lies outside of its plane.
int nbs_max_pool_backward(nbs_dtype t, ptrdiff_t planes, ptrdiff_t in_size, ptrdiff_t out_size, const void *out,
                          const int64_t *indices, void *in);

// Windows that divide the input evenly: only `in` and `out` of w count.
int nbs_adaptive_max_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out, int64_t *indices);
int nbs_adaptive_avg_pool(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *in, void *out);
int nbs_adaptive_avg_pool_backward(nbs_dtype t, const nbs_window *w, ptrdiff_t planes, const void *out, void *in);
