#include "include/nbs_elementwise.h"
#include "include/nbs_parallel.h"
#include "include/nbs_reduce.h"
#include "serial.h"
#include "smooth.h"
#include "walk.h"
#include "wide.h"
#include <stdlib.h>
#include <string.h>

// Pieces have sizes that depend on the work alone, so that results do not depend on the number of threads.
enum { CHEAP = 32768, DEAR = 8192 };

typedef struct {
    int op;
    nbs_dtype t, to;
    size_t item, out_item;
    const char *a, *b, *c;
    char *out;
    ptrdiff_t sa, sb, sc, so;
    const double *p;
    double alpha;
    int status;
} element_job;

#define AT(x, s, item) ((x) + begin * (s) * (ptrdiff_t)(item))

// Results larger than the caches are written past them: a store would first read the line it overwrites. They are made
// in a block that stays in the first cache, and go from there.
enum { STREAMED = 16 << 20, BLOCK_BYTES = 8192 };
typedef float line __attribute__((ext_vector_type(16), aligned(64)));
static int streams(ptrdiff_t n, size_t item, const void *a, const void *b, const void *out, ptrdiff_t so) {
    return so == 1 && n * (ptrdiff_t)item >= STREAMED && a != out && b != out && (uintptr_t)out % 64 == 0;
}
NBS_CLONES static void stream(char *d, const char *s, size_t bytes) {
    size_t i = 0;
    for (; i + 64 <= bytes; i += 64) __builtin_nontemporal_store(*(const line *)(s + i), (line *)(d + i));
    if (i < bytes) memcpy(d + i, s + i, bytes - i);
}
static void streamed(void) {
#if defined(__x86_64__)
    __builtin_ia32_sfence();
#endif
}

static void unary_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    int status = nbs_unary_serial(j->op, j->t, end - begin, AT(j->a, j->sa, j->item), j->sa, AT(j->out, j->so, j->item), j->so, j->p);
    if (status) j->status = status;
}
static void unary_streamed(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    if (j->t == NBS_F32 && j->sa == 1 && nbs_wide_unary(j->op, end - begin, (const float *)j->a + begin, (float *)j->out + begin, 1)) {
        streamed();
        return;
    }
    char block[BLOCK_BYTES] __attribute__((aligned(64)));
    for (const ptrdiff_t step = BLOCK_BYTES / (ptrdiff_t)j->item; begin < end; begin += step) {
        const ptrdiff_t n = end - begin < step ? end - begin : step;
        int status = nbs_unary_serial(j->op, j->t, n, AT(j->a, j->sa, j->item), j->sa, block, 1, j->p);
        if (status) j->status = status;
        stream(AT(j->out, 1, j->item), block, (size_t)n * j->item);
    }
    streamed();
}
int nbs_unary(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so, const double *p) {
    const ptrdiff_t grain = op >= NBS_UNARY_exp ? DEAR : CHEAP;
    if (n <= 2 * grain) return nbs_unary_serial(op, t, n, a, sa, out, so, p);
    element_job j = {.op = op, .t = t, .item = nbs_item_size[t], .a = a, .sa = sa, .out = out, .so = so, .p = p};
    nbs_parallel(n, grain, streams(n, j.item, a, a, out, so) ? unary_streamed : unary_piece, &j);
    return j.status;
}

