#include "include/nbs_index.h"
#include "include/nbs_elementwise.h"
#include "include/nbs_parallel.h"
#include "half.h"
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 16384 }; // elements worth another thread

// The usual call, from one row into another, without a multiplication for each element.
#define GATHER(T)                                                                                   \
    do {                                                                                            \
        const T *restrict x = a;                                                                    \
        T *restrict y = out;                                                                        \
        if (sa == 0 && si == 1 && so == 1 && step == 1)                                             \
            for (ptrdiff_t i = 0; i < n; i++) y[i] = x[index[i]];                                   \
        else                                                                                        \
            for (ptrdiff_t i = 0; i < n; i++) y[i * so] = x[i * sa + index[i * si] * step];         \
    } while (0)

void nbs_gather(size_t item, ptrdiff_t n, const void *a, ptrdiff_t sa, ptrdiff_t step, const int64_t *index, ptrdiff_t si,
                void *out, ptrdiff_t so) {
    if (si == 0 && sa == 1 && so == 1) {
        if (n) memcpy(out, (const char *)a + index[0] * step * (ptrdiff_t)item, (size_t)n * item);
        return;
    }
    switch (item) {
        case 1: GATHER(uint8_t); break;
        case 2: GATHER(uint16_t); break;
        case 4: GATHER(uint32_t); break;
        default: GATHER(uint64_t); break;
    }
}

NBS_CLONES static int any_outside(ptrdiff_t n, const int64_t *index, int64_t low, int64_t high) {
    int64_t found = 0;
    for (ptrdiff_t i = 0; i < n; i++) found |= (index[i] < low) | (index[i] >= high);
    return found != 0;
}
typedef struct {
    size_t item;
    ptrdiff_t n, ra, sa, step, ri, si, ro, so;
    const char *a;
    const int64_t *index;
    char *out;
    int64_t limit;
    atomic_int outside;
} gather_job;
// Elements of four bytes of one row, four to a store, while the greatest number of the next row's index is found: that row is read from far
// meanwhile. A negative number is a great one.
NBS_CLONES static uint64_t gather_looking(ptrdiff_t n, const uint32_t *restrict a, const int64_t *index, uint32_t *restrict out, const int64_t *next) {
    typedef uint32_t v4 __attribute__((ext_vector_type(4), aligned(4)));
    typedef uint64_t v8 __attribute__((ext_vector_type(8), aligned(8)));
    v8 tops = 0;
    ptrdiff_t i = 0;
    for (; i + 8 <= n; i += 8, index += 8) {
        tops = __builtin_elementwise_max(tops, *(const v8 *)(next + i));
        *(v4 *)(out + i) = (v4){a[index[0]], a[index[1]], a[index[2]], a[index[3]]};
        *(v4 *)(out + i + 4) = (v4){a[index[4]], a[index[5]], a[index[6]], a[index[7]]};
    }
    uint64_t top = __builtin_reduce_max(tops);
    for (; i < n; i++, index++) {
        if ((uint64_t)next[i] > top) top = (uint64_t)next[i];
        out[i] = a[*index];
    }
    return top;
}
static void gather_runs(void *context, ptrdiff_t begin, ptrdiff_t end) {
    gather_job *j = context;
    const ptrdiff_t item = (ptrdiff_t)j->item;
    const int looks = item == 4 && j->sa == 0 && j->step == 1 && j->si == 1 && j->so == 1 && j->limit;
    for (ptrdiff_t r = begin; r < end; r++) {
        const int64_t *index = j->index + r * j->ri;
        const char *a = j->a + r * j->ra * item;
        char *out = j->out + r * j->ro * item;
        // Looked at just before they are used: they are read from far once.
        if (j->limit && (!looks || r == begin) && any_outside(j->n, index, 0, j->limit)) {
            j->outside = 1;
            if (looks) return;
        } else if (looks) {
            const int64_t *next = r + 1 < end ? index + j->ri : index;
            if (gather_looking(j->n, (const uint32_t *)a, index, (uint32_t *)out, next) >= (uint64_t)j->limit) {
                j->outside = 1;
                return;
            }
        } else {
            nbs_gather(j->item, j->n, a, j->sa, j->step, index, j->si, out, j->so);
        }
    }
}
int nbs_gather_rows(size_t item, ptrdiff_t rows, ptrdiff_t n, const void *a, ptrdiff_t ra, ptrdiff_t sa, ptrdiff_t step,
                    const int64_t *index, ptrdiff_t ri, ptrdiff_t si, void *out, ptrdiff_t ro, ptrdiff_t so, int64_t limit) {
    gather_job j = {item, n, ra, sa, step, ri, si, ro, so, a, index, out, limit, 0};
    nbs_parallel(rows, 1 + PIECE / (n > 0 ? n : 1), gather_runs, &j);
    return !j.outside;
}

