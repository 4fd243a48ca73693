#define _GNU_SOURCE
#include "include/nbs_reduce.h"
#include "doublemath.h"
#include "extreme.h"
#include "serial.h"
#include "short_rows.h"
#include <math.h>
#include <stdlib.h>

// NaN checks are empty for integers.
#pragma clang diagnostic ignored "-Wtautological-compare"

#define T float
#define ACC double
#define FMA __builtin_fmaf
#define NAME(x) f32_##x
#include "reduce_lines.h"
#define T double
#define ACC double
#define FMA __builtin_fma
#define NAME(x) f64_##x
#include "reduce_lines.h"
#define T int64_t
#define ACC int64_t
#define FMA(x, y, z) ((x) * (y) + (z))
#define NAME(x) i64_##x
#include "reduce_lines.h"

int nbs_reduce_serial(int op, nbs_dtype t, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride, const void *a,
               void *out, ptrdiff_t so, double p) {
    switch (t) {
        case NBS_F32: return f32_reduce(op, outer, outer_stride, n, stride, a, out, so, p);
        case NBS_F64: return f64_reduce(op, outer, outer_stride, n, stride, a, out, so, p);
        case NBS_I64: return i64_reduce(op, outer, outer_stride, n, stride, a, out, so, p);
        default:
            if ((op != NBS_REDUCE_amax && op != NBS_REDUCE_amin) || n == 0) return NBS_UNSUPPORTED;
            return nbs_narrow_extremes(t, op == NBS_REDUCE_amax, outer, outer_stride, n, stride, a, out, so);
    }
}

#define FOR_EACH_TYPE(CALL)                                                                                        \
    switch (t) {                                                                                                   \
        case NBS_F32: f32_##CALL; return NBS_OK;                                                                   \
        case NBS_F64: f64_##CALL; return NBS_OK;                                                                   \
        case NBS_I64: i64_##CALL; return NBS_OK;                                                                   \
        default: return NBS_UNSUPPORTED;                                                                           \
    }
int nbs_sum_blocks_serial(nbs_dtype t, int once, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const void *a, void *out) {
    FOR_EACH_TYPE(wide_sum(once, outer, n, stride, a, out, 1))
}
int nbs_sum_rest_serial(nbs_dtype t, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const void *a, void *out, ptrdiff_t so) {
    FOR_EACH_TYPE(narrow_sum(outer, n, stride, a, out, so))
}
int nbs_join_sums_serial(nbs_dtype t, ptrdiff_t outer, ptrdiff_t n, const void *sums, void *out, ptrdiff_t so) {
    FOR_EACH_TYPE(join_sums(outer, n, sums, out, so))
}

int nbs_scan_serial(int op, nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, void *out, int64_t *index) {
    switch (t) {
        case NBS_F32: return f32_scan(op, rows, n, a, out, index);
        case NBS_F64: return f64_scan(op, rows, n, a, out, index);
        case NBS_I64: return i64_scan(op, rows, n, a, out, index);
        default: return NBS_UNSUPPORTED;
    }
}

#define NBS_NAME(x) #x,
static const char *const names[] = {NBS_REDUCE_OPS(NBS_NAME)};
const char *nbs_reduce_name(int op) { return op >= 0 && op < NBS_REDUCE_COUNT ? names[op] : NULL; }
