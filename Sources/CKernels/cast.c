#define _GNU_SOURCE
#include "include/nbs_elementwise.h"
#include "serial.h"
#include "half.h"
#include <string.h>

// Out-of-range conversions give what the x86 instructions give (the smallest integer), without C's undefined behaviour.
static inline int64_t to_i64(double x) { return x >= -0x1p63 && x < 0x1p63 ? (int64_t)x : INT64_MIN; }
static inline int32_t to_i32(double x) { return x > -2147483649.0 && x < 2147483648.0 ? (int32_t)x : INT32_MIN; }

#define LOAD_F32(v) (v)
#define LOAD_F64(v) (v)
#define LOAD_F16(v) f16_to_f32(v)
#define LOAD_BF16(v) bf16_to_f32(v)
#define LOAD_INT(v) (v)

#define FROM_FLOAT_F32(v) ((float)(v))
#define FROM_FLOAT_F64(v) ((double)(v))
#define FROM_FLOAT_F16(v) f32_to_f16((float)(v))
#define FROM_FLOAT_BF16(v) f32_to_bf16((float)(v))
#define FROM_FLOAT_I8(v) ((int8_t)to_i32((double)(v)))
#define FROM_FLOAT_U8(v) ((uint8_t)to_i64((double)(v)))
#define FROM_FLOAT_I16(v) ((int16_t)to_i32((double)(v)))
#define FROM_FLOAT_I32(v) to_i32((double)(v))
#define FROM_FLOAT_I64(v) to_i64((double)(v))
#define FROM_FLOAT_BOOL(v) ((v) != 0)

#define FROM_INT_F32(v) ((float)(v))
#define FROM_INT_F64(v) ((double)(v))
#define FROM_INT_F16(v) f32_to_f16((float)(v))
#define FROM_INT_BF16(v) f32_to_bf16((float)(v))
#define FROM_INT_I8(v) ((int8_t)(v))
#define FROM_INT_U8(v) ((uint8_t)(v))
#define FROM_INT_I16(v) ((int16_t)(v))
#define FROM_INT_I32(v) ((int32_t)(v))
#define FROM_INT_I64(v) ((int64_t)(v))
#define FROM_INT_BOOL(v) ((v) != 0)

#define CASE(TAG, D, CONVERT, S, LOAD)                                                  \
    case NBS_##TAG: {                                                                   \
        const S *restrict s = a;                                                        \
        D *restrict d = out;                                                            \
        if (sa == 1 && so == 1) for (ptrdiff_t i = 0; i < n; i++) d[i] = CONVERT(LOAD(s[i])); \
        else for (ptrdiff_t i = 0; i < n; i++) d[i * so] = CONVERT(LOAD(s[i * sa]));    \
        break;                                                                          \
    }

#define SOURCE(NAME, S, LOAD, KIND)                                                                         \
    NBS_CLONES static void NAME(nbs_dtype to, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so) { \
        switch (to) {                                                                                       \
            CASE(F32, float, FROM_##KIND##_F32, S, LOAD)                                                    \
            CASE(F64, double, FROM_##KIND##_F64, S, LOAD)                                                   \
            CASE(F16, uint16_t, FROM_##KIND##_F16, S, LOAD)                                                 \
            CASE(BF16, uint16_t, FROM_##KIND##_BF16, S, LOAD)                                               \
            CASE(I8, int8_t, FROM_##KIND##_I8, S, LOAD)                                                     \
            CASE(U8, uint8_t, FROM_##KIND##_U8, S, LOAD)                                                    \
            CASE(I16, int16_t, FROM_##KIND##_I16, S, LOAD)                                                  \
            CASE(I32, int32_t, FROM_##KIND##_I32, S, LOAD)                                                  \
            CASE(I64, int64_t, FROM_##KIND##_I64, S, LOAD)                                                  \
            CASE(BOOL, uint8_t, FROM_##KIND##_BOOL, S, LOAD)                                                \
        }                                                                                                   \
    }

SOURCE(cast_f32, float, LOAD_F32, FLOAT)
SOURCE(cast_f64, double, LOAD_F64, FLOAT)
SOURCE(cast_f16, uint16_t, LOAD_F16, FLOAT)
SOURCE(cast_bf16, uint16_t, LOAD_BF16, FLOAT)
SOURCE(cast_i8, int8_t, LOAD_INT, INT)
SOURCE(cast_u8, uint8_t, LOAD_INT, INT)
SOURCE(cast_i16, int16_t, LOAD_INT, INT)
SOURCE(cast_i32, int32_t, LOAD_INT, INT)
SOURCE(cast_i64, int64_t, LOAD_INT, INT)

#define COPY(T)                                                             \
    do {                                                                    \
        const T *s = a;                                                     \
        T *d = out;                                                         \
        if (sa == 1 && so == 1) memmove(d, s, (size_t)n * sizeof(T));       \
        else if (sa == -1 && so == 1) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) d[i] = s[-i]; \
        else if (sa == 0 && so == 1) { T v = *s; for (ptrdiff_t i = 0; i < n; i++) d[i] = v; } \
        else for (ptrdiff_t i = 0; i < n; i++) d[i * so] = s[i * sa];       \
    } while (0)

NBS_CLONES static void copy(size_t item, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so) {
    switch (item) {
        case 1: COPY(uint8_t); break;
        case 2: COPY(uint16_t); break;
        case 4: COPY(uint32_t); break;
        default: COPY(uint64_t); break;
    }
}


void nbs_cast_serial(nbs_dtype from, nbs_dtype to, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so) {
    if (from == to) return copy(nbs_item_size[from], n, a, sa, out, so);
    switch (from) {
        case NBS_F32: cast_f32(to, n, a, sa, out, so); break;
        case NBS_F64: cast_f64(to, n, a, sa, out, so); break;
        case NBS_F16: cast_f16(to, n, a, sa, out, so); break;
        case NBS_BF16: cast_bf16(to, n, a, sa, out, so); break;
        case NBS_I8: cast_i8(to, n, a, sa, out, so); break;
        case NBS_I16: cast_i16(to, n, a, sa, out, so); break;
        case NBS_I32: cast_i32(to, n, a, sa, out, so); break;
        case NBS_I64: cast_i64(to, n, a, sa, out, so); break;
        case NBS_U8: case NBS_BOOL: cast_u8(to, n, a, sa, out, so); break;
    }
}

void nbs_fill(size_t item, ptrdiff_t n, const void *value, void *out, ptrdiff_t so) {
    if (so == 1 && item == 1) { memset(out, *(const uint8_t *)value, (size_t)n); return; }
    copy(item, n, value, 0, out, so);
}

#define WHERE(T)                                                                                    \
    do {                                                                                            \
        const T *x = a, *y = b;                                                                     \
        T *d = out;                                                                                 \
        if (sc == 1 && sa == 1 && sb == 1 && so == 1) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { \
            T p = x[i], q = y[i]; d[i] = c[i] ? p : q; }                                            \
        else for (ptrdiff_t i = 0; i < n; i++) d[i * so] = c[i * sc] ? x[i * sa] : y[i * sb];       \
    } while (0)

NBS_CLONES void nbs_where_serial(size_t item, ptrdiff_t n, const uint8_t *c, ptrdiff_t sc, const void *a, ptrdiff_t sa,
                          const void *b, ptrdiff_t sb, void *out, ptrdiff_t so) {
    switch (item) {
        case 1: WHERE(uint8_t); break;
        case 2: WHERE(uint16_t); break;
        case 4: WHERE(uint32_t); break;
        default: WHERE(uint64_t); break;
    }
}
