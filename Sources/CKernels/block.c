#include "block.h"
#include "tile.h"
#include <stdint.h>

#if defined(__x86_64__)
#include "avx512.h"
enum { AHEAD = 16 }; // products: what is fetched so far before its use comes from the second cache in time

// R rows of W vectors; both are constants, so that all sums stay in registers. `along`: a's rows are contiguous (ca is 1),
// otherwise its columns are (ra is 1). Every third row has a pointer of its own, the two after it are reached by an index.
// `next` is where the next block stores: a row of it is fetched now and then, so that these fetches never queue up.
INLINE void sums(
    int R, int W, int along, __mmask16 last, ptrdiff_t depth, const float *a, ptrdiff_t step, const float *b, ptrdiff_t rb,
    float *c, ptrdiff_t so, block_start start, const float *from, const float *next) {
    __m512 sum[14][2];
#define LOAD(w, at) ((w) == W - 1 ? _mm512_maskz_loadu_ps(last, (at) + 16 * (w)) : _mm512_loadu_ps((at) + 16 * (w)))
    if (start == START_RESULT) {
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int w = 0; w < W; w++) sum[r][w] = LOAD(w, c + r * so);
    } else if (start == START_COLUMN) {
        UNROLL for (int w = 0; w < W; w++) {
            const __m512 x = LOAD(w, from);
            UNROLL for (int r = 0; r < R; r++) sum[r][w] = x;
        }
    } else {
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int w = 0; w < W; w++) sum[r][w] = _mm512_set1_ps(from[r]);
    }
    // A masked load costs a product: only the last rows of b are read so, behind which there may be nothing.
    const ptrdiff_t last_rows = rb >= 16 ? 1 : 4, behind = last == 0xFFFF ? 0 : depth < last_rows || rb < 4 ? depth : last_rows;
    const float *at[5];
    UNROLL for (int q = 0; q < 5; q++) at[q] = a + 3 * q * step;
#define PRODUCTS(FACTOR, MASKED)                                                                                   \
    {                                                                                                              \
        __m512 x[2];                                                                                               \
        UNROLL for (int w = 0; w < W; w++) x[w] = MASKED ? LOAD(w, b) : _mm512_loadu_ps(b + 16 * w);               \
        UNROLL for (int r = 0; r < R; r++) {                                                                       \
            const __m512 factor = _mm512_set1_ps(FACTOR);                                                          \
            UNROLL for (int w = 0; w < W; w++) sum[r][w] = _mm512_fmadd_ps(factor, x[w], sum[r][w]);               \
        }                                                                                                          \
        b += rb;                                                                                                   \
    }
#define FETCH_NEXT __builtin_prefetch(next, 1); __builtin_prefetch(next + 16 * W - 1, 1); next += so;
    if (along) {
        // Opaque, or the compiler would make long chains of additions of them.
        ptrdiff_t l = 0;
        const ptrdiff_t whole = (depth - behind) / 4 * 4, each = (whole / 4 + R - 1) / R * 4;
        while (l < whole) {
            const ptrdiff_t end = l + each < whole ? l + each : whole;
            FETCH_NEXT
            for (; l < end; l += 4) {
                UNROLL for (int q = 0; q < (R + 2) / 3; q++) __asm__("" : "+r"(at[q]));
                UNROLL for (int i = 0; i < 4; i++) PRODUCTS(at[r / 3][r % 3 * step + i], 0)
                UNROLL for (int q = 0; q < (R + 2) / 3; q++) at[q] += 4;
            }
        }
        for (; l < depth; l++) {
            PRODUCTS(at[r / 3][r % 3 * step], 1)
            UNROLL for (int q = 0; q < (R + 2) / 3; q++) at[q]++;
        }
    } else {
        const ptrdiff_t whole = depth - behind, each = (whole + R - 1) / R;
        ptrdiff_t l = 0;
        while (l < whole) {
            const ptrdiff_t end = l + each < whole ? l + each : whole;
            FETCH_NEXT
            for (; l < end; l++) {
                PRODUCTS(a[r], 0)
                a += step;
                __builtin_prefetch(a + AHEAD * step);
                UNROLL for (int w = 0; w < W; w++) __builtin_prefetch(b + AHEAD * rb + 16 * w);
            }
        }
        for (; l < depth; l++) {
            PRODUCTS(a[r], 1)
            a += step;
        }
    }
    UNROLL for (int r = 0; r < R; r++)
        UNROLL for (int w = 0; w < W; w++) _mm512_mask_storeu_ps(c + r * so + 16 * w, w == W - 1 ? last : 0xFFFF, sum[r][w]);
}

