#include "conv_products.h"
#include "include/nbs_parallel.h"
#include "block.h"
#include "depthwise.h"
#include "tile.h"
#include "winograd.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// A convolution is the product of its weights (channels out x taps) with the taps' values at every place. Weights are
// packed once into panels of 14 rows; values are packed tile by tile, 32 places each, straight from a padded copy of the
// image whose rows are split by the stride's phase, so that neighbours in the result are neighbours in memory.

enum { DEPTH = 512, GROUP = 8, SLACK = 64 };

typedef float v16 __attribute__((ext_vector_type(16), aligned(4)));
// The copies of 16 numbers that make a tile's row of one tap; the same for every tap. They run over their stretch; what
// comes later covers it.
typedef struct { int count; ptrdiff_t source[2 * PANEL_B], at[2 * PANEL_B]; } moves;
static void make_moves(const layout *l, ptrdiff_t first, ptrdiff_t count, moves *m) {
    stretch s[PANEL_B];
    const int n = nbs_stretches(l, first, count, s);
    m->count = 0;
    for (int i = 0; i < n; i++)
        for (ptrdiff_t q = 0; q < s[i].length; q += 16) {
            m->source[m->count] = s[i].source + q;
            m->at[m->count++] = s[i].at + q;
        }
}
static inline __attribute__((always_inline)) void move_taps(int n, const float *image, const ptrdiff_t *offsets, ptrdiff_t from,
                                                            ptrdiff_t to, const moves *m, float *panel) {
    for (ptrdiff_t k = from; k < to; k++, panel += PANEL_B) {
        const float *tap = image + offsets[k];
        for (int i = 0; i < n; i++) *(v16 *)(panel + m->at[i]) = *(const v16 *)(tap + m->source[i]);
    }
}
// Values of taps [from, to) at up to 32 places: rows of 32.
NBS_CLONES static void pack_places(const float *image, const ptrdiff_t *offsets, ptrdiff_t from, ptrdiff_t to, const moves *m,
                                   float *panel) {
    const moves here = *m; // Of our own: the copies cannot change it.
    switch (here.count) {
        case 1: move_taps(1, image, offsets, from, to, &here, panel); break;
        case 2: move_taps(2, image, offsets, from, to, &here, panel); break;
        case 3: move_taps(3, image, offsets, from, to, &here, panel); break;
        case 4: move_taps(4, image, offsets, from, to, &here, panel); break;
        default: move_taps(here.count, image, offsets, from, to, &here, panel);
    }
}

static void product_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    product_job *j = context;
    const ptrdiff_t panel = DEPTH * PANEL_B + SLACK, depth = CEIL(j->taps, CEIL(j->taps, DEPTH));
    float *b = nbs_scratch(GROUP * panel);
    if (!b) { j->failed = 1; return; }
    moves m[GROUP];
    for (ptrdiff_t piece = begin; piece < end; piece++) {
        const ptrdiff_t rest = piece / j->row_parts, sample_group = rest / j->parts * j->samples, g = sample_group % j->groups;
        const ptrdiff_t first = rest % j->parts * j->tiles_each * PANEL_B, first_block = piece % j->row_parts * j->blocks_each;
        const ptrdiff_t end_block = first_block + j->blocks_each < j->blocks ? first_block + j->blocks_each : j->blocks;
        const ptrdiff_t all = j->places * j->samples;
        const float *image = j->image + sample_group * j->channels * j->l->plane;
        float *out = j->out + sample_group * j->rows * j->places;
        int tiles = 0;
        for (ptrdiff_t p = first; p < all && tiles < j->tiles_each; p += PANEL_B, tiles++)
            make_moves(j->l, p, all - p < PANEL_B ? all - p : PANEL_B, &m[tiles]);
        for (ptrdiff_t k = 0; k < j->taps; k += depth) {
            const ptrdiff_t end_k = k + depth < j->taps ? k + depth : j->taps;
            for (int t = 0; t < tiles; t++) pack_places(image, j->offsets, k, end_k, &m[t], b + t * panel);
            for (ptrdiff_t block = first_block; block < end_block; block++) {
                const ptrdiff_t row = block * j->tile_rows;
                const int rows = (int)(j->rows - row < j->tile_rows ? j->rows - row : j->tile_rows);
                const float *a = j->panels ? j->panels + ((g * j->blocks + block) * j->taps + k) * PANEL_A
                                           : j->weight + (g * j->rows + row) * j->taps + k;
                const float *start = k ? NULL : j->bias ? j->bias + g * j->rows + row : nbs_no_bias;
                for (int t = 0; t < tiles; t++) {
                    const ptrdiff_t place = first + t * PANEL_B;
                    const int columns = (int)(all - place < PANEL_B ? all - place : PANEL_B);
                    const ptrdiff_t sample = place / j->places, left = (sample + 1) * j->places - place;
                    // Its columns stand one behind the other until the sample ends.
                    float *here = out + (sample * j->rows + row) * j->places + place % j->places;
                    const ptrdiff_t ra = j->panels ? 1 : j->taps, ca = j->panels ? PANEL_A : 1;
                    if (columns <= left) {
                        nbs_panel_product(rows, columns, end_k - k, a, ra, ca, b + t * panel, here, j->places, start);
                    } else {
                        float part[PANEL_A * PANEL_B] __attribute__((aligned(64))), *there = here + (j->rows - 1) * j->places;
                        if (!start) nbs_join_block(rows, columns, (int)left, here, there, j->places, part);
                        nbs_panel_product(rows, columns, end_k - k, a, ra, ca, b + t * panel, part, PANEL_B, start);
                        nbs_split_block(rows, columns, (int)left, part, here, there, j->places);
                    }
                }
            }
        }
    }
}

