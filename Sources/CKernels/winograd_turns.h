// Turning of values into forms that take fewer products (winograd.h); AVX-512 only.
#pragma once
#include "block.h"
#include "image.h"
#include "include/nbs_conv.h"
#include "tile.h"
#include "turn16.h"
#include <stddef.h>

#define MIN(a, b) ((a) < (b) ? (a) : (b))

enum {
    LANES = BLOCK_COLUMNS,
    LEAST = 64, // channels and outputs
    APART = 48  // floats between planes, lest they push each other out of the first cache
};
// Of a kernel of K x K: values and products along an axis of a tile, tiles side by side whose values are 16 columns.
#define VALUES(K) ((K) + 1)
#define PRODUCTS(K) ((K) == 3 ? 4 : 7)
#define STEP(K) ((17 - (K)) / 2)
// Along an axis: v = B' x, u = G g, y = A' m. By five taps, the last three of v and u are those of F(2, 2).
#define TURN_VALUES(K, x, v)                                                                                       \
    {                                                                                                              \
        v[0] = x[0] - x[2];                                                                                        \
        v[1] = x[1] + x[2];                                                                                        \
        v[2] = x[2] - x[1];                                                                                        \
        v[3] = x[1] - x[3];                                                                                        \
        if (K == 5) {                                                                                              \
            v[4] = x[3] - x[K - 1];                                                                                \
            v[5] = x[K - 1];                                                                                       \
            v[6] = x[K - 1] - x[K];                                                                                \
        }                                                                                                          \
    }
#define TURN_WEIGHTS(K, g, u)                                                                                      \
    {                                                                                                              \
        const __m512 ends = (g[0] + g[2]) * 0.5f;                                                                  \
        u[0] = g[0];                                                                                               \
        u[1] = ends + g[1] * 0.5f;                                                                                 \
        u[2] = ends - g[1] * 0.5f;                                                                                 \
        u[3] = g[2];                                                                                               \
        if (K == 5) {                                                                                              \
            u[4] = g[K - 2];                                                                                       \
            u[5] = g[K - 2] + g[K - 1];                                                                            \
            u[6] = g[K - 1];                                                                                       \
        }                                                                                                          \
    }
#define TURN_SUMS(K, m, y)                                                                                         \
    {                                                                                                              \
        y[0] = m[0] + m[1] + m[2];                                                                                 \
        y[1] = m[1] - m[2] - m[3];                                                                                 \
        if (K == 5) {                                                                                              \
            y[0] += m[4] + m[5];                                                                                   \
            y[1] += m[5] - m[6];                                                                                   \
        }                                                                                                          \
    }


// Images cut into tiles of 2 x 2 results.
typedef struct {
    ptrdiff_t kernel, planes, samples, channels, outputs; // planes: products of a tile
    ptrdiff_t in_h, in_w, pad_h, pad_w, out_h, out_w;
    ptrdiff_t down, across, tiles; // tiles of a sample, of all of them
    const float *source;
    ptrdiff_t sample_step, channel_step, row_step;
} tiling;
static inline tiling make_tiling(ptrdiff_t kernel, ptrdiff_t samples, ptrdiff_t channels, ptrdiff_t outputs, const layout *l, const float *source) {
    tiling t = {.kernel = kernel, .planes = PRODUCTS(kernel) * PRODUCTS(kernel), .samples = samples, .channels = channels, .outputs = outputs,
                .in_h = l->in_h, .in_w = l->in_w, .pad_h = l->pad_h, .pad_w = l->pad_w, .out_h = l->out_h, .out_w = l->out_w,
                .down = CEIL(l->out_h, 2), .across = CEIL(l->out_w, 2), .source = source,
                .sample_step = channels * l->in_h * l->in_w, .channel_step = l->in_h * l->in_w, .row_step = l->in_w};
    t.tiles = samples * t.down * t.across;
    return t;
}

