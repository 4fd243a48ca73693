// Reductions for one type: included with T, NAME(x), ACC (what block sums are added in), FMA.

// NaN wins over everything.
#define LARGER(x, y) ((y) > (x) || (y) != (y) ? (y) : (x))
#define SMALLER(x, y) ((y) < (x) || (y) != (y) ? (y) : (x))
#define ABS(x) ((x) < 0 ? -(x) : (x))
enum { NAME(LANES) = 256 / sizeof(T), NAME(CHUNK) = 4096 };

// The sum of a line in PyTorch's order, which long training runs make visible (docs/fidelity.md). Four vectors go side by side; 16
// rows of them are added up, of such sums 16 again, and so on (of more than 2^19 rows, as many as the logarithm of their number
// says). Then what is left of the vectors, the four, the rest of the numbers, and the lanes, in order.
enum { NAME(VECTOR) = 32 / sizeof(T), NAME(SIDE) = 4 * NAME(VECTOR) };
typedef T NAME(side) __attribute__((ext_vector_type(128 / sizeof(T)), aligned(sizeof(T))));
// With `known`, NaN counts as nothing.
#define COUNTED(x) (known && (x) != (x) ? 0 : (x))
static inline __attribute__((always_inline)) T NAME(cascade)(int known, ptrdiff_t ahead, ptrdiff_t n, const T *a) {
    enum { UPPER = 3, ONCE = 0 };
    const ptrdiff_t rows = n / NAME(SIDE);
    int power = 4;
    while (power < 15 && ((ptrdiff_t)1 << (4 * power + 3)) < rows) power++;
    const ptrdiff_t step = (ptrdiff_t)1 << power, mask = step - 1;
    NAME(side) sum, upper[UPPER];
    for (int level = 0; level < UPPER; level++) upper[level] = 0;
    ptrdiff_t row = 0;
    for (;;) {
        const ptrdiff_t end = row + step <= rows ? row + step : rows;
        const int whole = end == row + step;
        sum = 0;
        for (; row < end; row++) {
            const T *at = a + row * NAME(SIDE);
            // The caches' own guess ends at the page, and what is read once need not push the program out of them.
            __builtin_prefetch(at + ahead, 0, ONCE);
            __builtin_prefetch(at + ahead + NAME(SIDE) / 2, 0, ONCE);
            const NAME(side) x = *(const NAME(side) *)at;
            sum += known ? (x == x ? x : 0) : x;
        }
        if (!whole) break;
        upper[0] += sum;
        for (int level = 1; level < UPPER && !(row & (mask << (level * power))); level++) {
            upper[level] += upper[level - 1];
            upper[level - 1] = 0;
        }
    }
    for (int level = 0; level < UPPER; level++) sum += upper[level];
    ptrdiff_t i = rows * NAME(SIDE);
    for (; i + NAME(VECTOR) <= n; i += NAME(VECTOR)) for (int k = 0; k < NAME(VECTOR); k++) sum[k] += COUNTED(a[i + k]);
    T total = 0;
    for (; i < n; i++) total += COUNTED(a[i]);
    for (int k = 0; k < NAME(VECTOR); k++) {
        T lane = sum[k];
        for (int s = 1; s < 4; s++) lane += sum[s * NAME(VECTOR) + k];
        total += lane;
    }
    return total;
}
// Fewer numbers than a vector has: four side by side if there are four.
static inline __attribute__((always_inline)) T NAME(few)(int known, ptrdiff_t n, const T *a) {
    T total = 0;
    if (n < 4) {
        for (ptrdiff_t i = 0; i < n; i++) total += COUNTED(a[i]);
        return total;
    }
    T first = 0 + COUNTED(a[0]); // not -0
    for (ptrdiff_t i = 4; i < n; i++) first += COUNTED(a[i]);
    return first + COUNTED(a[1]) + COUNTED(a[2]) + COUNTED(a[3]);
}
#undef COUNTED
static inline __attribute__((always_inline)) void NAME(lines_sums)(int known, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, const T *a, T *out, ptrdiff_t so) {
    // Long lines may come from beyond the caches, which takes longer.
    enum { LONG = 32768, NEAR = 2048 / sizeof(T), FAR = 8192 / sizeof(T) };
    for (; outer > 0; outer--, a += outer_stride, out += so)
        *out = n >= LONG ? NAME(cascade)(known, FAR, n, a) : n >= NAME(VECTOR) ? NAME(cascade)(known, NEAR, n, a) : NAME(few)(known, n, a);
}
NBS_CLONES static void NAME(sums)(ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, const T *a, T *out, ptrdiff_t so) {
    NAME(lines_sums)(0, outer, outer_stride, n, a, out, so);
}
NBS_CLONES static void NAME(known_sums)(ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, const T *a, T *out, ptrdiff_t so) {
    NAME(lines_sums)(1, outer, outer_stride, n, a, out, so);
}

