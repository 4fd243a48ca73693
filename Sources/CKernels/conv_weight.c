#include "conv.h"
#include "include/nbs_parallel.h"
#include "dots.h"
#include "tile.h"
#include "winograd.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 512 };
static const float zeros[16];

// Weight gradient: dw[output][tap] = sum over samples and places of grad[output][place] * image[tap][place].
typedef struct {
    const layout *l;
    const ptrdiff_t *offsets;
    const float *image, *grad;
    float *panels, *dw;
    ptrdiff_t batch, groups, channels, outputs, taps, places, blocks, tiles_each;
    ptrdiff_t from, to; // samples at hand
    int tile_rows, failed;
} gradient_job;
enum { GRADIENT_TILES = 6, GRADIENT_BLOCKS = 8, GRADIENT_NEAR = 1 << 18 };

static void gradient_panels(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const gradient_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t row = i % j->blocks * j->tile_rows;
        const int rows = (int)(j->outputs - row < j->tile_rows ? j->outputs - row : j->tile_rows);
        const float *s = j->grad + (i / j->blocks * j->outputs + row) * j->places, *at[PANEL_A];
        float *d = j->panels + i * j->places * PANEL_A;
        const ptrdiff_t whole = j->places / 8 * 8;
        for (int r = 0; r < PANEL_A; r++) at[r] = s + (r < rows ? r : 0) * j->places;
        nbs_turn_rows(PANEL_A, whole, at, d, PANEL_A);
        for (ptrdiff_t k = whole; k < j->places; k++) for (int r = 0; r < rows; r++) d[k * PANEL_A + r] = s[r * j->places + k];
    }
}

// A piece is some tiles of 32 taps, a stretch of places after the other: what they share of the gradients comes from far once
// for all of them.
static void gradient_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    gradient_job *j = context;
    const ptrdiff_t tiles = CEIL(j->taps, PANEL_B), parts = CEIL(tiles, j->tiles_each);
    const ptrdiff_t most = CEIL(j->places, CEIL(j->places, DEPTH)), panel = (most + 8) * PANEL_B;
    float *b = nbs_scratch(j->tiles_each * panel);
    if (!b) { j->failed = 1; return; }
    stretch s[DEPTH];
    for (ptrdiff_t piece = begin; piece < end; piece++) {
        const ptrdiff_t g = piece / parts, from = piece % parts * j->tiles_each * PANEL_B;
        const ptrdiff_t to = from + j->tiles_each * PANEL_B < j->taps ? from + j->tiles_each * PANEL_B : j->taps;
        int first = j->from == 0;
        for (ptrdiff_t sample = j->from; sample < j->to; sample++) {
            const ptrdiff_t sample_group = sample * j->groups + g;
            const float *image = j->image + sample_group * j->channels * j->l->plane;
            for (ptrdiff_t p = 0; p < j->places; p += most) {
                const ptrdiff_t depth = j->places - p < most ? j->places - p : most;
                const int n = nbs_stretches(j->l, p, depth, s);
                float *panels = b;
                for (ptrdiff_t tap = from; tap < to; tap += PANEL_B, panels += panel) {
                    const int columns = (int)(to - tap < PANEL_B ? to - tap : PANEL_B);
                    for (int i = 0; i < n; i++) {
                        const float *at[PANEL_B];
                        for (int k = 0; k < PANEL_B; k++)
                            at[k] = image + j->offsets[tap + (k < columns ? k : 0)] + s[i].source;
                        nbs_turn_rows(columns > 16 ? PANEL_B : 16, s[i].length, at, panels + s[i].at * PANEL_B, PANEL_B);
                    }
                }
                for (ptrdiff_t block = 0; block < j->blocks; block++) {
                    const ptrdiff_t row = block * j->tile_rows;
                    const int rows = (int)(j->outputs - row < j->tile_rows ? j->outputs - row : j->tile_rows);
                    const float *a = j->panels + ((sample_group * j->blocks + block) * j->places + p) * PANEL_A;
                    panels = b;
                    for (ptrdiff_t tap = from; tap < to; tap += PANEL_B, panels += panel)
                        nbs_panel_product(rows, (int)(to - tap < PANEL_B ? to - tap : PANEL_B), depth, a, 1, PANEL_A, panels,
                                j->dw + (g * j->outputs + row) * j->taps + tap, j->taps, first ? zeros : NULL);
                }
                first = 0;
            }
        }
    }
}
// As many tiles a piece as leave the threads the least to wait for. Few rows of gradients stay near without that.
static ptrdiff_t gradient_tiles(const gradient_job *j) {
    if (j->blocks < GRADIENT_BLOCKS) return 1;
    const ptrdiff_t threads = nbs_thread_count(), tiles = CEIL(j->taps, PANEL_B);
    ptrdiff_t best = 1, least = PTRDIFF_MAX;
    for (ptrdiff_t each = 1; each <= GRADIENT_TILES && each <= tiles; each++) {
        const ptrdiff_t longest = CEIL(j->groups * CEIL(tiles, each), threads) * each;
        if (longest <= least) {
            best = each;
            least = longest;
        }
    }
    return best;
}