// Up to STEP tiles side by side: the first one's number among those at hand, where it stands.
typedef struct { ptrdiff_t at, count, sample, y, x; } step;
static inline ptrdiff_t make_steps(const tiling *t, ptrdiff_t first, ptrdiff_t tiles, step *steps) {
    ptrdiff_t n = 0;
    for (ptrdiff_t at = 0; at < tiles; at += steps[n++].count) {
        const ptrdiff_t x = (first + at) % t->across, row = (first + at) / t->across, left = MIN(tiles - at, t->across - x);
        steps[n] = (step){at, MIN(left, STEP(t->kernel)), row / t->down, row % t->down * 2, x * 2};
    }
    return n;
}

// The values of tiles side by side, from rows of 16 columns: V = B' d B.
INLINE void turn_values(int K, const float *const *rows, const __mmask16 *inside, ptrdiff_t offset, float *to, ptrdiff_t plane) {
    __m512 pairs[3][6], turned[3][7]; // columns 2 i and 2 i + 1 of all tiles, row by row
    UNROLL for (int r = 0; r < VALUES(K); r++) {
        const __m512 row = _mm512_maskz_loadu_ps(inside[r], rows[r] + offset);
        const __m512i even = _mm512_set_epi32(15, 13, 11, 9, 7, 5, 3, 1, 14, 12, 10, 8, 6, 4, 2, 0);
        UNROLL for (int i = 0; i < VALUES(K) / 2; i++) // beyond the last column indices wrap around: lanes of no tile
            pairs[i][r] = _mm512_permutexvar_ps(_mm512_add_epi32(even, _mm512_set1_epi32(2 * i)), row);
    }
    UNROLL for (int i = 0; i < VALUES(K) / 2; i++) TURN_VALUES(K, pairs[i], turned[i])
    UNROLL for (int r = 0; r < PRODUCTS(K); r++) {
        __m256 x[6], v[7];
        UNROLL for (int i = 0; i < VALUES(K) / 2; i++) {
            x[2 * i] = _mm512_castps512_ps256(turned[i][r]);
            x[2 * i + 1] = _mm512_extractf32x8_ps(turned[i][r], 1);
        }
        TURN_VALUES(K, x, v)
        UNROLL for (int c = 0; c < PRODUCTS(K); c++, to += plane) _mm256_storeu_ps(to, v[c]);
    }
}
// Floats of a row of values: the last step may be of one tile, and stores eight.
static inline ptrdiff_t value_width(ptrdiff_t tiles) { return CEIL(tiles + 7, 8) * 8; }
// A panel of few outputs is half as wide.
static inline int panel_lanes(const tiling *t, ptrdiff_t panel) { return t->outputs - panel * LANES > LANES / 2 ? LANES : LANES / 2; }

// Whether a convolution has one group, a square kernel and strides alike, and the CPU what turning takes.
static inline int nbs_turns(const nbs_conv *c) {
    const nbs_window *w = &c->w;
    return nbs_has_large_tiles() && c->groups == 1 && w->kernel[1] == w->kernel[2] && w->stride[1] == w->stride[2] && w->dilation[1] == 1
        && w->dilation[2] == 1;
}

// Turned values of `channels` channels from `first` on: [plane][channel][width], where a width has room for 7 tiles more.
INLINE void make_values(int K, const tiling *t, const step *steps, ptrdiff_t n, ptrdiff_t first, ptrdiff_t channels, float *values,
                        ptrdiff_t width, ptrdiff_t plane) {
    for (ptrdiff_t i = 0; i < n; i++) {
        const step s = steps[i];
        const ptrdiff_t x = s.x - t->pad_w, before = x < 0 ? MIN(-x, 16) : 0, behind = x + 16 > t->in_w ? MIN(x + 16 - t->in_w, 16) : 0;
        const __mmask16 columns = (__mmask16)((0xFFFFu << before) & (0xFFFFu >> behind));
        const float *rows[6];
        __mmask16 inside[6];
        for (ptrdiff_t r = 0; r < VALUES(K); r++) {
            const ptrdiff_t y = s.y - t->pad_h + r;
            inside[r] = y >= 0 && y < t->in_h ? columns : 0;
            rows[r] = t->source + s.sample * t->sample_step + first * t->channel_step + y * t->row_step + x;
        }
        for (ptrdiff_t c = 0; c < channels; c++) turn_values(K, rows, inside, c * t->channel_step, values + s.at + c * width, plane);
    }
}
