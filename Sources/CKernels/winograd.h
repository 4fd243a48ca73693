// Convolutions 3 x 3 and 5 x 5 with stride 1 by fewer products. Each answers NBS_UNSUPPORTED when another way is faster or would be more accurate.
#pragma once
#include "image.h"
#include "include/nbs_conv.h"

// As nbs_conv_forward (nbs_conv.h) with `channels` and `outputs` in place of c's, for images `l` describes, of which only the sizes of source and
// result and the padding are read; `flipped`: weight is (channels, outputs, kernel, kernel) and turned by half a circle.
int nbs_winograd(const nbs_conv *c, ptrdiff_t channels, ptrdiff_t outputs, const layout *l, const float *source, const float *weight,
                 int flipped, const float *bias, float *out);
// As nbs_conv_backward_weight, for kernels 3 x 3; `l`: the copy of the input, of which only the sizes of source and result and the padding are read.
int nbs_winograd_weight(const nbs_conv *c, const layout *l, const float *grad, const float *x, float *dw);

// Whether no place is zero in all channels and no value far from the others in its sample: exact zeros stay exact, small values keep their digits.
int nbs_is_even(ptrdiff_t samples, ptrdiff_t channels, ptrdiff_t area, const float *source);
