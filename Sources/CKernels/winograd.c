#include "winograd.h"
#include "include/nbs_memory.h"
#include "include/nbs_parallel.h"
#include "include/nbs_types.h"
#include "block.h"
#include "tile.h"
#include <stddef.h>
#include <stdint.h>

// Winograd's form F(2 x 2, 3 x 3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015): a tile of 2 x 2
// results takes 16 products of turned values and turned weights instead of 36. Along each axis, two results of five taps are those of the first three
// by that form, four products, and of the other two by F(2, 2), three products: 49 products a tile instead of 100. All factors are powers of two, so
// that whole numbers stay exact.
//
// Turning adds neighbours up, so that a result also depends, in its last bits, on values that it does not see; where that could be noticed (see
// `nbs_is_even`), it is not done. Sums run over DEPTH channels at most and are added up then, which leaves them closer to the exact ones
// than sums over all taps in order.
//
// Channels are taken DEPTH at a time; the turned values of a group of tiles, or the turned weights of a panel of outputs, stay in the
// second cache while all of the others pass by.
#if defined(__x86_64__)
#include "winograd_turns.h"

enum {
    DEPTH = 64,
    MOST_TILES = 56, // of a group
    FEW_TILES = 128, // below, threads share out the panels, from there on the groups
    UNEVEN = 256
};

typedef struct {
    tiling t;
    ptrdiff_t each, groups, panels, parts, depth;          // tiles of a group, channels at a time
    ptrdiff_t width, value_plane, factor_plane, sum_plane; // [plane][channel][width], [plane][channel][LANES], [plane][tile][LANES]
    const float *weight, *bias;
    float *values, *factors; // of a group, of a panel, part by part; NULL: a thread makes them when it needs them
    float *out, *sums;       // sums of the parts done: [panel][tile][half][4][16]
    int flipped, failed;
} winograd_job;

static ptrdiff_t tiles_in(const winograd_job *j, ptrdiff_t group) { return MIN(j->each, j->t.tiles - group * j->each); }
static ptrdiff_t channels_in(const winograd_job *j, ptrdiff_t part) { return MIN(j->depth, j->t.channels - part * j->depth); }
static ptrdiff_t value_floats(const winograd_job *j) { return j->t.planes * j->value_plane; }
static ptrdiff_t factor_floats(const winograd_job *j) { return j->t.planes * j->factor_plane; }

static AVX512 void group_values(const winograd_job *j, ptrdiff_t group, ptrdiff_t part, float *values) {
    step steps[MOST_TILES];
    const ptrdiff_t n = make_steps(&j->t, group * j->each, tiles_in(j, group), steps), first = part * j->depth, channels = channels_in(j, part);
    if (j->t.kernel == 3) make_values(3, &j->t, steps, n, first, channels, values, j->width, j->value_plane);
    else make_values(5, &j->t, steps, n, first, channels, values, j->width, j->value_plane);
}

// The weights of sixteen outputs, channel by channel: U = G g G'.
INLINE void make_factors(int K, const winograd_job *j, ptrdiff_t panel, ptrdiff_t part, float *factors) {
    const ptrdiff_t channels = channels_in(j, part), first = part * j->depth, plane = j->factor_plane;
    for (ptrdiff_t output = panel * LANES; output < MIN((panel + 1) * LANES, j->t.outputs); output += 16, factors += 16) {
        ptrdiff_t filters[16]; // of the first channel
        for (ptrdiff_t r = 0; r < 16; r++) {
            const ptrdiff_t o = MIN(output + r, j->t.outputs - 1);
            filters[r] = (j->flipped ? first * j->t.outputs + o : o * j->t.channels + first) * K * K;
        }
        for (ptrdiff_t c = 0; c < channels; c++) {
            const float *weight = j->weight + c * (j->flipped ? j->t.outputs : 1) * K * K;
            float *to = factors + c * LANES;
            __m512 taps[32], down[5][7], across[5], turned[7]; // a vector a tap
            UNROLL for (int k = 0; k < K * K; k += 16) {
                const __mmask16 here = K * K - k >= 16 ? 0xFFFF : (1 << (K * K - k)) - 1;
                UNROLL for (int r = 0; r < 16; r++) taps[k + r] = _mm512_maskz_loadu_ps(here, weight + filters[r] + k);
                turn16(taps + k);
            }
            UNROLL for (int x = 0; x < K; x++) {
                __m512 column[5];
                UNROLL for (int y = 0; y < K; y++) column[y] = taps[j->flipped ? K * K - 1 - y * K - x : y * K + x];
                TURN_WEIGHTS(K, column, down[x])
            }
            UNROLL for (int y = 0; y < PRODUCTS(K); y++) {
                UNROLL for (int x = 0; x < K; x++) across[x] = down[x][y];
                TURN_WEIGHTS(K, across, turned)
                UNROLL for (int x = 0; x < PRODUCTS(K); x++, to += plane) _mm512_storeu_ps(to, turned[x]);
            }
        }
    }
}
static AVX512 void panel_factors(const winograd_job *j, ptrdiff_t panel, ptrdiff_t part, float *factors) {
    if (j->t.kernel == 3) make_factors(3, j, panel, part, factors);
    else make_factors(5, j, panel, part, factors);
}

