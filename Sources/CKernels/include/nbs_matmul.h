#pragma once
#include "nbs_types.h"

// out (m x n, row stride so) = a (m x k) * b (k x n), any strides; += when accumulate. For what BLAS does not do:
// integers, and products too small to be worth its call.
int nbs_matmul(nbs_dtype t, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const void *a, ptrdiff_t ra, ptrdiff_t ca,
               const void *b, ptrdiff_t rb, ptrdiff_t cb, void *out, ptrdiff_t so, int accumulate);