// What a tile, one of up to 16 places, packing one, multiplying it by a block and fetching a block's weights cost.
enum { WHOLE = 10, NARROW = 6, PACKING = 4, PRODUCT = 10, FETCHING = 50 };
// Work in the first `pieces` pieces, if each has up to `each` tiles of a strand of so many places.
static ptrdiff_t work_before(ptrdiff_t pieces, ptrdiff_t places, ptrdiff_t each) {
    const ptrdiff_t tiles = CEIL(places, PANEL_B), strand = tiles * WHOLE - ((places - 1) % PANEL_B < 16 ? WHOLE - NARROW : 0);
    const ptrdiff_t parts = CEIL(tiles, each), inside = pieces % parts * each * WHOLE;
    return pieces / parts * strand + (inside < strand ? inside : strand);
}
// What the busiest thread does if it does what it begins with.
static ptrdiff_t busiest(const product_job *j, ptrdiff_t strands, ptrdiff_t places, ptrdiff_t each, ptrdiff_t row_parts) {
    const ptrdiff_t all = strands * CEIL(CEIL(places, PANEL_B), each), blocks = CEIL(j->blocks, row_parts);
    // With fewer rows the threads share each piece.
    const ptrdiff_t sharers = CEIL(nbs_thread_count(), row_parts);
    ptrdiff_t most = 0;
    for (ptrdiff_t t = 0; t < sharers; t++) {
        const ptrdiff_t from = all * t / sharers, to = all * (t + 1) / sharers;
        const ptrdiff_t work = work_before(to, places, each) - work_before(from, places, each);
        const ptrdiff_t cost = work * (PACKING + blocks * PRODUCT) + (to - from) * blocks * FETCHING;
        if (cost > most) most = cost;
    }
    return most;
}

static void share_out(product_job *j, ptrdiff_t batch) {
    if (j->way != PACKED) {
        j->samples = batch;
        nbs_run_few(j);
        return;
    }
    const ptrdiff_t threads = nbs_thread_count(), together = j->groups == 1 && j->places >= PANEL_B && nbs_has_large_tiles() ? batch : 1;
    ptrdiff_t least = PTRDIFF_MAX;
    // Tiles of one sample by itself end in a narrow one; those of all samples together are seldom as many on each thread.
    for (ptrdiff_t samples = 1; samples <= together; samples += together > 1 ? together - 1 : 1) {
        const ptrdiff_t strands = batch * j->groups / samples, places = j->places * samples, tiles = CEIL(places, PANEL_B);
        for (ptrdiff_t each = tiles < GROUP ? tiles : GROUP; each > 0; each--)
            for (ptrdiff_t row_parts = 1; row_parts <= threads && row_parts <= j->blocks; row_parts += threads > 1 ? threads - 1 : 1) {
                const ptrdiff_t cost = busiest(j, strands, places, each, row_parts);
                if (cost >= least) continue;
                least = cost;
                j->samples = samples;
                j->tiles_each = each;
                j->parts = CEIL(tiles, each);
                j->row_parts = row_parts;
            }
    }
    j->blocks_each = CEIL(j->blocks, j->row_parts);
    const ptrdiff_t all = batch * j->groups / j->samples * j->parts;
    nbs_parallel(all * j->row_parts, 1, product_pieces, j);
}

// Panels of weights: rows are outputs, or (flipped) channels for the data gradient.
typedef struct {
    const nbs_conv *c;
    const float *weight;
    float *panels;
    ptrdiff_t rows, taps, blocks, kernel;
    int tile_rows;
} weight_job;
static void weight_panels(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const weight_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t g = i / j->blocks, row = i % j->blocks * j->tile_rows;
        const int rows = (int)(j->rows - row < j->tile_rows ? j->rows - row : j->tile_rows);
        float *d = j->panels + i * j->taps * PANEL_A;
        const float *w = j->weight + (g * j->rows + row) * j->taps, *at[PANEL_A];
        const ptrdiff_t whole = j->taps / 8 * 8;
        for (int r = 0; r < PANEL_A; r++) at[r] = w + (r < rows ? r : 0) * j->taps;
        nbs_turn_rows(PANEL_A, whole, at, d, PANEL_A);
        for (ptrdiff_t k = whole; k < j->taps; k++) for (int r = 0; r < rows; r++) d[k * PANEL_A + r] = w[r * j->taps + k];
    }
}
// Taps are outputs x kernel, reversed in the kernel: one output after the other, as they lie.
static void flipped_panels(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const weight_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t g = i / j->c->outputs, o = i % j->c->outputs;
        for (ptrdiff_t block = 0; block < j->blocks; block++) {
            const ptrdiff_t row = block * j->tile_rows;
            nbs_flip_rows((int)(j->rows - row < j->tile_rows ? j->rows - row : j->tile_rows), j->kernel,
                          j->weight + (i * j->c->channels + row) * j->kernel,
                          j->panels + ((g * j->blocks + block) * j->taps + o * j->kernel) * PANEL_A);
        }
    }
}

