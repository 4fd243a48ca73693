#include "include/nbs_conv.h"
#include "include/nbs_memory.h"
#include "include/nbs_parallel.h"
#include "block.h"
#include "direct.h"
#include "dots.h"
#include "tile.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// A convolution is the product of its weights (channels out x taps) with the taps' values at every place. Weights are
// packed once into panels of 14 rows; values are packed tile by tile, 32 places each, straight from a padded copy of the
// image whose rows are split by the stride's phase, so that neighbours in the result are neighbours in memory.

enum { DEPTH = 512, GROUP = 8, SLACK = 64 };
#define CEIL(a, b) (((a) + (b) - 1) / (b))

typedef struct {
    ptrdiff_t height, phases, phase_width, row, plane; // sizes of the copy
    ptrdiff_t in_h, in_w, pad_h, pad_w;                // of the source
    ptrdiff_t out_h, out_w, step_h;                    // places and how many rows apart
    ptrdiff_t sample;                                  // from one sample's image to the next one's
} layout;

// The copy from which kernel `kh` x `kw` with these strides reads `out` places.
static layout make_layout(ptrdiff_t in_h, ptrdiff_t in_w, ptrdiff_t kh, ptrdiff_t kw, ptrdiff_t sh, ptrdiff_t sw, ptrdiff_t dh,
                          ptrdiff_t dw, ptrdiff_t pad_h, ptrdiff_t pad_w, ptrdiff_t out_h, ptrdiff_t out_w) {
    layout l = {.in_h = in_h, .in_w = in_w, .pad_h = pad_h, .pad_w = pad_w, .out_h = out_h, .out_w = out_w, .step_h = sh};
    l.height = (out_h - 1) * sh + (kh - 1) * dh + 1;
    l.phases = sw;
    l.phase_width = CEIL((out_w - 1) * sw + (kw - 1) * dw + 1, sw);
    l.row = l.phases * l.phase_width;
    l.plane = l.height * l.row;
    return l;
}

static void *take(ptrdiff_t floats) { return nbs_alloc((size_t)floats * sizeof(float)); }
static void give(void *block, ptrdiff_t floats) { nbs_free(block, (size_t)floats * sizeof(float)); }

// Where each tap reads, relative to the place (0, 0); later rows of places lie step_h * row further.
static ptrdiff_t *tap_offsets(const layout *l, ptrdiff_t channels, ptrdiff_t kh, ptrdiff_t kw, ptrdiff_t dh, ptrdiff_t dw) {
    ptrdiff_t *offsets = malloc((size_t)(channels * kh * kw) * sizeof(ptrdiff_t)), *o = offsets;
    if (!offsets) return NULL;
    for (ptrdiff_t c = 0; c < channels; c++)
        for (ptrdiff_t y = 0; y < kh; y++)
            for (ptrdiff_t x = 0; x < kw; x++)
                *o++ = c * l->plane + y * dh * l->row + x * dw % l->phases * l->phase_width + x * dw / l->phases;
    return offsets;
}

