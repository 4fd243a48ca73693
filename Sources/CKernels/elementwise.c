#define _GNU_SOURCE
#include "include/nbs_elementwise.h"
#include "serial.h"
#include "smooth.h"
#include "special.h"
#include "tanh.h"
#include "wide.h"
#include "wide_double.h"
#include <math.h>

#define MIN(x, y) ((x) < (y) ? (x) : (y))
#define MAX(x, y) ((x) > (y) ? (x) : (y))

static inline double d_sigmoid(double x) { return 1 / (1 + exp(-x)); }
static inline int64_t to_range(double x) {
    return x >= 0x1p63 ? INT64_MAX : x <= -0x1p63 ? INT64_MIN : x != x ? 0 : (int64_t)x;
}

// In floats, step by step, as PyTorch computes it.
static inline float nbs_gelu_tanh(float x) {
    float inner = 0.79788456f * fmaf(0.044715f, x * x * x, x);
    return 0.5f * x * (1.0f + (float)tanh((double)inner));
}

#define T float
#define NAME(x) f32_##x
#define M(x) x##f
#define EXP v_exp
#define LOG v_log
#define TANH v_tanh
#define SIGMOID v_sigmoid
#define FABS __builtin_fabsf
#include "elementwise_float.h"

#define T double
#define NAME(x) f64_##x
#define M(x) x
#define EXP exp
#define LOG log
#define TANH tanh
#define SIGMOID d_sigmoid
#define FABS fabs
#include "elementwise_float.h"

// W is where products are formed: unsigned and wide enough that C does not promote to a signed int.
#define T int8_t
#define U uint8_t
#define W uint32_t
#define BITS 8
#define ATTR NBS_CLONES
#define NAME(x) i8_##x
#include "elementwise_int.h"
#define T uint8_t
#define U uint8_t
#define W uint32_t
#define BITS 8
#define ATTR NBS_CLONES
#define NAME(x) u8_##x
#include "elementwise_int.h"
#define T int16_t
#define U uint16_t
#define W uint32_t
#define BITS 16
#define ATTR NBS_CLONES
#define NAME(x) i16_##x
#include "elementwise_int.h"
#define T int32_t
#define U uint32_t
#define W uint32_t
#define BITS 32
#define ATTR NBS_CLONES
#define NAME(x) i32_##x
#include "elementwise_int.h"
#define T int64_t
#define U uint64_t
#define W uint64_t
#define BITS 64
#define ATTR NBS_CLONES
#define NAME(x) i64_##x
#include "elementwise_int.h"

// bool: sums are or, products are and.
static int bool_binary(int op, ptrdiff_t n, const uint8_t *a, ptrdiff_t sa, const uint8_t *b, ptrdiff_t sb, uint8_t *out,
                       ptrdiff_t so) {
    switch (op) {
        case NBS_BINARY_add: case NBS_BINARY_maximum: case NBS_BINARY_fmax: op = NBS_BINARY_bitwiseOr; break;
        case NBS_BINARY_mul: case NBS_BINARY_minimum: case NBS_BINARY_fmin: op = NBS_BINARY_bitwiseAnd; break;
        case NBS_BINARY_bitwiseAnd: case NBS_BINARY_bitwiseOr: case NBS_BINARY_bitwiseXor: break;
        case NBS_BINARY_heaviside: op = NBS_BINARY_bitwiseOr; break;
        default: return NBS_UNSUPPORTED;
    }
    return u8_binary(op, n, a, sa, b, sb, out, so);
}
static int bool_unary(int op, ptrdiff_t n, const uint8_t *a, ptrdiff_t sa, uint8_t *out, ptrdiff_t so, const double *p) {
    switch (op) {
        case NBS_UNARY_bitwiseNot:
            for (ptrdiff_t i = 0; i < n; i++) out[i * so] = !a[i * sa];
            return NBS_OK;
        case NBS_UNARY_sign: case NBS_UNARY_nanToNum:
            return u8_unary(NBS_UNARY_nanToNum, n, a, sa, out, so, p);
        default: return NBS_UNSUPPORTED;
    }
}

