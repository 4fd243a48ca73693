// The micro-kernel under convolutions with few outputs, which are its lanes: values are read from the image where they lie, each for all outputs.
// AVX-512 only.
#pragma once
#include <stddef.h>

enum { PLACES_LEAST = 4, PLACES_MOST = 14, PLACE_OUTPUTS = 16 };

// `count` neighbours of a row, from PLACES_LEAST to PLACES_MOST of them, and as many of the row below, which reads `line` further; 0: there is none.
// Rows of results are `width` apart, those of outputs `area`.
typedef struct { int count; ptrdiff_t line, width, area; } place_run;

// out[o * area + p] = start[o] + sum over taps, in order, of image[offsets[tap] + p] * panels[tap * 16 + o], each fused, for up to 32 outputs. More than 16
// of them stand in a second panel, `apart` further, and leave no room for a second row.
void nbs_places(const place_run *p, int outputs, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image, const float *panels, ptrdiff_t apart,
                const float *start, float *out);