typedef struct {
    const layout *l;
    const float *source;
    float *copy;
} pad_job;
// Rows of images are short: no call, but vectors of 8 that overlap at the end.
static inline void copy_row(const float *s, ptrdiff_t count, float *d) {
    typedef float v8 __attribute__((ext_vector_type(8), aligned(4)));
    if (count < 8) {
        for (ptrdiff_t q = 0; q < count; q++) d[q] = s[q];
        return;
    }
    for (ptrdiff_t q = 0; q + 8 <= count; q += 8) *(v8 *)(d + q) = *(const v8 *)(s + q);
    *(v8 *)(d + count - 8) = *(const v8 *)(s + count - 8);
}
// Every n-th number; the usual strides as constants, which vectorise.
static inline void take_every(ptrdiff_t n, const float *s, ptrdiff_t count, float *d) {
    switch (n) {
        case 1: copy_row(s, count, d); break;
        case 2: for (ptrdiff_t q = 0; q < count; q++) d[q] = s[q * 2]; break;
        case 4: for (ptrdiff_t q = 0; q < count; q++) d[q] = s[q * 4]; break;
        default: for (ptrdiff_t q = 0; q < count; q++) d[q] = s[q * n];
    }
}
// Rows of all planes, one after the other.
NBS_CLONES static void pad_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const pad_job *j = context;
    const layout *l = j->l;
    for (ptrdiff_t row = begin; row < end; row++) {
        const ptrdiff_t p = row / l->height, iy = row % l->height - l->pad_h;
        float *d = j->copy + row * l->row;
        if (iy < 0 || iy >= l->in_h) {
            memset(d, 0, (size_t)l->row * sizeof(float));
            continue;
        }
        for (ptrdiff_t f = 0; f < l->phases; f++, d += l->phase_width) {
            const float *s = j->source + (p * l->in_h + iy) * l->in_w;
            // Columns q * phases + f - pad_w that lie inside.
            ptrdiff_t first = l->pad_w - f > 0 ? CEIL(l->pad_w - f, l->phases) : 0;
            ptrdiff_t last = l->in_w + l->pad_w - f > 0 ? CEIL(l->in_w + l->pad_w - f, l->phases) : 0;
            if (last > l->phase_width) last = l->phase_width;
            if (first > last) first = last;
            for (ptrdiff_t q = 0; q < first; q++) d[q] = 0;
            take_every(l->phases, s + first * l->phases + f - l->pad_w, last - first, d + first);
            for (ptrdiff_t q = last; q < l->phase_width; q++) d[q] = 0;
        }
    }
}
static float *padded_copy(const layout *l, ptrdiff_t planes, const float *source) {
    float *copy = take(planes * l->plane + SLACK);
    if (!copy) return NULL;
    memset(copy + planes * l->plane, 0, SLACK * sizeof(float));
    pad_job j = {l, source, copy};
    nbs_parallel(planes * l->height, 1 + 16384 / l->row, pad_rows, &j);
    return copy;
}

// Stretches of places in one row: where they read (from place (0, 0)) and where they stand among the tile's places. Behind the last
// place of a sample come those of the next.
typedef struct { ptrdiff_t source, at, length; } stretch;
static int stretches(const layout *l, ptrdiff_t first, ptrdiff_t count, stretch *out) {
    int n = 0;
    for (ptrdiff_t at = 0; at < count; n++) {
        const ptrdiff_t y = (first + at) / l->out_w, x = (first + at) % l->out_w;
        ptrdiff_t length = l->out_w - x < count - at ? l->out_w - x : count - at;
        out[n] = (stretch){y / l->out_h * l->sample + y % l->out_h * l->step_h * l->row + x, at, length};
        at += length;
    }
    return n;
}

