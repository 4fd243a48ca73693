// The micro-kernel under products: up to 14 x 32 sums of products in registers, factors read where they lie.
#pragma once
#include <stddef.h>

enum { BLOCK_ROWS = 14, BLOCK_COLUMNS = 32 };

// What the sums start from: zeros or one number for each row, one for each column, what the result holds.
typedef enum { START_ROW, START_COLUMN, START_RESULT } block_start;

// c[r][j] = start + sum over l, in order, of a[r * ra + l * ca] * b[l * rb + j] for r < rows and j < columns, each fused.
// Rows of b but the last are read up to the next multiple of 16. `next` is where this thread's next block begins, c when there is none:
// its rows are fetched meanwhile.
void nbs_block(int rows, int columns, ptrdiff_t depth, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb,
               float *c, ptrdiff_t so, block_start start, const float *from, const float *next);

// Rows of a block whose columns from `split` to `columns` stand elsewhere, `there` being where column 0 would: brought together
// (32 floats a row), and taken apart. With AVX-512 only.
void nbs_join_block(int rows, int columns, int split, const float *here, const float *there, ptrdiff_t stride, float *block);
void nbs_split_block(int rows, int columns, int split, const float *block, float *here, float *there, ptrdiff_t stride);

// d[(count - 1 - t) * 16 + r] = w[r * count + t] for r < rows, up to 16 of them, and t < count.
void nbs_flip_rows(int rows, ptrdiff_t count, const float *w, float *d);
