// What the three convolutions share.
#pragma once
#include "include/nbs_conv.h"
#include "include/nbs_memory.h"
#include "image.h"

// Whether the kernels here serve at all.
int nbs_conv_suits(const nbs_conv *c);
// The copy of the input that results and the weight's gradient are computed from.
layout nbs_conv_layout(const nbs_conv *c);
// Where each tap of `channels` images reads, relative to the place (0, 0); later rows of places lie step_h * row further. To be freed; NULL:
// there is no memory.
ptrdiff_t *nbs_tap_offsets(const layout *l, ptrdiff_t channels, const nbs_window *w);
// A block of the result from a packed panel of places: by AVX-512 from weights wherever they lie, else from panels of them.
// `start`: NULL to add to the result, else the first value of every row.
void nbs_panel_product(int rows, int columns, ptrdiff_t depth, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, float *out,
                       ptrdiff_t stride, const float *start);
// As nbs_conv_backward_weight, for square kernels that taps.h knows; NBS_UNSUPPORTED when another way is faster.
int nbs_conv_weight_by_taps(const nbs_conv *c, const float *grad, const float *x, float *dw);

static inline float *nbs_take(ptrdiff_t floats) { return nbs_alloc((size_t)floats * sizeof(float)); }
static inline void nbs_give(void *block, ptrdiff_t floats) { nbs_free(block, (size_t)floats * sizeof(float)); }
