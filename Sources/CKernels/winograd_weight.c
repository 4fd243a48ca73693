#include "winograd.h"
#include "include/nbs_memory.h"
#include "include/nbs_parallel.h"
#include "include/nbs_types.h"

// The weight's gradient is what nbs_winograd computes with the roles changed: its bilinear form, transposed, takes turned values and turned
// gradients to turned weights, one product for each plane, channel and output, which runs over all tiles. (By five taps, moving what is turned costs
// what the products save.)
#if defined(__x86_64__)
#include "winograd_turns.h"

enum {
    K = 3,
    MOST_TILES = 512,
    NEAR = 1 << 18,  // floats of a plane's values and gradients: they stay in the second cache
    FAR = 1 << 22,   // of all planes'
    DEPTH = 192,     // tiles of gradients: they stay in the first
    TOGETHER = 16    // channels that are turned in one go
};
// g = G' u, m = A y: the transposed of TURN_WEIGHTS and TURN_SUMS.
#define TURN_PRODUCTS(u, g)                                                                                        \
    {                                                                                                              \
        const __m512 middle = (u[1] + u[2]) * 0.5f;                                                                \
        g[0] = u[0] + middle;                                                                                      \
        g[1] = (u[1] - u[2]) * 0.5f;                                                                               \
        g[2] = u[3] + middle;                                                                                      \
    }
#define TURN_GRADIENTS(y, m)                                                                                       \
    {                                                                                                              \
        m[0] = y[0];                                                                                               \
        m[1] = y[0] + y[1];                                                                                        \
        m[2] = y[0] - y[1];                                                                                        \
        m[3] = -y[1];                                                                                              \
    }

typedef struct {
    tiling t;
    const float *grad;
    float *values, *grads, *sums, *dw; // [plane][channel][width], [panel][plane][tile][LANES], [panel][plane][channel][LANES]
    ptrdiff_t panels, each, width, value_plane, grad_plane, sum_plane;
    ptrdiff_t from, tiles, steps; // at hand
    step step[MOST_TILES];
    int failed;
} weight_job;

static AVX512 void values_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const weight_job *j = context;
    const ptrdiff_t first = begin * TOGETHER, last = MIN(end * TOGETHER, j->t.channels);
    make_values(K, &j->t, j->step, j->steps, first, last - first, j->values + first * j->width, j->width, j->value_plane);
}

// The turned gradients of tiles side by side for sixteen outputs: M = A Y A'.
static AVX512 void turn_gradients(const weight_job *j, const step *s, ptrdiff_t output, float *to) {
    const tiling *t = &j->t;
    const ptrdiff_t outputs = MIN(t->outputs - output, 16), columns = MIN(t->out_w - s->x, 2 * s->count), area = t->out_h * t->out_w;
    const float *from = j->grad + (s->sample * t->outputs + output) * area + s->y * t->out_w + s->x;
    __m512 rows[2][16];
    for (ptrdiff_t i = 0; i < 2; i++) {
        const __mmask16 here = s->y + i < t->out_h ? (__mmask16)(0xFFFF >> (16 - columns)) : 0;
        UNROLL for (int o = 0; o < 16; o++) rows[i][o] = _mm512_maskz_loadu_ps(o < outputs ? here : 0, from + o * area + i * t->out_w);
        turn16(rows[i]);
    }
    for (ptrdiff_t q = 0; q < s->count; q++, to += LANES) {
        __m512 down[2][4], across[2], m[4];
        float *plane = to;
        UNROLL for (int x = 0; x < 2; x++) {
            const __m512 column[2] = {rows[0][2 * q + x], rows[1][2 * q + x]};
            TURN_GRADIENTS(column, down[x])
        }
        UNROLL for (int y = 0; y < PRODUCTS(K); y++) {
            across[0] = down[0][y];
            across[1] = down[1][y];
            TURN_GRADIENTS(across, m)
            UNROLL for (int x = 0; x < PRODUCTS(K); x++, plane += j->grad_plane) _mm512_storeu_ps(plane, m[x]);
        }
    }
}
static AVX512 void gradients_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const weight_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t output = i * 16;
        float *to = j->grads + i / 2 * j->t.planes * j->grad_plane + i % 2 * 16;
        for (ptrdiff_t k = 0; k < j->steps; k++) turn_gradients(j, &j->step[k], output, to + j->step[k].at * LANES);
    }
}

// Pieces are planes of panels, plane by plane.
static void product_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    static const float zeros[BLOCK_ROWS];
    const weight_job *j = context;
    const ptrdiff_t rows = CEIL(j->t.channels, CEIL(j->t.channels, BLOCK_ROWS)), parts = CEIL(j->tiles, DEPTH), depth = CEIL(j->tiles, parts);
    for (ptrdiff_t tile = 0; tile < j->tiles; tile += depth)
        for (ptrdiff_t i = begin; i < end; i++) {
            const ptrdiff_t plane = i / j->panels, panel = i % j->panels, at = panel * j->t.planes + plane;
            const int lanes = panel_lanes(&j->t, panel);
            for (ptrdiff_t channel = 0; channel < j->t.channels; channel += rows)
                nbs_block((int)MIN(rows, j->t.channels - channel), lanes, MIN(depth, j->tiles - tile),
                          j->values + plane * j->value_plane + channel * j->width + tile, j->width, 1,
                          j->grads + at * j->grad_plane + tile * LANES, LANES, j->sums + at * j->sum_plane + channel * LANES, LANES,
                          j->from + tile ? START_RESULT : START_ROW, zeros, j->sums + at * j->sum_plane + (channel + rows) * LANES);
        }
}

