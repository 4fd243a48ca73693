#include "winograd.h"
#include "include/nbs_memory.h"
#include "include/nbs_parallel.h"
#include "include/nbs_types.h"
#include "block.h"
#include "tile.h"
#include <stddef.h>

// Winograd's form F(2 x 2, 3 x 3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015): a tile of 2 x 2
// results takes 16 products of turned values and turned weights instead of 36. Turning adds neighbours up, so that a result also
// depends, in its last bits, on values that it does not see; where that could be noticed (see `is_even`), it is not done. Sums run over
// DEPTH channels at most and are added up then, which leaves them closer to the exact ones than sums over all taps in order.
//
// Channels are taken DEPTH at a time; the turned values of a group of tiles, or the turned weights of a panel of outputs, stay in the
// second cache while all of the others pass by.
#if defined(__x86_64__)
#include <immintrin.h>
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))
#define INLINE static inline __attribute__((always_inline)) AVX512
#define UNROLL _Pragma("clang loop unroll(full)")

enum {
    PLANES = 16,       // products of a tile
    LANES = BLOCK_COLUMNS,
    DEPTH = 64,
    MOST_TILES = 56,   // of a group
    STEP = 7,          // tiles side by side: their values are 16 columns
    LEAST = 64,        // channels and outputs
    FEWEST_TILES = 20, // below, turning the weights costs more than it saves
    FEW_TILES = 128,   // below, threads share out the panels, from there on the groups
    APART = 48,        // floats between planes, lest they push each other out of the first cache
    UNEVEN = 256
};

typedef struct {
    ptrdiff_t samples, channels, outputs, in_h, in_w, pad_h, pad_w, out_h, out_w;
    ptrdiff_t down, across, tiles, each, groups, panels, parts, depth; // tiles of a sample, all, of a group; channels at a time
    ptrdiff_t width, value_plane, factor_plane, sum_plane; // [16][channel][width], [16][channel][LANES], [16][tile][LANES]
    const float *source, *weight, *bias;
    float *values, *factors; // of a group, of a panel, part by part; NULL: a thread makes them when it needs them
    float *out, *sums;       // sums of the parts done: [panel][tile][half][4][16]
    int flipped, failed;
} winograd_job;

#define MIN(a, b) ((a) < (b) ? (a) : (b))
static ptrdiff_t tiles_in(const winograd_job *j, ptrdiff_t group) { return MIN(j->each, j->tiles - group * j->each); }
static ptrdiff_t channels_in(const winograd_job *j, ptrdiff_t part) { return MIN(j->depth, j->channels - part * j->depth); }
static ptrdiff_t value_floats(const winograd_job *j) { return PLANES * j->value_plane; }
static ptrdiff_t factor_floats(const winograd_job *j) { return PLANES * j->factor_plane; }

// Up to seven tiles side by side: the first one's number in its group, where it stands.
typedef struct { ptrdiff_t at, count, sample, y, x; } step;
static ptrdiff_t make_steps(const winograd_job *j, ptrdiff_t group, step *steps) {
    const ptrdiff_t tiles = tiles_in(j, group);
    ptrdiff_t n = 0;
    for (ptrdiff_t at = 0; at < tiles; at += steps[n++].count) {
        const ptrdiff_t tile = group * j->each + at, x = tile % j->across, row = tile / j->across;
        const ptrdiff_t left = MIN(tiles - at, j->across - x);
        steps[n] = (step){at, MIN(left, STEP), row / j->down, row % j->down * 2, x * 2};
    }
    return n;
}