// The largest or smallest of a line: what is left at its end is looked at once more together with what stands before it.
#define EXTREME(NAME_, LOOP, BETTER, LARGEST)                                                                \
    NBS_CLONES static T NAME(LOOP)(ptrdiff_t n, const T *a) {                                                \
        enum { SOME = 64 / sizeof(T), MANY = 4 * SOME };                                                    \
        T best = a[0];                                                                                      \
        ptrdiff_t i = 0;                                                                                    \
        if (n >= SOME) {                                                                                    \
            T acc[MANY];                                                                                    \
            for (int k = 0; k < MANY; k++) acc[k] = a[k % SOME];                                            \
            for (; i + MANY <= n; i += MANY)                                                                \
                for (int k = 0; k < MANY; k++) { T r = acc[k], x = a[i + k]; acc[k] = BETTER(r, x); }       \
            for (; i + SOME <= n; i += SOME)                                                                \
                for (int k = 0; k < SOME; k++) { T r = acc[k], x = a[i + k]; acc[k] = BETTER(r, x); }       \
            for (int k = 0; k < SOME; k++) { T r = acc[k], x = a[n - SOME + k]; acc[k] = BETTER(r, x); }    \
            for (int width = MANY / 2; width; width /= 2)                                                   \
                for (int k = 0; k < width; k++) { T r = acc[k], x = acc[k + width]; acc[k] = BETTER(r, x); } \
            return acc[0];                                                                                  \
        }                                                                                                   \
        for (; i < n; i++) { T x = a[i]; best = BETTER(best, x); }                                          \
        return best;                                                                                        \
    }                                                                                                       \
    static T NAME(NAME_)(ptrdiff_t n, const T *a, double p) {                                               \
        (void)p;                                                                                            \
        float wide;                                                                                         \
        if (sizeof(T) == 4 && nbs_wide_extreme(LARGEST, n, (const float *)a, &wide)) return (T)wide;        \
        return NAME(LOOP)(n, a);                                                                            \
    }
EXTREME(line_max, loop_max, LARGER, 1)
EXTREME(line_min, loop_min, SMALLER, 0)
#undef EXTREME

// One contiguous line: many accumulators, so that the loop vectorises and errors stay small.
#define LINE(NAME_, INIT, STEP, JOIN)                                                                       \
    NBS_CLONES static T NAME(NAME_)(ptrdiff_t n, const T *a, double p) {                                     \
        (void)p;                                                                                            \
        ACC total = INIT;                                                                                   \
        for (ptrdiff_t start = 0; start < n; start += NAME(CHUNK)) {                                        \
            ptrdiff_t end = n - start < NAME(CHUNK) ? n : start + NAME(CHUNK), i = start;                   \
            if (end - start >= NAME(LANES)) {                                                               \
                T acc[NAME(LANES)];                                                                         \
                for (int k = 0; k < NAME(LANES); k++) acc[k] = (T)(INIT);                                   \
                for (; i + NAME(LANES) <= end; i += NAME(LANES))                                            \
                    for (int k = 0; k < NAME(LANES); k++) { T r = acc[k], x = a[i + k]; acc[k] = STEP; }    \
                for (int width = NAME(LANES) / 2; width; width /= 2)                                        \
                    for (int k = 0; k < width; k++) { T r = acc[k], x = acc[k + width]; acc[k] = JOIN; }    \
                ACC r = total; T x = acc[0]; total = JOIN;                                                  \
            }                                                                                               \
            T tail = (T)(INIT);                                                                             \
            for (; i < end; i++) { T r = tail, x = a[i]; tail = STEP; }                                     \
            ACC r = total; T x = tail; total = JOIN;                                                        \
        }                                                                                                   \
        return (T)total;                                                                                    \
    }
