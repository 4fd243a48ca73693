#include "conv_products.h"
#include "direct.h"
#include "include/nbs_parallel.h"
#include "places.h"
#include "tile.h"

const float nbs_no_bias[32];

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
// If little of it is border.
static int runs_along_image(const product_job *j) {
    const layout *l = j->l;
    return nbs_has_direct() && j->rows <= 16 && l->phases == 1 && l->step_h == 1 && l->row >= 8 && 3 * l->out_w >= 2 * l->row;
}
static const float *image_of(const product_job *j, ptrdiff_t sample_group) {
    const ptrdiff_t plane = j->channels * j->l->plane, before = (j->samples - 1) * j->groups;
    return sample_group < before ? j->image + sample_group * plane : j->last + (sample_group - before) * plane;
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
                nbs_direct_tile((int)rows, j->taps, j->offsets, image_of(j, piece) + first,
                                j->panels + (g * j->blocks + row / j->tile_rows) * j->taps * PANEL_A + inside,
                                j->bias ? j->bias + g * j->rows + row : nbs_no_bias, l, j->out + (piece * j->rows + row) * j->places,
                                j->places);
            }
        }
        row += rows;
    }
}

// Rows are cut evenly into runs of places; a piece is two rows of a sample's group.
enum { FEW = 32, MANY = 128 }; // outputs, taps
static ptrdiff_t runs_of(const product_job *j) { return CEIL(j->l->out_w, PLACES_MOST); }
static int runs_along_places(const product_job *j, ptrdiff_t batch) {
    const layout *l = j->l;
    if (!nbs_has_large_tiles() || j->rows <= DIRECT_ROWS || j->rows > FEW || l->out_w / runs_of(j) < PLACES_LEAST) return 0;
    // What is stored a little at a time comes together in the first cache, but for planes that push each other out of it.
    if (j->rows > PLACE_OUTPUTS) return j->taps >= MANY || j->places % 1024 != 0;
    // The other way computes borders as well, and has no pieces smaller than a sample.
    const int alone = batch * j->groups < nbs_thread_count();
    return j->taps >= MANY / 2 && (alone || !runs_along_image(j) || j->rows * l->row * 9 > PLACE_OUTPUTS * l->out_w * 10);
}
static void place_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const product_job *j = context;
    const layout *l = j->l;
    const ptrdiff_t pairs = CEIL(l->out_h, 2), runs = runs_of(j), apart = j->taps * PANEL_A, line = l->step_h * l->row;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t sample_group = i / pairs, g = sample_group % j->groups;
        const float *image = image_of(j, sample_group);
        const float *panels = j->panels + g * j->blocks * apart, *bias = j->bias ? j->bias + g * j->rows : NULL;
        float *out = j->out + sample_group * j->rows * j->places;
        const int outputs = (int)j->rows, together = outputs <= PLACE_OUTPUTS;
        for (ptrdiff_t y = i % pairs * 2; y < i % pairs * 2 + 2 && y < l->out_h; y += 1 + together)
            for (ptrdiff_t run = 0, x = 0; run < runs; run++) {
                const ptrdiff_t next = l->out_w * (run + 1) / runs;
                const place_run p = {(int)(next - x), together && y + 1 < l->out_h ? line : 0, l->out_w, j->places};
                nbs_places(&p, outputs, j->taps, j->offsets, image + y * line + x, panels, apart, bias ? bias : nbs_no_bias, out + y * l->out_w + x);
                x = next;
            }
    }
}

product_way nbs_product_way(const product_job *j, ptrdiff_t batch) {
    return runs_along_places(j, batch) ? OUTPUTS_ARE_LANES : runs_along_image(j) ? PLACES_ARE_LANES : PACKED;
}
void nbs_run_few(product_job *j) {
    const ptrdiff_t all = j->samples * j->groups, work = j->rows * j->taps * j->places, pairs = CEIL(j->l->out_h, 2);
    if (j->way == OUTPUTS_ARE_LANES) nbs_parallel(all * pairs, 1 + 200000 * pairs / work, place_pieces, j);
    else nbs_parallel(all, 1 + 200000 / work, direct_pieces, j);
}
