#include "include/nbs_elementwise.h"
#include "serial.h"
#include "half.h"
#include <math.h>

#define VALUE(v) (v)
#define LOOP(expr)                                                                                          \
    do {                                                                                                    \
        if (sa == 1 && sb == 1 && so == 1) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i], y = b[i]; out[i] = (expr); } \
        else if (sa == 1 && sb == 0 && so == 1) { T y = *b; NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i]; out[i] = (expr); } } \
        else for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa], y = b[i * sb]; out[i * so] = (expr); }    \
    } while (0)
#define COMPARE(NAME, TYPE)                                                                                 \
    NBS_CLONES static int NAME(int op, ptrdiff_t n, const TYPE *a, ptrdiff_t sa, const TYPE *b, ptrdiff_t sb, \
                               uint8_t *out, ptrdiff_t so) {                                                \
        typedef TYPE T;                                                                                     \
        switch (op) {                                                                                       \
            case NBS_COMPARE_eq: LOOP(x == y); break;                                                       \
            case NBS_COMPARE_ne: LOOP(x != y); break;                                                       \
            case NBS_COMPARE_lt: LOOP(x < y); break;                                                        \
            case NBS_COMPARE_le: LOOP(x <= y); break;                                                       \
            case NBS_COMPARE_gt: LOOP(x > y); break;                                                        \
            case NBS_COMPARE_ge: LOOP(x >= y); break;                                                       \
            case NBS_COMPARE_logicalAnd: LOOP((x != 0) & (y != 0)); break;                                  \
            case NBS_COMPARE_logicalOr: LOOP((x != 0) | (y != 0)); break;                                   \
            case NBS_COMPARE_logicalXor: LOOP((x != 0) ^ (y != 0)); break;                                  \
            default: return NBS_UNSUPPORTED;                                                                \
        }                                                                                                   \
        return NBS_OK;                                                                                      \
    }
COMPARE(compare_f32, float)
COMPARE(compare_f64, double)
COMPARE(compare_i8, int8_t)
COMPARE(compare_u8, uint8_t)
COMPARE(compare_i16, int16_t)
COMPARE(compare_i32, int32_t)
COMPARE(compare_i64, int64_t)

enum { BLOCK = 512 };

int nbs_compare_serial(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb,
                uint8_t *out, ptrdiff_t so) {
    switch (t) {
        case NBS_F32: return compare_f32(op, n, a, sa, b, sb, out, so);
        case NBS_F64: return compare_f64(op, n, a, sa, b, sb, out, so);
        case NBS_I8: return compare_i8(op, n, a, sa, b, sb, out, so);
        case NBS_U8: case NBS_BOOL: return compare_u8(op, n, a, sa, b, sb, out, so);
        case NBS_I16: return compare_i16(op, n, a, sa, b, sb, out, so);
        case NBS_I32: return compare_i32(op, n, a, sa, b, sb, out, so);
        case NBS_I64: return compare_i64(op, n, a, sa, b, sb, out, so);
        case NBS_F16: case NBS_BF16: {
            float x[BLOCK], y[BLOCK];
            for (ptrdiff_t i = 0; i < n; i += BLOCK) {
                ptrdiff_t m = n - i < BLOCK ? n - i : BLOCK;
                nbs_cast_serial(t, NBS_F32, m, (const uint16_t *)a + i * sa, sa, x, 1);
                nbs_cast_serial(t, NBS_F32, m, (const uint16_t *)b + i * sb, sb, y, 1);
                compare_f32(op, m, x, 1, y, 1, out + i * so, so);
            }
            return NBS_OK;
        }
    }
    return NBS_UNSUPPORTED;
}

#define TEST(expr) for (ptrdiff_t i = 0; i < n; i++) { x = a[i * sa]; out[i * so] = (expr); }
#define PREDICATE(NAME, TYPE)                                                                                 \
    NBS_CLONES static int NAME(int op, ptrdiff_t n, const TYPE *a, ptrdiff_t sa, uint8_t *out, ptrdiff_t so) { \
        TYPE x;                                                                                               \
        const TYPE inf = (TYPE)INFINITY;                                                                      \
        switch (op) {                                                                                         \
            case NBS_PREDICATE_logicalNot: TEST(x == 0) break;                                                \
            case NBS_PREDICATE_isnan: TEST(x != x) break;                                                     \
            case NBS_PREDICATE_isinf: TEST(x == inf || x == -inf) break;                                      \
            case NBS_PREDICATE_isfinite: TEST(x - x == 0) break;                                              \
            case NBS_PREDICATE_isposinf: TEST(x == inf) break;                                                \
            case NBS_PREDICATE_isneginf: TEST(x == -inf) break;                                               \
            case NBS_PREDICATE_signbit: TEST(__builtin_signbit(x) != 0) break;                                \
            default: return NBS_UNSUPPORTED;                                                                  \
        }                                                                                                     \
        return NBS_OK;                                                                                        \
    }
PREDICATE(predicate_f32, float)
PREDICATE(predicate_f64, double)

#define INTEGER(NAME, TYPE)                                                                                  \
    static int NAME(int op, ptrdiff_t n, const TYPE *a, ptrdiff_t sa, uint8_t *out, ptrdiff_t so) {          \
        TYPE x;                                                                                              \
        switch (op) {                                                                                        \
            case NBS_PREDICATE_logicalNot: TEST(x == 0) break;                                               \
            case NBS_PREDICATE_signbit: TEST(x < 0) break;                                                   \
            case NBS_PREDICATE_isfinite: for (ptrdiff_t i = 0; i < n; i++) out[i * so] = 1; break;           \
            default: for (ptrdiff_t i = 0; i < n; i++) out[i * so] = 0; break;                               \
        }                                                                                                    \
        return NBS_OK;                                                                                       \
    }
INTEGER(predicate_i8, int8_t)
INTEGER(predicate_u8, uint8_t)
INTEGER(predicate_i16, int16_t)
INTEGER(predicate_i32, int32_t)
INTEGER(predicate_i64, int64_t)

int nbs_predicate(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, uint8_t *out, ptrdiff_t so) {
    switch (t) {
        case NBS_F32: return predicate_f32(op, n, a, sa, out, so);
        case NBS_F64: return predicate_f64(op, n, a, sa, out, so);
        case NBS_I8: return predicate_i8(op, n, a, sa, out, so);
        case NBS_U8: case NBS_BOOL: return predicate_u8(op, n, a, sa, out, so);
        case NBS_I16: return predicate_i16(op, n, a, sa, out, so);
        case NBS_I32: return predicate_i32(op, n, a, sa, out, so);
        case NBS_I64: return predicate_i64(op, n, a, sa, out, so);
        case NBS_F16: case NBS_BF16: {
            float x[BLOCK];
            for (ptrdiff_t i = 0; i < n; i += BLOCK) {
                ptrdiff_t m = n - i < BLOCK ? n - i : BLOCK;
                nbs_cast_serial(t, NBS_F32, m, (const uint16_t *)a + i * sa, sa, x, 1);
                predicate_f32(op, m, x, 1, out + i * so, so);
            }
            return NBS_OK;
        }
    }
    return NBS_UNSUPPORTED;
}
