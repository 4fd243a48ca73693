#pragma once
#include "nbs_types.h"

// Normalisation of float32 over everything but the channels: `outer` samples of `channels` planes of `inner` numbers, contiguous.
void nbs_channel_moments(ptrdiff_t outer, ptrdiff_t channels, ptrdiff_t inner, const float *x, float *mean, float *variance);
// (x - mean) * rstd * weight + bias; weight and bias may be NULL.
void nbs_channel_scale(ptrdiff_t outer, ptrdiff_t channels, ptrdiff_t inner, const float *x, const float *mean, const float *rstd,
                       const float *weight, const float *bias, float *out);
// Sums of g and of g * (x - mean).
void nbs_channel_sums(ptrdiff_t outer, ptrdiff_t channels, ptrdiff_t inner, const float *x, const float *g, const float *mean,
                      float *sum, float *product);
// (g - shift - (x - mean) * slope) * scale; without x: g * scale.
void nbs_channel_slope(ptrdiff_t outer, ptrdiff_t channels, ptrdiff_t inner, const float *x, const float *g, const float *mean,
                       const float *shift, const float *slope, const float *scale, float *out);
// Each of the `groups` of a sample's channels normalised by itself, with the mean and 1 / sqrt(variance + eps) of each; weight and bias, one number
// a channel, may be NULL.
void nbs_group_norm(ptrdiff_t outer, ptrdiff_t groups, ptrdiff_t channels, ptrdiff_t inner, const float *x, float eps, const float *weight,
                    const float *bias, float *mean, float *rstd, float *out);
// Its gradients: of x (unless `out` is NULL), and for each sample what those of bias (`sums`) and weight (`products`) are sums of, one number a channel.
void nbs_group_slope(ptrdiff_t outer, ptrdiff_t groups, ptrdiff_t channels, ptrdiff_t inner, const float *x, const float *g, const float *mean,
                     const float *rstd, const float *weight, float *sums, float *products, float *out);
