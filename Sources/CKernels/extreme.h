#pragma once
#include <stddef.h>

// The largest (smallest) of 16 floats and more; 0: not this CPU.
int nbs_wide_extreme(int largest, ptrdiff_t n, const float *a, float *out);