static void binary_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    int status = nbs_binary_serial(j->op, j->t, end - begin, AT(j->a, j->sa, j->item), j->sa, AT(j->b, j->sb, j->item), j->sb,
                                   AT(j->out, j->so, j->item), j->so);
    if (status) j->status = status;
}
static void binary_streamed(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    char block[BLOCK_BYTES] __attribute__((aligned(64)));
    for (const ptrdiff_t step = BLOCK_BYTES / (ptrdiff_t)j->item; begin < end; begin += step) {
        const ptrdiff_t n = end - begin < step ? end - begin : step;
        int status = nbs_binary_serial(j->op, j->t, n, AT(j->a, j->sa, j->item), j->sa, AT(j->b, j->sb, j->item), j->sb, block, 1);
        if (status) j->status = status;
        stream(AT(j->out, 1, j->item), block, (size_t)n * j->item);
    }
    streamed();
}
int nbs_binary(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb, void *out,
               ptrdiff_t so) {
    const ptrdiff_t grain = nbs_is_smooth_binary(op) ? DEAR : CHEAP;
    if (n <= 2 * grain) return nbs_binary_serial(op, t, n, a, sa, b, sb, out, so);
    element_job j = {.op = op, .t = t, .item = nbs_item_size[t], .a = a, .sa = sa, .b = b, .sb = sb, .out = out, .so = so};
    nbs_parallel(n, grain, streams(n, j.item, a, b, out, so) ? binary_streamed : binary_piece, &j);
    return j.status;
}

static void compare_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    nbs_compare_serial(j->op, j->t, end - begin, AT(j->a, j->sa, j->item), j->sa, AT(j->b, j->sb, j->item), j->sb,
                       (uint8_t *)AT(j->out, j->so, 1), j->so);
}
int nbs_compare(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb,
                uint8_t *out, ptrdiff_t so) {
    if (n <= 2 * CHEAP) return nbs_compare_serial(op, t, n, a, sa, b, sb, out, so);
    element_job j = {.op = op, .t = t, .item = nbs_item_size[t], .a = a, .sa = sa, .b = b, .sb = sb, .out = (char *)out, .so = so};
    nbs_parallel(n, CHEAP, compare_piece, &j);
    return NBS_OK;
}

static void ternary_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    int status = nbs_ternary_serial(j->op, j->t, end - begin, AT(j->a, j->sa, j->item), j->sa, AT(j->b, j->sb, j->item), j->sb,
                                    AT(j->c, j->sc, j->item), j->sc, AT(j->out, j->so, j->item), j->so, j->alpha);
    if (status) j->status = status;
}
int nbs_ternary(int kind, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb,
                const void *c, ptrdiff_t sc, void *out, ptrdiff_t so, double value) {
    if (n <= 2 * CHEAP) return nbs_ternary_serial(kind, t, n, a, sa, b, sb, c, sc, out, so, value);
    element_job j = {.op = kind, .t = t, .item = nbs_item_size[t], .a = a, .sa = sa, .b = b, .sb = sb, .c = c, .sc = sc, .out = out, .so = so, .alpha = value};
    nbs_parallel(n, CHEAP, ternary_piece, &j);
    return j.status;
}

static void axpy_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    nbs_axpy_serial(j->t, end - begin, j->alpha, AT(j->a, j->sa, j->item), j->sa, AT(j->out, j->so, j->item), j->so);
}
int nbs_axpy(nbs_dtype t, ptrdiff_t n, double alpha, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so) {
    // With one element for all the order of additions matters.
    if (n <= 2 * CHEAP || so == 0) return nbs_axpy_serial(t, n, alpha, a, sa, out, so);
    element_job j = {.t = t, .item = nbs_item_size[t], .a = a, .sa = sa, .out = out, .so = so, .alpha = alpha};
    nbs_parallel(n, CHEAP, axpy_piece, &j);
    return NBS_OK;
}

static void cast_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    nbs_cast_serial(j->t, j->to, end - begin, AT(j->a, j->sa, j->item), j->sa, AT(j->out, j->so, j->out_item), j->so);
}
void nbs_cast(nbs_dtype from, nbs_dtype to, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so) {
    if (n <= 2 * CHEAP) { nbs_cast_serial(from, to, n, a, sa, out, so); return; }
    element_job j = {.t = from, .to = to, .item = nbs_item_size[from], .out_item = nbs_item_size[to], .a = a, .sa = sa, .out = out, .so = so};
    nbs_parallel(n, CHEAP, cast_piece, &j);
}