#define CASES(W, ALONG)                                                                                            \
    switch (rows) {                                                                                                \
        CASE(1, W, ALONG) CASE(2, W, ALONG) CASE(3, W, ALONG) CASE(4, W, ALONG) CASE(5, W, ALONG)                  \
        CASE(6, W, ALONG) CASE(7, W, ALONG) CASE(8, W, ALONG) CASE(9, W, ALONG) CASE(10, W, ALONG)                 \
        CASE(11, W, ALONG) CASE(12, W, ALONG) CASE(13, W, ALONG) CASE(14, W, ALONG)                                \
    }
#define CASE(R, W, ALONG) case R: sums(R, W, ALONG, last, depth, a, ALONG ? ra : ca, b, rb, c, so, start, from, next); break;
AVX512 void nbs_block(int rows, int columns, ptrdiff_t depth, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b,
                      ptrdiff_t rb, float *c, ptrdiff_t so, block_start start, const float *from, const float *next) {
    const __mmask16 last = (__mmask16)(0xFFFF >> (columns > 16 ? 32 - columns : 16 - columns));
    if (columns > 16) {
        if (ca == 1) CASES(2, 1) else CASES(2, 0)
    } else {
        if (ca == 1) CASES(1, 1) else CASES(1, 0)
    }
}

// Which of 16 columns from `at` on stand before `split`, which from there to `columns`.
static void split_masks(int at, int columns, int split, __mmask16 *before, __mmask16 *behind) {
    const uint32_t up_to_split = split >= 32 ? ~0u : (1u << split) - 1, up_to_end = columns >= 32 ? ~0u : (1u << columns) - 1;
    *before = (__mmask16)(up_to_split >> at);
    *behind = (__mmask16)((up_to_end & ~up_to_split) >> at);
}
AVX512 void nbs_join_block(int rows, int columns, int split, const float *here, const float *there, ptrdiff_t stride, float *block) {
    for (int w = 0; w < BLOCK_COLUMNS; w += 16) {
        __mmask16 before, behind;
        split_masks(w, columns, split, &before, &behind);
        for (int r = 0; r < rows; r++)
            _mm512_storeu_ps(block + r * BLOCK_COLUMNS + w,
                             _mm512_mask_loadu_ps(_mm512_maskz_loadu_ps(before, here + r * stride + w), behind, there + r * stride + w));
    }
}
AVX512 void nbs_split_block(int rows, int columns, int split, const float *block, float *here, float *there, ptrdiff_t stride) {
    for (int w = 0; w < BLOCK_COLUMNS; w += 16) {
        __mmask16 before, behind;
        split_masks(w, columns, split, &before, &behind);
        for (int r = 0; r < rows; r++) {
            const __m512 x = _mm512_loadu_ps(block + r * BLOCK_COLUMNS + w);
            _mm512_mask_storeu_ps(here + r * stride + w, before, x);
            _mm512_mask_storeu_ps(there + r * stride + w, behind, x);
        }
    }
}

static AVX512 void flip_rows(int rows, ptrdiff_t count, const float *w, float *d) {
    const __m512i row = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i at = _mm512_mullo_epi32(row, _mm512_set1_epi32((int)count));
    const __mmask16 kept = (__mmask16)(0xFFFF >> (16 - rows));
    for (ptrdiff_t t = count - 1; t >= 0; t--, d += 16)
        _mm512_storeu_ps(d, _mm512_mask_i32gather_ps(_mm512_setzero_ps(), kept, at, w + t, 4));
}
#else
void nbs_join_block(int rows, int columns, int split, const float *here, const float *there, ptrdiff_t stride, float *block) {}
void nbs_split_block(int rows, int columns, int split, const float *block, float *here, float *there, ptrdiff_t stride) {}
static void flip_rows(int rows, ptrdiff_t count, const float *w, float *d) {}
void nbs_block(int rows, int columns, ptrdiff_t depth, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb,
               float *c, ptrdiff_t so, block_start start, const float *from, const float *next) {}
#endif

void nbs_flip_rows(int rows, ptrdiff_t count, const float *w, float *d) {
    if (nbs_has_large_tiles() && count < 1 << 20) { flip_rows(rows, count, w, d); return; }
    for (ptrdiff_t t = count - 1; t >= 0; t--, d += 16) for (int r = 0; r < rows; r++) d[r] = w[r * count + t];
}
