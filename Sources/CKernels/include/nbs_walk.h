#pragma once
#include "nbs_types.h"

// Elements of several operands, the result first, in step over a common shape of two or more dimensions: strides in elements by
// operand and dimension, innermost last. Operands are read before the result is written only within some thousand elements: those
// that overlap the result otherwise must be copies.
enum { NBS_WALK_OPERANDS = 4 };
typedef struct {
    int rank, operands;
    const ptrdiff_t *sizes, *strides; // [rank], [operand][rank]
    char *const *at;
    const ptrdiff_t *items; // bytes
} nbs_walk;

// The kernels of nbs_elementwise.h over such operands.
int nbs_unary_walk(int op, nbs_dtype t, const nbs_walk *w, const double *p);
int nbs_binary_walk(int op, nbs_dtype t, const nbs_walk *w);
void nbs_compare_walk(int op, nbs_dtype t, const nbs_walk *w);
void nbs_where_walk(const nbs_walk *w); // result, condition, a, b
void nbs_cast_walk(nbs_dtype from, nbs_dtype to, const nbs_walk *w);
