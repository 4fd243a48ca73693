#include "tile.h"
#include <string.h>

typedef float v8 __attribute__((ext_vector_type(8), aligned(4)));
#define INLINE static inline __attribute__((always_inline))

#define UNROLL _Pragma("clang loop unroll(full)")

// R rows of two vectors. Sums stay in registers: R is a constant.
INLINE void sums(int R, ptrdiff_t depth, const float *a, const float *b, float *c, ptrdiff_t stride, const float *start) {
    v8 sum[6][2];
    UNROLL for (int r = 0; r < R; r++)
        UNROLL for (int w = 0; w < 2; w++) sum[r][w] = start ? (v8)(start[r]) : *(const v8 *)(c + r * stride + w * 8);
    for (ptrdiff_t k = 0; k < depth; k++, a += PANEL_A, b += PANEL_B) {
        v8 x[2];
        UNROLL for (int w = 0; w < 2; w++) x[w] = *(const v8 *)(b + w * 8);
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int w = 0; w < 2; w++) sum[r][w] = (v8)(a[r]) * x[w] + sum[r][w];
    }
    UNROLL for (int r = 0; r < R; r++) UNROLL for (int w = 0; w < 2; w++) *(v8 *)(c + r * stride + w * 8) = sum[r][w];
}

__attribute__((target_clones("arch=x86-64-v3", "default")))
static void tile256(int rows, ptrdiff_t depth, const float *a, const float *b, float *c, ptrdiff_t stride, const float *start) {
    switch (rows) {
#define CASE(R) case R: sums(R, depth, a, b, c, stride, start); break;
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6)
#undef CASE
    }
}

static int level(void) {
    static int found;
    if (!found) found = __builtin_cpu_supports("x86-64-v4") ? 3 : __builtin_cpu_supports("x86-64-v3") ? 2 : 1;
    return found;
}
int nbs_tile_rows(void) { return level() == 3 ? 14 : 12; }
int nbs_has_tiles(void) { return level() > 1; }
int nbs_has_large_tiles(void) { return level() == 3; }

static void whole_tile(int rows, ptrdiff_t depth, const float *a, const float *b, float *c, ptrdiff_t stride, int wide,
                       const float *start) {
    for (int r = 0; r < rows; r += 6)
        for (int w = 0; w < (wide ? 2 : 1); w++)
            tile256(rows - r < 6 ? rows - r : 6, depth, a + r, b + 16 * w, c + r * stride + 16 * w, stride, start ? start + r : NULL);
}

void nbs_tile(int rows, ptrdiff_t depth, const float *a, const float *b, float *c, ptrdiff_t stride, int columns,
              const float *start) {
    const int wide = columns > 16;
    if (columns == 32 || columns == 16) {
        whole_tile(rows, depth, a, b, c, stride, wide, start);
        return;
    }
    // The edge: computed beside the result, then copied.
    float part[14 * 32];
    if (!start) for (int r = 0; r < rows; r++) memcpy(part + 32 * r, c + r * stride, (size_t)columns * sizeof(float));
    whole_tile(rows, depth, a, b, part, 32, wide, start);
    for (int r = 0; r < rows; r++) memcpy(c + r * stride, part + 32 * r, (size_t)columns * sizeof(float));
}