static int wide_f32_unary(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, float *out, ptrdiff_t so, const double *p) {
    if (nbs_is_smooth_unary(op)) return nbs_smooth_unary(op, n, a, sa, out, so, p, f32_unary);
    return sa == 1 && so == 1 && nbs_wide_unary(op, n, a, out, 0) ? NBS_OK : f32_unary(op, n, a, sa, out, so, p);
}
static int wide_f32_binary(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, const float *b, ptrdiff_t sb, float *out, ptrdiff_t so) {
    // A power that is a multiplication or two stays one.
    if (!nbs_is_smooth_binary(op) || (op == NBS_BINARY_pow && sb == 0 && n > 0 && f32_is_plain_power(*b))) return f32_binary(op, n, a, sa, b, sb, out, so);
    return nbs_smooth_binary(op, n, a, sa, b, sb, out, so, f32_binary);
}

// Half types: a block at a time through float32.
enum { BLOCK = 512 };
static inline void load_half(nbs_dtype t, ptrdiff_t n, const uint16_t *a, ptrdiff_t sa, float *out) {
    nbs_cast_serial(t, NBS_F32, n, a, sa, out, 1);
}
// What is left of a float that PyTorch keeps as a half between two steps.
static inline float half_step(nbs_dtype t, float x) { return t == NBS_F16 ? f16_to_f32(f32_to_f16(x)) : bf16_to_f32(f32_to_bf16(x)); }
static void half_logit(nbs_dtype t, ptrdiff_t n, float *x, double given) {
    const float low = half_step(t, (float)given), high = half_step(t, 1 - low);
    for (ptrdiff_t i = 0; i < n; i++) {
        float v = given < 0 ? x[i] : x[i] < low ? low : x[i] > high ? high : x[i];
        x[i] = logf(half_step(t, v / half_step(t, 1 - v)));
    }
}
static int half_unary(int op, nbs_dtype t, ptrdiff_t n, const uint16_t *a, ptrdiff_t sa, uint16_t *out, ptrdiff_t so,
                      const double *p) {
    float x[BLOCK];
    for (ptrdiff_t i = 0; i < n; i += BLOCK) {
        ptrdiff_t m = MIN(n - i, BLOCK);
        load_half(t, m, a + i * sa, sa, x);
        if (op == NBS_UNARY_tanhshrink) {
            // PyTorch subtracts a tanh that is rounded already.
            uint16_t rounded[BLOCK];
            float y[BLOCK];
            f32_unary(NBS_UNARY_tanh, m, x, 1, y, 1, p);
            nbs_cast_serial(NBS_F32, t, m, y, 1, rounded, 1);
            load_half(t, m, rounded, 1, y);
            f32_binary(NBS_BINARY_sub, m, x, 1, y, 1, x, 1);
        } else if (op == NBS_UNARY_logit) {
            half_logit(t, m, x, p ? p[0] : -1);
        } else {
            int status = wide_f32_unary(op, m, x, 1, x, 1, p);
            if (status) return status;
        }
        nbs_cast_serial(NBS_F32, t, m, x, 1, out + i * so, so);
    }
    return NBS_OK;
}
static uint16_t half_nextafter(nbs_dtype t, uint16_t a, uint16_t b) {
    float x = t == NBS_F16 ? f16_to_f32(a) : bf16_to_f32(a), y = t == NBS_F16 ? f16_to_f32(b) : bf16_to_f32(b);
    if (x != x) return a;
    if (y != y) return b;
    if (x == y) return b;
    if (x == 0) return (uint16_t)((b & 0x8000) | 1);
    return (uint16_t)((x < y) == (x > 0) ? a + 1 : a - 1);
}
static int half_binary(int op, nbs_dtype t, ptrdiff_t n, const uint16_t *a, ptrdiff_t sa, const uint16_t *b, ptrdiff_t sb,
                       uint16_t *out, ptrdiff_t so) {
    float x[BLOCK], y[BLOCK];
    if (op == NBS_BINARY_nextafter) {
        for (ptrdiff_t i = 0; i < n; i++) out[i * so] = half_nextafter(t, a[i * sa], b[i * sb]);
        return NBS_OK;
    }
    for (ptrdiff_t i = 0; i < n; i += BLOCK) {
        ptrdiff_t m = MIN(n - i, BLOCK);
        load_half(t, m, a + i * sa, sa, x);
        load_half(t, m, b + i * sb, sb, y);
        if (op == NBS_BINARY_xlogy || op == NBS_BINARY_xlog1py) {
            // The logarithm is a half before it is a factor.
            for (ptrdiff_t k = 0; k < m; k++) {
                float other = y[sb == 0 ? 0 : k];
                float logarithm = half_step(t, op == NBS_BINARY_xlogy ? logf(other) : log1pf(other));
                x[k] = other != other ? other : x[k] == 0 ? 0 : x[k] * logarithm;
            }
            nbs_cast_serial(NBS_F32, t, m, x, 1, out + i * so, so);
            continue;
        }
        int status = wide_f32_binary(op, m, x, 1, y, sb == 0 ? 0 : 1, x, 1);
        if (status) return status;
        nbs_cast_serial(NBS_F32, t, m, x, 1, out + i * so, so);
    }
    return NBS_OK;
}

