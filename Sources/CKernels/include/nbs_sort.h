#pragma once
#include "nbs_types.h"

// The orders of rows of n contiguous elements: order[k] is the place of the k-th. Equal ones keep their order, NaN counts as the
// largest.
int nbs_argsort_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, int descending, int64_t *order);
// The first k of each of these orders; k is small and not 0.
int nbs_first_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, ptrdiff_t k, const void *a, int descending, int64_t *order);

// For each of n values the first place in the sorted `bounds` (m long, through `sorter` unless NULL) that is not below it,
// or, when `right`, that is above it. float64 and int64.
void nbs_search(nbs_dtype t, ptrdiff_t m, const void *bounds, const int64_t *sorter, ptrdiff_t n, const void *values,
                int right, int64_t *out);
