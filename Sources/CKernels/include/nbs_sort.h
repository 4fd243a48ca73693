#pragma once
#include "nbs_types.h"

// The orders of rows of n contiguous elements: order[k] is the place of the k-th. Equal ones keep their order, NaN counts as the
// largest.
int nbs_argsort_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, int descending, int64_t *order);
// The first k of each of these orders; k is small and not 0.
int nbs_first_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, ptrdiff_t k, const void *a, int descending, int64_t *order);
// Of each row the place of its median: the lower of two in the middle, the first NaN, or, those left out, the middle of the others.
int nbs_middle_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, int ignoring_nan, int64_t *places);
// Of each row the place of the k-th in order, counted from 0; of equals the one that PyTorch finds.
int nbs_select_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, ptrdiff_t k, const void *a, int64_t *places);
// Of each row the last place of its most frequent element, of several the smallest; NaNs differ from each other.
int nbs_mode_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, int64_t *places);
// Where in n elements another one begins (`firsts`, room for n), and how often that is; groups[order[i]] (i without `order`) counts them.
ptrdiff_t nbs_groups(nbs_dtype t, ptrdiff_t n, const void *a, const int64_t *order, int64_t *groups, int64_t *firsts);
// counts[1 + b] elements lie in bin b of `bins` between low and high, counts[0] outside. float32 and float64.
void nbs_histogram(nbs_dtype t, ptrdiff_t n, const void *a, double low, double high, ptrdiff_t bins, int64_t *counts);

// For each of n values the first place in the sorted `bounds` (m long, through `sorter` unless NULL) that is not below it,
// or, when `right`, that is above it. float64 and int64.
void nbs_search(nbs_dtype t, ptrdiff_t m, const void *bounds, const int64_t *sorter, ptrdiff_t n, const void *values,
                int right, int64_t *out);