int nbs_unary_serial(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so, const double *p) {
    switch (t) {
        case NBS_F32: return wide_f32_unary(op, n, a, sa, out, so, p);
        case NBS_F64: return nbs_wide_double(op, n, a, sa, out, so) ? NBS_OK : f64_unary(op, n, a, sa, out, so, p);
        case NBS_F16: case NBS_BF16: return half_unary(op, t, n, a, sa, out, so, p);
        case NBS_I8: return i8_unary(op, n, a, sa, out, so, p);
        case NBS_U8: return u8_unary(op, n, a, sa, out, so, p);
        case NBS_I16: return i16_unary(op, n, a, sa, out, so, p);
        case NBS_I32: return i32_unary(op, n, a, sa, out, so, p);
        case NBS_I64: return i64_unary(op, n, a, sa, out, so, p);
        case NBS_BOOL: return bool_unary(op, n, a, sa, out, so, p);
    }
    return NBS_UNSUPPORTED;
}

int nbs_binary_serial(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb, void *out,
               ptrdiff_t so) {
    switch (t) {
        case NBS_F32: return wide_f32_binary(op, n, a, sa, b, sb, out, so);
        case NBS_F64: return f64_binary(op, n, a, sa, b, sb, out, so);
        case NBS_F16: case NBS_BF16: return half_binary(op, t, n, a, sa, b, sb, out, so);
        case NBS_I8: return i8_binary(op, n, a, sa, b, sb, out, so);
        case NBS_U8: return u8_binary(op, n, a, sa, b, sb, out, so);
        case NBS_I16: return i16_binary(op, n, a, sa, b, sb, out, so);
        case NBS_I32: return i32_binary(op, n, a, sa, b, sb, out, so);
        case NBS_I64: return i64_binary(op, n, a, sa, b, sb, out, so);
        case NBS_BOOL: return bool_binary(op, n, a, sa, b, sb, out, so);
    }
    return NBS_UNSUPPORTED;
}