// The 2 x 2 results of a tile for sixteen outputs: Y = A' m A.
INLINE void turn_sums(int K, const float *sums, ptrdiff_t plane, __m512 *y) {
    __m512 x[7][2], m[7], row[7];
    UNROLL for (int c = 0; c < PRODUCTS(K); c++) {
        UNROLL for (int r = 0; r < PRODUCTS(K); r++) m[r] = _mm512_loadu_ps(sums + (PRODUCTS(K) * r + c) * plane);
        TURN_SUMS(K, m, x[c])
    }
    UNROLL for (int i = 0; i < 2; i++) {
        UNROLL for (int c = 0; c < PRODUCTS(K); c++) row[c] = x[c][i];
        TURN_SUMS(K, row, (y + 2 * i))
    }
}
// Results of tiles side by side for sixteen outputs, `so_far` added; 0 when one is not finite.
INLINE int store_step(int K, const winograd_job *j, const step *s, const float *sums, const float *so_far, ptrdiff_t output) {
    const ptrdiff_t outputs = MIN(j->t.outputs - output, 16), columns = MIN(j->t.out_w - s->x, 2 * s->count), area = j->t.out_h * j->t.out_w;
    const __mmask16 kept = (__mmask16)(0xFFFF >> (16 - columns)), lanes = (__mmask16)(0xFFFF >> (16 - outputs));
    const __m512 bias = j->bias ? _mm512_maskz_loadu_ps(lanes, j->bias + output) : _mm512_setzero_ps();
    __m512 rows[2][16], odd = _mm512_setzero_ps();
    for (ptrdiff_t q = 0; q < s->count; q++) {
        __m512 y[4];
        turn_sums(K, sums + q * LANES, j->sum_plane, y);
        UNROLL for (int i = 0; i < 4; i++) {
            __m512 result = _mm512_add_ps(y[i], bias);
            if (so_far) result = _mm512_add_ps(result, _mm512_loadu_ps(so_far + (q * 2 * 4 + i) * 16));
            odd = _mm512_fmadd_ps(result, _mm512_setzero_ps(), odd); // not a number if one of them is not finite
            rows[i / 2][2 * q + i % 2] = result;
        }
    }
    for (ptrdiff_t i = 0; i < MIN(j->t.out_h - s->y, 2); i++) {
        float *to = j->out + (s->sample * j->t.outputs + output) * area + (s->y + i) * j->t.out_w + s->x;
        turn16(rows[i]);
        for (ptrdiff_t o = 0; o < outputs; o++) _mm512_mask_storeu_ps(to + o * area, kept, rows[i][o]);
    }
    return (_mm512_cmp_ps_mask(odd, odd, _CMP_UNORD_Q) & lanes) == 0;
}
INLINE void add_step(int K, const winograd_job *j, const step *s, const float *sums, float *so_far, int first) {
    for (ptrdiff_t q = 0; q < s->count; q++) {
        __m512 y[4];
        turn_sums(K, sums + q * LANES, j->sum_plane, y);
        UNROLL for (int i = 0; i < 4; i++) {
            float *to = so_far + (q * 2 * 4 + i) * 16;
            _mm512_storeu_ps(to, first ? y[i] : _mm512_add_ps(y[i], _mm512_loadu_ps(to)));
        }
    }
}

