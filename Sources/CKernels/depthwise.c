#include "depthwise.h"
#include "include/nbs_parallel.h"
#include "tile.h"
#include <stdatomic.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include "avx512.h"

enum { ROWS = 4, SLACK = 16 };
typedef struct {
    const layout *l;
    const ptrdiff_t *offsets;
    ptrdiff_t groups, taps;
    int flipped;
    const float *source, *weight, *bias;
    float *out;
    atomic_int failed;
} depthwise_job;

// R rows of 16 places: taps in order, as the other ways of a convolution add them. R is a constant, and so is T, the number of taps, unless it is 0.
INLINE void rows_of_places(int R, int T, const depthwise_job *j, const float *image, const float *weight, ptrdiff_t down, float start, __mmask16 m, float *out) {
    __m512 sum[ROWS];
    UNROLL for (int r = 0; r < R; r++) sum[r] = _mm512_set1_ps(start);
    const int taps = T ? T : (int)j->taps;
    // From the last to the first where the filter is turned round.
    const float *w = j->flipped ? weight + taps - 1 : weight;
    const ptrdiff_t step = j->flipped ? -1 : 1;
    for (int k = 0; k < taps; k++, w += step) {
        const __m512 factor = _mm512_set1_ps(*w);
        const float *at = image + j->offsets[k];
        UNROLL for (int r = 0; r < R; r++) sum[r] = _mm512_fmadd_ps(factor, _mm512_loadu_ps(at + r * down), sum[r]);
    }
    UNROLL for (int r = 0; r < R; r++) _mm512_mask_storeu_ps(out + r * j->l->out_w, m, sum[r]);
}
INLINE void plane(int T, const depthwise_job *j, const float *copy, const float *weight, float start, float *out) {
    const layout *l = j->l;
    const ptrdiff_t down = l->step_h * l->row;
    for (ptrdiff_t x = 0; x < l->out_w; x += 16) {
        const __mmask16 m = l->out_w - x < 16 ? (__mmask16)((1u << (l->out_w - x)) - 1) : 0xffff;
        ptrdiff_t y = 0;
        for (; y + ROWS <= l->out_h; y += ROWS) rows_of_places(ROWS, T, j, copy + y * down + x, weight, down, start, m, out + y * l->out_w + x);
        for (; y < l->out_h; y++) rows_of_places(1, T, j, copy + y * down + x, weight, down, start, m, out + y * l->out_w + x);
    }
}
AVX512 static void planes(void *context, ptrdiff_t begin, ptrdiff_t end) {
    depthwise_job *j = context;
    const layout *l = j->l;
    float *copy = nbs_scratch(l->plane + SLACK);
    if (!copy) { j->failed = 1; return; }
    for (int k = 0; k < SLACK; k++) copy[l->plane + k] = 0;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t g = i % j->groups;
        const float *weight = j->weight + g * j->taps, start = j->bias ? j->bias[g] : 0;
        float *out = j->out + i * l->out_h * l->out_w;
        nbs_pad_plane(l, j->source + i * l->in_h * l->in_w, copy);
        if (j->taps == 9) plane(9, j, copy, weight, start, out);
        else plane(0, j, copy, weight, start, out);
    }
}
int nbs_depthwise(const nbs_conv *c, const layout *l, const float *source, const float *weight, int flipped, const float *bias, float *out) {
    // A large filter of a large picture is better shared out otherwise.
    if (c->channels != 1 || c->outputs != 1 || c->batch * c->groups < 4 || l->plane > 1 << 20 || !nbs_has_large_tiles()) return NBS_UNSUPPORTED;
    ptrdiff_t *offsets = nbs_tap_offsets(l, 1, &c->w);
    if (!offsets) return NBS_UNSUPPORTED;
    depthwise_job j = {l, offsets, c->groups, c->w.kernel[1] * c->w.kernel[2], flipped, source, weight, bias, out, 0};
    nbs_parallel(c->batch * c->groups, 1 + 16384 / (l->out_h * l->out_w), planes, &j);
    free(offsets);
    return j.failed ? NBS_UNSUPPORTED : NBS_OK;
}
#else
int nbs_depthwise(const nbs_conv *c, const layout *l, const float *source, const float *weight, int flipped, const float *bias, float *out) {
    return NBS_UNSUPPORTED;
}
#endif