// The 4 x 4 values of seven tiles, from four rows of 16 columns: V = B' d B.
INLINE void turn_values(const float *const *rows, const __mmask16 *inside, ptrdiff_t offset, float *to, ptrdiff_t plane) {
    const __m512i firsts = _mm512_set_epi32(15, 13, 11, 9, 7, 5, 3, 1, 14, 12, 10, 8, 6, 4, 2, 0); // columns 0 and 1 of each tile
    const __m512i lasts = _mm512_set_epi32(15, 15, 13, 11, 9, 7, 5, 3, 14, 14, 12, 10, 8, 6, 4, 2); // columns 2 and 3
    const __m512 signs = _mm512_set_ps(-1, -1, -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 1, 1);
    __m512 first[4], last[4];
    UNROLL for (int i = 0; i < 4; i++) {
        const __m512 row = _mm512_maskz_loadu_ps(inside[i], rows[i] + offset);
        first[i] = _mm512_permutexvar_ps(firsts, row);
        last[i] = _mm512_permutexvar_ps(lasts, row);
    }
#define DOWN(x) {_mm512_sub_ps(x[0], x[2]), _mm512_add_ps(x[1], x[2]), _mm512_sub_ps(x[2], x[1]), _mm512_sub_ps(x[1], x[3])}
    const __m512 f[4] = DOWN(first), l[4] = DOWN(last);
    UNROLL for (int i = 0; i < 4; i++, to += 4 * plane) {
        const __m512 outer = _mm512_sub_ps(f[i], l[i]); // columns 0 - 2 | 1 - 3
        // Columns 2 + 1 | 2 - 1.
        const __m512 inner = _mm512_fmadd_ps(_mm512_shuffle_f32x4(f[i], f[i], 0xEE), signs, _mm512_shuffle_f32x4(l[i], l[i], 0x44));
        _mm256_storeu_ps(to, _mm512_castps512_ps256(outer));
        _mm256_storeu_ps(to + plane, _mm512_castps512_ps256(inner));
        _mm256_storeu_ps(to + 2 * plane, _mm512_extractf32x8_ps(inner, 1));
        _mm256_storeu_ps(to + 3 * plane, _mm512_extractf32x8_ps(outer, 1));
    }
}
static AVX512 void group_values(const winograd_job *j, ptrdiff_t group, ptrdiff_t part, float *values) {
    step steps[MOST_TILES];
    const ptrdiff_t n = make_steps(j, group, steps), area = j->in_h * j->in_w, channels = channels_in(j, part);
    for (ptrdiff_t i = 0; i < n; i++) {
        const step s = steps[i];
        const ptrdiff_t x = s.x - j->pad_w, before = x < 0 ? MIN(-x, 16) : 0, behind = x + 16 > j->in_w ? MIN(x + 16 - j->in_w, 16) : 0;
        const __mmask16 columns = (__mmask16)((0xFFFFu << before) & (0xFFFFu >> behind));
        const float *rows[4];
        __mmask16 inside[4];
        for (ptrdiff_t r = 0; r < 4; r++) {
            const ptrdiff_t y = s.y - j->pad_h + r;
            inside[r] = y >= 0 && y < j->in_h ? columns : 0;
            rows[r] = j->source + (s.sample * j->channels + part * j->depth) * area + y * j->in_w + x;
        }
        for (ptrdiff_t c = 0; c < channels; c++) turn_values(rows, inside, c * area, values + s.at + c * j->width, j->value_plane);
    }
}

