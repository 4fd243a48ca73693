#include "include/nbs_sort.h"
#include "include/nbs_parallel.h"
#include "keys.h"
#include <stdlib.h>
#include <string.h>

// One radix sort of keys serves all types.
typedef struct { uint64_t key; int64_t place; } entry;

static void argsort(nbs_dtype t, ptrdiff_t n, const void *a, int descending, int64_t *order, void *scratch) {
    entry *e = scratch, *other = e + n;
    const int bytes = key_bytes(t);
    const uint64_t flip = key_flip(t, descending);
#define MAKE(made) { e[i].key = made; e[i].place = i; }
    ALL_KEYS
#undef MAKE
    if (n <= 48) {
        for (ptrdiff_t i = 1; i < n; i++) {
            entry x = e[i];
            ptrdiff_t j = i;
            for (; j > 0 && e[j - 1].key > x.key; j--) e[j] = e[j - 1];
            e[j] = x;
        }
    } else {
        // Digits that all keys share cost only the counting.
        for (int shift = 0; shift < 8 * bytes; shift += 8) {
            ptrdiff_t counts[256] = {0};
            for (ptrdiff_t i = 0; i < n; i++) counts[e[i].key >> shift & 255]++;
            if (counts[e[0].key >> shift & 255] == n) continue;
            ptrdiff_t sum = 0;
            for (int d = 0; d < 256; d++) { ptrdiff_t c = counts[d]; counts[d] = sum; sum += c; }
            for (ptrdiff_t i = 0; i < n; i++) other[counts[e[i].key >> shift & 255]++] = e[i];
            entry *swap = e;
            e = other;
            other = swap;
        }
    }
    for (ptrdiff_t i = 0; i < n; i++) order[i] = e[i].place;
}

typedef struct {
    nbs_dtype t;
    int descending;
    ptrdiff_t n, item, k;
    const char *a;
    int64_t *order;
    int status;
} sort_job;
static void sort_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    sort_job *j = context;
    void *scratch = malloc((size_t)j->n * 2 * sizeof(entry));
    if (!scratch) { j->status = NBS_NO_MEMORY; return; }
    for (ptrdiff_t row = begin; row < end; row++)
        argsort(j->t, j->n, j->a + row * j->n * j->item, j->descending, j->order + row * j->n, scratch);
    free(scratch);
}
int nbs_argsort_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, int descending, int64_t *order) {
    sort_job j = {.t = t, .descending = descending, .n = n, .item = nbs_item_size[t], .a = a, .order = order};
    nbs_parallel(rows, 1 + 2048 / n, sort_rows, &j);
    return j.status;
}

// The first k of a row: what is not before the last of those found so far is passed over a stretch at a time.
enum { STRETCH = 64 };
NBS_CLONES static int keys_before(nbs_dtype t, ptrdiff_t n, const void *a, uint64_t flip, uint64_t limit, uint64_t *keys) {
    int some = 0;
    // Keys of four bytes fit into half the lanes.
#define MAKE(made) { const uint64_t key = made; keys[i] = key; some |= key < limit; }
    ALL_KEYS
#undef MAKE
    return some;
}
static void first_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    sort_job *j = context;
    const uint64_t flip = key_flip(j->t, j->descending);
    entry *best = malloc((size_t)j->k * sizeof(entry));
    if (!best) { j->status = NBS_NO_MEMORY; return; }
    for (ptrdiff_t row = begin; row < end; row++) {
        const char *a = j->a + row * j->n * j->item;
        uint64_t keys[STRETCH], limit = UINT64_MAX;
        ptrdiff_t found = 0;
        for (ptrdiff_t i = 0; i < j->n; i += STRETCH) {
            const ptrdiff_t m = j->n - i < STRETCH ? j->n - i : STRETCH;
            if (!keys_before(j->t, m, a + i * j->item, flip, limit, keys) && found == j->k) continue;
            for (ptrdiff_t c = 0; c < m; c++) {
                if (found == j->k && keys[c] >= limit) continue;
                // Behind its equals.
                ptrdiff_t place = found < j->k ? found++ : j->k - 1;
                for (; place > 0 && best[place - 1].key > keys[c]; place--) best[place] = best[place - 1];
                best[place] = (entry){keys[c], i + c};
                if (found == j->k) limit = best[j->k - 1].key;
            }
        }
        for (ptrdiff_t i = 0; i < j->k; i++) j->order[row * j->k + i] = best[i].place;
    }
    free(best);
}
int nbs_first_of_rows(nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, ptrdiff_t k, const void *a, int descending, int64_t *order) {
    sort_job j = {.t = t, .descending = descending, .n = n, .item = nbs_item_size[t], .k = k, .a = a, .order = order};
    nbs_parallel(rows, 1 + 16384 / n, first_rows, &j);
    return j.status;
}

#define SEARCH(T)                                                                                       \
    do {                                                                                                \
        const T *b = bounds, *v = values;                                                               \
        for (ptrdiff_t i = 0; i < n; i++) {                                                             \
            ptrdiff_t low = 0, high = m;                                                                \
            while (low < high) {                                                                        \
                ptrdiff_t middle = low + (high - low) / 2;                                              \
                T x = b[sorter ? sorter[middle] : middle];                                              \
                /* Written so that NaN goes to the end. */                                              \
                if (right ? !(x > v[i]) : !(x >= v[i])) low = middle + 1;                               \
                else high = middle;                                                                     \
            }                                                                                           \
            out[i] = low;                                                                               \
        }                                                                                               \
    } while (0)

void nbs_search(nbs_dtype t, ptrdiff_t m, const void *bounds, const int64_t *sorter, ptrdiff_t n, const void *values,
                int right, int64_t *out) {
    if (t == NBS_F64) SEARCH(double);
    else SEARCH(int64_t);
}
