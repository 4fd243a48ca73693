#pragma once
#include "nbs_types.h"

// The order of n contiguous elements: order[k] is the place of the k-th. Equal ones keep their order, NaN counts as the
// largest. `scratch` has room for nbs_sort_scratch(n) bytes.
size_t nbs_sort_scratch(ptrdiff_t n);
void nbs_argsort(nbs_dtype t, ptrdiff_t n, const void *a, int descending, int64_t *order, void *scratch);

// For each of n values the first place in the sorted `bounds` (m long, through `sorter` unless NULL) that is not below it,
// or, when `right`, that is above it. float64 and int64.
void nbs_search(nbs_dtype t, ptrdiff_t m, const void *bounds, const int64_t *sorter, ptrdiff_t n, const void *values,
                int right, int64_t *out);