typedef float v16 __attribute__((ext_vector_type(16), aligned(4)));
// The copies of 16 numbers that make a tile's row of one tap; the same for every tap. They run over their stretch; what
// comes later covers it.
typedef struct { int count; ptrdiff_t source[2 * PANEL_B], at[2 * PANEL_B]; } moves;
static void make_moves(const layout *l, ptrdiff_t first, ptrdiff_t count, moves *m) {
    stretch s[PANEL_B];
    const int n = stretches(l, first, count, s);
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

static float *scratch(ptrdiff_t floats) {
    static _Thread_local float *block;
    static _Thread_local ptrdiff_t size;
    if (size < floats) {
        free(block);
        block = aligned_alloc(64, (size_t)CEIL(floats, 16) * 64);
        size = block ? floats : 0;
        // Lanes behind the last place are multiplied as well: never denormal numbers, which are slow.
        if (block) memset(block, 0, (size_t)floats * sizeof(float));
    }
    return block;
}

static const float zeros[16];

// A block of the result from a packed panel of places: by AVX-512 from weights wherever they lie, else from panels of them.
static void product(int rows, int columns, ptrdiff_t depth, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, float *out,
                    ptrdiff_t stride, const float *start) {
    if (nbs_has_large_tiles()) nbs_block(rows, columns, depth, a, ra, ca, b, PANEL_B, out, stride, start ? START_ROW : START_RESULT, start);
    else nbs_tile(rows, depth, a, b, out, stride, columns, start);
}

// Forward and data gradient: out[row][place] = sum over taps of weight[row][tap] * image[tap][place].
typedef struct {
    const layout *l;
    const ptrdiff_t *offsets;
    const float *image, *panels, *weight, *bias; // panels: NULL when the weights are read where they lie
    float *out;
    ptrdiff_t groups, channels, rows, taps, places, blocks;
    ptrdiff_t samples; // whose places are cut into tiles together
    ptrdiff_t tiles_each, parts, blocks_each, row_parts; // a piece: so many tiles of one sample's group, so many blocks of rows
    int tile_rows, failed;
} product_job;

static void product_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    product_job *j = context;
    const ptrdiff_t panel = DEPTH * PANEL_B + SLACK, depth = CEIL(j->taps, CEIL(j->taps, DEPTH));
    float *b = scratch(GROUP * panel);
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
                const float *start = k ? NULL : j->bias ? j->bias + g * j->rows + row : zeros;
                for (int t = 0; t < tiles; t++) {
                    const ptrdiff_t place = first + t * PANEL_B;
                    const int columns = (int)(all - place < PANEL_B ? all - place : PANEL_B);
                    const ptrdiff_t sample = place / j->places, left = (sample + 1) * j->places - place;
                    // Its columns stand one behind the other until the sample ends.
                    float *here = out + (sample * j->rows + row) * j->places + place % j->places;
                    const ptrdiff_t ra = j->panels ? 1 : j->taps, ca = j->panels ? PANEL_A : 1;
                    if (columns <= left) {
                        product(rows, columns, end_k - k, a, ra, ca, b + t * panel, here, j->places, start);
                    } else {
                        float part[PANEL_A * PANEL_B] __attribute__((aligned(64))), *there = here + (j->rows - 1) * j->places;
                        if (!start) nbs_join_block(rows, columns, (int)left, here, there, j->places, part);
                        product(rows, columns, end_k - k, a, ra, ca, b + t * panel, part, PANEL_B, start);
                        nbs_split_block(rows, columns, (int)left, part, here, there, j->places);
                    }
                }
            }
        }
    }
}

