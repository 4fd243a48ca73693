#include "conv_products.h"
#include "include/nbs_parallel.h"
#include <stdlib.h>
#include <string.h>

// The data gradient of a convolution with strides. Rows of the input that are a stride apart see the same taps, each of another gradient: for every
// phase of rows and columns there is a convolution without strides, of the gradient with those taps. Its results stand next to each other; those of
// all phases of columns are dealt out to the rows together.

// Along one axis: places i of phase r are r + stride * i of the input; they read gradients from i + first down, the taps from `tap` on.
typedef struct { ptrdiff_t count, first, tap, taps; } phase;
static phase phase_of(ptrdiff_t r, ptrdiff_t in, ptrdiff_t kernel, ptrdiff_t stride, ptrdiff_t padding) {
    const ptrdiff_t tap = (r + padding) % stride;
    return (phase){r < in ? CEIL(in - r, stride) : 0, (r + padding) / stride, tap, tap < kernel ? CEIL(kernel - tap, stride) : 0};
}

enum { MOST = 16, FEW = 8 }; // stride, channels
typedef struct {
    const nbs_conv *c;
    ptrdiff_t first, stride_h, stride_w, rows; // rows of this phase
    ptrdiff_t width[MOST];
    const float *phases[MOST]; // of columns; NULL: no gradient gets there
    float *dx;
} deal_job;
NBS_CLONES static void deal_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const deal_job *j = context;
    const ptrdiff_t in_h = j->c->w.in[1], in_w = j->c->w.in[2], stride = j->stride_w;
    for (ptrdiff_t i = begin; i < end; i++) {
        float *restrict to = j->dx + (i / j->rows * in_h + j->first + i % j->rows * j->stride_h) * in_w;
        ptrdiff_t done = 0;
        if (stride == 2 && j->phases[0] && j->phases[1]) {
            const float *restrict even = j->phases[0] + i * j->width[0], *restrict odd = j->phases[1] + i * j->width[1];
            for (; done < j->width[1]; done++) {
                to[2 * done] = even[done];
                to[2 * done + 1] = odd[done];
            }
        }
        for (ptrdiff_t r = 0; r < stride; r++)
            for (ptrdiff_t q = done; q < j->width[r]; q++) to[r + q * stride] = j->phases[r] ? j->phases[r][i * j->width[r] + q] : 0;
    }
}

// The weights of one phase, as a smaller kernel.
typedef struct {
    const nbs_window *w;
    phase y, x;
    const float *weight;
    float *out;
} pick_job;
static void pick_taps(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const pick_job *j = context;
    const ptrdiff_t kh = j->w->kernel[1], kw = j->w->kernel[2], rows = j->y.taps, columns = j->x.taps, sh = j->w->stride[1], sw = j->w->stride[2];
    float *to = j->out + begin * rows * columns;
    for (ptrdiff_t k = begin; k < end; k++) {
        const float *from = j->weight + (k * kh + j->y.tap) * kw + j->x.tap;
        for (ptrdiff_t i = 0; i < rows; i++) for (ptrdiff_t q = 0; q < columns; q++) *to++ = from[i * sh * kw + q * sw];
    }
}
static int run_phase(const nbs_conv *c, phase y, phase x, const float *grad, const float *weight, float *out) {
    nbs_conv small = *c;
    nbs_window *w = &small.w;
    w->kernel[1] = y.taps;
    w->kernel[2] = x.taps;
    w->stride[1] = w->stride[2] = 1;
    w->in[1] = y.count;
    w->in[2] = x.count;
    const layout l = nbs_layout(w->out[1], w->out[2], y.taps, x.taps, 1, 1, 1, 1, y.taps - 1 - y.first, x.taps - 1 - x.first, y.count, x.count);
    return nbs_run_products(&small, &l, c->outputs, c->channels, grad, weight, 1, NULL, out);
}

int nbs_conv_backward_strided(const nbs_conv *c, const float *grad, const float *weight, float *dx) {
    const nbs_window *w = &c->w;
    if (w->dilation[1] != 1 || w->dilation[2] != 1 || w->stride[1] > MOST || w->stride[2] > MOST) return NBS_UNSUPPORTED;
    // Every phase reads the whole gradient: that must be worth its while.
    if (c->channels < FEW || w->kernel[1] * w->kernel[2] < 2 * w->stride[1] * w->stride[2]) return NBS_UNSUPPORTED;
    const ptrdiff_t planes = c->batch * c->groups * c->channels, sh = w->stride[1], sw = w->stride[2];
    const ptrdiff_t each = planes * CEIL(w->in[1], sh) * CEIL(w->in[2], sw), kernels = c->groups * c->outputs * c->channels;
    const ptrdiff_t taps = kernels * CEIL(w->kernel[1], sh) * CEIL(w->kernel[2], sw);
    float *results = nbs_take(each * sw), *picked = nbs_take(taps);
    int status = results && picked ? NBS_OK : NBS_UNSUPPORTED;
    for (ptrdiff_t r = 0; status == NBS_OK && r < sh; r++) {
        const phase y = phase_of(r, w->in[1], w->kernel[1], sh, w->padding[1]);
        deal_job j = {.c = c, .first = r, .stride_h = sh, .stride_w = sw, .rows = y.count, .dx = dx};
        if (y.count == 0) continue;
        for (ptrdiff_t s = 0; status == NBS_OK && s < sw; s++) {
            const phase x = phase_of(s, w->in[2], w->kernel[2], sw, w->padding[2]);
            j.width[s] = x.count;
            if (x.count == 0 || x.taps == 0 || y.taps == 0) continue;
            pick_job p = {w, y, x, weight, picked};
            nbs_parallel(kernels, 1 + 8192 / (y.taps * x.taps), pick_taps, &p);
            j.phases[s] = results + s * each;
            status = run_phase(c, y, x, grad, picked, results + s * each);
        }
        if (status == NBS_OK) nbs_parallel(planes * y.count, 1 + 16384 / w->in[2], deal_rows, &j);
    }
    if (results) nbs_give(results, each * sw);
    if (picked) nbs_give(picked, taps);
    return status;
}