static void where_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    element_job *j = context;
    nbs_where_serial(j->item, end - begin, (const uint8_t *)AT(j->c, j->sc, 1), j->sc, AT(j->a, j->sa, j->item), j->sa,
                     AT(j->b, j->sb, j->item), j->sb, AT(j->out, j->so, j->item), j->so);
}
void nbs_where(size_t item, ptrdiff_t n, const uint8_t *c, ptrdiff_t sc, const void *a, ptrdiff_t sa, const void *b,
               ptrdiff_t sb, void *out, ptrdiff_t so) {
    if (n <= 2 * CHEAP) { nbs_where_serial(item, n, c, sc, a, sa, b, sb, out, so); return; }
    element_job j = {.item = item, .a = a, .sa = sa, .b = b, .sb = sb, .c = (const char *)c, .sc = sc, .out = out, .so = so};
    nbs_parallel(n, CHEAP, where_piece, &j);
}

// The same over operands with gaps, broadcast or turned.
static void unary_stretch(void *context, ptrdiff_t n, char *const *at, const ptrdiff_t *step) {
    element_job *j = context;
    int status = nbs_unary_serial(j->op, j->t, n, at[1], step[1], at[0], step[0], j->p);
    if (status) j->status = status;
}
int nbs_unary_walk(int op, nbs_dtype t, const nbs_walk *w, const double *p) {
    element_job j = {.op = op, .t = t, .p = p};
    nbs_walk_over(w, op >= NBS_UNARY_exp ? DEAR : CHEAP, unary_stretch, &j, 0);
    return j.status;
}
static void binary_stretch(void *context, ptrdiff_t n, char *const *at, const ptrdiff_t *step) {
    element_job *j = context;
    int status = nbs_binary_serial(j->op, j->t, n, at[1], step[1], at[2], step[2], at[0], step[0]);
    if (status) j->status = status;
}
int nbs_binary_walk(int op, nbs_dtype t, const nbs_walk *w) {
    element_job j = {.op = op, .t = t};
    nbs_walk_over(w, nbs_is_smooth_binary(op) ? DEAR : CHEAP, binary_stretch, &j, 0);
    return j.status;
}
static void compare_stretch(void *context, ptrdiff_t n, char *const *at, const ptrdiff_t *step) {
    const element_job *j = context;
    nbs_compare_serial(j->op, j->t, n, at[1], step[1], at[2], step[2], (uint8_t *)at[0], step[0]);
}
void nbs_compare_walk(int op, nbs_dtype t, const nbs_walk *w) {
    element_job j = {.op = op, .t = t};
    nbs_walk_over(w, CHEAP, compare_stretch, &j, 0);
}
static void where_stretch(void *context, ptrdiff_t n, char *const *at, const ptrdiff_t *step) {
    const element_job *j = context;
    nbs_where_serial(j->item, n, (const uint8_t *)at[1], step[1], at[2], step[2], at[3], step[3], at[0], step[0]);
}
void nbs_where_walk(const nbs_walk *w) {
    element_job j = {.item = (size_t)w->items[0]};
    nbs_walk_over(w, CHEAP, where_stretch, &j, 0);
}
static void cast_stretch(void *context, ptrdiff_t n, char *const *at, const ptrdiff_t *step) {
    const element_job *j = context;
    nbs_cast_serial(j->t, j->to, n, at[1], step[1], at[0], step[0]);
}
void nbs_cast_walk(nbs_dtype from, nbs_dtype to, const nbs_walk *w) {
    element_job j = {.t = from, .to = to};
    nbs_walk_over(w, CHEAP, cast_stretch, &j, from == to);
}

// Reductions: many lines are shared out; one long line is cut, and the pieces' results reduced once more.
typedef struct {
    int op;
    nbs_dtype t;
    ptrdiff_t outer, outer_stride, n, stride, so;
    ptrdiff_t block; // so many lines are not cut apart
    const char *a;
    char *out;
    size_t item, out_item;
    double p;
    int status;
} reduce_job;
enum { LONG = 65536, WIDEST = 16384, CACHE = 2 << 20 };