LINE(line_prod, 1, r * x, r * x)
LINE(line_abs, 0, r + ABS(x), r + x)
LINE(long_squares, 0, r + x * x, r + x)
#undef LINE
// Sums of squares as PyTorch has them: vectors of products, which are rounded before they are added; then the lanes in order, four products more at a
// time, and the last ones as they are added. Lines from SPLIT on it would share out. `lines` at once: one alone waits for its own additions.
enum { NAME(SPLIT) = 32768 };
typedef T NAME(lanes) __attribute__((ext_vector_type(32 / sizeof(T)), aligned(sizeof(T))));
static inline __attribute__((always_inline)) void NAME(some_squares)(int lines, ptrdiff_t n, ptrdiff_t outer_stride, const T *a, T *out, ptrdiff_t so) {
#pragma clang fp contract(off)
    NAME(lanes) sum[4] = {0};
    ptrdiff_t i = 0;
    for (; i + NAME(VECTOR) <= n; i += NAME(VECTOR))
        for (int l = 0; l < lines; l++) {
            const NAME(lanes) x = *(const NAME(lanes) *)(a + l * outer_stride + i);
            sum[l] += x * x;
        }
    for (int l = 0; l < lines; l++) {
        const T *x = a + l * outer_stride;
        T total = sum[l][0];
        for (int k = 1; k < NAME(VECTOR); k++) total += sum[l][k];
        ptrdiff_t k = i;
        for (; k + 4 <= n; k += 4) for (int q = 0; q < 4; q++) total += x[k + q] * x[k + q];
        for (; k < n; k++) total = FMA(x[k], x[k], total);
        out[l * so] = total;
    }
}
NBS_CLONES static void NAME(squares)(ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, const T *a, T *out, ptrdiff_t so) {
    ptrdiff_t i = 0;
    for (; i + 4 <= outer; i += 4) NAME(some_squares)(4, n, outer_stride, a + i * outer_stride, out + i * so, so);
    for (; i < outer; i++) NAME(some_squares)(1, n, 0, a + i * outer_stride, out + i * so, 0);
}
static T NAME(line_squares)(ptrdiff_t n, const T *a, double p) {
    if (n >= NAME(SPLIT)) return NAME(long_squares)(n, a, p);
    T total;
    NAME(squares)(1, 0, n, a, &total, 0);
    return total;
}
static T NAME(line_sum)(ptrdiff_t n, const T *a, double p) {
    (void)p;
    T total;
    NAME(sums)(1, 0, n, a, &total, 0);
    return total;
}
static T NAME(line_known_sum)(ptrdiff_t n, const T *a, double p) {
    (void)p;
    T total;
    NAME(known_sums)(1, 0, n, a, &total, 0);
    return total;
}

