#include "tile.h"
#include <string.h>

typedef float v16 __attribute__((ext_vector_type(16), aligned(4)));
typedef float v8 __attribute__((ext_vector_type(8), aligned(4)));
#define INLINE static inline __attribute__((always_inline))

// R rows of W vectors of type V (L floats), from column `from` on. Sums stay in registers: R and W are constants.
#define SUMS(NAME, V, L)                                                                                              \
    INLINE void NAME(int R, int W, ptrdiff_t depth, const float *a, const float *b, float *c, ptrdiff_t stride,        \
                     const float *start) {                                                                            \
        V sum[14][2];                                                                                                 \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++)                                                \
            _Pragma("clang loop unroll(full)") for (int w = 0; w < W; w++)                                            \
                sum[r][w] = start ? (V)(start[r]) : *(const V *)(c + r * stride + w * L);                             \
        for (ptrdiff_t k = 0; k < depth; k++, a += PANEL_A, b += PANEL_B) {                                           \
            V x[2];                                                                                                   \
            _Pragma("clang loop unroll(full)") for (int w = 0; w < W; w++) x[w] = *(const V *)(b + w * L);            \
            _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++)                                            \
                _Pragma("clang loop unroll(full)") for (int w = 0; w < W; w++) sum[r][w] = (V)(a[r]) * x[w] + sum[r][w]; \
        }                                                                                                             \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++)                                                \
            _Pragma("clang loop unroll(full)") for (int w = 0; w < W; w++) *(V *)(c + r * stride + w * L) = sum[r][w]; \
    }
SUMS(sums512, v16, 16)
SUMS(sums256, v8, 8)

#define ROWS14(CASE) CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14)
#define ROWS6(CASE) CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6)

__attribute__((target_clones("arch=x86-64-v4", "default")))
static void tile512(int rows, int wide, ptrdiff_t depth, const float *a, const float *b, float *c, ptrdiff_t stride,
                    const float *start) {
    if (wide) {
        switch (rows) {
#define CASE(R) case R: sums512(R, 2, depth, a, b, c, stride, start); break;
            ROWS14(CASE)
#undef CASE
        }
    } else {
        switch (rows) {
#define CASE(R) case R: sums512(R, 1, depth, a, b, c, stride, start); break;
            ROWS14(CASE)
#undef CASE
        }
    }
}

__attribute__((target_clones("arch=x86-64-v3", "default")))
static void tile256(int rows, ptrdiff_t depth, const float *a, const float *b, float *c, ptrdiff_t stride, const float *start) {
    switch (rows) {
#define CASE(R) case R: sums256(R, 2, depth, a, b, c, stride, start); break;
        ROWS6(CASE)
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
    if (level() == 3) {
        tile512(rows, wide, depth, a, b, c, stride, start);
        return;
    }
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