int nbs_ternary_serial(int kind, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb,
                const void *c, ptrdiff_t sc, void *out, ptrdiff_t so, double value) {
    switch (t) {
        case NBS_F32: return f32_ternary(kind, n, a, sa, b, sb, c, sc, out, so, (float)value);
        case NBS_F64: return f64_ternary(kind, n, a, sa, b, sb, c, sc, out, so, value);
        case NBS_I8: return i8_ternary(kind, n, a, sa, b, sb, c, sc, out, so, value);
        case NBS_U8: return u8_ternary(kind, n, a, sa, b, sb, c, sc, out, so, value);
        case NBS_I16: return i16_ternary(kind, n, a, sa, b, sb, c, sc, out, so, value);
        case NBS_I32: return i32_ternary(kind, n, a, sa, b, sb, c, sc, out, so, value);
        case NBS_I64: return i64_ternary(kind, n, a, sa, b, sb, c, sc, out, so, value);
        case NBS_F16: case NBS_BF16: {
            float x[BLOCK], y[BLOCK], z[BLOCK];
            for (ptrdiff_t i = 0; i < n; i += BLOCK) {
                ptrdiff_t m = MIN(n - i, BLOCK);
                load_half(t, m, (const uint16_t *)a + i * sa, sa, x);
                load_half(t, m, (const uint16_t *)b + i * sb, sb, y);
                load_half(t, m, (const uint16_t *)c + i * sc, sc, z);
                f32_ternary(kind, m, x, 1, y, 1, z, 1, x, 1, (float)value);
                nbs_cast_serial(NBS_F32, t, m, x, 1, (uint16_t *)out + i * so, so);
            }
            return NBS_OK;
        }
        case NBS_BOOL: return NBS_UNSUPPORTED;
    }
    return NBS_UNSUPPORTED;
}

int nbs_axpy_serial(nbs_dtype t, ptrdiff_t n, double alpha, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so) {
    switch (t) {
        case NBS_F32: return f32_axpy(n, (float)alpha, a, sa, out, so);
        case NBS_F64: return f64_axpy(n, alpha, a, sa, out, so);
        case NBS_I8: return i8_axpy(n, alpha, a, sa, out, so);
        case NBS_U8: return u8_axpy(n, alpha, a, sa, out, so);
        case NBS_I16: return i16_axpy(n, alpha, a, sa, out, so);
        case NBS_I32: return i32_axpy(n, alpha, a, sa, out, so);
        case NBS_I64: return i64_axpy(n, alpha, a, sa, out, so);
        case NBS_BOOL: return alpha == 0 ? NBS_OK : bool_binary(NBS_BINARY_add, n, a, sa, out, so, out, so);
        case NBS_F16: case NBS_BF16: {
            float x[BLOCK], y[BLOCK];
            for (ptrdiff_t i = 0; i < n; i += BLOCK) {
                ptrdiff_t m = MIN(n - i, BLOCK);
                load_half(t, m, (const uint16_t *)a + i * sa, sa, x);
                load_half(t, m, (const uint16_t *)out + i * so, so, y);
                f32_axpy(m, (float)alpha, x, 1, y, 1);
                nbs_cast_serial(NBS_F32, t, m, y, 1, (uint16_t *)out + i * so, so);
            }
            return NBS_OK;
        }
    }
    return NBS_UNSUPPORTED;
}

#define NBS_NAME(x) #x,
static const char *const unary_names[] = {NBS_UNARY_OPS(NBS_NAME)};
static const char *const binary_names[] = {NBS_BINARY_OPS(NBS_NAME)};
static const char *const compare_names[] = {NBS_COMPARE_OPS(NBS_NAME)};
static const char *const predicate_names[] = {NBS_PREDICATE_OPS(NBS_NAME)};
static const char *const pair_names[] = {NBS_PAIR_OPS(NBS_NAME)};
const char *nbs_op_name(int family, int op) {
    static const char *const *const names[] = {unary_names, binary_names, compare_names, predicate_names, pair_names};
    static const int counts[] = {NBS_UNARY_COUNT, NBS_BINARY_COUNT, NBS_COMPARE_COUNT, NBS_PREDICATE_COUNT, NBS_PAIR_COUNT};
    return family >= 0 && family < 5 && op >= 0 && op < counts[family] ? names[family][op] : NULL;
}
