// Products of weights with the taps' values at every place: forward convolutions and gradients of their input.
#pragma once
#include "conv.h"

// Which way products go: packed; few outputs (conv_few.c) use each packed value too rarely and read the image itself: the outputs are lanes, or places
// along the image are.
typedef enum { PACKED, OUTPUTS_ARE_LANES, PLACES_ARE_LANES } product_way;

// Forward and data gradient: out[row][place] = sum over taps of weight[row][tap] * image[tap][place].
typedef struct {
    const layout *l;
    const ptrdiff_t *offsets;
    const float *image, *panels, *weight, *bias; // panels: NULL when the weights are read where they lie
    const float *last; // of the last sample: reading its image would go beyond the end
    float *out;
    ptrdiff_t groups, channels, rows, taps, places, blocks;
    ptrdiff_t samples; // of few outputs: all; else those whose places are cut into tiles together
    product_way way;
    ptrdiff_t tiles_each, parts, blocks_each, row_parts; // a piece: so many tiles of one sample's group, so many blocks of rows
    int tile_rows, failed;
} product_job;

// Rows of `rows` results from an image of `channels` planes a group, of which `l` says what is read; `c` has the kernel. `flipped`: the weight is that of
// a convolution from results to image.
int nbs_run_products(const nbs_conv *c, const layout *l, ptrdiff_t channels, ptrdiff_t rows, const float *source, const float *weight, int flipped,
                     const float *bias, float *out);
// As nbs_conv_backward_data, for convolutions with strides.
int nbs_conv_backward_strided(const nbs_conv *c, const float *grad, const float *weight, float *dx);

extern const float nbs_no_bias[32];

product_way nbs_product_way(const product_job *j, ptrdiff_t batch);
// By one of the ways that are not packed, for j->samples samples.
void nbs_run_few(product_job *j);