static size_t result_size(int op, nbs_dtype t) {
    switch (op) {
        case NBS_REDUCE_argmax: case NBS_REDUCE_argmin: case NBS_REDUCE_countNonzero: return 8;
        case NBS_REDUCE_any: case NBS_REDUCE_all: return 1;
        default: return nbs_item_size[t];
    }
}
static void lines_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    reduce_job *j = context;
    // Lines behind the last block go with it.
    end = end == j->outer / j->block ? j->outer : end * j->block;
    begin *= j->block;
    int status = nbs_reduce_serial(j->op, j->t, end - begin, j->outer_stride, j->n, j->stride, AT(j->a, j->outer_stride, j->item),
                                   AT(j->out, j->so, j->out_item), j->so, j->p);
    if (status) j->status = status;
}
// Sums of many rows: whole rows are read one after the other, which goes twice as fast as a part of each.
typedef struct {
    reduce_job *j;
    ptrdiff_t wide, parts; // columns in whole blocks, stretches of rows
    char *sums;
    int once;
} tall_job;
static void tall_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const tall_job *k = context;
    const reduce_job *j = k->j;
    const ptrdiff_t item = (ptrdiff_t)j->item;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t row = i * NBS_TALL, rows = j->n - row < NBS_TALL ? j->n - row : NBS_TALL;
        if (i < k->parts) nbs_sum_blocks_serial(j->t, k->once, k->wide, rows, j->stride, j->a + row * j->stride * item, k->sums + i * k->wide * item);
        else nbs_sum_rest_serial(j->t, j->outer - k->wide, j->n, j->stride, j->a + k->wide * item, j->out + k->wide * j->so * item, j->so);
    }
}
static int sums_tall(const reduce_job *j) {
    return j->op == NBS_REDUCE_sum && j->outer_stride == 1 && j->stride != 1 && j->outer >= NBS_SIDE && j->outer <= WIDEST && j->n >= 2 * NBS_TALL;
}
static int reduce_tall(reduce_job *j) {
    const ptrdiff_t wide = j->outer / NBS_SIDE * NBS_SIDE, parts = (j->n + NBS_TALL - 1) / NBS_TALL;
    tall_job k = {j, wide, parts, malloc((size_t)(parts * wide) * j->item), (size_t)(j->n * wide) * j->item > CACHE};
    if (!k.sums) return NBS_NO_MEMORY;
    nbs_parallel(parts + (wide < j->outer), 1, tall_piece, &k);
    const int status = nbs_join_sums_serial(j->t, wide, j->n, k.sums, j->out, j->so);
    free(k.sums);
    return status;
}
static void stretch_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    reduce_job *j = context;
    // Whoever works alone gets everything at once: the stretches stay the same.
    for (ptrdiff_t i = begin; i < end; i += LONG) {
        ptrdiff_t m = end - i < LONG ? end - i : LONG;
        nbs_reduce_serial(j->op, j->t, 1, 1, m, 1, j->a + i * (ptrdiff_t)j->item, j->out + i / LONG * (ptrdiff_t)j->out_item, 1, j->p);
    }
}
static int joining_op(int op) {
    switch (op) {
        case NBS_REDUCE_sum: case NBS_REDUCE_sumSquares: case NBS_REDUCE_sumAbs: case NBS_REDUCE_sumPower: case NBS_REDUCE_nanSum: return NBS_REDUCE_sum;
        case NBS_REDUCE_prod: return NBS_REDUCE_prod;
        case NBS_REDUCE_amax: case NBS_REDUCE_amin: return op;
        default: return -1;
    }
}
int nbs_reduce(int op, nbs_dtype t, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride, const void *a,
               void *out, ptrdiff_t so, double p) {
    reduce_job j = {.op = op, .t = t, .block = 1, .outer = outer, .outer_stride = outer_stride, .n = n, .stride = stride, .so = so, .a = a, .out = out,
                    .item = nbs_item_size[t], .out_item = result_size(op, t), .p = p};
    if (outer == 1 && stride == 1 && n >= 2 * LONG && joining_op(op) >= 0) {
        ptrdiff_t pieces = (n + LONG - 1) / LONG;
        void *parts = malloc((size_t)pieces * j.out_item);
        if (parts) {
            j.out = parts;
            nbs_parallel(n, LONG, stretch_piece, &j);
            int status = nbs_reduce_serial(joining_op(op), t, 1, 1, pieces, 1, parts, out, 1, p);
            free(parts);
            return status;
        }
    }
    if (outer > 1 && n > 0 && outer >= (2 * CHEAP + n - 1) / n) {
        if (sums_tall(&j)) return reduce_tall(&j);
        ptrdiff_t grain = CHEAP / n > 0 ? CHEAP / n : 1;
        if (outer_stride == 1 && stride != 1) {
            // Side by side lines go in blocks of whole cache lines, within which sums have their own order.
            if (outer >= NBS_SIDE) j.block = NBS_SIDE;
            grain = (grain + 255) / 256 * 256 / j.block;
        }
        nbs_parallel(outer / j.block, grain, lines_piece, &j);
        return j.status;
    }
    return nbs_reduce_serial(op, t, outer, outer_stride, n, stride, a, out, so, p);
}