// A row that goes to one place is read and written in vectors; the caller's operands do not overlap.
#define EACH(T, expr)                                                                   \
    do {                                                                                \
        const T *v = a;                                                                 \
        T *d = out;                                                                     \
        if (si == 0 && sa == 1 && so == 1) {                                            \
            d += index[0] * step;                                                       \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = d[i], y = v[i]; d[i] = (T)(expr); } \
        } else                                                                          \
            for (ptrdiff_t i = 0; i < n; i++) {                                         \
                T *p = d + i * so + index[i * si] * step, x = *p, y = v[i * sa];        \
                *p = (T)(expr);                                                         \
            }                                                                           \
    } while (0)
#define MODES(T)                                                                        \
    switch (mode) {                                                                     \
        case NBS_SCATTER_SUM: EACH(T, x + y); break;                                    \
        case NBS_SCATTER_PROD: EACH(T, x * y); break;                                   \
        case NBS_SCATTER_AMAX: EACH(T, x != x ? x : y != y || y > x ? y : x); break;    \
        case NBS_SCATTER_AMIN: EACH(T, x != x ? x : y != y || y < x ? y : x); break;    \
        default: return NBS_UNSUPPORTED;                                                \
    }                                                                                   \
    return NBS_OK

static int combine_half(int mode, nbs_dtype t, ptrdiff_t n, const uint16_t *a, ptrdiff_t sa, const int64_t *index,
                        ptrdiff_t si, uint16_t *out, ptrdiff_t so, ptrdiff_t step) {
    for (ptrdiff_t i = 0; i < n; i++) {
        uint16_t *p = out + i * so + index[i * si] * step;
        float x, y;
        int64_t zero = 0;
        nbs_cast(t, NBS_F32, 1, p, 1, &x, 1);
        nbs_cast(t, NBS_F32, 1, a + i * sa, 1, &y, 1);
        nbs_scatter(mode, NBS_F32, 1, &y, 1, &zero, 1, &x, 1, 1);
        nbs_cast(NBS_F32, t, 1, &x, 1, p, 1);
    }
    return NBS_OK;
}

