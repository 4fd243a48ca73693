// Smooth functions of float32 on the vector units; `rare` does the blocks that hold infinities, NaN and the like.
#pragma once
#include "include/nbs_elementwise.h"

static inline int nbs_is_smooth_unary(int op) {
    switch (op) {
        case NBS_UNARY_exp2: case NBS_UNARY_expm1: case NBS_UNARY_log2: case NBS_UNARY_log10: case NBS_UNARY_log1p: case NBS_UNARY_sin:
        case NBS_UNARY_cos: case NBS_UNARY_tan: case NBS_UNARY_asin: case NBS_UNARY_acos: case NBS_UNARY_atan: case NBS_UNARY_sinh:
        case NBS_UNARY_cosh: case NBS_UNARY_asinh: case NBS_UNARY_acosh: case NBS_UNARY_atanh: case NBS_UNARY_logSigmoid: case NBS_UNARY_mish:
        case NBS_UNARY_gelu: case NBS_UNARY_geluTanh: case NBS_UNARY_erf: case NBS_UNARY_erfc: case NBS_UNARY_elu: case NBS_UNARY_softplus: case NBS_UNARY_erfinv:
            return 1;
        default: return 0;
    }
}
static inline int nbs_is_smooth_binary(int op) {
    switch (op) {
        case NBS_BINARY_pow: case NBS_BINARY_atan2: case NBS_BINARY_hypot: case NBS_BINARY_fmod: case NBS_BINARY_remainder:
        case NBS_BINARY_floorDivide: case NBS_BINARY_logaddexp: case NBS_BINARY_xlogy:
            return 1;
        default: return 0;
    }
}

typedef int (*nbs_one_by_one)(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, float *out, ptrdiff_t so, const double *p);
typedef int (*nbs_two_by_two)(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, const float *b, ptrdiff_t sb, float *out, ptrdiff_t so);
int nbs_smooth_unary(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, float *out, ptrdiff_t so, const double *p, nbs_one_by_one rare);
int nbs_smooth_binary(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, const float *b, ptrdiff_t sb, float *out, ptrdiff_t so, nbs_two_by_two rare);
