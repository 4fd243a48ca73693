#include "walk.h"
#include "include/nbs_parallel.h"
#include <string.h>

// Rows that are long are handed over as they lie. Short ones would cost more to begin than to go through: some of them at once are brought
// together in a block first, unless they already follow each other, and the result goes from a block to its places.
enum { BLOCK = 1024, LONG = 192, WIDEST = 8 };

typedef struct {
    const nbs_walk *w;
    nbs_stretch body;
    void *context;
    int copies;
    ptrdiff_t length, runs, rows, units; // of a row, a plane in rows, a unit in rows, a plane in units
} walk_job;

// A row as it lies, in vectors of which the last overlaps the one before.
typedef char v32 __attribute__((ext_vector_type(32), aligned(1)));
typedef char v16 __attribute__((ext_vector_type(16), aligned(1)));
static inline __attribute__((always_inline)) void copy_row(char *restrict d, const char *restrict s, ptrdiff_t bytes) {
    if (bytes < 32) {
        const v16 first = *(const v16 *)s, last = *(const v16 *)(s + bytes - 16);
        *(v16 *)d = first;
        *(v16 *)(d + bytes - 16) = last;
        return;
    }
    for (ptrdiff_t q = 0; q + 32 <= bytes; q += 32) *(v32 *)(d + q) = *(const v32 *)(s + q);
    *(v32 *)(d + bytes - 32) = *(const v32 *)(s + bytes - 32);
}
#define COPY_ROWS(T, TO, TO_ROW, FROM, FROM_ROW)                                                   \
    for (ptrdiff_t r = 0; r < rows; r++) copy_row((char *)((TO) + r * (TO_ROW)), (const char *)((FROM) + r * (FROM_ROW)), length * (ptrdiff_t)sizeof(T))

#define ROWS(LENGTH) for (ptrdiff_t r = 0; r < rows; r++) for (ptrdiff_t c = 0; c < (LENGTH); c++)
// The lengths of points and pixels are known when this is compiled.
#define BY_LENGTH(STEP)                                                                            \
    switch (length) {                                                                              \
        case 2: ROWS(2) STEP; break;                                                               \
        case 3: ROWS(3) STEP; break;                                                               \
        case 4: ROWS(4) STEP; break;                                                               \
        default: ROWS(length) STEP;                                                                \
    }
#define ITEM(T)                                                                                    \
    NBS_CLONES static void load_##T(ptrdiff_t rows, ptrdiff_t length, const T *a, ptrdiff_t row, ptrdiff_t step, T *block) { \
        if (step == 1 && length * sizeof(T) > 16) COPY_ROWS(T, block, length, a, row);             \
        else if (step == 0) BY_LENGTH(block[r * length + c] = a[r * row])                          \
        else if (step == 1) BY_LENGTH(block[r * length + c] = a[r * row + c])                      \
        else if (step == -1) BY_LENGTH(block[r * length + c] = a[r * row - c])                     \
        else BY_LENGTH(block[r * length + c] = a[r * row + c * step])                              \
    }                                                                                              \
    NBS_CLONES static void store_##T(ptrdiff_t rows, ptrdiff_t length, const T *block, T *out, ptrdiff_t row, ptrdiff_t step) { \
        if (step == 1 && length * sizeof(T) > 16) COPY_ROWS(T, out, row, block, length);           \
        else if (step == 1) BY_LENGTH(out[r * row + c] = block[r * length + c])                    \
        else BY_LENGTH(out[r * row + c * step] = block[r * length + c])                            \
    }
ITEM(uint8_t)
ITEM(uint16_t)
ITEM(uint32_t)
ITEM(uint64_t)

static void load(ptrdiff_t item, ptrdiff_t rows, ptrdiff_t length, const void *a, ptrdiff_t row, ptrdiff_t step, void *block) {
    switch (item) {
        case 1: load_uint8_t(rows, length, a, row, step, block); break;
        case 2: load_uint16_t(rows, length, a, row, step, block); break;
        case 4: load_uint32_t(rows, length, a, row, step, block); break;
        default: load_uint64_t(rows, length, a, row, step, block);
    }
}
static void store(ptrdiff_t item, ptrdiff_t rows, ptrdiff_t length, const void *block, void *out, ptrdiff_t row, ptrdiff_t step) {
    switch (item) {
        case 1: store_uint8_t(rows, length, block, out, row, step); break;
        case 2: store_uint16_t(rows, length, block, out, row, step); break;
        case 4: store_uint32_t(rows, length, block, out, row, step); break;
        default: store_uint64_t(rows, length, block, out, row, step);
    }
}