// `so_far`: the sums of the parts before; the results are stored with the last part's, which are finite or 0 is answered.
INLINE int take_sums(int K, const winograd_job *j, ptrdiff_t group, ptrdiff_t panel, ptrdiff_t part, const float *sums) {
    step steps[MOST_TILES];
    const ptrdiff_t n = make_steps(&j->t, group * j->each, tiles_in(j, group), steps);
    int finite = 1;
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t half = 0; half < LANES && panel * LANES + half < j->t.outputs; half += 16) {
            const float *from = sums + steps[i].at * LANES + half;
            float *so_far = j->sums + ((panel * j->t.tiles + group * j->each + steps[i].at) * 2 + half / 16) * 4 * 16;
            if (part + 1 < j->parts) add_step(K, j, &steps[i], from, so_far, part == 0);
            else finite &= store_step(K, j, &steps[i], from, part ? so_far : NULL, panel * LANES + half);
        }
    return finite;
}
static AVX512 void multiply(winograd_job *j, ptrdiff_t group, ptrdiff_t panel, ptrdiff_t part, const float *values,
                            const float *factors, float *sums) {
    static const float zeros[BLOCK_ROWS];
    const ptrdiff_t tiles = tiles_in(j, group), rows = CEIL(tiles, CEIL(tiles, BLOCK_ROWS)), channels = channels_in(j, part);
    const int lanes = panel_lanes(&j->t, panel);
    for (ptrdiff_t p = 0; p < j->t.planes; p++)
        for (ptrdiff_t row = 0; row < tiles; row += rows)
            nbs_block((int)MIN(rows, tiles - row), lanes, channels, values + p * j->value_plane + row, 1, j->width,
                      factors + p * j->factor_plane, LANES, sums + p * j->sum_plane + row * LANES, LANES, START_ROW, zeros,
                      sums + p * j->sum_plane + (row + rows) * LANES);
    const int finite = j->t.kernel == 3 ? take_sums(3, j, group, panel, part, sums) : take_sums(5, j, group, panel, part, sums);
    if (!finite) j->failed = 1;
}

static void values_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const winograd_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++) group_values(j, i / j->parts, i % j->parts, j->values + i * value_floats(j));
}
static void factors_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const winograd_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++) panel_factors(j, i / j->parts, i % j->parts, j->factors + i * factor_floats(j));
}
static void panels_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    winograd_job *j = context;
    float *factors = nbs_scratch(factor_floats(j) + j->t.planes * j->sum_plane);
    if (!factors) { j->failed = 1; return; }
    for (ptrdiff_t part = 0; part < j->parts; part++)
        for (ptrdiff_t panel = begin; panel < end; panel++) {
            panel_factors(j, panel, part, factors);
            for (ptrdiff_t g = 0; g < j->groups; g++)
                multiply(j, g, panel, part, j->values + (g * j->parts + part) * value_floats(j), factors, factors + factor_floats(j));
        }
}
static void groups_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    winograd_job *j = context;
    float *values = nbs_scratch(value_floats(j) + j->t.planes * j->sum_plane);
    if (!values) { j->failed = 1; return; }
    for (ptrdiff_t g = begin; g < end; g++)
        for (ptrdiff_t part = 0; part < j->parts; part++) {
            group_values(j, g, part, values);
            for (ptrdiff_t panel = 0; panel < j->panels; panel++)
                multiply(j, g, panel, part, values, j->factors + (panel * j->parts + part) * factor_floats(j), values + value_floats(j));
        }
}

typedef struct {
    const float *source;
    ptrdiff_t channels, area;
    int uneven;
} even_job;
static AVX512 void even_samples(void *context, ptrdiff_t begin, ptrdiff_t end) {
    even_job *j = context;
    for (ptrdiff_t sample = begin; sample < end; sample++) {
        const float *s = j->source + sample * j->channels * j->area;
        for (ptrdiff_t q = 0; q < j->area; q++) {
            ptrdiff_t c = 0;
            while (c < j->channels && s[c * j->area + q] == 0) c++;
            if (c == j->channels) { j->uneven = 1; return; }
        }
        const ptrdiff_t count = j->channels * j->area;
        __m512 sum[4] = {}, most[4] = {};
        for (ptrdiff_t q = 0; q < count; q += 64)
            UNROLL for (int i = 0; i < 4; i++) {
                const ptrdiff_t left = count - q - 16 * i;
                const __mmask16 here = left >= 16 ? 0xFFFF : left > 0 ? (__mmask16)(0xFFFF >> (16 - left)) : 0;
                const __m512 x = _mm512_abs_ps(_mm512_maskz_loadu_ps(here, s + q + 16 * i));
                sum[i] = _mm512_add_ps(sum[i], x);
                most[i] = _mm512_max_ps(most[i], x);
            }
        float total = 0, top = 0;
        for (int i = 0; i < 4; i++) {
            total += _mm512_reduce_add_ps(sum[i]);
            top = __builtin_fmaxf(top, _mm512_reduce_max_ps(most[i]));
        }
        // Nor if there is something that is not a number among them.
        if (!(top * (float)count <= UNEVEN * total)) { j->uneven = 1; return; }
    }
}
int nbs_is_even(ptrdiff_t samples, ptrdiff_t channels, ptrdiff_t area, const float *source) {
    even_job even = {source, channels, area, 0};
    nbs_parallel(samples, 1 + 16384 / (channels * area), even_samples, &even);
    return !even.uneven;
}
static int has_all_taps(const winograd_job *j) {
    const ptrdiff_t taps = j->t.kernel * j->t.kernel;
    const uint32_t all = (1u << taps) - 1;
    uint32_t seen = 0;
    for (ptrdiff_t i = 0; i < j->t.channels * j->t.outputs && seen != all; i++)
        for (ptrdiff_t t = 0; t < taps; t++) seen |= (uint32_t)(j->weight[i * taps + t] != 0) << t;
    return seen == all;
}

