#include "include/nbs_sort.h"
#include "include/nbs_parallel.h"
#include "keys.h"
#include <stdlib.h>

// What is asked of the order of a row's elements without sorting them.
enum { BLOCK = 512, DIGIT = 11, FEW = 24 };

NBS_CLONES static void make_keys(nbs_dtype t, ptrdiff_t n, const void *a, uint64_t *keys) {
    const uint64_t flip = 0;
#define MAKE(made) keys[i] = made;
    ALL_KEYS
#undef MAKE
}
NBS_CLONES static uint64_t differences(ptrdiff_t n, const uint64_t *keys, uint64_t from) {
    uint64_t found = 0;
    for (ptrdiff_t i = 0; i < n; i++) found |= keys[i] ^ from;
    return found;
}
NBS_CLONES static ptrdiff_t count_equal(ptrdiff_t n, const uint64_t *keys, uint64_t key) {
    int64_t found = 0;
    for (ptrdiff_t i = 0; i < n; i++) found += keys[i] == key;
    return found;
}

// Of n keys the k-th in order, counted from 0; they are moved about. `before`: how many equal ones precede it.
static uint64_t choose_key(uint64_t *keys, ptrdiff_t n, ptrdiff_t k, ptrdiff_t *before) {
    while (n > FEW) {
        const uint64_t differ = differences(n, keys, keys[0]);
        if (!differ) break;
        // The highest digit in which they differ; of a few hundred, half of one.
        const int digit = n < 2048 ? DIGIT - 4 : DIGIT, top = 64 - __builtin_clzll(differ), shift = top > digit ? top - digit : 0;
        const uint64_t mask = (1u << digit) - 1;
        ptrdiff_t counts[1 << DIGIT];
        memset(counts, 0, sizeof *counts << digit);
        for (ptrdiff_t i = 0; i < n; i++) counts[keys[i] >> shift & mask]++;
        uint64_t chosen = 0;
        while (k >= counts[chosen]) k -= counts[chosen++];
        ptrdiff_t left = 0;
        for (ptrdiff_t i = 0; i < n; i++) {
            const uint64_t key = keys[i];
            keys[left] = key;
            left += (key >> shift & mask) == chosen;
        }
        n = left;
    }
    if (n <= FEW)
        for (ptrdiff_t i = 1; i < n; i++) {
            const uint64_t key = keys[i];
            ptrdiff_t j = i;
            for (; j > 0 && keys[j - 1] > key; j--) keys[j] = keys[j - 1];
            keys[j] = key;
        }
    for (*before = 0; *before < k && keys[k - *before - 1] == keys[k]; ++*before) {}
    return keys[k];
}

typedef struct {
    nbs_dtype t;
    int ignoring_nan, status;
    ptrdiff_t n, k, item;
    const char *a;
    int64_t *places;
} choice_job;

// The lower of the two in the middle, the first of NaNs, or the middle of what is none; the same that a stable sort would bring there.
static ptrdiff_t middle_place(const choice_job *j, const uint64_t *keys, uint64_t *moved) {
    const ptrdiff_t n = j->n;
    const uint64_t nan = key_nan(j->t);
    const ptrdiff_t numbers = nan ? n - count_equal(n, keys, nan) : n;
    ptrdiff_t k = numbers == n ? (n - 1) / 2 : j->ignoring_nan ? (numbers > 0 ? numbers - 1 : 0) / 2 : numbers, before;
    memcpy(moved, keys, (size_t)n * sizeof *keys);
    const uint64_t key = choose_key(moved, n, k, &before);
    for (ptrdiff_t i = 0;; i += BLOCK) {
        const ptrdiff_t m = n - i < BLOCK ? n - i : BLOCK, here = count_equal(m, keys + i, key);
        if (before >= here && i + m < n) {
            before -= here;
            continue;
        }
        for (;; i++)
            if (keys[i] == key && before-- == 0) return i;
    }
}
static void middle_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    choice_job *j = context;
    uint64_t some[2 * BLOCK], *keys = j->n <= BLOCK ? some : malloc((size_t)j->n * 2 * sizeof *keys);
    if (!keys) { j->status = NBS_NO_MEMORY; return; }
    for (ptrdiff_t row = begin; row < end; row++) {
        make_keys(j->t, j->n, j->a + row * j->n * j->item, keys);
        j->places[row] = middle_place(j, keys, keys + j->n);
    }
    if (keys != some) free(keys);
}
int nbs_middle_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, int ignoring_nan, int64_t *places) {
    choice_job j = {.t = t, .ignoring_nan = ignoring_nan, .n = n, .item = nbs_item_size[t], .a = a, .places = places};
    nbs_parallel(rows, 1 + 4096 / n, middle_rows, &j);
    return j.status;
}

