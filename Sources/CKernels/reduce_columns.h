// Reductions of columns for one type: included by reduce_lines.h.

// Many lines side by side (outer_stride 1): whole rows are added up, in stretches for accuracy.
#define COLUMNS(NAME_, INIT, STEP, JOIN)                                                                        \
    NBS_CLONES static void NAME(NAME_)(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const T *a, T *out, ptrdiff_t so) { \
        enum { WIDE = 512, DEEP = 256 };                                                                        \
        for (ptrdiff_t c = 0; c < outer; c += WIDE) {                                                           \
            ptrdiff_t w = outer - c < WIDE ? outer - c : WIDE;                                                  \
            T total[WIDE], part[WIDE];                                                                          \
            for (ptrdiff_t j = 0; j < w; j++) total[j] = INIT(a[c + j]);                                        \
            for (ptrdiff_t i = 0; i < n; i += DEEP) {                                                           \
                ptrdiff_t end = n - i < DEEP ? n : i + DEEP;                                                    \
                for (ptrdiff_t j = 0; j < w; j++) part[j] = INIT(a[c + j]);                                     \
                for (ptrdiff_t k = i; k < end; k++) {                                                           \
                    const T *row = a + k * stride + c;                                                          \
                    for (ptrdiff_t j = 0; j < w; j++) { T r = part[j], x = row[j]; part[j] = STEP; }            \
                }                                                                                               \
                for (ptrdiff_t j = 0; j < w; j++) { T r = total[j], x = part[j]; total[j] = JOIN; }             \
            }                                                                                                   \
            for (ptrdiff_t j = 0; j < w; j++) out[(c + j) * so] = total[j];                                     \
        }                                                                                                       \
    }
