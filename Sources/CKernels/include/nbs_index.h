#pragma once
#include "nbs_types.h"

// out[i * so] = a[i * sa + index[i * si] * step]: one run of a gather.
void nbs_gather(size_t item, ptrdiff_t n, const void *a, ptrdiff_t sa, ptrdiff_t step, const int64_t *index, ptrdiff_t si,
                void *out, ptrdiff_t so);
// Many such runs, ra, ri and ro apart, on all threads. With a `limit`, runs whose indices (si is 1) do not all lie in
// 0 ..< limit are left out: 0 when there are some.
int nbs_gather_rows(size_t item, ptrdiff_t rows, ptrdiff_t n, const void *a, ptrdiff_t ra, ptrdiff_t sa, ptrdiff_t step,
                    const int64_t *index, ptrdiff_t ri, ptrdiff_t si, void *out, ptrdiff_t ro, ptrdiff_t so, int64_t limit);
// out[i * so + index[i * si] * step] = a[i * sa], or combined with it.
enum { NBS_SCATTER_ASSIGN, NBS_SCATTER_SUM, NBS_SCATTER_PROD, NBS_SCATTER_AMAX, NBS_SCATTER_AMIN };
int nbs_scatter(int mode, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const int64_t *index, ptrdiff_t si,
                void *out, ptrdiff_t so, ptrdiff_t step);
// Many such runs, ra, ri and ro apart, one after the other.
int nbs_scatter_rows(int mode, nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, ptrdiff_t ra, ptrdiff_t sa, const int64_t *index,
                     ptrdiff_t ri, ptrdiff_t si, void *out, ptrdiff_t ro, ptrdiff_t so, ptrdiff_t step);
// The first index outside low ..< high, or -1 for none; its place is what is answered.
ptrdiff_t nbs_first_outside(ptrdiff_t n, const int64_t *index, int64_t low, int64_t high);
// Copies blocks of `bytes` from a to out: out block i = a block index[i], for each of `outer` groups of `size` blocks.
void nbs_take_blocks(ptrdiff_t outer, ptrdiff_t size, ptrdiff_t bytes, ptrdiff_t n, const int64_t *index, const void *a,
                     void *out);
// Places of the `total` nonzero bytes of a row-major array of these sizes: all of the first dimension, then all of the second, and so on.
void nbs_nonzero(ptrdiff_t n, const uint8_t *a, int rank, const int64_t *sizes, ptrdiff_t total, int64_t *out);
ptrdiff_t nbs_count_nonzero(ptrdiff_t n, const uint8_t *a);
// The elements beside the `total` nonzero bytes of a mask.
void nbs_compress(size_t item, const uint8_t *mask, const void *a, ptrdiff_t total, void *out);
