// Convolutions 3 x 3 and 5 x 5 with stride 1 by fewer products.
#pragma once
#include "image.h"

// As nbs_conv_forward (nbs_conv.h) for images `l` describes, of which only the sizes of source and result and the padding
// are read; `flipped`: weight is (channels, outputs, kernel, kernel) and turned by half a circle. NBS_UNSUPPORTED when another way is faster
// or would be more accurate.
int nbs_winograd(ptrdiff_t kernel, ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t outputs, const layout *l, const float *source, const float *weight,
                 int flipped, const float *bias, float *out);
