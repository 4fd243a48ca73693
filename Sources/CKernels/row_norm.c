#include "include/nbs_rows.h"
#include "include/nbs_parallel.h"
#include "include/nbs_types.h"
#include <math.h>
#include <string.h>

// Layer normalisation: a row is read from memory once, then from the first cache.
enum { DEEP = 32, GRAIN = 16384, PART = 64, PARTS = 256 };
typedef struct {
    ptrdiff_t rows, n, each;
    float eps;
    const float *x, *g, *mean, *rstd, *weight, *bias;
    float *means, *rstds, *out, *parts;
    int wants_parts;
} row_job;

typedef float v16 __attribute__((ext_vector_type(16), aligned(4)));
typedef int v16i __attribute__((ext_vector_type(16)));
#define INLINE static inline __attribute__((always_inline))
// Sixteen numbers, or one. FORM(LOAD, i) below is made of either.
#define AT(p) (*(v16 *)(p))
#define ONE(p) (*(p))
// Of the 16 numbers from `at` on those that do not come before `i`.
#define FROM(i, at, value) ((v16i){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15} >= (int)((i) - (at)) ? (value) : (v16)(0))
// A row of at least 16 ends with its last 16, some of which are done twice.
#define EACH(FORM)                                                                                      \
    {                                                                                                   \
        ptrdiff_t i = 0;                                                                                \
        for (; i + 16 <= n; i += 16) AT(out + i) = FORM(AT, i);                                         \
        if (i < n && n >= 16) AT(out + n - 16) = FORM(AT, n - 16);                                      \
        else for (; i < n; i++) out[i] = FORM(ONE, i);                                                  \
    }

INLINE double fold(const v16 *sums, int count) {
    v16 all = sums[0];
    for (int k = 1; k < count; k++) all += sums[k];
    const __typeof__(all.lo) half = all.lo + all.hi;
    const __typeof__(half.lo) quarter = half.lo + half.hi;
    return (double)((quarter.x + quarter.z) + (quarter.y + quarter.w));
}
// The sum of x, or of the squares of their distances from m: of floats over up to DEEP numbers a lane, of doubles over these.
INLINE double sum_of(ptrdiff_t n, float *x, float m, int squares) {
#define TERM(LOAD, i) (squares ? (LOAD(x + (i)) - m) * (LOAD(x + (i)) - m) : LOAD(x + (i)))
    double total = 0;
    if (n < 16) {
        float even = 0, odd = 0;
        for (ptrdiff_t i = 0; i + 2 <= n; i += 2) even += TERM(ONE, i), odd += TERM(ONE, i + 1);
        return (double)(n % 2 ? even + TERM(ONE, n - 1) : even) + (double)odd;
    }
    for (ptrdiff_t i = 0; i < n;) {
        const ptrdiff_t end = n - i < 64 * DEEP ? n : i + 64 * DEEP;
        v16 sums[4] = {0, 0, 0, 0};
        for (; i + 64 <= end; i += 64) for (int k = 0; k < 4; k++) sums[k] += TERM(AT, i + 16 * k);
        for (; i + 16 <= end; i += 16) sums[0] += TERM(AT, i);
        if (i < end) sums[1] += FROM(i, n - 16, TERM(AT, n - 16));
        total += fold(sums, 4);
        i = end;
    }
    return total;
}

NBS_CLONES static void norm_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const row_job *j = context;
    const ptrdiff_t n = j->n;
    // Only read; the vectors that read them have no const of their own.
    float *w = (float *)j->weight, *b = (float *)j->bias;
    for (ptrdiff_t r = begin; r < end; r++) {
        float *x = (float *)j->x + r * n, *out = j->out + r * n;
        const float mean = (float)(sum_of(n, x, 0, 0) / (double)n);
        const float rstd = 1 / sqrtf((float)(sum_of(n, x, mean, 1) / (double)n) + j->eps);
        j->means[r] = mean;
        j->rstds[r] = rstd;
#define PLAIN(LOAD, i) ((LOAD(x + (i)) - mean) * rstd)
#define SCALED(LOAD, i) (PLAIN(LOAD, i) * LOAD(w + (i)))
#define SHIFTED(LOAD, i) (PLAIN(LOAD, i) + LOAD(b + (i)))
#define BOTH(LOAD, i) (SCALED(LOAD, i) + LOAD(b + (i)))
        if (w && b) EACH(BOTH)
        else if (w) EACH(SCALED)
        else if (b) EACH(SHIFTED)
        else EACH(PLAIN)
    }
}
void nbs_row_norm(ptrdiff_t rows, ptrdiff_t n, const float *x, float eps, const float *weight, const float *bias, float *mean, float *rstd, float *out) {
    row_job j = {.n = n, .eps = eps, .x = x, .weight = weight, .bias = bias, .means = mean, .rstds = rstd, .out = out};
    nbs_parallel_large(rows, 1 + GRAIN / n, norm_piece, &j);
}

