#include "include/nbs_channels.h"
#include "include/nbs_parallel.h"
#include <math.h>

// Batch normalisation in as few passes as it has sums. Sums are of floats over a few numbers a lane, and of doubles over these.
enum { LANES = 32, DEEP = 16, WIDE = 64, GRAIN = 32768, ROWS_GRAIN = 8192 };
typedef struct {
    ptrdiff_t outer, groups, channels, inner;
    float eps;
    const float *x, *g, *mean, *rstd, *weight, *bias;
    float *first, *second, *out;
} channel_job;

// Two sums over a channel's planes. OF gives u and v of the i-th number of one.
#define FOLD                                                                                                              \
    do {                                                                                                                  \
        for (int half = LANES / 2; half; half /= 2)                                                                       \
            for (int l = 0; l < half; l++) { us[l] += us[l + half]; vs[l] += vs[l + half]; }                              \
        total[0] += (double)us[0];                                                                                        \
        total[1] += (double)vs[0];                                                                                        \
        for (int l = 0; l < LANES; l++) us[l] = vs[l] = 0;                                                                \
        held = 0;                                                                                                         \
    } while (0)
#define PLANES(OF)                                                                                                        \
    float us[LANES] = {0}, vs[LANES] = {0};                                                                               \
    ptrdiff_t held = 0;                                                                                                   \
    for (ptrdiff_t s = 0, start = 0; s < planes; s++, start += step)                                                      \
        for (ptrdiff_t i = start; i < start + n;) {                                                                       \
            const ptrdiff_t from = i, end = start + n - i < LANES * DEEP ? start + n : i + LANES * DEEP;                  \
            for (; i + LANES <= end; i += LANES)                                                                          \
                for (int l = 0; l < LANES; l++) { float u, v; OF(i + l); us[l] += u; vs[l] += v; }                        \
            const int rest = (int)(end - i);                                                                              \
            for (int l = 0; l < rest; l++) { float u, v; OF(i + l); us[l] += u; vs[l] += v; }                             \
            i = end;                                                                                                      \
            held += end - from;                                                                                           \
            if (held >= LANES * DEEP) FOLD;                                                                               \
        }                                                                                                                 \
    FOLD;
#define PLAIN(i) (u = x[i], v = 0)
#define SQUARE(i) (u = x[i] - m, v = u * u)
#define PRODUCT(i) (u = g[i], v = g[i] * (x[i] - m))
NBS_CLONES static void planes_sum(ptrdiff_t planes, ptrdiff_t step, ptrdiff_t n, const float *x, double *total) { PLANES(PLAIN) }
NBS_CLONES static void planes_squares(ptrdiff_t planes, ptrdiff_t step, ptrdiff_t n, const float *x, float m, double *total) { PLANES(SQUARE) }
NBS_CLONES static void planes_products(ptrdiff_t planes, ptrdiff_t step, ptrdiff_t n, const float *x, const float *g, float m, double *total) { PLANES(PRODUCT) }

// The same with one number a plane: channels lie side by side, up to WIDE of them go together.
#define SIDE_BY_SIDE(OF)                                                                                                  \
    do {                                                                                                                  \
        for (ptrdiff_t row = 0; row < rows; row += DEEP) {                                                                \
            float us[WIDE] = {0}, vs[WIDE] = {0};                                                                         \
            const ptrdiff_t end = rows - row < DEEP ? rows : row + DEEP;                                                  \
            for (ptrdiff_t r = row; r < end; r++)                                                                         \
                for (ptrdiff_t c = 0; c < w; c++) { float u, v; OF(r * step + c, c); us[c] += u; vs[c] += v; }            \
            for (ptrdiff_t c = 0; c < w; c++) { first[c] += (double)us[c]; second[c] += (double)vs[c]; }                  \
        }                                                                                                                 \
    } while (0)