// Rows of 16 become columns.
INLINE void transpose(__m512 *x) {
    __m512 a[16], b[16];
    UNROLL for (int i = 0; i < 16; i += 2) {
        a[i] = _mm512_unpacklo_ps(x[i], x[i + 1]);
        a[i + 1] = _mm512_unpackhi_ps(x[i], x[i + 1]);
    }
#define PAIR(name, p, q) _mm512_castpd_ps(name(_mm512_castps_pd(p), _mm512_castps_pd(q)))
    UNROLL for (int i = 0; i < 16; i += 4) {
        b[i] = PAIR(_mm512_unpacklo_pd, a[i], a[i + 2]);
        b[i + 1] = PAIR(_mm512_unpackhi_pd, a[i], a[i + 2]);
        b[i + 2] = PAIR(_mm512_unpacklo_pd, a[i + 1], a[i + 3]);
        b[i + 3] = PAIR(_mm512_unpackhi_pd, a[i + 1], a[i + 3]);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        a[i] = _mm512_shuffle_f32x4(b[i], b[i + 4], 0x88);
        a[i + 4] = _mm512_shuffle_f32x4(b[i], b[i + 4], 0xDD);
        a[i + 8] = _mm512_shuffle_f32x4(b[i + 8], b[i + 12], 0x88);
        a[i + 12] = _mm512_shuffle_f32x4(b[i + 8], b[i + 12], 0xDD);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        x[i] = _mm512_shuffle_f32x4(a[i], a[i + 8], 0x88);
        x[i + 8] = _mm512_shuffle_f32x4(a[i], a[i + 8], 0xDD);
        x[i + 4] = _mm512_shuffle_f32x4(a[i + 4], a[i + 12], 0x88);
        x[i + 12] = _mm512_shuffle_f32x4(a[i + 4], a[i + 12], 0xDD);
    }
}
// The weights of sixteen outputs for one channel, a vector a tap: U = G g G'.
INLINE void turn_weights(const __m512 *taps, float *to, ptrdiff_t plane) {
    const __m512 half = _mm512_set1_ps(0.5f);
#define SPREAD(x, a, b, d)                                                                                     \
    {                                                                                                          \
        const __m512 ends = _mm512_mul_ps(_mm512_add_ps(a, d), half);                                          \
        x[0] = a;                                                                                              \
        x[1] = _mm512_fmadd_ps(b, half, ends);                                                                 \
        x[2] = _mm512_fnmadd_ps(b, half, ends);                                                                \
        x[3] = d;                                                                                              \
    }
    __m512 x[3][4];
    UNROLL for (int c = 0; c < 3; c++) SPREAD(x[c], taps[c], taps[3 + c], taps[6 + c])
    UNROLL for (int i = 0; i < 4; i++) {
        __m512 u[4];
        SPREAD(u, x[0][i], x[1][i], x[2][i])
        UNROLL for (int k = 0; k < 4; k++, to += plane) _mm512_storeu_ps(to, u[k]);
    }
}
static AVX512 void panel_factors(const winograd_job *j, ptrdiff_t panel, ptrdiff_t part, float *factors) {
    const ptrdiff_t channels = channels_in(j, part), first = part * j->depth;
    for (ptrdiff_t output = panel * LANES; output < MIN((panel + 1) * LANES, j->outputs); output += 16, factors += 16) {
        ptrdiff_t filters[16]; // of the first channel
        for (ptrdiff_t r = 0; r < 16; r++) {
            const ptrdiff_t o = MIN(output + r, j->outputs - 1);
            filters[r] = (j->flipped ? first * j->outputs + o : o * j->channels + first) * 9;
        }
        for (ptrdiff_t c = 0; c < channels; c++) {
            const float *weight = j->weight + c * (j->flipped ? j->outputs : 1) * 9;
            __m512 rows[16], taps[9];
            UNROLL for (int r = 0; r < 16; r++) rows[r] = _mm512_maskz_loadu_ps(0x1FF, weight + filters[r]);
            transpose(rows);
            UNROLL for (int k = 0; k < 9; k++) taps[k] = rows[j->flipped ? 8 - k : k];
            turn_weights(taps, factors + c * LANES, j->factor_plane);
        }
    }
}