// Few outputs and taps: turning the taps would cost more than multiplying, and there is one tile of them. The batch is cut into parts,
// the same ones on any number of threads; each adds up in lanes, a few samples at a time so that these stay in the first cache.
enum { DOT_PARTS = 8, DOT_SAMPLES = 4, DOT_OUTPUTS = 16, DOT_SUMS = DOT_ROWS * DOT_TAPS * 16 };
static int takes_dots(const gradient_job *j) {
    return nbs_has_large_tiles() && j->outputs <= DOT_OUTPUTS && j->taps <= PANEL_B && j->l->out_w >= 12;
}
// Part i % parts of group i / parts; j->panels holds a gradient for each.
static void dot_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    gradient_job *j = context;
    const ptrdiff_t parts = j->batch < DOT_PARTS ? j->batch : DOT_PARTS, tap_blocks = CEIL(j->taps, DOT_TAPS);
    const ptrdiff_t row_blocks = CEIL(j->outputs, DOT_ROWS), rows_each = CEIL(j->outputs, row_blocks);
    const dot_places p = {j->l->out_h, j->l->out_w, j->l->step_h * j->l->row};
    float *sums = nbs_scratch(tap_blocks * row_blocks * DOT_SUMS);
    if (!sums) { j->failed = 1; return; }
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t g = i / parts, part = i % parts, last = j->batch * (part + 1) / parts;
        memset(sums, 0, (size_t)(tap_blocks * row_blocks * DOT_SUMS) * sizeof(float));
        for (ptrdiff_t from = j->batch * part / parts; from < last; from += DOT_SAMPLES)
            for (ptrdiff_t b = 0; b < tap_blocks * row_blocks; b++) {
                const ptrdiff_t row = b % row_blocks * rows_each, tap = b / row_blocks * DOT_TAPS;
                const int rows = (int)(j->outputs - row < rows_each ? j->outputs - row : rows_each);
                ptrdiff_t offsets[DOT_TAPS];
                for (int t = 0; t < DOT_TAPS; t++) offsets[t] = j->offsets[tap + t < j->taps ? tap + t : tap];
                for (ptrdiff_t sample = from; sample < from + DOT_SAMPLES && sample < last; sample++) {
                    const ptrdiff_t sample_group = sample * j->groups + g;
                    nbs_dots(rows, &p, j->grad + (sample_group * j->outputs + row) * j->places,
                             j->image + sample_group * j->channels * j->l->plane, offsets, sums + b * DOT_SUMS);
                }
            }
        float *d = j->panels + i * j->outputs * j->taps;
        for (ptrdiff_t o = 0; o < j->outputs; o++)
            for (ptrdiff_t t = 0; t < j->taps; t++)
                d[o * j->taps + t] = nbs_sum_of_lanes(
                    sums + (t / DOT_TAPS * row_blocks + o / rows_each) * DOT_SUMS + (o % rows_each * DOT_TAPS + t % DOT_TAPS) * 16);
    }
}
static void run_dots(gradient_job *j) {
    const ptrdiff_t parts = j->batch < DOT_PARTS ? j->batch : DOT_PARTS, each = j->outputs * j->taps;
    const ptrdiff_t work = each * j->places * CEIL(j->batch, parts);
    nbs_parallel(j->groups * parts, 1 + 100000 / work, dot_pieces, j);
    for (ptrdiff_t g = 0; g < j->groups; g++)
        for (ptrdiff_t q = 0; q < each; q++) {
            float sum = 0;
            for (ptrdiff_t part = 0; part < parts; part++) sum += j->panels[(g * parts + part) * each + q];
            j->dw[g * each + q] = sum;
        }
}

int nbs_conv_backward_weight(const nbs_conv *c, const float *grad, const float *x, float *dw) {
    if (!nbs_conv_suits(c)) return NBS_UNSUPPORTED;
    const nbs_window *w = &c->w;
    const layout l = nbs_conv_layout(c);
    if (nbs_winograd_weight(c, &l, grad, x, dw) == NBS_OK) return NBS_OK;
    if (nbs_conv_weight_by_taps(c, grad, x, dw) == NBS_OK) return NBS_OK;
    const ptrdiff_t planes = c->batch * c->groups * c->channels;
    gradient_job j = {.l = &l, .grad = grad, .dw = dw, .batch = c->batch, .groups = c->groups, .channels = c->channels,
                      .outputs = c->outputs, .taps = c->channels * w->kernel[1] * w->kernel[2],
                      .places = w->out[1] * w->out[2], .tile_rows = nbs_tile_rows()};
    j.blocks = CEIL(c->outputs, j.tile_rows);
    const int dots = takes_dots(&j);
    const ptrdiff_t panel_floats = dots ? DOT_PARTS * c->groups * c->outputs * j.taps : c->batch * c->groups * j.blocks * j.places * PANEL_A;
    ptrdiff_t *offsets = nbs_tap_offsets(&l, c->channels, w);
    float *image = nbs_padded_copy(&l, planes, x), *panels = nbs_take(panel_floats);
    int status = NBS_UNSUPPORTED;
    if (offsets && image && panels) {
        j.offsets = offsets;
        j.image = image;
        j.panels = panels;
        if (dots) run_dots(&j);
        else {
            nbs_parallel(c->batch * c->groups * j.blocks, 1 + 16384 / (j.places * PANEL_A), gradient_panels, &j);
            j.tiles_each = gradient_tiles(&j);
            // As many samples at a time as every piece finds near: all pieces read all of their gradients.
            const ptrdiff_t near = GRADIENT_NEAR / (c->groups * c->outputs * j.places), each = near > 1 ? near : 1;
            for (j.from = 0; j.from < c->batch; j.from = j.to) {
                j.to = j.from + each < c->batch ? j.from + each : c->batch;
                nbs_parallel(c->groups * CEIL(CEIL(j.taps, PANEL_B), j.tiles_each), 1, gradient_pieces, &j);
            }
        }
        status = j.failed ? NBS_UNSUPPORTED : NBS_OK;
    }
    free(offsets);
    nbs_free_copy(&l, planes, image);
    if (panels) nbs_give(panels, panel_floats);
    return status;
}