#define ZERO(x) 0
#define ONE(x) 1
#define ITSELF(x) (x)
COLUMNS(columns_squares, ZERO, r + x * x, r + x)
COLUMNS(columns_prod, ONE, r * x, r * x)
COLUMNS(columns_max, ITSELF, LARGER(r, x), LARGER(r, x))
COLUMNS(columns_min, ITSELF, SMALLER(r, x), SMALLER(r, x))
enum { NAME(WIDE) = 1024 }; // Rows of a thousand are read in one go: where they are cut, the caches guess wrong twice a row.
// `into` grows by the sums of up to 16 rows, block after block: as many columns as stay in registers.
static inline __attribute__((always_inline)) void NAME(add_blocks)(ptrdiff_t w, ptrdiff_t rows, ptrdiff_t stride, const T *from, T *into) {
    ptrdiff_t j = 0;
    for (; j + NAME(SIDE) <= w; j += NAME(SIDE)) {
        T sum[NAME(SIDE)] = {0};
        for (ptrdiff_t k = 0; k < rows; k++)
            for (int q = 0; q < NAME(SIDE); q++) sum[q] += from[k * stride + j + q];
        for (int q = 0; q < NAME(SIDE); q++) into[j + q] += sum[q];
    }
    for (; j < w; j++) {
        T sum = 0;
        for (ptrdiff_t k = 0; k < rows; k++) sum += from[k * stride + j];
        into[j] += sum;
    }
}
// The same row after row: from beyond the caches one stream comes faster than sixteen, which moreover are in each other's way where rows
// lie a power of two apart.
static inline __attribute__((always_inline)) void NAME(add_rows)(ptrdiff_t w, ptrdiff_t rows, ptrdiff_t stride, const T *from, T *into) {
    enum { AHEAD = 4096 / sizeof(T) };
    T sum[NAME(WIDE)];
    ptrdiff_t j = 0;
    for (; j < w; j++) sum[j] = 0;
    for (ptrdiff_t k = 0; k < rows; k++, from += stride) {
        for (j = 0; j + NAME(SIDE) <= w; j += NAME(SIDE)) {
            __builtin_prefetch(from + j + AHEAD);
            __builtin_prefetch(from + j + AHEAD + NAME(SIDE) / 2);
            for (int q = 0; q < NAME(SIDE); q++) sum[j + q] += from[j + q];
        }
        for (; j < w; j++) sum[j] += from[j];
    }
    for (j = 0; j < w; j++) into[j] += sum[j];
}
// Sums as PyTorch has them: 16 rows at a time, of these 16 at a time, and so on. What does not fill a block of 32
// columns is added up in four rows side by side (of fewer than one vector, four columns still make a block).
NBS_CLONES static void NAME(wide_sum)(int once, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const T *a, T *out, ptrdiff_t so) {
    enum { DEEP = 16 };
    for (ptrdiff_t c = 0; c < outer; c += NAME(WIDE)) {
        const ptrdiff_t w = outer - c < NAME(WIDE) ? outer - c : NAME(WIDE);
        T total[NAME(WIDE)] = {0}, middle[NAME(WIDE)] = {0}, part[NAME(WIDE)] = {0};
        _Static_assert(DEEP * DEEP == NBS_TALL, "join_sums adds up what `total` does");
        for (ptrdiff_t i = 0; i < n; i += DEEP) {
            const ptrdiff_t rows = n - i < DEEP ? n - i : DEEP;
            T *into = rows < DEEP ? part : middle;
            if (once) NAME(add_rows)(w, rows, stride, a + i * stride + c, into);
            else NAME(add_blocks)(w, rows, stride, a + i * stride + c, into);
            if ((i + DEEP) % (DEEP * DEEP) || rows < DEEP) continue;
            for (ptrdiff_t j = 0; j < w; j++) { total[j] += middle[j]; middle[j] = 0; }
        }
        for (ptrdiff_t j = 0; j < w; j++) out[(c + j) * so] = part[j] + middle[j] + total[j];
    }
}
NBS_CLONES static void NAME(narrow_sum)(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const T *a, T *out, ptrdiff_t so) {
    enum { MOST = 32, DEEP = 16 };
    T total[4 * MOST] = {0}, middle[4 * MOST] = {0}, part[4 * MOST] = {0}; // [four][outer]
    const ptrdiff_t four = 4 * outer;
    ptrdiff_t i = 0;
    for (ptrdiff_t row = 1; i + 4 <= n; row++, i += 4) {
        const T *from = a + i * stride;
        // Without gaps four rows are one.
        if (stride == outer) for (ptrdiff_t j = 0; j < four; j++) part[j] += from[j];
        else for (int s = 0; s < 4; s++) for (ptrdiff_t j = 0; j < outer; j++) part[s * outer + j] += from[s * stride + j];
        if (row % DEEP) continue;
        for (ptrdiff_t j = 0; j < four; j++) { middle[j] += part[j]; part[j] = 0; }
        if (row % (DEEP * DEEP)) continue;
        for (ptrdiff_t j = 0; j < four; j++) { total[j] += middle[j]; middle[j] = 0; }
    }
    for (ptrdiff_t j = 0; j < four; j++) total[j] += part[j] + middle[j];
    for (; i < n; i++) for (ptrdiff_t j = 0; j < outer; j++) total[j] += a[i * stride + j];
    for (ptrdiff_t j = 0; j < outer; j++) out[j * so] = total[j] + total[outer + j] + total[2 * outer + j] + total[3 * outer + j];
}
// What wide_sum makes of all rows, from what it made of each NBS_TALL of them: the same sums in the same order.
NBS_CLONES static void NAME(join_sums)(ptrdiff_t outer, ptrdiff_t n, const T *sums, T *out, ptrdiff_t so) {
    enum { WIDE = 256 };
    const ptrdiff_t whole = n / NBS_TALL;
    for (ptrdiff_t c = 0; c < outer; c += WIDE, sums += WIDE, out += WIDE * so) {
        const ptrdiff_t w = outer - c < WIDE ? outer - c : WIDE;
        T total[WIDE] = {0};
        for (ptrdiff_t g = 0; g < whole; g++) for (ptrdiff_t j = 0; j < w; j++) total[j] += sums[g * outer + j];
        if (n % NBS_TALL) for (ptrdiff_t j = 0; j < w; j++) total[j] += sums[whole * outer + j];
        for (ptrdiff_t j = 0; j < w; j++) out[j * so] = total[j];
    }
}
static void NAME(columns_sum)(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const T *a, T *out, ptrdiff_t so) {
    const ptrdiff_t block = outer < (ptrdiff_t)(32 / sizeof(T)) ? 4 : NBS_SIDE, wide = outer / block * block;
    if (wide) NAME(wide_sum)(0, wide, n, stride, a, out, so);
    if (wide < outer) NAME(narrow_sum)(outer - wide, n, stride, a + wide, out + wide * so, so);
}
// The squares of the distances from the mean, in double as those of a line.
NBS_CLONES static void NAME(columns_variance)(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const T *a, T *out, ptrdiff_t so, double correction) {
    enum { WIDE = 256 };
    const double freedom = (double)n - correction;
    for (ptrdiff_t c = 0; c < outer; c += WIDE) {
        const ptrdiff_t w = outer - c < WIDE ? outer - c : WIDE;
        double mean[WIDE] = {0}, squares[WIDE] = {0};
        for (ptrdiff_t i = 0; i < n; i++) for (ptrdiff_t j = 0; j < w; j++) mean[j] += (double)a[i * stride + c + j];
        for (ptrdiff_t j = 0; j < w; j++) mean[j] /= (double)n;
        for (ptrdiff_t i = 0; i < n; i++) for (ptrdiff_t j = 0; j < w; j++) { const double d = (double)a[i * stride + c + j] - mean[j]; squares[j] += d * d; }
        for (ptrdiff_t j = 0; j < w; j++) out[(c + j) * so] = (T)(squares[j] / (freedom > 0 ? freedom : 0));
    }
}
// The places of the first largest or smallest in each column; the first NaN wins.
#define BEATS(x, y) ((largest ? (x) > (y) : (x) < (y)) | ((x) != (x) & (y) == (y)))
NBS_CLONES static void NAME(columns_find)(int largest, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t stride, const T *a, int64_t *out, ptrdiff_t so) {
    enum { WIDE = 256 };
    if (outer < 32 && stride == outer && n >= 4 * (WIDE / outer)) {
        // Few columns: so many rows side by side that they fill a block.
        const ptrdiff_t together = WIDE / outer, whole = n / together;
        int64_t places[WIDE];
        NAME(columns_find)(largest, together * outer, whole, together * outer, a, places, 1);
        for (ptrdiff_t j = 0; j < outer; j++) {
            ptrdiff_t best = places[j] * together;
            for (ptrdiff_t r = 1; r < together + n - whole * together; r++) {
                const ptrdiff_t row = r < together ? places[r * outer + j] * together + r : whole * together + r - together;
                const T x = a[row * stride + j], y = a[best * stride + j];
                if (BEATS(x, y) || (!BEATS(y, x) && row < best)) best = row;
            }
            out[j * so] = best;
        }
        return;
    }
    for (ptrdiff_t c = 0; c < outer; c += WIDE) {
        const ptrdiff_t w = outer - c < WIDE ? outer - c : WIDE;
        T best[WIDE];
        int32_t place[WIDE];
        for (ptrdiff_t j = 0; j < w; j++) { best[j] = a[c + j]; place[j] = 0; }
        for (ptrdiff_t i = 1; i < n; i++) {
            const T *row = a + i * stride + c;
            for (ptrdiff_t j = 0; j < w; j++) {
                const T x = row[j], y = best[j];
                const int beats = BEATS(x, y);
                best[j] = beats ? x : y;
                place[j] = beats ? (int32_t)i : place[j];
            }
        }
        for (ptrdiff_t j = 0; j < w; j++) out[(c + j) * so] = place[j];
    }
}
#undef BEATS
#undef COLUMNS
#undef ZERO
#undef ONE
#undef ITSELF
