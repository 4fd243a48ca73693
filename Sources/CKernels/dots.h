// The weight gradient of convolutions with few outputs: dot products of gradients and image rows where they lie.
#pragma once
#include <stddef.h>

enum { DOT_ROWS = 6, DOT_TAPS = 4 };
// Places of one sample: `width` neighbours in each of `height` rows, which are `row` apart in the image.
typedef struct { ptrdiff_t height, width, row; } dot_places;

// sums[r][t][lane] += grad[r][place] * image[offsets[t] + place] over all places, neighbours in lanes, for up to DOT_ROWS rows.
// AVX-512 only.
void nbs_dots(int rows, const dot_places *p, const float *grad, const float *image, const ptrdiff_t *offsets, float *sums);
float nbs_sum_of_lanes(const float *lanes);
