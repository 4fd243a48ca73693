// exp, log and sigmoid with AVX-512's own scaling and splitting of exponents, tanh with its permutations: bit for bit what
// vecmath.h and tanh.h give where there are fused multiplications, in half the instructions. GELU by a table of its own.
#pragma once
#include "include/nbs_elementwise.h"

// Contiguous float32; `past`: the result is written past the caches, from an address that divides by 64, and the caller fences.
// 0: not one of these operations, or not this CPU.
int nbs_wide_unary(int op, ptrdiff_t n, const float *a, float *out, int past);
// Rows of n numbers each; 0: not this CPU.
int nbs_wide_softmax(int log_form, ptrdiff_t rows, ptrdiff_t n, const float *a, float *out);
