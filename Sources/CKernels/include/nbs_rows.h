#pragma once
#include <stddef.h>

// Layer normalisation of `rows` contiguous rows of n float32: out = (x - mean) * rstd * weight + bias, with the mean and
// 1 / sqrt(variance + eps) of each row; weight and bias, n numbers each, may be NULL.
void nbs_row_norm(ptrdiff_t rows, ptrdiff_t n, const float *x, float eps, const float *weight, const float *bias, float *mean, float *rstd, float *out);

// Its gradients: of x (`out`), of weight and of bias (n numbers each); each may be NULL. `parts` has room for 2 * n * nbs_row_parts(rows) floats.
ptrdiff_t nbs_row_parts(ptrdiff_t rows);
void nbs_row_norm_gradients(ptrdiff_t rows, ptrdiff_t n, const float *x, const float *g, const float *mean, const float *rstd, const float *weight,
                            float *parts, float *out, float *of_weight, float *of_bias);