int nbs_scatter(int mode, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const int64_t *index, ptrdiff_t si,
                void *out, ptrdiff_t so, ptrdiff_t step) {
    if (mode == NBS_SCATTER_ASSIGN) {
        if (si == 0 && sa == 1 && so == 1) {
            // A row as it is.
            if (n) memcpy((char *)out + index[0] * step * nbs_item_size[t], a, (size_t)n * nbs_item_size[t]);
            return NBS_OK;
        }
        switch (t) {
            case NBS_I8: case NBS_U8: case NBS_BOOL: EACH(uint8_t, ((void)x, y)); break;
            case NBS_F16: case NBS_BF16: case NBS_I16: EACH(uint16_t, ((void)x, y)); break;
            case NBS_F32: case NBS_I32: EACH(uint32_t, ((void)x, y)); break;
            case NBS_F64: case NBS_I64: EACH(uint64_t, ((void)x, y)); break;
        }
        return NBS_OK;
    }
    switch (t) {
        case NBS_F32: MODES(float);
        case NBS_F64: MODES(double);
        case NBS_I8: MODES(int8_t);
        case NBS_U8: MODES(uint8_t);
        case NBS_I16: MODES(int16_t);
        case NBS_I32:
            if (mode == NBS_SCATTER_SUM || mode == NBS_SCATTER_PROD) { MODES(uint32_t); }
            MODES(int32_t);
        case NBS_I64:
            if (mode == NBS_SCATTER_SUM || mode == NBS_SCATTER_PROD) { MODES(uint64_t); }
            MODES(int64_t);
        case NBS_BOOL:
            switch (mode) {
                case NBS_SCATTER_SUM: case NBS_SCATTER_AMAX: EACH(uint8_t, x | y); break;
                default: EACH(uint8_t, x & y); break;
            }
            return NBS_OK;
        case NBS_F16: case NBS_BF16: return combine_half(mode, t, n, a, sa, index, si, out, so, step);
    }
    return NBS_UNSUPPORTED;
}
int nbs_scatter_rows(int mode, nbs_dtype t, ptrdiff_t rows, ptrdiff_t n, const void *a, ptrdiff_t ra, ptrdiff_t sa, const int64_t *index,
                     ptrdiff_t ri, ptrdiff_t si, void *out, ptrdiff_t ro, ptrdiff_t so, ptrdiff_t step) {
    const ptrdiff_t item = nbs_item_size[t];
    int status = NBS_OK;
    for (ptrdiff_t r = 0; r < rows; r++)
        status |= nbs_scatter(mode, t, n, (const char *)a + r * ra * item, sa, index + r * ri, si, (char *)out + r * ro * item, so, step);
    return status;
}

// Stretches are looked at as a whole, which vectorises; only one that has a stranger is searched.
typedef struct {
    const int64_t *index;
    int64_t low, high;
    atomic_long first; // the first stranger any thread has found
} outside_job;
static void look_outside(void *context, ptrdiff_t begin, ptrdiff_t end) {
    outside_job *j = context;
    enum { STRETCH = 1024 };
    for (ptrdiff_t from = begin; from < end; from += STRETCH) {
        const ptrdiff_t to = from + STRETCH < end ? from + STRETCH : end;
        if (!any_outside(to - from, j->index + from, j->low, j->high)) continue;
        ptrdiff_t i = from;
        while (j->index[i] >= j->low && j->index[i] < j->high) i++;
        for (long known = j->first; i < known && !atomic_compare_exchange_weak(&j->first, &known, i);) {}
        return;
    }
}
ptrdiff_t nbs_first_outside(ptrdiff_t n, const int64_t *index, int64_t low, int64_t high) {
    outside_job j = {.index = index, .low = low, .high = high, .first = LONG_MAX};
    nbs_parallel(n, 8 * PIECE, look_outside, &j);
    return j.first == LONG_MAX ? -1 : j.first;
}