typedef struct {
    char blocks[NBS_WALK_OPERANDS][BLOCK * WIDEST] __attribute__((aligned(64)));
    const char *same[NBS_WALK_OPERANDS]; // the one row that fills a block, and how often
    ptrdiff_t times[NBS_WALK_OPERANDS];
} walk_blocks;

static void short_rows(const walk_job *j, walk_blocks *b, ptrdiff_t rows, char *const *at) {
    const nbs_walk *w = j->w;
    char *use[NBS_WALK_OPERANDS];
    ptrdiff_t steps[NBS_WALK_OPERANDS];
    if (j->copies) {
        // Straight to its place, if it is not brought together on the way.
        const ptrdiff_t *to = w->strides + w->rank - 2, *from = to + w->rank, item = w->items[0];
        if (to[1] == 1 && to[0] == j->length) { load(item, rows, j->length, at[1], from[0], from[1], at[0]); return; }
        if (from[1] == 1 && from[0] == j->length) { store(item, rows, j->length, at[1], at[0], to[0], to[1]); return; }
    }
    for (int k = 0; k < w->operands; k++) {
        const ptrdiff_t step = w->strides[k * w->rank + w->rank - 1], row = w->strides[k * w->rank + w->rank - 2], item = w->items[k];
        const int along = step == 1 && row == j->length, one = step == 0 && row == 0 && k > 0;
        use[k] = along || one ? at[k] : b->blocks[k];
        steps[k] = one ? 0 : 1;
        if (k == 0 || along || one) continue;
        if (row == 0) {
            if (b->same[k] == at[k] && b->times[k] >= rows) continue;
            b->same[k] = at[k];
            b->times[k] = rows;
            load(item, 1, j->length, at[k], 0, step, b->blocks[k]);
            const size_t all = (size_t)(rows * j->length * item);
            for (size_t done = (size_t)(j->length * item); done < all; done *= 2)
                memcpy(b->blocks[k] + done, b->blocks[k], done < all - done ? done : all - done);
        } else load(item, rows, j->length, at[k], row, step, b->blocks[k]);
    }
    j->body(j->context, rows * j->length, use, steps);
    if (use[0] != at[0])
        store(w->items[0], rows, j->length, use[0], at[0], w->strides[w->rank - 2], w->strides[w->rank - 1]);
}

static void walk_units(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const walk_job *j = context;
    const nbs_walk *w = j->w;
    walk_blocks blocks;
    memset(blocks.same, 0, sizeof blocks.same);
    ptrdiff_t steps[NBS_WALK_OPERANDS];
    for (int k = 0; k < w->operands; k++) steps[k] = w->strides[k * w->rank + w->rank - 1];
    for (ptrdiff_t unit = begin; unit < end; unit++) {
        const ptrdiff_t from = unit % j->units * j->rows, rows = j->runs - from < j->rows ? j->runs - from : j->rows;
        char *at[NBS_WALK_OPERANDS];
        for (int k = 0; k < w->operands; k++) at[k] = w->at[k] + from * w->strides[k * w->rank + w->rank - 2] * w->items[k];
        ptrdiff_t plane = unit / j->units;
        for (int d = w->rank - 3; d >= 0; d--) {
            const ptrdiff_t place = plane % w->sizes[d];
            plane /= w->sizes[d];
            for (int k = 0; k < w->operands; k++) at[k] += place * w->strides[k * w->rank + d] * w->items[k];
        }
        if (j->length < LONG) { short_rows(j, &blocks, rows, at); continue; }
        for (ptrdiff_t r = 0; r < rows; r++) {
            j->body(j->context, j->length, at, steps);
            for (int k = 0; k < w->operands; k++) at[k] += w->strides[k * w->rank + w->rank - 2] * w->items[k];
        }
    }
}

void nbs_walk_over(const nbs_walk *w, ptrdiff_t grain, nbs_stretch body, void *context, int copies) {
    walk_job j = {.w = w, .body = body, .context = context, .copies = copies, .length = w->sizes[w->rank - 1], .runs = w->sizes[w->rank - 2]};
    ptrdiff_t planes = 1;
    for (int d = 0; d < w->rank - 2; d++) planes *= w->sizes[d];
    if (planes * j.length * j.runs == 0) return;
    j.rows = j.length >= BLOCK ? 1 : BLOCK / j.length;
    j.units = (j.runs + j.rows - 1) / j.rows;
    const ptrdiff_t each = (j.rows < j.runs ? j.rows : j.runs) * j.length, units = planes * j.units, some = grain / each;
    if (units * each <= 2 * grain) walk_units(&j, 0, units);
    else nbs_parallel(units, some > 0 ? some : 1, walk_units, &j);
}
