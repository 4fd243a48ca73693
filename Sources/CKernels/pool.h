// Windows side by side, whole inside their row, sixteen at a time where there is AVX-512.
#pragma once
#include "include/nbs_window.h"

// The largest number of each of `n` windows and its place in the plane; the first window's taps are [low, high).
// 0: not this CPU.
int nbs_wide_strip(const nbs_window *w, ptrdiff_t n, const ptrdiff_t *low, const ptrdiff_t *high, const float *in, float *out,
                   int64_t *indices);