int nbs_run_products(const nbs_conv *c, const layout *l, ptrdiff_t channels, ptrdiff_t rows, const float *source, const float *weight, int flipped,
                     const float *bias, float *out) {
    if (nbs_depthwise(c, l, source, weight, flipped, bias, out) == NBS_OK) return NBS_OK;
    if (nbs_winograd(c, channels, rows, l, source, weight, flipped, bias, out) == NBS_OK) return NBS_OK;
    const ptrdiff_t kernel = c->w.kernel[1] * c->w.kernel[2], taps = channels * kernel, planes = c->batch * c->groups * channels;
    layout all = *l;
    all.sample = channels * l->plane;
    ptrdiff_t *offsets = nbs_tap_offsets(l, channels, &c->w);
    product_job p = {.l = &all, .offsets = offsets, .weight = weight, .bias = bias, .out = out, .groups = c->groups, .channels = channels,
                     .rows = rows, .taps = taps, .places = l->out_h * l->out_w};
    const int large = nbs_has_large_tiles(), most = nbs_tile_rows();
    p.way = nbs_product_way(&p, c->batch);
    // Even blocks: sixteen outputs are two of eight, not one of fourteen and one of two.
    p.tile_rows = p.way == OUTPUTS_ARE_LANES ? PANEL_A : large ? (int)CEIL(rows, CEIL(rows, most)) : most;
    p.blocks = CEIL(rows, p.tile_rows);
    const ptrdiff_t panel_floats = c->groups * p.blocks * taps * PANEL_A;
    // Weights are read where they lie, unless their rows would push each other out of the cache.
    const int packs = flipped || !large || p.way != PACKED || taps % 1024 == 0;
    // The image itself is read where it needs no border, but for the last sample: reading goes a little beyond the end.
    const int in_place = p.way != PACKED && nbs_is_source(l);
    const ptrdiff_t copied = in_place ? c->groups * channels : planes;
    float *image = nbs_padded_copy(l, copied, source + (planes - copied) * l->in_h * l->in_w), *panels = packs ? nbs_take(panel_floats) : NULL;
    int status = NBS_UNSUPPORTED;
    if (offsets && image && (panels || !packs)) {
        weight_job j = {c, weight, panels, rows, taps, p.blocks, kernel, p.tile_rows};
        if (flipped) nbs_parallel(c->groups * c->outputs, 1 + 16384 / (rows * kernel), flipped_panels, &j);
        else if (packs) nbs_parallel(c->groups * p.blocks, 1 + 16384 / (taps * PANEL_A), weight_panels, &j);
        p.image = in_place ? source : image;
        p.last = image + (copied - c->groups * channels) * l->plane;
        p.panels = panels;
        share_out(&p, c->batch);
        status = p.failed ? NBS_UNSUPPORTED : NBS_OK;
    }
    free(offsets);
    nbs_free_copy(l, copied, image);
    if (panels) nbs_give(panels, panel_floats);
    return status;
}

int nbs_conv_forward(const nbs_conv *c, const float *x, const float *weight, const float *bias, float *out) {
    if (!nbs_conv_suits(c)) return NBS_UNSUPPORTED;
    const layout l = nbs_conv_layout(c);
    return nbs_run_products(c, &l, c->channels, c->outputs, x, weight, 0, bias, out);
}

int nbs_conv_backward_data(const nbs_conv *c, const float *grad, const float *weight, float *dx) {
    const nbs_window *w = &c->w;
    if (!nbs_conv_suits(c)) return NBS_UNSUPPORTED;
    if (w->stride[1] != 1 || w->stride[2] != 1) return nbs_conv_backward_strided(c, grad, weight, dx);
    // A convolution of the gradient with the flipped kernel.
    const layout l = nbs_layout(w->out[1], w->out[2], w->kernel[1], w->kernel[2], 1, 1, w->dilation[1], w->dilation[2],
                                 (w->kernel[1] - 1) * w->dilation[1] - w->padding[1],
                                 (w->kernel[2] - 1) * w->dilation[2] - w->padding[2], w->in[1], w->in[2]);
    return nbs_run_products(c, &l, c->outputs, c->channels, grad, weight, 1, NULL, dx);
}