// The weights of sixteen outputs, channel by channel: dG = G' U G.
static AVX512 void store_weights(weight_job *j, ptrdiff_t output, ptrdiff_t first, ptrdiff_t end) {
    const ptrdiff_t outputs = MIN(j->t.outputs - output, 16);
    const float *sums = j->sums + output / LANES * j->t.planes * j->sum_plane + output % LANES;
    const __m512i outputs_at = _mm512_mullo_epi32(_mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
                                                  _mm512_set1_epi32((int)(j->t.channels * K * K)));
    const __mmask16 lanes = (__mmask16)(0xFFFF >> (16 - outputs));
    __m512 odd = _mm512_setzero_ps();
    for (ptrdiff_t i = first; i < end; i++) {
        float *to = j->dw + (output * j->t.channels + i) * K * K;
        __m512 down[4][3], u[4], g[3];
        UNROLL for (int c = 0; c < PRODUCTS(K); c++) {
            UNROLL for (int r = 0; r < PRODUCTS(K); r++) u[r] = _mm512_loadu_ps(sums + (PRODUCTS(K) * r + c) * j->sum_plane + i * LANES);
            TURN_PRODUCTS(u, down[c])
        }
        for (ptrdiff_t r = 0; r < K; r++) {
            UNROLL for (int c = 0; c < PRODUCTS(K); c++) u[c] = down[c][r];
            TURN_PRODUCTS(u, g)
            for (ptrdiff_t c = 0; c < K; c++) {
                odd = _mm512_fmadd_ps(g[c], _mm512_setzero_ps(), odd); // not a number if one of them is not finite
                _mm512_mask_i32scatter_ps(to + r * K + c, lanes, outputs_at, g[c], 4);
            }
        }
    }
    if (_mm512_cmp_ps_mask(odd, odd, _CMP_UNORD_Q) & lanes) j->failed = 1;
}
static AVX512 void weights_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    weight_job *j = context;
    const ptrdiff_t parts = CEIL(j->t.channels, TOGETHER);
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t first = i % parts * TOGETHER;
        store_weights(j, i / parts * 16, first, MIN(first + TOGETHER, j->t.channels));
    }
}

// Cycles of one thread, with what else there is to do, against those of all products.
static int pays(const weight_job *j) {
    const tiling *t = &j->t;
    const ptrdiff_t halves = CEIL(t->outputs, LANES / 2), steps = t->samples * t->down * CEIL(t->across, STEP(t->kernel));
    const ptrdiff_t products = t->planes * t->tiles * halves * t->channels / 2, values = steps * t->channels * 35;
    const ptrdiff_t grads = steps * halves * 330, weights = t->channels * halves * 250;
    const ptrdiff_t all = K * K * t->samples * t->out_h * t->out_w * t->outputs * t->channels / 32;
    return (products + values + grads + weights) * 5 / 4 < all;
}

static int run(weight_job *j) {
    const tiling *t = &j->t;
    const size_t values = (size_t)(t->planes * j->value_plane) * sizeof(float);
    const size_t grads = (size_t)(j->panels * t->planes * j->grad_plane) * sizeof(float);
    const size_t sums = (size_t)(j->panels * t->planes * j->sum_plane) * sizeof(float);
    j->values = nbs_alloc(values);
    j->grads = nbs_alloc(grads);
    j->sums = nbs_alloc(sums);
    j->failed = !j->values || !j->grads || !j->sums;
    const ptrdiff_t halves = CEIL(t->outputs, 16), parts = CEIL(t->channels, TOGETHER);
    for (j->from = 0; !j->failed && j->from < t->tiles; j->from += j->tiles) {
        j->tiles = MIN(j->each, t->tiles - j->from);
        j->steps = make_steps(t, j->from, j->tiles, j->step);
        nbs_parallel(parts, 1, values_pieces, j);
        nbs_parallel(halves, 1, gradients_pieces, j);
        nbs_parallel(t->planes * j->panels, j->panels, product_pieces, j);
    }
    if (!j->failed) nbs_parallel(halves * parts, 1, weights_pieces, j);
    nbs_free(j->values, values);
    nbs_free(j->grads, grads);
    nbs_free(j->sums, sums);
    return j->failed ? NBS_UNSUPPORTED : NBS_OK;
}

int nbs_winograd_weight(const nbs_conv *c, const layout *l, const float *grad, const float *x, float *dw) {
    if (c->w.kernel[1] != K || c->w.stride[1] != 1 || !nbs_turns(c) || c->channels < LEAST / 2 || c->outputs < LEAST) return NBS_UNSUPPORTED;
    weight_job j = {.t = make_tiling(K, c->batch, c->channels, c->outputs, l, x), .grad = grad, .dw = dw};
    if (!pays(&j) || !nbs_is_even(c->batch, c->channels, l->in_h * l->in_w, x)
        || !nbs_is_even(c->batch, c->outputs, l->out_h * l->out_w, grad)) return NBS_UNSUPPORTED;
    const ptrdiff_t near = NEAR / (c->channels + c->outputs), far = FAR / (j.t.planes * (c->channels + c->outputs));
    const ptrdiff_t most = MIN(MIN(near, far), MOST_TILES), parts = CEIL(j.t.tiles, most > 1 ? most : 1);
    j.panels = CEIL(c->outputs, LANES);
    j.each = CEIL(j.t.tiles, parts);
    j.width = value_width(j.each);
    if (j.width % 64 == 0) j.width += 8; // rows would push each other out of the first cache
    j.value_plane = c->channels * j.width + APART;
    j.grad_plane = j.each * LANES + APART;
    j.sum_plane = c->channels * LANES + APART;
    return run(&j);
}
#else
int nbs_winograd_weight(const nbs_conv *c, const layout *l, const float *grad, const float *x, float *dw) { return NBS_UNSUPPORTED; }
#endif