// The 2 x 2 results of a tile for sixteen outputs: Y = A' m A.
INLINE void turn_sums(const float *sums, ptrdiff_t plane, __m512 *y) {
    __m512 x[2][4];
    UNROLL for (int c = 0; c < 4; c++) {
        __m512 m[4];
        UNROLL for (int i = 0; i < 4; i++) m[i] = _mm512_loadu_ps(sums + (4 * i + c) * plane);
        x[0][c] = _mm512_add_ps(_mm512_add_ps(m[0], m[1]), m[2]);
        x[1][c] = _mm512_sub_ps(_mm512_sub_ps(m[1], m[2]), m[3]);
    }
    UNROLL for (int i = 0; i < 2; i++) {
        y[2 * i] = _mm512_add_ps(_mm512_add_ps(x[i][0], x[i][1]), x[i][2]);
        y[2 * i + 1] = _mm512_sub_ps(_mm512_sub_ps(x[i][1], x[i][2]), x[i][3]);
    }
}
// Results of tiles side by side for sixteen outputs, `so_far` added; 0 when one is not finite.
static AVX512 int store_step(const winograd_job *j, const step *s, const float *sums, const float *so_far, ptrdiff_t output) {
    const ptrdiff_t outputs = MIN(j->outputs - output, 16), columns = MIN(j->out_w - s->x, 2 * s->count), area = j->out_h * j->out_w;
    const __mmask16 kept = (__mmask16)(0xFFFF >> (16 - columns)), lanes = (__mmask16)(0xFFFF >> (16 - outputs));
    const __m512 bias = j->bias ? _mm512_maskz_loadu_ps(lanes, j->bias + output) : _mm512_setzero_ps();
    __m512 rows[2][16], odd = _mm512_setzero_ps();
    for (ptrdiff_t q = 0; q < s->count; q++) {
        __m512 y[4];
        turn_sums(sums + q * LANES, j->sum_plane, y);
        UNROLL for (int i = 0; i < 4; i++) {
            __m512 result = _mm512_add_ps(y[i], bias);
            if (so_far) result = _mm512_add_ps(result, _mm512_loadu_ps(so_far + (q * 8 + i) * 16));
            odd = _mm512_fmadd_ps(result, _mm512_setzero_ps(), odd); // not a number if one of them is not finite
            rows[i / 2][2 * q + i % 2] = result;
        }
    }
    for (ptrdiff_t i = 0; i < MIN(j->out_h - s->y, 2); i++) {
        float *to = j->out + (s->sample * j->outputs + output) * area + (s->y + i) * j->out_w + s->x;
        transpose(rows[i]);
        for (ptrdiff_t o = 0; o < outputs; o++) _mm512_mask_storeu_ps(to + o * area, kept, rows[i][o]);
    }
    return (_mm512_cmp_ps_mask(odd, odd, _CMP_UNORD_Q) & lanes) == 0;
}
static AVX512 void add_step(const winograd_job *j, const step *s, const float *sums, float *so_far, int first) {
    for (ptrdiff_t q = 0; q < s->count; q++) {
        __m512 y[4];
        turn_sums(sums + q * LANES, j->sum_plane, y);
        UNROLL for (int i = 0; i < 4; i++) {
            float *to = so_far + (q * 8 + i) * 16;
            _mm512_storeu_ps(to, first ? y[i] : _mm512_add_ps(y[i], _mm512_loadu_ps(to)));
        }
    }
}

