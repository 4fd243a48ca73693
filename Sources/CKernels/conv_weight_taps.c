#include "conv.h"
#include "include/nbs_parallel.h"
#include "taps.h"
#include "tile.h"
#include <string.h>

// The batch is cut into parts, the same ones on any number of threads, where there are few other pieces.
enum {
    FEW = 16,         // pieces
    PARTS = 8,        // of the batch
    NEAR = 1 << 17,   // floats of gradients that stay in the second cache
    PLACES = 512,     // that are summed up by themselves, for the digits
    STORED = 8,       // taps side by side
    MANY = 192,       // places
    SMALL = 1 << 16   // weights
};
typedef struct {
    const nbs_conv *c;
    const layout *l;
    const float *image, *grad;
    float *panels, *sums, *dw; // [part][sample][panel][place][32], [part][panel][channel][tap][32]
    ptrdiff_t places, taps, panel_count, runs, parts, each; // taps of a channel; samples of a part at a time
    ptrdiff_t step;
} tap_job;

// Samples of part `part` that are at hand.
static ptrdiff_t first_sample(const tap_job *j, ptrdiff_t part) { return j->c->batch * part / j->parts + j->step * j->each; }
static ptrdiff_t sample_count(const tap_job *j, ptrdiff_t part) {
    const ptrdiff_t left = j->c->batch * (part + 1) / j->parts - first_sample(j, part);
    return left < j->each ? left : j->each;
}
static int outputs_of(const tap_job *j, ptrdiff_t panel) {
    const ptrdiff_t left = j->c->outputs - panel * TAP_OUTPUTS;
    return (int)(left < TAP_OUTPUTS ? left : TAP_OUTPUTS);
}

static void panel_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const tap_job *j = context;
    const ptrdiff_t whole = j->places / 8 * 8;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t panel = i % j->panel_count, q = i / j->panel_count % j->each, part = i / j->panel_count / j->each;
        if (q >= sample_count(j, part)) continue;
        const int outputs = outputs_of(j, panel), rows = outputs > TAP_OUTPUTS / 2 ? TAP_OUTPUTS : TAP_OUTPUTS / 2;
        const float *at[TAP_OUTPUTS];
        for (int r = 0; r < rows; r++)
            at[r] = j->grad + ((first_sample(j, part) + q) * j->c->outputs + panel * TAP_OUTPUTS + (r < outputs ? r : 0)) * j->places;
        float *to = j->panels + i * j->places * TAP_OUTPUTS;
        nbs_turn_rows(rows, whole, at, to, TAP_OUTPUTS);
        for (ptrdiff_t k = whole; k < j->places; k++) for (int r = 0; r < rows; r++) to[k * TAP_OUTPUTS + r] = at[r][k];
    }
}

static void sum_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const tap_job *j = context;
    const nbs_window *w = &j->c->w;
    const ptrdiff_t kernel = w->kernel[2], channels = j->c->channels, plane = j->places * TAP_OUTPUTS;
    const ptrdiff_t height = j->l->out_h, most = CEIL(height, CEIL(j->places, PLACES));
    for (ptrdiff_t i = begin; i < end; i++) {
        const int run = (int)(i % j->runs), outputs = outputs_of(j, i / j->runs / channels % j->panel_count);
        const ptrdiff_t channel = i / j->runs % channels, panel = i / j->runs / channels % j->panel_count;
        const ptrdiff_t part = i / j->runs / channels / j->panel_count, first = nbs_first_tap(kernel, run), count = nbs_first_tap(kernel, run + 1) - first;
        float *sums = j->sums + (((part * j->panel_count + panel) * channels + channel) * j->taps + first) * TAP_OUTPUTS;
        if (j->step == 0) memset(sums, 0, (size_t)(count * TAP_OUTPUTS) * sizeof(float));
        for (ptrdiff_t q = 0; q < sample_count(j, part); q++) {
            const float *image = j->image + ((first_sample(j, part) + q) * channels + channel) * j->l->plane + nbs_offset(j->l, first / kernel, first % kernel);
            const float *grad = j->panels + ((part * j->each + q) * j->panel_count + panel) * plane;
            for (ptrdiff_t y = 0; y < height; y += most) {
                const tap_places p = {height - y < most ? height - y : most, j->l->out_w, w->stride[2], j->l->step_h * j->l->row};
                nbs_taps(kernel, run, outputs, &p, image + y * p.row, j->l->row, grad + y * p.width * TAP_OUTPUTS, sums);
            }
        }
    }
}

