#pragma once
#include "include/nbs_reduce.h"

// Rows of 2 to 16 floats, `stride` apart: sixteen of them are turned into columns and reduced side by side, in the order that reduce_lines.h has.
// 0: not one of these reductions, or not this CPU.
int nbs_short_rows(int op, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t n, const float *a, void *out, ptrdiff_t so);