static T NAME(line_power)(ptrdiff_t n, const T *a, double p) {
    double total = 0;
    for (ptrdiff_t i = 0; i < n; i++) total += pow(fabs((double)a[i]), p);
    return (T)total;
}
static T NAME(line_max_abs)(ptrdiff_t n, const T *a, double p) {
    (void)p;
    T best = ABS(a[0]);
    for (ptrdiff_t i = 1; i < n; i++) { T x = ABS(a[i]); best = LARGER(best, x); }
    return best;
}
static T NAME(line_min_abs)(ptrdiff_t n, const T *a, double p) {
    (void)p;
    T best = ABS(a[0]);
    for (ptrdiff_t i = 1; i < n; i++) { T x = ABS(a[i]); best = SMALLER(best, x); }
    return best;
}
NBS_CLONES static T NAME(line_variance)(ptrdiff_t n, const T *a, double correction) {
    // Two passes in double: exact enough for any mean.
    double lanes[8] = {0}, sum = 0, squares = 0;
    ptrdiff_t i = 0;
    for (; i + 8 <= n; i += 8) for (int k = 0; k < 8; k++) lanes[k] += (double)a[i + k];
    for (; i < n; i++) sum += (double)a[i];
    for (int k = 0; k < 8; k++) { sum += lanes[k]; lanes[k] = 0; }
    const double mean = sum / (double)n;
    for (i = 0; i + 8 <= n; i += 8) for (int k = 0; k < 8; k++) { double d = (double)a[i + k] - mean; lanes[k] += d * d; }
    for (; i < n; i++) { double d = (double)a[i] - mean; squares += d * d; }
    for (int k = 0; k < 8; k++) squares += lanes[k];
    double freedom = (double)n - correction;
    return (T)(squares / (freedom > 0 ? freedom : 0));
}
NBS_CLONES static double NAME(sum_exp)(ptrdiff_t n, const T *a, double top) {
    double total = 0;
    ptrdiff_t i = 0;
    if (sizeof(T) == 4) {
        double sums[16] = {0};
        for (; i + 16 <= n; i += 16) for (int k = 0; k < 16; k++) sums[k] += d_exp((double)a[i + k] - top);
        for (int k = 0; k < 16; k++) total += sums[k];
    }
    for (; i < n; i++) total += exp((double)a[i] - top);
    return total;
}
static T NAME(line_log_sum_exp)(ptrdiff_t n, const T *a, double p) {
    // Of nothing: there is no first element to look at.
    if (n == 0) return (T)log(0.0);
    T top = NAME(line_max)(n, a, p);
    if (isinf((double)top)) {
        if (top < 0) return top;
        for (ptrdiff_t i = 0; i < n; i++) if (a[i] != a[i]) return a[i];
        return top;
    }
    return (T)((double)top + log(NAME(sum_exp)(n, a, (double)top)));
}
NBS_CLONES static int64_t NAME(line_count)(ptrdiff_t n, const T *a) {
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < n; i++) count += a[i] != 0;
    return count;
}
// The first place of the largest (smallest) value; the first NaN wins.
NBS_CLONES static int64_t NAME(line_find)(ptrdiff_t n, const T *a, T value) {
    if (value != value) {
        for (ptrdiff_t i = 0; i < n; i++) if (a[i] != a[i]) return i;
    }
    ptrdiff_t i = 0;
    for (; i + NAME(LANES) <= n; i += NAME(LANES)) {
        int found = 0;
        for (int k = 0; k < NAME(LANES); k++) found |= a[i + k] == value;
        if (found) break;
    }
    for (; i < n; i++) if (a[i] == value) return i;
    return 0;
}

#include "reduce_columns.h"

