#include "image.h"
#include "include/nbs_memory.h"
#include "include/nbs_parallel.h"
#include "include/nbs_types.h"
#include <stdlib.h>
#include <string.h>

enum { SLACK = 64 };

layout nbs_layout(ptrdiff_t in_h, ptrdiff_t in_w, ptrdiff_t kh, ptrdiff_t kw, ptrdiff_t sh, ptrdiff_t sw, ptrdiff_t dh, ptrdiff_t dw,
                  ptrdiff_t pad_h, ptrdiff_t pad_w, ptrdiff_t out_h, ptrdiff_t out_w) {
    layout l = {.in_h = in_h, .in_w = in_w, .pad_h = pad_h, .pad_w = pad_w, .out_h = out_h, .out_w = out_w, .step_h = sh};
    l.height = (out_h - 1) * sh + (kh - 1) * dh + 1;
    l.phases = sw;
    l.phase_width = CEIL((out_w - 1) * sw + (kw - 1) * dw + 1, sw);
    l.row = l.phases * l.phase_width;
    l.plane = l.height * l.row;
    return l;
}

typedef struct {
    const layout *l;
    const float *source;
    float *copy;
} pad_job;
// Numbers dealt out to phases, `width` apart; the usual strides as constants, which vectorise.
static inline void deal(ptrdiff_t phases, const float *restrict s, ptrdiff_t count, float *restrict d, ptrdiff_t width) {
    float *restrict e = d + width, *restrict f = d + 2 * width, *restrict g = d + 3 * width;
    switch (phases) {
        case 1: copy_row(s, count, d); break;
        case 2: for (ptrdiff_t q = 0; q < count; q++) { d[q] = s[2 * q]; e[q] = s[2 * q + 1]; } break;
        case 4:
            for (ptrdiff_t q = 0; q < count; q++) {
                d[q] = s[4 * q];
                e[q] = s[4 * q + 1];
                f[q] = s[4 * q + 2];
                g[q] = s[4 * q + 3];
            }
            break;
        default: for (ptrdiff_t p = 0; p < phases; p++) for (ptrdiff_t q = 0; q < count; q++) d[p * width + q] = s[q * phases + p];
    }
}
// Rows of all planes, one after the other.
NBS_CLONES static void pad_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const pad_job *j = context;
    const layout *l = j->l;
    const ptrdiff_t phases = l->phases, width = l->phase_width;
    // Columns q * phases + f - pad_w lie inside for all phases f if q does in [first, last).
    ptrdiff_t first = l->pad_w > 0 ? CEIL(l->pad_w, phases) : 0, last = l->in_w + l->pad_w > 0 ? (l->in_w + l->pad_w) / phases : 0;
    if (last > width) last = width;
    if (first > last) first = last;
    ptrdiff_t p = begin / l->height, y = begin % l->height;
    for (ptrdiff_t row = begin; row < end; row++, y++) {
        if (y == l->height) {
            p++;
            y = 0;
        }
        const ptrdiff_t iy = y - l->pad_h;
        float *d = j->copy + row * l->row;
        if (iy < 0 || iy >= l->in_h) {
            memset(d, 0, (size_t)l->row * sizeof(float));
            continue;
        }
        const float *s = j->source + (p * l->in_h + iy) * l->in_w;
        deal(phases, s + first * phases - l->pad_w, last - first, d + first, width);
        if (phases == 1) {
            for (ptrdiff_t q = 0; q < first; q++) { d[q] = 0; NO_CALL; }
            for (ptrdiff_t q = last; q < width; q++) { d[q] = 0; NO_CALL; }
            continue;
        }
        for (ptrdiff_t f = 0; f < phases; f++)
            for (ptrdiff_t q = 0; q < width; q++) {
                if (q == first && first < last) q = last;
                const ptrdiff_t x = q * phases + f - l->pad_w;
                if (q < width) d[f * width + q] = x >= 0 && x < l->in_w ? s[x] : 0;
            }
    }
}
void nbs_pad_plane(const layout *l, const float *source, float *copy) {
    pad_job j = {l, source, copy};
    pad_rows(&j, 0, l->height);
}
static size_t copy_bytes(const layout *l, ptrdiff_t planes) { return (size_t)(planes * l->plane + SLACK) * sizeof(float); }
float *nbs_padded_copy(const layout *l, ptrdiff_t planes, const float *source) {
    float *copy = nbs_alloc(copy_bytes(l, planes));
    if (!copy) return NULL;
    memset(copy + planes * l->plane, 0, SLACK * sizeof(float));
    pad_job j = {l, source, copy};
    nbs_parallel(planes * l->height, 1 + 16384 / l->row, pad_rows, &j);
    return copy;
}
void nbs_free_copy(const layout *l, ptrdiff_t planes, float *copy) { nbs_free(copy, copy_bytes(l, planes)); }

int nbs_stretches(const layout *l, ptrdiff_t first, ptrdiff_t count, stretch *out) {
    int n = 0;
    for (ptrdiff_t at = 0; at < count; n++) {
        const ptrdiff_t y = (first + at) / l->out_w, x = (first + at) % l->out_w;
        ptrdiff_t length = l->out_w - x < count - at ? l->out_w - x : count - at;
        out[n] = (stretch){y / l->out_h * l->sample + y % l->out_h * l->step_h * l->row + x, at, length};
        at += length;
    }
    return n;
}

float *nbs_scratch(ptrdiff_t floats) {
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