// The 16 neighbours from `first` on, along an image whose rows are l->row wide; 0 when they stand in too many rows.
static int make_lanes(const layout *l, ptrdiff_t first, lanes *out) {
    out->parts = 0;
    for (ptrdiff_t at = 0; at < 16;) {
        const ptrdiff_t y = (first + at) / l->row, x = (first + at) % l->row;
        const ptrdiff_t length = l->row - x < 16 - at ? l->row - x : 16 - at, kept = l->out_w - x < length ? l->out_w - x : length;
        if (y < l->out_h && kept > 0) {
            if (out->parts == LANE_PARTS) return 0;
            out->mask[out->parts] = (uint16_t)(((1u << kept) - 1) << at);
            out->target[out->parts++] = y * l->out_w + x - at;
        }
        at += length;
    }
    return 1;
}
// Few outputs use each packed value too rarely: they read the image itself, if little of it is border.
static int reads_image(const product_job *j) {
    const layout *l = j->l;
    return nbs_has_direct() && j->rows <= 16 && l->phases == 1 && l->step_h == 1 && l->row >= 8 && 3 * l->out_w >= 2 * l->row;
}
// Every piece is one sample's group.
static void direct_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    product_job *j = context;
    const ptrdiff_t length = (j->l->out_h - 1) * j->l->row + j->l->out_w;
    for (ptrdiff_t row = 0; row < j->rows;) {
        // Up to eight rows of one panel at a time.
        const ptrdiff_t inside = row % j->tile_rows, left = j->rows - row;
        ptrdiff_t rows = left < j->tile_rows - inside ? left : j->tile_rows - inside;
        if (rows > DIRECT_ROWS) rows = (rows + 1) / 2;
        const ptrdiff_t vectors = nbs_direct_vectors((int)rows);
        for (ptrdiff_t first = 0; first < length; first += 16 * vectors) {
            lanes l[DIRECT_VECTORS];
            for (ptrdiff_t w = 0; w < vectors; w++)
                if (!make_lanes(j->l, first + 16 * w, &l[w])) { j->failed = 1; return; }
            for (ptrdiff_t piece = begin; piece < end; piece++) {
                const ptrdiff_t g = piece % j->groups;
                nbs_direct_tile((int)rows, j->taps, j->offsets, j->image + piece * j->channels * j->l->plane + first,
                                j->panels + (g * j->blocks + row / j->tile_rows) * j->taps * PANEL_A + inside,
                                j->bias ? j->bias + g * j->rows + row : zeros, l, j->out + (piece * j->rows + row) * j->places,
                                j->places);
            }
        }
        row += rows;
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
    if (reads_image(j)) {
        nbs_parallel(batch * j->groups, 1 + 200000 / (j->rows * j->taps * j->places), direct_pieces, j);
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

// Rows of `rows` results from an image of `channels` planes a group.
static int run_products(const nbs_conv *c, const layout *l, ptrdiff_t channels, ptrdiff_t rows, const ptrdiff_t *offsets,
                        const float *source, const float *weight, int flipped, const float *bias, float *out) {
    // Even blocks: sixteen outputs are two of eight, not one of fourteen and one of two.
    const int large = nbs_has_large_tiles(), most = nbs_tile_rows(), tile_rows = large ? (int)CEIL(rows, CEIL(rows, most)) : most;
    const ptrdiff_t kernel = c->w.kernel[1] * c->w.kernel[2], taps = channels * kernel, blocks = CEIL(rows, tile_rows);
    const ptrdiff_t planes = c->batch * c->groups * channels, panel_floats = c->groups * blocks * taps * PANEL_A;
    layout all = *l;
    all.sample = channels * l->plane;
    product_job p = {.l = &all, .offsets = offsets, .weight = weight, .bias = bias, .out = out, .groups = c->groups, .channels = channels,
                     .rows = rows, .taps = taps, .places = l->out_h * l->out_w, .blocks = blocks, .tile_rows = tile_rows};
    // Weights are read where they lie, unless their rows would push each other out of the cache.
    const int packs = flipped || !large || reads_image(&p) || taps % 1024 == 0;
    float *image = padded_copy(l, planes, source), *panels = packs ? take(panel_floats) : NULL;
    int status = NBS_UNSUPPORTED;
    if (image && (panels || !packs)) {
        weight_job w = {c, weight, panels, rows, taps, blocks, kernel, tile_rows};
        if (flipped) nbs_parallel(c->groups * c->outputs, 1 + 16384 / (rows * kernel), flipped_panels, &w);
        else if (packs) nbs_parallel(c->groups * blocks, 1 + 16384 / (taps * PANEL_A), weight_panels, &w);
        p.image = image;
        p.panels = panels;
        share_out(&p, c->batch);
        status = p.failed ? NBS_UNSUPPORTED : NBS_OK;
    }
    if (image) give(image, planes * l->plane + SLACK);
    if (panels) give(panels, panel_floats);
    return status;
}

static int suits(const nbs_conv *c) {
    const nbs_window *w = &c->w;
    return nbs_has_tiles() && w->in[0] == 1 && w->kernel[0] == 1 && w->out[0] == 1 && w->stride[1] <= 16 && w->stride[2] <= 16
        && w->dilation[1] <= 64 && w->dilation[2] <= 64 && w->padding[1] < 4096 && w->padding[2] < 4096 && c->batch > 0
        && c->channels > 0 && c->outputs > 0 && w->out[1] > 0 && w->out[2] > 0;
}

int nbs_conv_forward(const nbs_conv *c, const float *x, const float *weight, const float *bias, float *out) {
    if (!suits(c)) return NBS_UNSUPPORTED;
    const nbs_window *w = &c->w;
    const layout l = make_layout(w->in[1], w->in[2], w->kernel[1], w->kernel[2], w->stride[1], w->stride[2], w->dilation[1],
                                 w->dilation[2], w->padding[1], w->padding[2], w->out[1], w->out[2]);
    ptrdiff_t *offsets = tap_offsets(&l, c->channels, w->kernel[1], w->kernel[2], w->dilation[1], w->dilation[2]);
    if (!offsets) return NBS_UNSUPPORTED;
    int status = run_products(c, &l, c->channels, c->outputs, offsets, x, weight, 0, bias, out);
    free(offsets);
    return status;
}

int nbs_conv_backward_data(const nbs_conv *c, const float *grad, const float *weight, float *dx) {
    const nbs_window *w = &c->w;
    // With a stride most of a spread-out gradient would be zeros.
    if (!suits(c) || w->stride[1] != 1 || w->stride[2] != 1) return NBS_UNSUPPORTED;
    // A convolution of the gradient with the flipped kernel.
    const layout l = make_layout(w->out[1], w->out[2], w->kernel[1], w->kernel[2], 1, 1, w->dilation[1], w->dilation[2],
                                 (w->kernel[1] - 1) * w->dilation[1] - w->padding[1],
                                 (w->kernel[2] - 1) * w->dilation[2] - w->padding[2], w->in[1], w->in[2]);
    ptrdiff_t *offsets = tap_offsets(&l, c->outputs, w->kernel[1], w->kernel[2], w->dilation[1], w->dilation[2]);
    if (!offsets) return NBS_UNSUPPORTED;
    int status = run_products(c, &l, c->outputs, c->channels, offsets, grad, weight, 1, NULL, dx);
    free(offsets);
    return status;
}

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
    float *b = scratch(j->tiles_each * panel);
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
                const int n = stretches(j->l, p, depth, s);
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
                        product(rows, (int)(to - tap < PANEL_B ? to - tap : PANEL_B), depth, a, 1, PANEL_A, panels,
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

// Few outputs and taps: turning the taps would cost more than multiplying, and there is one tile of them. The batch is cut into parts, the same ones on any number
// of threads; each adds up in lanes, a few samples at a time so that these stay in the first cache.
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
    float *sums = scratch(tap_blocks * row_blocks * DOT_SUMS);
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
    if (!suits(c)) return NBS_UNSUPPORTED;
    const nbs_window *w = &c->w;
    const layout l = make_layout(w->in[1], w->in[2], w->kernel[1], w->kernel[2], w->stride[1], w->stride[2], w->dilation[1],
                                 w->dilation[2], w->padding[1], w->padding[2], w->out[1], w->out[2]);
    gradient_job j = {.l = &l, .grad = grad, .dw = dw, .batch = c->batch, .groups = c->groups, .channels = c->channels,
                      .outputs = c->outputs, .taps = c->channels * w->kernel[1] * w->kernel[2],
                      .places = w->out[1] * w->out[2], .tile_rows = nbs_tile_rows()};
    j.blocks = CEIL(c->outputs, j.tile_rows);
    const ptrdiff_t planes = c->batch * c->groups * c->channels;
    const int dots = takes_dots(&j);
    const ptrdiff_t panel_floats = dots ? DOT_PARTS * c->groups * c->outputs * j.taps : c->batch * c->groups * j.blocks * j.places * PANEL_A;
    ptrdiff_t *offsets = tap_offsets(&l, c->channels, w->kernel[1], w->kernel[2], w->dilation[1], w->dilation[2]);
    float *image = padded_copy(&l, planes, x), *panels = take(panel_floats);
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
    if (image) give(image, planes * l.plane + SLACK);
    if (panels) give(panels, panel_floats);
    return status;
}