static int NAME(reduce)(int op, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride, const T *a, void *out,
                        ptrdiff_t so, double p) {
    if (outer_stride == 1 && stride != 1 && outer > 1) {
        switch (op) {
            case NBS_REDUCE_sum: NAME(columns_sum)(outer, n, stride, a, out, so); return NBS_OK;
            case NBS_REDUCE_prod: NAME(columns_prod)(outer, n, stride, a, out, so); return NBS_OK;
            case NBS_REDUCE_sumSquares: NAME(columns_squares)(outer, n, stride, a, out, so); return NBS_OK;
            case NBS_REDUCE_amax: NAME(columns_max)(outer, n, stride, a, out, so); return NBS_OK;
            case NBS_REDUCE_amin: NAME(columns_min)(outer, n, stride, a, out, so); return NBS_OK;
            case NBS_REDUCE_variance:
                if (sizeof(T) > 4) break;
                NAME(columns_variance)(outer, n, stride, a, out, so, p);
                return NBS_OK;
            case NBS_REDUCE_argmax: case NBS_REDUCE_argmin:
                if (n == 0 || n > INT32_MAX) break;
                NAME(columns_find)(op == NBS_REDUCE_argmax, outer, n, stride, a, out, so);
                return NBS_OK;
        }
    }
    if (sizeof(T) == 4 && stride == 1 && nbs_short_rows(op, outer, outer_stride, n, (const float *)a, out, so)) return NBS_OK;
    if (op == NBS_REDUCE_sum && stride == 1) {
        NAME(sums)(outer, outer_stride, n, a, out, so);
        return NBS_OK;
    }
    if (op == NBS_REDUCE_nanSum && stride == 1) {
        NAME(known_sums)(outer, outer_stride, n, a, out, so);
        return NBS_OK;
    }
    if (op == NBS_REDUCE_sumSquares && stride == 1 && n < NAME(SPLIT)) {
        NAME(squares)(outer, outer_stride, n, a, out, so);
        return NBS_OK;
    }
    T (*line)(ptrdiff_t, const T *, double) = NULL;
    switch (op) {
        case NBS_REDUCE_sum: line = NAME(line_sum); break;
        case NBS_REDUCE_prod: line = NAME(line_prod); break;
        case NBS_REDUCE_amax: case NBS_REDUCE_argmax: line = NAME(line_max); break;
        case NBS_REDUCE_amin: case NBS_REDUCE_argmin: line = NAME(line_min); break;
        case NBS_REDUCE_sumAbs: line = NAME(line_abs); break;
        case NBS_REDUCE_sumSquares: line = NAME(line_squares); break;
        case NBS_REDUCE_sumPower: line = NAME(line_power); break;
        case NBS_REDUCE_amaxAbs: line = NAME(line_max_abs); break;
        case NBS_REDUCE_aminAbs: line = NAME(line_min_abs); break;
        case NBS_REDUCE_variance: line = NAME(line_variance); break;
        case NBS_REDUCE_logSumExp: line = NAME(line_log_sum_exp); break;
        case NBS_REDUCE_nanSum: line = NAME(line_known_sum); break;
    }
    // Lines with gaps are brought together first.
    T *gathered = NULL;
    if (stride != 1 && n > 1 && ((size_t)n > PTRDIFF_MAX / sizeof(T) || !(gathered = malloc((size_t)n * sizeof(T))))) return NBS_NO_MEMORY;
    for (ptrdiff_t i = 0; i < outer; i++) {
        const T *x = a + i * outer_stride;
        if (gathered) {
            for (ptrdiff_t k = 0; k < n; k++) gathered[k] = x[k * stride];
            x = gathered;
        }
        switch (op) {
            case NBS_REDUCE_argmax: case NBS_REDUCE_argmin:
                ((int64_t *)out)[i * so] = NAME(line_find)(n, x, line(n, x, p));
                break;
            case NBS_REDUCE_any: case NBS_REDUCE_all: {
                uint8_t found = op == NBS_REDUCE_all;
                for (ptrdiff_t k = 0; k < n; k++) if ((x[k] != 0) != found) { found = !found; break; }
                ((uint8_t *)out)[i * so] = found;
                break;
            }
            case NBS_REDUCE_countNonzero: {
                ((int64_t *)out)[i * so] = NAME(line_count)(n, x);
                break;
            }
            default: ((T *)out)[i * so] = line(n, x, p);
        }
    }
    free(gathered);
    return NBS_OK;
}

static int NAME(scan)(int op, ptrdiff_t rows, ptrdiff_t n, const T *a, T *out, int64_t *index) {
    for (ptrdiff_t row = 0; row < rows; row++, a += n, out += n) {
        ACC r = op == 1 ? 1 : 0;
        T best = a[0];
        int64_t where = 0;
        switch (op) {
            case 0: for (ptrdiff_t i = 0; i < n; i++) { r += a[i]; out[i] = (T)r; } break;
            case 1: for (ptrdiff_t i = 0; i < n; i++) { r *= a[i]; out[i] = (T)r; } break;
            case 2: case 3:
                // The last of equal values; once NaN, always NaN.
                for (ptrdiff_t i = 0; i < n; i++) {
                    if (a[i] != a[i] || (best == best && (op == 2 ? a[i] >= best : a[i] <= best))) { best = a[i]; where = i; }
                    out[i] = best;
                    index[i] = where;
                }
                index += n;
                break;
            default: {
                double top = -INFINITY, total = 0;
                for (ptrdiff_t i = 0; i < n; i++) {
                    double x = (double)a[i];
                    if (x != x) { top = total = x; }
                    else if (x > top) { total = (top == -INFINITY ? 0 : total * exp(top - x)) + 1; top = x; }
                    else if (top != -INFINITY) total += exp(x - top);
                    out[i] = (T)(top == -INFINITY ? top : isinf(top) ? top : top + log(total));
                }
            }
        }
    }
    return NBS_OK;
}
#undef LARGER
#undef SMALLER
#undef ABS
#undef T
#undef NAME
#undef ACC
#undef FMA
