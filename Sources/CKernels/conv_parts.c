#include "conv.h"
#include "block.h"
#include "tile.h"
#include <stdlib.h>

int nbs_conv_suits(const nbs_conv *c) {
    const nbs_window *w = &c->w;
    return nbs_has_tiles() && w->in[0] == 1 && w->kernel[0] == 1 && w->out[0] == 1 && w->stride[1] <= 16 && w->stride[2] <= 16
        && w->dilation[1] <= 64 && w->dilation[2] <= 64 && w->padding[1] < 4096 && w->padding[2] < 4096 && c->batch > 0
        && c->channels > 0 && c->outputs > 0 && w->out[1] > 0 && w->out[2] > 0;
}

layout nbs_conv_layout(const nbs_conv *c) {
    const nbs_window *w = &c->w;
    return nbs_layout(w->in[1], w->in[2], w->kernel[1], w->kernel[2], w->stride[1], w->stride[2], w->dilation[1], w->dilation[2],
                      w->padding[1], w->padding[2], w->out[1], w->out[2]);
}

ptrdiff_t *nbs_tap_offsets(const layout *l, ptrdiff_t channels, const nbs_window *w) {
    ptrdiff_t *offsets = malloc((size_t)(channels * w->kernel[1] * w->kernel[2]) * sizeof(ptrdiff_t)), *o = offsets;
    if (!offsets) return NULL;
    for (ptrdiff_t c = 0; c < channels; c++)
        for (ptrdiff_t y = 0; y < w->kernel[1]; y++)
            for (ptrdiff_t x = 0; x < w->kernel[2]; x++) *o++ = c * l->plane + nbs_offset(l, y * w->dilation[1], x * w->dilation[2]);
    return offsets;
}

void nbs_panel_product(int rows, int columns, ptrdiff_t depth, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, float *out,
                       ptrdiff_t stride, const float *start) {
    if (nbs_has_large_tiles()) nbs_block(rows, columns, depth, a, ra, ca, b, PANEL_B, out, stride, start ? START_ROW : START_RESULT, start,
                                        out + rows * stride);
    else nbs_tile(rows, depth, a, b, out, stride, columns, start);
}
