// The padded copy of images that convolutions read: rows are split by the stride's phase, so that neighbours in the result are
// neighbours in memory.
#pragma once
#include <stddef.h>

#define CEIL(a, b) (((a) + (b) - 1) / (b))

typedef struct {
    ptrdiff_t height, phases, phase_width, row, plane; // sizes of the copy
    ptrdiff_t in_h, in_w, pad_h, pad_w;                // of the source
    ptrdiff_t out_h, out_w, step_h;                    // places and how many rows apart
    ptrdiff_t sample;                                  // from one sample's image to the next one's
} layout;

// The copy from which kernel `kh` x `kw` with these strides and dilations reads `out` places.
layout nbs_layout(ptrdiff_t in_h, ptrdiff_t in_w, ptrdiff_t kh, ptrdiff_t kw, ptrdiff_t sh, ptrdiff_t sw, ptrdiff_t dh, ptrdiff_t dw,
                  ptrdiff_t pad_h, ptrdiff_t pad_w, ptrdiff_t out_h, ptrdiff_t out_w);

// Where column x of row y of the first image stands.
static inline ptrdiff_t nbs_offset(const layout *l, ptrdiff_t y, ptrdiff_t x) {
    return y * l->row + x % l->phases * l->phase_width + x / l->phases;
}

// Whether a copy would be the source itself, but for the floats behind its end.
static inline int nbs_is_source(const layout *l) {
    return l->pad_h == 0 && l->pad_w == 0 && l->phases == 1 && l->row == l->in_w && l->height == l->in_h;
}

// Copies of `planes` images, with some floats behind the last that may be read; NULL: there is no memory.
float *nbs_padded_copy(const layout *l, ptrdiff_t planes, const float *source);
// One plane of it.
void nbs_pad_plane(const layout *l, const float *source, float *copy);
void nbs_free_copy(const layout *l, ptrdiff_t planes, float *copy);

// Stretches of places in one row: where they read (from place (0, 0)) and where they stand among `count` places from `first` on. Behind
// the last place of a sample come those of the next. Answers how many there are, at most `count`.
typedef struct { ptrdiff_t source, at, length; } stretch;
int nbs_stretches(const layout *l, ptrdiff_t first, ptrdiff_t count, stretch *out);

// Rows of images are short: no call, but vectors of 8 that overlap at the end.
#define NO_CALL __asm__ volatile("") // or loops over few numbers would become one
static inline void copy_row(const float *s, ptrdiff_t count, float *d) {
    typedef float v8 __attribute__((ext_vector_type(8), aligned(4)));
    typedef float v4 __attribute__((ext_vector_type(4), aligned(4)));
    if (count < 4) {
        for (ptrdiff_t q = 0; q < count; q++) { d[q] = s[q]; NO_CALL; }
        return;
    }
    if (count < 8) {
        const v4 first = *(const v4 *)s, last = *(const v4 *)(s + count - 4);
        *(v4 *)d = first;
        *(v4 *)(d + count - 4) = last;
        return;
    }
    for (ptrdiff_t q = 0; q + 8 <= count; q += 8) *(v8 *)(d + q) = *(const v8 *)(s + q);
    *(v8 *)(d + count - 8) = *(const v8 *)(s + count - 8);
}

// This thread's memory for so many floats, until it asks again; NULL: there is none.
float *nbs_scratch(ptrdiff_t floats);
