#pragma once
#include "nbs_types.h"

// Reductions of `outer` lines of `n` elements each; float32, float64 and int64 only (amax and amin: integers of all sizes), callers convert the rest.
// In step with TensorCore's ReduceOp (a test compares the names).
#define NBS_REDUCE_OPS(X) \
    X(sum) X(prod) X(amax) X(amin) X(argmax) X(argmin) X(any) X(all) X(countNonzero) \
    X(sumAbs) X(sumSquares) X(sumPower) X(amaxAbs) X(aminAbs) X(variance) X(logSumExp) X(nanSum)
#define NBS_NAME(x) NBS_REDUCE_##x,
enum { NBS_REDUCE_OPS(NBS_NAME) NBS_REDUCE_COUNT };
#undef NBS_NAME
const char *nbs_reduce_name(int op);

// Line i starts at a + i * outer_stride and steps by `stride`; its result goes to out[i * out_stride]. Results have
// the input's dtype, but argmax and argmin (int64), any and all (bool), countNonzero (int64).
// p: the power for sumPower, the correction for variance.
int nbs_reduce(int op, nbs_dtype t, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride, const void *a,
               void *out, ptrdiff_t out_stride, double p);

// Running sums and the like over contiguous rows: 0 sum, 1 product, 2 maximum, 3 minimum, 4 log of the sum of exp.
// `index` (maximum and minimum only) receives where each value was found.
int nbs_scan(int op, nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, void *out, int64_t *index);

// Rows of n: softmax or log_softmax, and their gradients from the result y.
int nbs_softmax(nbs_dtype t, int log_form, ptrdiff_t rows, ptrdiff_t n, const void *a, void *out);
int nbs_softmax_backward(nbs_dtype t, int log_form, ptrdiff_t rows, ptrdiff_t n, const void *grad, const void *y,
                         void *out);
// The same of float32 along a dimension of n with `inner` elements behind it.
void nbs_softmax_columns(int log_form, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t inner, const float *a, float *out);
void nbs_softmax_columns_backward(int log_form, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t inner, const float *grad, const float *y, float *out);
