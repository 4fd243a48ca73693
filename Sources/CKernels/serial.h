// The kernels on one thread; parallel_loops.c cuts large calls into pieces of these.
#pragma once
#include "include/nbs_types.h"

int nbs_unary_serial(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so, const double *p);
int nbs_binary_serial(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb, void *out,
                      ptrdiff_t so);
int nbs_compare_serial(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb,
                       uint8_t *out, ptrdiff_t so);
int nbs_ternary_serial(int kind, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb,
                       const void *c, ptrdiff_t sc, void *out, ptrdiff_t so, double value);
int nbs_axpy_serial(nbs_dtype t, ptrdiff_t n, double alpha, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so);
void nbs_where_serial(size_t item, ptrdiff_t n, const uint8_t *c, ptrdiff_t sc, const void *a, ptrdiff_t sa, const void *b,
                      ptrdiff_t sb, void *out, ptrdiff_t so);
void nbs_cast_serial(nbs_dtype from, nbs_dtype to, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so);
int nbs_reduce_serial(int op, nbs_dtype t, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride,
                      const void *a, void *out, ptrdiff_t out_stride, double p);
// Sums of columns in parts: of up to NBS_TALL rows of whole blocks of NBS_SIDE columns (`once`: of a matrix larger than the caches), of
// the columns behind the last block, and of all parts, [part][outer].
enum { NBS_TALL = 256, NBS_SIDE = 32 };
int nbs_sum_blocks_serial(nbs_dtype t, int once, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const void *a, void *out);
int nbs_sum_rest_serial(nbs_dtype t, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const void *a, void *out, ptrdiff_t so);
int nbs_join_sums_serial(nbs_dtype t, ptrdiff_t outer, ptrdiff_t n, const void *sums, void *out, ptrdiff_t so);
int nbs_softmax_serial(nbs_dtype t, int log_form, ptrdiff_t rows, ptrdiff_t n, const void *a, void *out);
int nbs_softmax_backward_serial(nbs_dtype t, int log_form, ptrdiff_t rows, ptrdiff_t n, const void *grad, const void *y,
                                void *out);
int nbs_scan_serial(int op, nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, void *out, int64_t *index);