// Cycles of one thread, with what else there is to do, against those of all products: for one sample, whose results do not depend on how
// many others there are.
static int pays(const winograd_job *j) {
    const tiling *t = &j->t;
    const ptrdiff_t small = t->kernel == 3, halves = CEIL(t->outputs, LANES / 2), tiles = t->down * t->across;
    const ptrdiff_t products = t->planes * tiles * halves * t->channels / 2;
    const ptrdiff_t values = t->down * CEIL(t->across, STEP(t->kernel)) * t->channels * (small ? 35 : 80);
    const ptrdiff_t factors = halves * t->channels * (small ? 100 : 220), sums = tiles * halves * j->parts * (t->planes + 40);
    const ptrdiff_t all = t->kernel * t->kernel * t->out_h * t->out_w * t->outputs * t->channels / 32;
    return (products + values + factors + sums) * 5 / 4 < all;
}

int nbs_winograd(const nbs_conv *c, ptrdiff_t channels, ptrdiff_t outputs, const layout *l, const float *source, const float *weight,
                 int flipped, const float *bias, float *out) {
    const ptrdiff_t kernel = c->w.kernel[1];
    if ((kernel != 3 && kernel != 5) || c->w.stride[1] != 1 || !nbs_turns(c) || channels < LEAST || outputs < LEAST) return NBS_UNSUPPORTED;
    winograd_job j = {.t = make_tiling(kernel, c->batch, channels, outputs, l, source), .weight = weight, .bias = bias, .out = out, .flipped = flipped};
    j.panels = CEIL(outputs, LANES);
    j.parts = CEIL(channels, DEPTH);
    j.depth = CEIL(channels, j.parts);
    if (!pays(&j) || !has_all_taps(&j) || !nbs_is_even(c->batch, channels, l->in_h * l->in_w, source)) return NBS_UNSUPPORTED;
    const ptrdiff_t threads = nbs_thread_count(), few = j.t.tiles < FEW_TILES;
    j.groups = CEIL(j.t.tiles, MOST_TILES);
    if (!few) j.groups = CEIL(j.groups, threads) * threads; // the same number for each thread
    j.each = CEIL(j.t.tiles, j.groups);
    j.groups = CEIL(j.t.tiles, j.each);
    j.width = value_width(j.each);
    j.value_plane = j.depth * j.width + APART;
    j.factor_plane = j.depth * LANES + APART;
    j.sum_plane = j.each * LANES + APART;
    const size_t values = few ? (size_t)(j.groups * j.parts * value_floats(&j)) * sizeof(float) : 0;
    const size_t factors = few ? 0 : (size_t)(j.panels * j.parts * factor_floats(&j)) * sizeof(float);
    const size_t sums = j.parts > 1 ? (size_t)(j.panels * j.t.tiles * 2 * 4 * 16) * sizeof(float) : 0;
    j.values = few ? nbs_alloc(values) : NULL;
    j.factors = few ? NULL : nbs_alloc(factors);
    j.sums = sums ? nbs_alloc(sums) : NULL;
    j.failed = (few ? !j.values : !j.factors) || (sums && !j.sums);
    if (!j.failed && few) {
        nbs_parallel(j.groups * j.parts, 1, values_pieces, &j);
        nbs_parallel(j.panels, CEIL(j.panels, threads), panels_pieces, &j);
    } else if (!j.failed) {
        nbs_parallel(j.panels * j.parts, 1, factors_pieces, &j);
        nbs_parallel(j.groups, 1, groups_pieces, &j);
    }
    nbs_free(j.values, values);
    nbs_free(j.factors, factors);
    nbs_free(j.sums, sums);
    // Turning spreads what is not finite.
    return j.failed ? NBS_UNSUPPORTED : NBS_OK;
}
#else
int nbs_winograd(const nbs_conv *c, ptrdiff_t channels, ptrdiff_t outputs, const layout *l, const float *source, const float *weight,
                 int flipped, const float *bias, float *out) { return NBS_UNSUPPORTED; }
int nbs_is_even(ptrdiff_t samples, ptrdiff_t channels, ptrdiff_t area, const float *source) { return 0; }
#endif
