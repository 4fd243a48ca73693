#pragma once
#include "include/nbs_types.h"

// The largest (smallest) of 16 floats and more; 0: not this CPU.
int nbs_wide_extreme(int largest, ptrdiff_t n, const float *a, float *out);
// The largest or smallest of each line of int8, uint8, int16 or int32; lines are not empty.
int nbs_narrow_extremes(nbs_dtype t, int largest, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride, const void *a, void *out, ptrdiff_t so);