// Which of several equal elements is found depends on the way of looking: PyTorch's, whose pivot is the middle of three.
typedef struct { uint64_t key; int64_t place; } entry;
static inline void swap(entry *x, entry *y) {
    const entry kept = *x;
    *x = *y;
    *y = kept;
}
static inline void in_order(entry *x, entry *y) { if (x->key > y->key) swap(x, y); }
static int64_t quick_select(entry *line, ptrdiff_t n, ptrdiff_t k) {
    ptrdiff_t low = 0, high = n - 1;
    while (high > low) {
        if (high == low + 1) {
            in_order(line + low, line + high);
            break;
        }
        swap(line + low + (high - low) / 2, line + low + 1);
        in_order(line + low + 1, line + high);
        in_order(line + low, line + high);
        in_order(line + low + 1, line + low);
        ptrdiff_t i = low + 1, j = high;
        const uint64_t pivot = line[low].key;
        for (;;) {
            do i++; while (pivot > line[i].key);
            do j--; while (line[j].key > pivot);
            if (j < i) break;
            swap(line + i, line + j);
        }
        swap(line + low, line + j);
        if (j <= k) low = i;
        if (j >= k) high = j - 1;
    }
    return line[k].place;
}
static void select_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    choice_job *job = context;
    const nbs_dtype t = job->t;
    const ptrdiff_t n = job->n;
    const uint64_t flip = 0;
    entry some[BLOCK], *line = n <= BLOCK ? some : malloc((size_t)n * sizeof *line);
    if (!line) { job->status = NBS_NO_MEMORY; return; }
    for (ptrdiff_t row = begin; row < end; row++) {
        const char *a = job->a + row * n * job->item;
#define MAKE(made) line[i] = (entry){made, i};
        ALL_KEYS
#undef MAKE
        job->places[row] = quick_select(line, n, job->k);
    }
    if (line != some) free(line);
}
int nbs_select_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, ptrdiff_t k, const void *a, int64_t *places) {
    choice_job j = {.t = t, .n = n, .k = k, .item = nbs_item_size[t], .a = a, .places = places};
    nbs_parallel(rows, 1 + 4096 / n, select_rows, &j);
    return j.status;
}

// The most frequent of each row, the smallest of several; NaNs differ from each other.
static void mode_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    choice_job *j = context;
    const ptrdiff_t n = j->n;
    const uint64_t nan = key_nan(j->t);
    uint64_t *keys = malloc((size_t)n * 2 * sizeof *keys);
    if (!keys) { j->status = NBS_NO_MEMORY; return; }
    int64_t *order = (int64_t *)(keys + n);
    for (ptrdiff_t row = begin; row < end; row++) {
        const char *a = j->a + row * n * j->item;
        make_keys(j->t, n, a, keys);
        if (nbs_argsort_rows(j->t, 1, n, a, 0, order)) { j->status = NBS_NO_MEMORY; break; }
        ptrdiff_t best = 0, most = 0, start = 0;
        for (ptrdiff_t i = 0; i < n; i++) {
            const uint64_t key = keys[order[i]];
            if (i > 0 && (key != keys[order[i - 1]] || (nan && key == nan))) start = i;
            if (i - start + 1 > most) {
                best = i;
                most = i - start + 1;
            }
        }
        j->places[row] = order[best];
    }
    free(keys);
}
int nbs_mode_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, int64_t *places) {
    choice_job j = {.t = t, .n = n, .item = nbs_item_size[t], .a = a, .places = places};
    nbs_parallel(rows, 1 + 4096 / n, mode_rows, &j);
    return j.status;
}

// Neighbours that differ begin another group; a NaN always does.
#define GROUPS(T, other)                                                                       \
    do {                                                                                       \
        const T *v = a;                                                                        \
        for (ptrdiff_t i = 0; i < n; i++) {                                                    \
            const T x = v[i], y = v[i > 0 ? i - 1 : 0];                                        \
            firsts[found] = i;                                                                 \
            found += i == 0 || (other);                                                        \
            if (groups) groups[order ? order[i] : i] = found - 1;                              \
        }                                                                                      \
        return found;                                                                          \
    } while (0)
ptrdiff_t nbs_groups(nbs_dtype t, ptrdiff_t n, const void *a, const int64_t *order, int64_t *groups, int64_t *firsts) {
    ptrdiff_t found = 0;
    switch (t) {
        case NBS_F32: GROUPS(float, x != y);
        case NBS_F64: GROUPS(double, x != y);
        case NBS_F16: GROUPS(uint16_t, f16_to_f32(x) != f16_to_f32(y));
        case NBS_BF16: GROUPS(uint16_t, bf16_to_f32(x) != bf16_to_f32(y));
        case NBS_I8: case NBS_U8: case NBS_BOOL: GROUPS(uint8_t, x != y);
        case NBS_I16: GROUPS(uint16_t, x != y);
        case NBS_I32: GROUPS(uint32_t, x != y);
        case NBS_I64: GROUPS(uint64_t, x != y);
    }
    return 0;
}

// What lies on the edge of a bin falls to the side that PyTorch's rounding has it fall to: in elements' own precision, multiplied first. A product
// beyond the largest number counts in the first bin.
#define HISTOGRAM(NAME, T)                                                                     \
    NBS_CLONES static void NAME(ptrdiff_t n, const T *a, T low, T high, ptrdiff_t bins, int64_t *counts) { \
        const T many = (T)bins, width = high - low;                                            \
        int64_t places[BLOCK];                                                                 \
        for (ptrdiff_t from = 0; from < n; from += BLOCK) {                                    \
            const ptrdiff_t m = n - from < BLOCK ? n - from : BLOCK;                           \
            const T *v = a + from;                                                             \
            for (ptrdiff_t i = 0; i < m; i++) {                                                \
                const int inside = (v[i] >= low) & (v[i] <= high);                             \
                const T place = inside ? (v[i] - low) * many / width : 0;                      \
                const int64_t bin = place < many ? (int64_t)place : place - place == 0 ? bins - 1 : 0; \
                places[i] = inside ? bin + 1 : 0;                                              \
            }                                                                                  \
            for (ptrdiff_t i = 0; i < m; i++) counts[places[i]]++;                             \
        }                                                                                      \
    }
HISTOGRAM(histogram_f32, float)
HISTOGRAM(histogram_f64, double)
void nbs_histogram(nbs_dtype t, ptrdiff_t n, const void *a, double low, double high, ptrdiff_t bins, int64_t *counts) {
    if (t == NBS_F32) histogram_f32(n, a, (float)low, (float)high, bins, counts);
    else histogram_f64(n, a, low, high, bins, counts);
}
