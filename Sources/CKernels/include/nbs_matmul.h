#pragma once
#include "nbs_types.h"

// out (m x n, row stride so) = a (m x k) * b (k x n), any strides; += when accumulate. For what BLAS does not do:
// integers, and products too small or too narrow to be worth its call.
int nbs_matmul(nbs_dtype t, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const void *a, ptrdiff_t ra, ptrdiff_t ca,
               const void *b, ptrdiff_t rb, ptrdiff_t cb, void *out, ptrdiff_t so, int accumulate);

// float32 with at most this many rows: every element of b is read from memory once, on all threads.
enum { NBS_SKINNY = 16 };
// Whether b can be read that way: its columns or its rows are contiguous, and a's rows when its columns are.
int nbs_is_skinny(ptrdiff_t m, ptrdiff_t k, ptrdiff_t ca, ptrdiff_t rb, ptrdiff_t cb);
void nbs_matmul_skinny(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b,
                       ptrdiff_t rb, ptrdiff_t cb, float *out, ptrdiff_t so, int accumulate);

// float32 products of a few thousand terms; NBS_UNSUPPORTED without the tiles' instructions.
int nbs_matmul_small(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b,
                     ptrdiff_t rb, ptrdiff_t cb, float *out, ptrdiff_t so, int accumulate);

// float32 with few products in each sum (k up to NBS_FLAT), rows of b contiguous: bound by writing the result.
enum { NBS_FLAT = 8 };
void nbs_matmul_flat(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b,
                     ptrdiff_t rb, float *out, ptrdiff_t so, int accumulate);

// Stacks of float32 matrices up to this size, ba and bb apart, any strides; the result is contiguous.
enum { NBS_SMALL_SIDE = 16 };
void nbs_matmul_batch(ptrdiff_t batch, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ba, ptrdiff_t ra, ptrdiff_t ca,
                      const float *b, ptrdiff_t bb, ptrdiff_t rb, ptrdiff_t cb, float *out);

// float32 of any size, on all threads; the sums start from `bias`, one number a column, when there is one and it does not
// accumulate. NBS_UNSUPPORTED without AVX-512, where OpenBLAS is as good.
int nbs_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb,
             ptrdiff_t cb, const float *bias, float *out, ptrdiff_t so, int accumulate);
// `batch` of them, ba and bb apart, each done by one thread; the result is contiguous. NBS_UNSUPPORTED where one after the other on all
// threads is better.
int nbs_gemm_stack(ptrdiff_t batch, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ba, ptrdiff_t ra, ptrdiff_t ca,
                   const float *b, ptrdiff_t bb, ptrdiff_t rb, ptrdiff_t cb, float *out);

// LU with exchanged rows of one matrix up to NBS_SMALL_LU, column by column and in place: answers the place, from 1, of the first zero on U's diagonal,
// 0 when there is none; which row each was exchanged with, from 1. And the solution of the equations in place of their right sides.
enum { NBS_SMALL_LU = 24 };
int nbs_lu(ptrdiff_t n, double *a, int32_t *pivots);
void nbs_lu_solve(ptrdiff_t n, ptrdiff_t columns, const double *lu, const int32_t *pivots, double *x);