typedef struct {
    ptrdiff_t size, bytes, n;
    const int64_t *index;
    const char *a;
    char *out;
} take_job;
static void take_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const take_job *j = context;
    const char *from = j->a + begin / j->n * j->size * j->bytes;
    for (ptrdiff_t i = begin, k = begin % j->n; i < end; i++) {
        memcpy(j->out + i * j->bytes, from + j->index[k] * j->bytes, (size_t)j->bytes);
        if (++k == j->n) {
            k = 0;
            from += j->size * j->bytes;
        }
    }
}
// Small blocks one by one, and stretches of places that follow each other (as borders leave them) at once.
typedef struct {
    take_job of;
    ptrdiff_t stretches;
    const ptrdiff_t *starts; // in the list of places; one more at the end
} stretch_job;
static void take_stretches(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const stretch_job *s = context;
    const take_job *j = &s->of;
    for (ptrdiff_t row = begin; row < end; row++) {
        const char *from = j->a + row * j->size * j->bytes;
        char *out = j->out + row * j->n * j->bytes;
        for (ptrdiff_t k = 0; k < s->stretches; k++) {
            const ptrdiff_t at = s->starts[k], length = (s->starts[k + 1] - at) * j->bytes;
            const char *source = from + j->index[at] * j->bytes;
            if (length == 4) memcpy(out + at * j->bytes, source, 4);
            else memcpy(out + at * j->bytes, source, (size_t)length);
        }
    }
}
// Single elements.
static void take_elements(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const take_job *j = context;
    while (begin < end) {
        const ptrdiff_t row = begin / j->n, k = begin % j->n, m = j->n - k < end - begin ? j->n - k : end - begin;
        nbs_gather((size_t)j->bytes, m, j->a + row * j->size * j->bytes, 0, 1, j->index + k, 1, j->out + begin * j->bytes, 1);
        begin += m;
    }
}
static int take_by_rows(ptrdiff_t outer, const take_job *j) {
    if (outer < 2 || j->bytes <= 0 || j->n < 4) return 0;
    ptrdiff_t stretches = 1;
    for (ptrdiff_t k = 1; k < j->n; k++) stretches += j->index[k] != j->index[k - 1] + 1;
    const ptrdiff_t grain = 1 + 4 * PIECE / (j->n * j->bytes);
    if (stretches * 4 > j->n) return 0;
    ptrdiff_t *starts = malloc((size_t)(stretches + 1) * sizeof(ptrdiff_t));
    if (!starts) return 0;
    starts[0] = 0;
    for (ptrdiff_t k = 1, s = 1; k < j->n; k++) if (j->index[k] != j->index[k - 1] + 1) starts[s++] = k;
    starts[stretches] = j->n;
    stretch_job s = {*j, stretches, starts};
    nbs_parallel(outer, grain, take_stretches, &s);
    free(starts);
    return 1;
}
void nbs_take_blocks(ptrdiff_t outer, ptrdiff_t size, ptrdiff_t bytes, ptrdiff_t n, const int64_t *index, const void *a,
                     void *out) {
    take_job j = {size, bytes, n, index, a, out};
    if (take_by_rows(outer, &j)) return;
    if (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8) { nbs_parallel(outer * n, PIECE, take_elements, &j); return; }
    nbs_parallel(outer * n, 1 + 4 * PIECE / (bytes > 0 ? bytes : 1), take_pieces, &j);
}

NBS_CLONES ptrdiff_t nbs_count_nonzero(ptrdiff_t n, const uint8_t *a) {
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < n; i++) count += a[i] != 0;
    return count;
}

// Every place is written, and counts or not: a jump would be guessed wrong half the time.
void nbs_nonzero(ptrdiff_t n, const uint8_t *a, int rank, const int64_t *sizes, ptrdiff_t total, int64_t *out) {
    if (rank == 0 || total == 0) return;
    const ptrdiff_t row = sizes[rank - 1];
    int64_t *last = out + (rank - 1) * total;
    ptrdiff_t found = 0;
    for (ptrdiff_t start = 0; start < n && found < total; start += row) {
        const ptrdiff_t first = found;
        for (ptrdiff_t i = 0; i < row && found < total; i++) {
            last[found] = i;
            found += a[start + i] != 0;
        }
        ptrdiff_t rest = start / row;
        for (int d = rank - 2; d >= 0; d--) {
            for (ptrdiff_t k = first; k < found; k++) out[d * total + k] = rest % sizes[d];
            rest /= sizes[d];
        }
    }
}

#define COMPRESS(T)                                                                     \
    for (ptrdiff_t i = 0, found = 0; found < total; i++) {                              \
        ((T *)out)[found] = ((const T *)a)[i];                                          \
        found += mask[i] != 0;                                                          \
    }                                                                                   \
    break
void nbs_compress(size_t item, const uint8_t *mask, const void *a, ptrdiff_t total, void *out) {
    switch (item) {
        case 1: COMPRESS(uint8_t);
        case 2: COMPRESS(uint16_t);
        case 4: COMPRESS(uint32_t);
        default: COMPRESS(uint64_t);
    }
}
