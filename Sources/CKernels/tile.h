// The micro-kernel where there is AVX2 but not AVX-512 (block.h): C[r][j] (+)= sum over k of A[k][r] * B[k][j] for up to
// nbs_tile_rows() rows and 32 columns.
#pragma once
#include <stddef.h>

// Panels: A has 16 floats for each k (rows beyond the last are not read into results), B has 32.
enum { PANEL_A = 16, PANEL_B = 32 };

// Rows of one tile: 14 x 32 sums fill the 28 accumulators that 32 AVX-512 registers leave; 6 x 16 those of AVX2, which does
// two of them one below the other.
int nbs_tile_rows(void);
// Whether the CPU has one of the two; whether it has the larger.
int nbs_has_tiles(void);
int nbs_has_large_tiles(void);

// `start`: NULL to add to c, else the first value of every row (an array of `rows`).
void nbs_tile(int rows, ptrdiff_t depth, const float *a, const float *b, float *c, ptrdiff_t row_stride, int columns,
              const float *start);

// d[k * dl + r] = s[r][k] for k < n and r < rows, in blocks of 8 x 8 that may read and write up to 7 further in k.
// `rows` is a multiple of 8.
void nbs_turn_rows(int rows, ptrdiff_t n, const float *const *s, float *d, ptrdiff_t dl);
