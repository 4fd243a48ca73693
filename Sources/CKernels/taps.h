// The micro-kernel under the weight gradient of convolutions with several taps: values are read from the image where they lie, and sums for
// neighbouring taps stay in registers over many places.
#pragma once
#include <stddef.h>

enum { TAP_OUTPUTS = 32, TAP_MOST = 14 };

// Places of one sample: `width` in each of `height` rows; in the image, neighbours are `step` apart and rows `row`.
typedef struct { ptrdiff_t height, width, step, row; } tap_places;

// Into how many runs the taps of a square kernel are cut, and where each of them begins (run `runs`: behind the last). 0: there is no kernel
// for this size, or the CPU is without AVX-512.
int nbs_tap_runs(ptrdiff_t kernel);
ptrdiff_t nbs_first_tap(ptrdiff_t kernel, int run);

// sums[t * 32 + o] += sum over places, in order, of image[place + tap t] * grad[place * 32 + o] for the taps of a run, for up to 16 outputs or
// up to 32. `image` is where the first tap reads for the first place, `line` what rows of the image are apart.
void nbs_taps(ptrdiff_t kernel, int run, int outputs, const tap_places *p, const float *image, ptrdiff_t line, const float *grad, float *sums);
