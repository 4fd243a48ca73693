#include "include/nbs_elementwise.h"
#include "include/nbs_parallel.h"
#include "tile.h"

// Blocks of 8 x 8 turned in registers: reading down columns one by one would touch a cache line for every element.
typedef float v8 __attribute__((ext_vector_type(8), aligned(4)));

// Row i of the source is at s[i]; d gets columns as rows.
static inline __attribute__((always_inline)) void turn_8x8(const float *const *s, float *d, ptrdiff_t dl) {
    v8 r[8], t[8];
    for (int i = 0; i < 8; i++) r[i] = *(const v8 *)s[i];
    for (int i = 0; i < 4; i++) {
        t[2 * i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
        t[2 * i + 1] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
    }
    for (int h = 0; h < 2; h++)
        for (int i = 0; i < 2; i++) {
            v8 x = t[4 * h + i], y = t[4 * h + i + 2];
            r[4 * h + i] = __builtin_shufflevector(x, y, 0, 1, 8, 9, 4, 5, 12, 13);
            r[4 * h + i + 2] = __builtin_shufflevector(x, y, 2, 3, 10, 11, 6, 7, 14, 15);
        }
    for (int i = 0; i < 4; i++) {
        *(v8 *)(d + i * dl) = __builtin_shufflevector(r[i], r[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        *(v8 *)(d + (i + 4) * dl) = __builtin_shufflevector(r[i], r[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

NBS_CLONES static void block_8x8(const float *s, ptrdiff_t sl, float *d, ptrdiff_t dl) {
    const float *rows[8];
    for (int i = 0; i < 8; i++) rows[i] = s + i * sl;
    turn_8x8(rows, d, dl);
}

NBS_CLONES void nbs_turn_rows(int rows, ptrdiff_t n, const float *const *s, float *d, ptrdiff_t dl) {
    for (ptrdiff_t k = 0; k < n; k += 8)
        for (int r = 0; r < rows; r += 8) {
            const float *at[8];
            for (int i = 0; i < 8; i++) at[i] = s[r + i] + k;
            turn_8x8(at, d + k * dl + r, dl);
        }
}

typedef struct {
    size_t item;
    ptrdiff_t rows, columns, sl, dl;
    const char *s;
    char *d;
} transpose_job;

#define PLAIN(T)                                                                          \
    for (ptrdiff_t j0 = 0; j0 < t->columns; j0 += 32)                                     \
        for (ptrdiff_t i = begin; i < end; i++)                                           \
            for (ptrdiff_t j = j0; j < j0 + 32 && j < t->columns; j++)                    \
                ((T *)t->d)[i * t->dl + j] = ((const T *)t->s)[j * t->sl + i];

// Pixels of a few channels from as many planes, and planes from pixels.
#define CHANNELS(C)                                                                                          \
    NBS_CLONES static void to_pixels_##C(ptrdiff_t begin, ptrdiff_t end, const float *s, ptrdiff_t sl, float *d) { \
        NBS_VECTOR for (ptrdiff_t i = begin; i < end; i++) for (int c = 0; c < C; c++) d[i * C + c] = s[c * sl + i]; \
    }                                                                                                        \
    NBS_CLONES static void to_planes_##C(ptrdiff_t begin, ptrdiff_t end, const float *s, float *d, ptrdiff_t dl) { \
        NBS_VECTOR for (ptrdiff_t j = begin; j < end; j++) for (int c = 0; c < C; c++) d[c * dl + j] = s[j * C + c]; \
    }
CHANNELS(2)
CHANNELS(3)
CHANNELS(4)
static void planes_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const transpose_job *t = context;
    const float *s = (const float *)t->s;
    float *d = (float *)t->d;
    switch (t->rows) {
        case 2: to_planes_2(begin, end, s, d, t->dl); break;
        case 3: to_planes_3(begin, end, s, d, t->dl); break;
        default: to_planes_4(begin, end, s, d, t->dl);
    }
}

static void rows_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    transpose_job *t = context;
    switch (t->item) {
        case 1: PLAIN(uint8_t) return;
        case 2: PLAIN(uint16_t) return;
        case 8: PLAIN(uint64_t) return;
        default: break;
    }
    const float *s = (const float *)t->s;
    float *d = (float *)t->d;
    if (t->dl == t->columns)
        switch (t->columns) {
            case 2: to_pixels_2(begin, end, s, t->sl, d); return;
            case 3: to_pixels_3(begin, end, s, t->sl, d); return;
            case 4: to_pixels_4(begin, end, s, t->sl, d); return;
            default: break;
        }
    ptrdiff_t whole = t->columns / 8 * 8, i = begin;
    for (; i + 8 <= end; i += 8) {
        for (ptrdiff_t j = 0; j < whole; j += 8) block_8x8(s + j * t->sl + i, t->sl, d + i * t->dl + j, t->dl);
        for (ptrdiff_t k = i; k < i + 8; k++)
            for (ptrdiff_t j = whole; j < t->columns; j++) d[k * t->dl + j] = s[j * t->sl + k];
    }
    for (; i < end; i++) for (ptrdiff_t j = 0; j < t->columns; j++) d[i * t->dl + j] = s[j * t->sl + i];
}

void nbs_transpose(size_t item, ptrdiff_t rows, ptrdiff_t columns, const void *s, ptrdiff_t sl, void *d, ptrdiff_t dl) {
    transpose_job job = {item, rows, columns, sl, dl, s, d};
    if (item == 4 && sl == rows && rows >= 2 && rows <= 4) { nbs_parallel(columns, 16384, planes_piece, &job); return; }
    ptrdiff_t grain = 32768 / (columns > 0 ? columns : 1) / 32 * 32;
    nbs_parallel(rows, grain < 32 ? 32 : grain, rows_piece, &job);
}