typedef struct {
    int op, status;
    nbs_dtype t;
    ptrdiff_t n;
    const char *a;
    char *out;
    int64_t *index;
    size_t item;
} scan_job;
static void scan_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    scan_job *j = context;
    int status = nbs_scan_serial(j->op, j->t, end - begin, j->n, AT(j->a, j->n, j->item), AT(j->out, j->n, j->item), j->index + begin * j->n);
    if (status) j->status = status;
}
int nbs_scan(int op, nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, void *out, int64_t *index) {
    scan_job j = {.op = op, .t = t, .n = n, .a = a, .out = out, .index = index, .item = nbs_item_size[t]};
    nbs_parallel(rows, 1 + DEAR / n, scan_piece, &j);
    return j.status;
}

typedef struct {
    nbs_dtype t;
    int log_form, status;
    ptrdiff_t n;
    const char *a, *b;
    char *out;
    size_t item;
} softmax_job;
static void softmax_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    softmax_job *j = context;
    int status = nbs_softmax_serial(j->t, j->log_form, end - begin, j->n, AT(j->a, j->n, j->item), AT(j->out, j->n, j->item));
    if (status) j->status = status;
}
static void softmax_backward_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    softmax_job *j = context;
    int status = nbs_softmax_backward_serial(j->t, j->log_form, end - begin, j->n, AT(j->a, j->n, j->item), AT(j->b, j->n, j->item),
                                             AT(j->out, j->n, j->item));
    if (status) j->status = status;
}
static ptrdiff_t rows_grain(ptrdiff_t n) { return n >= DEAR ? 1 : DEAR / n; }
int nbs_softmax(nbs_dtype t, int log_form, ptrdiff_t rows, ptrdiff_t n, const void *a, void *out) {
    softmax_job j = {.t = t, .log_form = log_form, .n = n, .a = a, .out = out, .item = nbs_item_size[t]};
    nbs_parallel(rows, rows_grain(n), softmax_piece, &j);
    return j.status;
}
int nbs_softmax_backward(nbs_dtype t, int log_form, ptrdiff_t rows, ptrdiff_t n, const void *grad, const void *y, void *out) {
    softmax_job j = {.t = t, .log_form = log_form, .n = n, .a = grad, .b = y, .out = out, .item = nbs_item_size[t]};
    nbs_parallel(rows, rows_grain(n), softmax_backward_piece, &j);
    return j.status;
}