#define PLAIN_AT(i, c) (u = x[i], v = 0)
#define SQUARE_AT(i, c) (u = x[i] - m[c], v = u * u)
#define PRODUCT_AT(i, c) (u = g[i], v = g[i] * (x[i] - m[c]))
NBS_CLONES static void columns_sum(ptrdiff_t rows, ptrdiff_t w, ptrdiff_t step, const float *x, double *first, double *second) { SIDE_BY_SIDE(PLAIN_AT); }
NBS_CLONES static void columns_squares(ptrdiff_t rows, ptrdiff_t w, ptrdiff_t step, const float *x, const float *m, double *first, double *second) { SIDE_BY_SIDE(SQUARE_AT); }
NBS_CLONES static void columns_products(ptrdiff_t rows, ptrdiff_t w, ptrdiff_t step, const float *x, const float *g, const float *m, double *first, double *second) { SIDE_BY_SIDE(PRODUCT_AT); }

// The distances from the rounded mean do not add up to zero: what they add up to is taken from the sum of their squares.
static float variance_of(double rest, double squares, double count) { return (float)((squares - rest * rest / count) / count); }

static void moments_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const channel_job *j = context;
    const double count = (double)(j->outer * j->inner);
    if (j->inner == 1) {
        for (ptrdiff_t b = begin; b < end; b++) {
            const ptrdiff_t c = b * WIDE, w = j->channels - c < WIDE ? j->channels - c : WIDE;
            double sums[WIDE] = {0}, none[WIDE] = {0}, rest[WIDE] = {0}, squares[WIDE] = {0};
            columns_sum(j->outer, w, j->channels, j->x + c, sums, none);
            for (ptrdiff_t k = 0; k < w; k++) j->first[c + k] = (float)(sums[k] / count);
            columns_squares(j->outer, w, j->channels, j->x + c, j->first + c, rest, squares);
            for (ptrdiff_t k = 0; k < w; k++) j->second[c + k] = variance_of(rest[k], squares[k], count);
        }
        return;
    }
    for (ptrdiff_t c = begin; c < end; c++) {
        double sums[2] = {0}, squares[2] = {0};
        planes_sum(j->outer, j->channels * j->inner, j->inner, j->x + c * j->inner, sums);
        j->first[c] = (float)(sums[0] / count);
        planes_squares(j->outer, j->channels * j->inner, j->inner, j->x + c * j->inner, j->first[c], squares);
        j->second[c] = variance_of(squares[0], squares[1], count);
    }
}
static void sums_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const channel_job *j = context;
    if (j->inner == 1) {
        for (ptrdiff_t b = begin; b < end; b++) {
            const ptrdiff_t c = b * WIDE, w = j->channels - c < WIDE ? j->channels - c : WIDE;
            double sums[WIDE] = {0}, products[WIDE] = {0};
            columns_products(j->outer, w, j->channels, j->x + c, j->g + c, j->mean + c, sums, products);
            for (ptrdiff_t k = 0; k < w; k++) { j->first[c + k] = (float)sums[k]; j->second[c + k] = (float)products[k]; }
        }
        return;
    }
    for (ptrdiff_t c = begin; c < end; c++) {
        double sums[2] = {0};
        planes_products(j->outer, j->channels * j->inner, j->inner, j->x + c * j->inner, j->g + c * j->inner, j->mean[c], sums);
        j->first[c] = (float)sums[0];
        j->second[c] = (float)sums[1];
    }
}
// Whole channels are shared out; a piece depends on the work alone.
static void by_channels(channel_job *j, void (*piece)(void *, ptrdiff_t, ptrdiff_t)) {
    const ptrdiff_t blocks = j->inner == 1 ? (j->channels + WIDE - 1) / WIDE : j->channels;
    const ptrdiff_t work = j->outer * j->inner * (j->inner == 1 ? WIDE : 1), grain = work > 0 && GRAIN / work > 1 ? GRAIN / work : 1;
    if (blocks <= 2 * grain && blocks * work <= 2 * GRAIN) piece(j, 0, blocks);
    else nbs_parallel(blocks, grain, piece, j);
}
void nbs_channel_moments(ptrdiff_t outer, ptrdiff_t channels, ptrdiff_t inner, const float *x, float *mean, float *variance) {
    channel_job j = {.outer = outer, .channels = channels, .inner = inner, .x = x, .first = mean, .second = variance};
    by_channels(&j, moments_piece);
}
void nbs_channel_sums(ptrdiff_t outer, ptrdiff_t channels, ptrdiff_t inner, const float *x, const float *g, const float *mean,
                      float *sum, float *product) {
    channel_job j = {.outer = outer, .channels = channels, .inner = inner, .x = x, .g = g, .mean = mean, .first = sum, .second = product};
    by_channels(&j, sums_piece);
}

