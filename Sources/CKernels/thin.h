#pragma once
#include <stddef.h>

// Dot products of `rows` rows, `row` apart, with x: out[i] = or += a[i] . x, up to NBS_THIN numbers each. The order of additions is a row's own,
// wherever it stands. 0: not this CPU.
enum { NBS_THIN = 96 };
int nbs_thin_dots(ptrdiff_t rows, ptrdiff_t row, ptrdiff_t k, const float *a, const float *x, float *out, int accumulate);
