// Convolutions with few outputs: values are read where they lie, because packing them would cost more than it saves.
#pragma once
#include "include/nbs_types.h"

// A tile runs along the image, borders included; what falls on them is computed and dropped. 16 neighbours on that way,
// and where those that count go: lanes in `mask` to `target` on, where lane 0 would go.
enum { LANE_PARTS = 4, DIRECT_ROWS = 8, DIRECT_VECTORS = 4 };
typedef struct {
    int parts;
    uint16_t mask[LANE_PARTS];
    ptrdiff_t target[LANE_PARTS];
} lanes;

// Whether the CPU can do so.
int nbs_has_direct(void);
// How many vectors of 16 a tile of so many rows has.
int nbs_direct_vectors(int rows);
// out[r][target of q] = start[r] + sum over taps of a[tap * 16 + r] * image[offsets[tap] + q] for up to DIRECT_ROWS rows.
void nbs_direct_tile(int rows, ptrdiff_t taps, const ptrdiff_t *offsets, const float *image, const float *a, const float *start,
                     const lanes *l, float *out, ptrdiff_t stride);