// Element by element: `at` walks over channels where they lie side by side, and stands still within a plane.
#define FOR_EACH(expr)                                                                                                    \
    for (ptrdiff_t p = begin; p < end; p++) {                                                                             \
        const ptrdiff_t n = side ? j->channels : j->inner, start = p * n;                                                 \
        const float *x = j->x + start, *g = j->g + start;                                                                 \
        float *out = j->out + start;                                                                                      \
        (void)x, (void)g;                                                                                                 \
        if (side) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { const ptrdiff_t c = i; out[i] = (expr); }                \
        else { const ptrdiff_t c = p % j->channels; NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) out[i] = (expr); }       \
    }
NBS_CLONES static void scale_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const channel_job *j = context;
    const int side = j->inner == 1;
    const float *mean = j->mean, *rstd = j->rstd, *w = j->weight, *b = j->bias;
    if (w && b) FOR_EACH((x[i] - mean[c]) * rstd[c] * w[c] + b[c])
    else if (w) FOR_EACH((x[i] - mean[c]) * rstd[c] * w[c])
    else if (b) FOR_EACH((x[i] - mean[c]) * rstd[c] + b[c])
    else FOR_EACH((x[i] - mean[c]) * rstd[c])
}
NBS_CLONES static void slope_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const channel_job *j = context;
    const int side = j->inner == 1;
    const float *mean = j->mean, *shift = j->rstd, *slope = j->weight, *scale = j->bias;
    if (mean) FOR_EACH((g[i] - shift[c] - (x[i] - mean[c]) * slope[c]) * scale[c])
    else FOR_EACH(g[i] * scale[c])
}
// Rows of `planes` channels each, one after the other: what a row's moments have read is still in the cache when it is scaled.
NBS_CLONES static void planes_scale(ptrdiff_t planes, ptrdiff_t inner, const float *x, float mean, float rstd, const float *weight, const float *bias,
                                    ptrdiff_t channel, float *out) {
    if (inner == 1) {
        weight = weight ? weight + channel : weight, bias = bias ? bias + channel : bias;
        if (weight && bias) NBS_VECTOR for (ptrdiff_t i = 0; i < planes; i++) out[i] = (x[i] - mean) * rstd * weight[i] + bias[i];
        else NBS_VECTOR for (ptrdiff_t i = 0; i < planes; i++) out[i] = (x[i] - mean) * rstd * (weight ? weight[i] : 1) + (bias ? bias[i] : 0);
        return;
    }
    for (ptrdiff_t p = 0; p < planes; p++, x += inner, out += inner) {
        const float w = weight ? weight[channel + p] : 1, b = bias ? bias[channel + p] : 0;
        NBS_VECTOR for (ptrdiff_t i = 0; i < inner; i++) out[i] = (x[i] - mean) * rstd * w + b;
    }
}
static void rows_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    channel_job *j = context;
    const ptrdiff_t planes = j->channels / j->groups, n = planes * j->inner;
    for (ptrdiff_t r = begin; r < end; r++) {
        double sums[2] = {0}, squares[2] = {0};
        planes_sum(1, 0, n, j->x + r * n, sums);
        j->first[r] = (float)(sums[0] / (double)n);
        planes_squares(1, 0, n, j->x + r * n, j->first[r], squares);
        j->second[r] = 1 / sqrtf(variance_of(squares[0], squares[1], (double)n) + j->eps);
        planes_scale(planes, j->inner, j->x + r * n, j->first[r], j->second[r], j->weight, j->bias, r % j->groups * planes, j->out + r * n);
    }
}
void nbs_group_norm(ptrdiff_t outer, ptrdiff_t groups, ptrdiff_t channels, ptrdiff_t inner, const float *x, float eps, const float *weight,
                    const float *bias, float *mean, float *rstd, float *out) {
    channel_job j = {.outer = outer, .groups = groups, .channels = channels, .inner = inner, .x = x, .eps = eps, .weight = weight, .bias = bias,
                     .first = mean, .second = rstd, .out = out};
    const ptrdiff_t n = channels / groups * inner;
    nbs_parallel_large(outer * groups, ROWS_GRAIN / n > 1 ? ROWS_GRAIN / n : 1, rows_piece, &j);
}
// (g * weight - their mean - hat * the mean of hat * g * weight) * rstd, hat being (x - mean) * rstd.
NBS_CLONES static void planes_slope(ptrdiff_t planes, ptrdiff_t inner, const float *x, const float *g, float mean, float shift, float slope, float rstd,
                                    const float *weight, float *out) {
    for (ptrdiff_t p = 0; p < planes; p++, x += inner, g += inner, out += inner) {
        const float scale = weight ? weight[p] * rstd : rstd;
        NBS_VECTOR for (ptrdiff_t i = 0; i < inner; i++) out[i] = g[i] * scale - shift - (x[i] - mean) * slope;
    }
}
static void row_slopes_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    channel_job *j = context;
    const ptrdiff_t planes = j->channels / j->groups, n = planes * j->inner;
    for (ptrdiff_t r = begin; r < end; r++) {
        const float *x = j->x + r * n, *g = j->g + r * n, *weight = j->weight ? j->weight + r % j->groups * planes : NULL;
        const float mean = j->mean[r], rstd = j->rstd[r];
        float *sums = j->first + r * planes, *products = j->second + r * planes;
        double shift = 0, slope = 0;
        for (ptrdiff_t p = 0; p < planes; p++) {
            double both[2] = {0};
            planes_products(1, 0, j->inner, x + p * j->inner, g + p * j->inner, mean, both);
            sums[p] = (float)both[0];
            products[p] = (float)(both[1] * (double)rstd);
            const double w = weight ? (double)weight[p] : 1;
            shift += w * both[0];
            slope += w * both[1];
        }
        const double scale = (double)rstd / (double)n;
        if (j->out) planes_slope(planes, j->inner, x, g, mean, (float)(shift * scale), (float)(slope * scale * (double)rstd * (double)rstd), rstd, weight, j->out + r * n);
    }
}
void nbs_group_slope(ptrdiff_t outer, ptrdiff_t groups, ptrdiff_t channels, ptrdiff_t inner, const float *x, const float *g, const float *mean,
                     const float *rstd, const float *weight, float *sums, float *products, float *out) {
    channel_job j = {.outer = outer, .groups = groups, .channels = channels, .inner = inner, .x = x, .g = g, .mean = mean, .rstd = rstd, .weight = weight,
                     .first = sums, .second = products, .out = out};
    const ptrdiff_t n = channels / groups * inner;
    nbs_parallel_large(outer * groups, ROWS_GRAIN / n > 1 ? ROWS_GRAIN / n : 1, row_slopes_piece, &j);
}
static void by_planes(channel_job *j, void (*piece)(void *, ptrdiff_t, ptrdiff_t)) {
    const ptrdiff_t n = j->inner == 1 ? j->channels : j->inner, planes = j->outer * j->channels * j->inner / n;
    const ptrdiff_t grain = GRAIN / n > 1 ? GRAIN / n : 1;
    nbs_parallel_large(planes, grain, piece, j);
}
void nbs_channel_scale(ptrdiff_t outer, ptrdiff_t channels, ptrdiff_t inner, const float *x, const float *mean, const float *rstd,
                       const float *weight, const float *bias, float *out) {
    channel_job j = {.outer = outer, .channels = channels, .inner = inner, .x = x, .g = x, .mean = mean, .rstd = rstd, .weight = weight, .bias = bias, .out = out};
    by_planes(&j, scale_piece);
}
void nbs_channel_slope(ptrdiff_t outer, ptrdiff_t channels, ptrdiff_t inner, const float *x, const float *g, const float *mean,
                       const float *shift, const float *slope, const float *scale, float *out) {
    channel_job j = {.outer = outer, .channels = channels, .inner = inner, .x = x ? x : g, .g = g, .mean = mean, .rstd = shift, .weight = slope, .bias = scale, .out = out};
    by_planes(&j, slope_piece);
}