static void multiply(winograd_job *j, ptrdiff_t group, ptrdiff_t panel, ptrdiff_t part, const float *values, const float *factors,
                     float *sums) {
    static const float zeros[BLOCK_ROWS];
    const ptrdiff_t tiles = tiles_in(j, group), rows = CEIL(tiles, CEIL(tiles, BLOCK_ROWS)), channels = channels_in(j, part);
    for (ptrdiff_t p = 0; p < PLANES; p++)
        for (ptrdiff_t row = 0; row < tiles; row += rows)
            nbs_block((int)MIN(rows, tiles - row), LANES, channels, values + p * j->value_plane + row, 1, j->width,
                      factors + p * j->factor_plane, LANES, sums + p * j->sum_plane + row * LANES, LANES, START_ROW, zeros);
    step steps[MOST_TILES];
    const ptrdiff_t n = make_steps(j, group, steps), last = part + 1 == j->parts;
    for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t half = 0; half < LANES && panel * LANES + half < j->outputs; half += 16) {
            const float *from = sums + steps[i].at * LANES + half;
            float *so_far = j->sums + ((panel * j->tiles + group * j->each + steps[i].at) * 2 + half / 16) * 4 * 16;
            if (!last) add_step(j, &steps[i], from, so_far, part == 0);
            else if (!store_step(j, &steps[i], from, part ? so_far : NULL, panel * LANES + half)) j->failed = 1;
        }
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
    float *factors = nbs_scratch(factor_floats(j) + PLANES * j->sum_plane);
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
    float *values = nbs_scratch(value_floats(j) + PLANES * j->sum_plane);
    if (!values) { j->failed = 1; return; }
    for (ptrdiff_t g = begin; g < end; g++)
        for (ptrdiff_t part = 0; part < j->parts; part++) {
            group_values(j, g, part, values);
            for (ptrdiff_t panel = 0; panel < j->panels; panel++)
                multiply(j, g, panel, part, values, j->factors + (panel * j->parts + part) * factor_floats(j), values + value_floats(j));
        }
}

// Whether no place is zero in all channels, no tap in all filters, and no value far from the others: exact zeros stay exact, small
// values keep their digits.
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
static int is_even(const winograd_job *j) {
    even_job even = {j->source, j->channels, j->in_h * j->in_w, 0};
    int taps = 0;
    for (ptrdiff_t i = 0; i < j->channels * j->outputs && taps != 0x1FF; i++)
        for (int t = 0; t < 9; t++) taps |= (j->weight[i * 9 + t] != 0) << t;
    if (taps != 0x1FF) return 0;
    nbs_parallel(j->samples, 1 + 16384 / (even.channels * even.area), even_samples, &even);
    return !even.uneven;
}

int nbs_winograd(ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t outputs, const layout *l, const float *source, const float *weight,
                 int flipped, const float *bias, float *out) {
    winograd_job j = {.samples = batch, .channels = channels, .outputs = outputs, .in_h = l->in_h, .in_w = l->in_w, .pad_h = l->pad_h,
                      .pad_w = l->pad_w, .out_h = l->out_h, .out_w = l->out_w, .down = CEIL(l->out_h, 2), .across = CEIL(l->out_w, 2),
                      .source = source, .weight = weight, .bias = bias, .out = out, .flipped = flipped};
    j.tiles = batch * j.down * j.across;
    if (!nbs_has_large_tiles() || channels < LEAST || outputs < LEAST || j.tiles < FEWEST_TILES || !is_even(&j)) return NBS_UNSUPPORTED;
    const ptrdiff_t threads = nbs_thread_count(), few = j.tiles < FEW_TILES;
    j.groups = CEIL(j.tiles, MOST_TILES);
    if (!few) j.groups = CEIL(j.groups, threads) * threads; // the same number for each thread
    j.each = CEIL(j.tiles, j.groups);
    j.groups = CEIL(j.tiles, j.each);
    j.panels = CEIL(outputs, LANES);
    j.parts = CEIL(channels, DEPTH);
    j.depth = CEIL(channels, j.parts);
    j.width = CEIL(j.each + 7, 8) * 8; // the last step may be of one tile, and stores eight
    j.value_plane = j.depth * j.width + APART;
    j.factor_plane = j.depth * LANES + APART;
    j.sum_plane = j.each * LANES + APART;
    const size_t values = few ? (size_t)(j.groups * j.parts * value_floats(&j)) * sizeof(float) : 0;
    const size_t factors = few ? 0 : (size_t)(j.panels * j.parts * factor_floats(&j)) * sizeof(float);
    const size_t sums = j.parts > 1 ? (size_t)(j.panels * j.tiles * 2 * 4 * 16) * sizeof(float) : 0;
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
int nbs_winograd(ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t outputs, const layout *l, const float *source, const float *weight,
                 int flipped, const float *bias, float *out) { return NBS_UNSUPPORTED; }
#endif
