#include "include/nbs_matmul.h"
#include "include/nbs_parallel.h"
#include "thin.h"

// Products of a few rows with a large matrix are bound by reading the matrix: each of its rows is used for all rows of a
// while it passes.
typedef float v16 __attribute__((ext_vector_type(16), aligned(4)));

typedef struct {
    ptrdiff_t m, k, ra, ca, rb, cb, so;
    const float *a, *b;
    float *out;
    int accumulate;
} skinny_job;

// Large matrices come from memory: the hardware asks for four rows at a time too late.
enum { AHEAD = 64 };
// Dot products of R rows of a with C columns of b, both contiguous.
#define DOTS(NAME, R, C)                                                                                             \
    static inline __attribute__((always_inline)) void NAME(const skinny_job *s, ptrdiff_t i, ptrdiff_t j) {           \
        v16 acc[R][C] = {0};                                                                                          \
        const float *x = s->a + i * s->ra, *y = s->b + j * s->cb;                                                     \
        ptrdiff_t l = 0;                                                                                              \
        for (; l + 16 <= s->k; l += 16)                                                                               \
            for (int c = 0; c < C; c++) {                                                                             \
                v16 v = *(const v16 *)(y + c * s->cb + l);                                                            \
                __builtin_prefetch(y + c * s->cb + l + AHEAD, 0, 2);                                                  \
                for (int r = 0; r < R; r++) acc[r][c] += v * *(const v16 *)(x + r * s->ra + l);                       \
            }                                                                                                         \
        for (int r = 0; r < R; r++)                                                                                   \
            for (int c = 0; c < C; c++) {                                                                             \
                float lanes[16], sum = 0;                                                                             \
                *(v16 *)lanes = acc[r][c];                                                                            \
                for (int w = 8; w; w /= 2) for (int q = 0; q < w; q++) lanes[q] += lanes[q + w];                      \
                for (ptrdiff_t q = l; q < s->k; q++) sum += x[r * s->ra + q] * y[c * s->cb + q];                      \
                float *o = s->out + (i + r) * s->so + j + c;                                                          \
                *o = s->accumulate ? *o + (lanes[0] + sum) : lanes[0] + sum;                                          \
            }                                                                                                         \
    }
DOTS(dots_4_4, 4, 4)
DOTS(dots_4_1, 4, 1)
DOTS(dots_1_4, 1, 4)
DOTS(dots_1_1, 1, 1)

NBS_CLONES static void dot_columns(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const skinny_job *s = context;
    if (s->m == 1 && s->k <= NBS_THIN && nbs_thin_dots(end - begin, s->cb, s->k, s->b + begin * s->cb, s->a, s->out + begin, s->accumulate)) return;
    ptrdiff_t j = begin;
    for (; j + 4 <= end; j += 4) {
        ptrdiff_t i = 0;
        for (; i + 4 <= s->m; i += 4) dots_4_4(s, i, j);
        for (; i < s->m; i++) dots_1_4(s, i, j);
    }
    for (; j < end; j++) {
        ptrdiff_t i = 0;
        for (; i + 4 <= s->m; i += 4) dots_4_1(s, i, j);
        for (; i < s->m; i++) dots_1_1(s, i, j);
    }
}

// Rows of b added up, weighted: a block of columns at a time, so that the sums stay in the first cache.
NBS_CLONES static void add_columns(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const skinny_job *s = context;
    enum { WIDE = 256 };
    float sums[NBS_SKINNY][WIDE] __attribute__((aligned(64)));
    for (ptrdiff_t j = begin; j < end; j += WIDE) {
        const ptrdiff_t w = end - j < WIDE ? end - j : WIDE;
        for (ptrdiff_t i = 0; i < s->m; i++)
            for (ptrdiff_t q = 0; q < w; q++) sums[i][q] = s->accumulate ? s->out[i * s->so + j + q] : 0;
        ptrdiff_t l = 0;
        for (; l + 4 <= s->k; l += 4) {
            const float *b0 = s->b + l * s->rb + j, *b1 = b0 + s->rb, *b2 = b1 + s->rb, *b3 = b2 + s->rb;
            for (ptrdiff_t i = 0; i < s->m; i++) {
                const float *x = s->a + i * s->ra + l * s->ca;
                const float x0 = x[0], x1 = x[s->ca], x2 = x[2 * s->ca], x3 = x[3 * s->ca];
                NBS_VECTOR for (ptrdiff_t q = 0; q < w; q++)
                    sums[i][q] += x0 * b0[q] + x1 * b1[q] + (x2 * b2[q] + x3 * b3[q]);
            }
        }
        for (; l < s->k; l++)
            for (ptrdiff_t i = 0; i < s->m; i++) {
                const float x = s->a[i * s->ra + l * s->ca], *b = s->b + l * s->rb + j;
                NBS_VECTOR for (ptrdiff_t q = 0; q < w; q++) sums[i][q] += x * b[q];
            }
        for (ptrdiff_t i = 0; i < s->m; i++)
            for (ptrdiff_t q = 0; q < w; q++) s->out[i * s->so + j + q] = sums[i][q];
    }
}

int nbs_is_skinny(ptrdiff_t m, ptrdiff_t k, ptrdiff_t ca, ptrdiff_t rb, ptrdiff_t cb) {
    if (m > NBS_SKINNY) return 0;
    return (rb == 1 && (ca == 1 || k == 1)) || cb == 1;
}

void nbs_matmul_skinny(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b,
                       ptrdiff_t rb, ptrdiff_t cb, float *out, ptrdiff_t so, int accumulate) {
    skinny_job s = {m, k, ra, ca, rb, cb, so, a, b, out, accumulate};
    const int dots = rb == 1 && (ca == 1 || k == 1) && !(cb == 1 && k < 16);
    // Pieces of a quarter million products, of less where rows are short (up to sixteen numbers they take as long), on borders that both loops like.
    const ptrdiff_t fit = dots && m == 1 && k <= NBS_THIN ? 65536 / (k < 16 ? 16 : k) / 256 * 256 : 262144 / (m * k > 0 ? m * k : 1) / 256 * 256;
    nbs_parallel(n, fit < (dots ? 64 : 256) ? (dots ? 64 : 256) : fit, dots ? dot_columns : add_columns, &s);
}
