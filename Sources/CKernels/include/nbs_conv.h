#pragma once
#include "nbs_window.h"

// Direct convolutions in float32 over two dimensions (w.in[0] is 1): products of packed panels, without columns in memory.
typedef struct {
    nbs_window w;
    ptrdiff_t batch, groups;
    ptrdiff_t channels, outputs; // of one group
} nbs_conv;

// Each answers NBS_UNSUPPORTED when the shape, the CPU or memory does not allow it: the caller goes by columns then.
// x: batch, groups * channels, in; weight: groups * outputs, channels, kernel; out: batch, groups * outputs, out.
int nbs_conv_forward(const nbs_conv *c, const float *x, const float *weight, const float *bias, float *out);
int nbs_conv_backward_data(const nbs_conv *c, const float *grad, const float *weight, float *dx);
int nbs_conv_backward_weight(const nbs_conv *c, const float *grad, const float *x, float *dw);
