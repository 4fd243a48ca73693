// Numbers as unsigned keys of the same order: one way of sorting and choosing serves all types.
#pragma once
#include "include/nbs_types.h"
#include "half.h"

// NaN has the greatest of all keys, and the two zeros share one.
static inline uint64_t key_f32(float x) {
    if (x != x) return UINT32_MAX;
    uint32_t u = f32_to_bits(x == 0 ? 0.0f : x);
    return u & 0x80000000u ? (uint32_t)~u : u | 0x80000000u;
}
static inline uint64_t key_f64(double x) {
    uint64_t u;
    if (x != x) return UINT64_MAX;
    if (x == 0) x = 0;
    memcpy(&u, &x, 8);
    return u >> 63 ? ~u : u | 1ull << 63;
}

static inline int key_bytes(nbs_dtype t) {
    return t == NBS_F64 || t == NBS_I64 ? 8 : t == NBS_F32 || t == NBS_I32 || t == NBS_F16 || t == NBS_BF16 ? 4 : t == NBS_I16 ? 2 : 1;
}
// What turns the order round.
static inline uint64_t key_flip(nbs_dtype t, int descending) {
    const int bytes = key_bytes(t);
    return descending ? (bytes == 8 ? UINT64_MAX : (1ull << (8 * bytes)) - 1) : 0;
}
#define KEYS(T, expr) for (ptrdiff_t i = 0; i < n; i++) { T x = ((const T *)a)[i]; MAKE((uint64_t)(expr) ^ flip) }
#define ALL_KEYS                                                                  \
    switch (t) {                                                                  \
        case NBS_F32: KEYS(float, key_f32(x)) break;                              \
        case NBS_F64: KEYS(double, key_f64(x)) break;                             \
        case NBS_F16: KEYS(uint16_t, key_f32(f16_to_f32(x))) break;               \
        case NBS_BF16: KEYS(uint16_t, key_f32(bf16_to_f32(x))) break;             \
        case NBS_I8: KEYS(int8_t, (uint8_t)(x ^ INT8_MIN)) break;                 \
        case NBS_U8: case NBS_BOOL: KEYS(uint8_t, x) break;                       \
        case NBS_I16: KEYS(int16_t, (uint16_t)(x ^ INT16_MIN)) break;             \
        case NBS_I32: KEYS(int32_t, (uint32_t)(x ^ INT32_MIN)) break;             \
        case NBS_I64: KEYS(int64_t, (uint64_t)x ^ 1ull << 63) break;              \
    }

// What a NaN's key is; of whole numbers, which have none, 0.
static inline uint64_t key_nan(nbs_dtype t) { return t == NBS_F64 ? UINT64_MAX : t == NBS_F32 || t == NBS_F16 || t == NBS_BF16 ? UINT32_MAX : 0; }