// Sums of all parts, turned: a piece is some taps of all outputs.
static void store_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const tap_job *j = context;
    const ptrdiff_t all = j->c->channels * j->taps, part = j->panel_count * all * TAP_OUTPUTS;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t tap = i * STORED, taps = all - tap < STORED ? all - tap : STORED;
        for (ptrdiff_t panel = 0; panel < j->panel_count; panel++) {
            const int outputs = outputs_of(j, panel);
            float *sums = j->sums + (panel * all + tap) * TAP_OUTPUTS, *to = j->dw + panel * TAP_OUTPUTS * all + tap;
            for (ptrdiff_t p = 1; p < j->parts; p++) for (ptrdiff_t q = 0; q < taps * TAP_OUTPUTS; q++) sums[q] += sums[p * part + q];
            const ptrdiff_t whole = taps == STORED ? outputs / 8 * 8 : 0;
            const float *at[STORED];
            for (ptrdiff_t t = 0; t < STORED; t++) at[t] = sums + t * TAP_OUTPUTS;
            if (whole) nbs_turn_rows(STORED, whole, at, to, all);
            for (ptrdiff_t o = whole; o < outputs; o++) for (ptrdiff_t t = 0; t < taps; t++) to[o * all + t] = at[t][o];
        }
    }
}

// Against dot products, which few outputs and taps leave to others, and turned taps, which store each sum once.
static int pays(const tap_job *j) {
    const ptrdiff_t all = j->c->channels * j->taps;
    return (j->c->outputs > TAP_OUTPUTS / 4 || all > PANEL_B) && (j->c->batch * j->places >= MANY || all * j->c->outputs <= SMALL);
}

int nbs_conv_weight_by_taps(const nbs_conv *c, const float *grad, const float *x, float *dw) {
    const nbs_window *w = &c->w;
    if (c->groups != 1 || w->kernel[1] != w->kernel[2] || w->dilation[1] != 1 || w->dilation[2] != 1) return NBS_UNSUPPORTED;
    // Columns are not split by phase: taps are neighbours.
    layout l = nbs_layout(w->in[1], w->in[2], w->kernel[1], w->kernel[2], w->stride[1], 1, 1, 1, w->padding[1], w->padding[2], w->out[1],
                          (w->out[2] - 1) * w->stride[2] + 1);
    l.out_w = w->out[2];
    tap_job j = {.c = c, .l = &l, .grad = grad, .dw = dw, .places = w->out[1] * w->out[2], .taps = w->kernel[1] * w->kernel[2],
                 .runs = nbs_tap_runs(w->kernel[2]), .panel_count = CEIL(c->outputs, TAP_OUTPUTS)};
    if (j.runs == 0 || !pays(&j)) return NBS_UNSUPPORTED;
    const ptrdiff_t pieces = j.panel_count * c->channels * j.runs;
    j.parts = pieces >= FEW ? 1 : c->batch < PARTS ? c->batch : PARTS;
    const ptrdiff_t samples = CEIL(c->batch, j.parts), near = NEAR / (j.panel_count * j.places * TAP_OUTPUTS);
    j.each = near < 1 ? 1 : near < samples ? near : samples;
    const ptrdiff_t planes = c->batch * c->channels, panels = j.parts * j.each * j.panel_count * j.places * TAP_OUTPUTS;
    const ptrdiff_t sums = j.parts * j.panel_count * c->channels * j.taps * TAP_OUTPUTS;
    float *copy = nbs_is_source(&l) ? NULL : nbs_padded_copy(&l, planes, x);
    j.image = nbs_is_source(&l) ? x : copy;
    j.panels = nbs_take(panels);
    j.sums = nbs_take(sums);
    int status = NBS_UNSUPPORTED;
    if (j.image && j.panels && j.sums) {
        const ptrdiff_t panel_work = 1 + 16384 / (j.places * TAP_OUTPUTS), sum_work = 1 + 65536 / (j.places * j.each * j.taps / j.runs);
        for (j.step = 0; j.step * j.each < samples; j.step++) {
            nbs_parallel(j.parts * j.each * j.panel_count, panel_work, panel_pieces, &j);
            nbs_parallel(j.parts * pieces, sum_work, sum_pieces, &j);
        }
        nbs_parallel(CEIL(c->channels * j.taps, STORED), 1 + 16384 / (STORED * TAP_OUTPUTS * j.panel_count), store_pieces, &j);
        status = NBS_OK;
    }
    nbs_free_copy(&l, planes, copy);
    if (j.panels) nbs_give(j.panels, panels);
    if (j.sums) nbs_give(j.sums, sums);
    return status;
}
