#include "include/nbs_sort.h"
#include "half.h"
#include <string.h>

// Every number becomes an unsigned key of the same order; then one radix sort serves all types.
typedef struct { uint64_t key; int64_t place; } entry;

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

size_t nbs_sort_scratch(ptrdiff_t n) { return (size_t)n * 2 * sizeof(entry); }

#define KEYS(T, expr) for (ptrdiff_t i = 0; i < n; i++) { T x = ((const T *)a)[i]; e[i].key = (uint64_t)(expr) ^ flip; e[i].place = i; }

void nbs_argsort(nbs_dtype t, ptrdiff_t n, const void *a, int descending, int64_t *order, void *scratch) {
    entry *e = scratch, *other = e + n;
    int bytes = t == NBS_F64 || t == NBS_I64 ? 8 : t == NBS_F32 || t == NBS_I32 || t == NBS_F16 || t == NBS_BF16 ? 4 : t == NBS_I16 ? 2 : 1;
    const uint64_t flip = descending ? (bytes == 8 ? UINT64_MAX : (1ull << (8 * bytes)) - 1) : 0;
    switch (t) {
        case NBS_F32: KEYS(float, key_f32(x)) break;
        case NBS_F64: KEYS(double, key_f64(x)) break;
        case NBS_F16: KEYS(uint16_t, key_f32(f16_to_f32(x))) break;
        case NBS_BF16: KEYS(uint16_t, key_f32(bf16_to_f32(x))) break;
        case NBS_I8: KEYS(int8_t, (uint8_t)(x ^ INT8_MIN)) break;
        case NBS_U8: case NBS_BOOL: KEYS(uint8_t, x) break;
        case NBS_I16: KEYS(int16_t, (uint16_t)(x ^ INT16_MIN)) break;
        case NBS_I32: KEYS(int32_t, (uint32_t)(x ^ INT32_MIN)) break;
        case NBS_I64: KEYS(int64_t, (uint64_t)x ^ 1ull << 63) break;
    }
    if (n <= 48) {
        for (ptrdiff_t i = 1; i < n; i++) {
            entry x = e[i];
            ptrdiff_t j = i;
            for (; j > 0 && e[j - 1].key > x.key; j--) e[j] = e[j - 1];
            e[j] = x;
        }
    } else {
        // Digits that all keys share cost only the counting.
        for (int shift = 0; shift < 8 * bytes; shift += 8) {
            ptrdiff_t counts[256] = {0};
            for (ptrdiff_t i = 0; i < n; i++) counts[e[i].key >> shift & 255]++;
            if (counts[e[0].key >> shift & 255] == n) continue;
            ptrdiff_t sum = 0;
            for (int d = 0; d < 256; d++) { ptrdiff_t c = counts[d]; counts[d] = sum; sum += c; }
            for (ptrdiff_t i = 0; i < n; i++) other[counts[e[i].key >> shift & 255]++] = e[i];
            entry *swap = e;
            e = other;
            other = swap;
        }
    }
    for (ptrdiff_t i = 0; i < n; i++) order[i] = e[i].place;
}

#define SEARCH(T)                                                                                       \
    do {                                                                                                \
        const T *b = bounds, *v = values;                                                               \
        for (ptrdiff_t i = 0; i < n; i++) {                                                             \
            ptrdiff_t low = 0, high = m;                                                                \
            while (low < high) {                                                                        \
                ptrdiff_t middle = low + (high - low) / 2;                                              \
                T x = b[sorter ? sorter[middle] : middle];                                              \
                /* Written so that NaN goes to the end. */                                              \
                if (right ? !(x > v[i]) : !(x >= v[i])) low = middle + 1;                               \
                else high = middle;                                                                     \
            }                                                                                           \
            out[i] = low;                                                                               \
        }                                                                                               \
    } while (0)

void nbs_search(nbs_dtype t, ptrdiff_t m, const void *bounds, const int64_t *sorter, ptrdiff_t n, const void *values,
                int right, int64_t *out) {
    if (t == NBS_F64) SEARCH(double);
    else SEARCH(int64_t);
}