// Parts do not depend on how many threads there are, nor do the sums over them.
static ptrdiff_t rows_of_part(ptrdiff_t rows) { return rows > PART * PARTS ? (rows + PARTS - 1) / PARTS : PART; }
ptrdiff_t nbs_row_parts(ptrdiff_t rows) { return (rows + rows_of_part(rows) - 1) / rows_of_part(rows); }

// With hat = (x - mean) * rstd and h = g * weight: (h - mean of h - hat * mean of h * hat) * rstd.
INLINE void slope_row(ptrdiff_t n, float *x, float *g, float mean, float rstd, float *w, float *out) {
#define H(LOAD, i) (w ? LOAD(g + (i)) * LOAD(w + (i)) : LOAD(g + (i)))
    double sum = 0, product = 0;
    for (ptrdiff_t i = 0; i < n;) {
        const ptrdiff_t end = n - i < 64 * DEEP ? n : i + 64 * DEEP;
        v16 us[2] = {0, 0}, vs[2] = {0, 0};
        float u = 0, v = 0;
        for (; i + 32 <= end; i += 32)
            for (int k = 0; k < 2; k++) {
                const v16 h = H(AT, i + 16 * k);
                us[k] += h;
                vs[k] += h * (AT(x + i + 16 * k) - mean);
            }
        if (i + 16 <= end) {
            const v16 h = H(AT, i);
            us[0] += h;
            vs[0] += h * (AT(x + i) - mean);
            i += 16;
        }
        if (i < end && n >= 16) {
            const v16 h = FROM(i, n - 16, H(AT, n - 16));
            us[1] += h;
            vs[1] += FROM(i, n - 16, h * (AT(x + n - 16) - mean));
        } else for (; i < end; i++) {
            const float h = H(ONE, i);
            u += h;
            v += h * (x[i] - mean);
        }
        sum += fold(us, 2) + (double)u;
        product += fold(vs, 2) + (double)v;
        i = end;
    }
    const double wide = (double)rstd;
    const float shift = (float)(sum / (double)n), slope = (float)(product * wide * wide / (double)n);
#define SLOPE(LOAD, i) ((H(LOAD, i) - shift - (LOAD(x + (i)) - mean) * slope) * rstd)
    EACH(SLOPE)
}
NBS_CLONES static void gradient_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const row_job *j = context;
    const ptrdiff_t n = j->n;
    float *w = (float *)j->weight; // As above.
    for (ptrdiff_t part = begin; part < end; part++) {
        float *products = j->parts + 2 * part * n, *sums = products + n;
        if (j->wants_parts) memset(products, 0, (size_t)(2 * n) * sizeof(float));
        const ptrdiff_t last = (part + 1) * j->each < j->rows ? (part + 1) * j->each : j->rows;
        for (ptrdiff_t r = part * j->each; r < last; r++) {
            float *x = (float *)j->x + r * n, *g = (float *)j->g + r * n;
            const float mean = j->mean[r], rstd = j->rstd[r];
            if (j->out && w) slope_row(n, x, g, mean, rstd, w, j->out + r * n);
            else if (j->out) slope_row(n, x, g, mean, rstd, NULL, j->out + r * n);
            if (j->wants_parts) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) {
                products[i] += g[i] * ((x[i] - mean) * rstd);
                sums[i] += g[i];
            }
        }
    }
}
void nbs_row_norm_gradients(ptrdiff_t rows, ptrdiff_t n, const float *x, const float *g, const float *mean, const float *rstd, const float *weight,
                            float *parts, float *out, float *of_weight, float *of_bias) {
    row_job j = {.rows = rows, .n = n, .each = rows_of_part(rows), .x = x, .g = g, .mean = mean, .rstd = rstd, .weight = weight, .parts = parts,
                 .out = out, .wants_parts = of_weight || of_bias};
    const ptrdiff_t count = nbs_row_parts(rows);
    nbs_parallel(count, 1 + GRAIN / (n * j.each), gradient_piece, &j);
    for (int bias = 0; bias < 2; bias++) {
        float *total = bias ? of_bias : of_weight;
        if (!total) continue;
        for (ptrdiff_t i = 0; i < n; i++) total[i] = 0;
        for (ptrdiff_t part = 0; part < count; part++) {
            const float *one = parts + (2 * part + bias) * n;
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) total[i] += one[i];
        }
    }
}
