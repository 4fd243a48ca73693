// im2col and pooling for one type: included with T, NAME(x), LOWEST and WIDE_STRIP(…) defined.

static ptrdiff_t NAME(size)(const ptrdiff_t *s) { return s[0] * s[1] * s[2]; }

static void NAME(im2col)(const nbs_window *w, ptrdiff_t channels, const T *in, T *col) {
    const ptrdiff_t plane = NAME(size)(w->in), ow = w->out[2], s = w->stride[2];
    for (ptrdiff_t c = 0; c < channels; c++, in += plane)
        for (ptrdiff_t a = 0; a < w->kernel[0]; a++)
            for (ptrdiff_t b = 0; b < w->kernel[1]; b++)
                for (ptrdiff_t e = 0; e < w->kernel[2]; e++) {
                    // The columns whose source lies inside the row: from `first` up to `last`.
                    const ptrdiff_t x0 = e * w->dilation[2] - w->padding[2];
                    ptrdiff_t first = x0 >= 0 ? 0 : (-x0 + s - 1) / s;
                    ptrdiff_t last = x0 >= w->in[2] ? 0 : (w->in[2] - x0 + s - 1) / s;
                    first = first > ow ? ow : first;
                    last = last > ow ? ow : last < first ? first : last;
                    for (ptrdiff_t z = 0; z < w->out[0]; z++) {
                        const ptrdiff_t iz = z * w->stride[0] + a * w->dilation[0] - w->padding[0];
                        for (ptrdiff_t y = 0; y < w->out[1]; y++, col += ow) {
                            const ptrdiff_t iy = y * w->stride[1] + b * w->dilation[1] - w->padding[1];
                            if (iz < 0 || iz >= w->in[0] || iy < 0 || iy >= w->in[1]) {
                                memset(col, 0, (size_t)ow * sizeof(T));
                                continue;
                            }
                            const T *row = in + (iz * w->in[1] + iy) * w->in[2] + x0;
                            for (ptrdiff_t x = 0; x < first; x++) col[x] = 0;
                            if (s == 1) memcpy(col + first, row + first, (size_t)(last - first) * sizeof(T));
                            else for (ptrdiff_t x = first; x < last; x++) col[x] = row[x * s];
                            for (ptrdiff_t x = last; x < ow; x++) col[x] = 0;
                        }
                    }
                }
}

static void NAME(col2im)(const nbs_window *w, ptrdiff_t channels, const T *col, T *in) {
    const ptrdiff_t plane = NAME(size)(w->in), ow = w->out[2], s = w->stride[2];
    for (ptrdiff_t c = 0; c < channels; c++, in += plane)
        for (ptrdiff_t a = 0; a < w->kernel[0]; a++)
            for (ptrdiff_t b = 0; b < w->kernel[1]; b++)
                for (ptrdiff_t e = 0; e < w->kernel[2]; e++) {
                    const ptrdiff_t x0 = e * w->dilation[2] - w->padding[2];
                    ptrdiff_t first = x0 >= 0 ? 0 : (-x0 + s - 1) / s;
                    ptrdiff_t last = x0 >= w->in[2] ? 0 : (w->in[2] - x0 + s - 1) / s;
                    last = last > ow ? ow : last;
                    for (ptrdiff_t z = 0; z < w->out[0]; z++) {
                        const ptrdiff_t iz = z * w->stride[0] + a * w->dilation[0] - w->padding[0];
                        for (ptrdiff_t y = 0; y < w->out[1]; y++, col += ow) {
                            const ptrdiff_t iy = y * w->stride[1] + b * w->dilation[1] - w->padding[1];
                            if (iz < 0 || iz >= w->in[0] || iy < 0 || iy >= w->in[1]) continue;
                            T *row = in + (iz * w->in[1] + iy) * w->in[2] + x0;
                            if (s == 1) for (ptrdiff_t x = first; x < last; x++) row[x] += col[x];
                            else for (ptrdiff_t x = first; x < last; x++) row[x * s] += col[x];
                        }
                    }
                }
}

// For every window of every plane: bounds clipped to the input in low and high, `full` the size with padding.
#define EACH_WINDOW(...)                                                                                         \
    for (ptrdiff_t z = 0; z < w->out[0]; z++)                                                                    \
        for (ptrdiff_t y = 0; y < w->out[1]; y++)                                                                \
            for (ptrdiff_t x = 0; x < w->out[2]; x++) {                                                          \
                const ptrdiff_t at[3] = {z, y, x};                                                               \
                ptrdiff_t low[3], high[3], full = 1;                                                             \
                for (int d = 0; d < 3; d++) {                                                                    \
                    low[d] = at[d] * w->stride[d] - w->padding[d];                                               \
                    ptrdiff_t end = low[d] + (w->kernel[d] - 1) * w->dilation[d] + 1;                            \
                    ptrdiff_t limit = w->in[d] + w->padding[d];                                                  \
                    full *= (end < limit ? end : limit) - low[d];                                                \
                    high[d] = end < w->in[d] ? end : w->in[d];                                                   \
                    /* The first tap inside, on the dilated grid. */                                             \
                    if (low[d] < 0) low[d] += (-low[d] + w->dilation[d] - 1) / w->dilation[d] * w->dilation[d];  \
                }                                                                                                \
                __VA_ARGS__                                                                                      \
            }
#define EACH_ADAPTIVE(BODY)                                                                                      \
    for (ptrdiff_t z = 0; z < w->out[0]; z++)                                                                    \
        for (ptrdiff_t y = 0; y < w->out[1]; y++)                                                                \
            for (ptrdiff_t x = 0; x < w->out[2]; x++) {                                                          \
                const ptrdiff_t at[3] = {z, y, x};                                                               \
                ptrdiff_t low[3], high[3], full = 1;                                                             \
                for (int d = 0; d < 3; d++) {                                                                    \
                    low[d] = at[d] * w->in[d] / w->out[d];                                                       \
                    high[d] = ((at[d] + 1) * w->in[d] + w->out[d] - 1) / w->out[d];                              \
                    full *= high[d] - low[d];                                                                    \
                }                                                                                                \
                BODY                                                                                             \
            }
#define TAPS(DZ, DY, DX, ...)                                                     \
    for (ptrdiff_t p = low[0]; p < high[0]; p += DZ)                              \
        for (ptrdiff_t q = low[1]; q < high[1]; q += DY)                          \
            for (ptrdiff_t r = low[2]; r < high[2]; r += DX) {                    \
                const ptrdiff_t i = (p * w->in[1] + q) * w->in[2] + r;            \
                __VA_ARGS__                                                       \
            }
#define LARGEST(DZ, DY, DX)                                                                  \
    T best = LOWEST;                                                                         \
    ptrdiff_t place = (low[0] * w->in[1] + low[1]) * w->in[2] + low[2];                      \
    TAPS(DZ, DY, DX, if (in[i] > best || in[i] != in[i]) { best = in[i]; place = i; })       \
    *out++ = best;                                                                           \
    *indices++ = place;

// Windows side by side that lie inside their row: all of them a tap at a time.
NBS_CLONES static void NAME(strip)(const nbs_window *w, ptrdiff_t count, const ptrdiff_t *low, const ptrdiff_t *high, const T *in, T *out,
                                   int64_t *indices) {
    enum { WIDE = 64 };
    T best[WIDE];
    int32_t place[WIDE];
    const ptrdiff_t s = w->stride[2];
    for (ptrdiff_t from = 0; from < count; from += WIDE) {
        const int32_t n = (int32_t)(count - from < WIDE ? count - from : WIDE), step = (int32_t)s;
        const int32_t start = (int32_t)((low[0] * w->in[1] + low[1]) * w->in[2] + low[2] + from * s);
        for (int32_t x = 0; x < n; x++) { best[x] = LOWEST; place[x] = start + x * step; }
        TAPS(w->dilation[0], w->dilation[1], w->dilation[2], {
            const T *row = in + i + from * s;
            for (int32_t x = 0; x < n; x++) {
                const T v = row[x * s];
                const int takes = (v > best[x]) | (v != v);
                best[x] = takes ? v : best[x];
                place[x] = takes ? (int32_t)(i + from * s) + x * step : place[x];
            }
        })
        for (int32_t x = 0; x < n; x++) { out[from + x] = best[x]; indices[from + x] = place[x]; }
    }
}
// Columns of windows [first, last) lie inside the input.
static void NAME(inside)(const nbs_window *w, ptrdiff_t *first, ptrdiff_t *last) {
    const ptrdiff_t s = w->stride[2], inside = w->in[2] + w->padding[2] - (w->kernel[2] - 1) * w->dilation[2] - 1;
    *first = (w->padding[2] + s - 1) / s;
    *last = inside < 0 || NAME(size)(w->in) > INT32_MAX ? *first : inside / s + 1;
    *last = *last > w->out[2] ? w->out[2] : *last;
}
static void NAME(max_pool)(const nbs_window *w, ptrdiff_t planes, const T *in, T *out, int64_t *indices) {
    ptrdiff_t first, last;
    NAME(inside)(w, &first, &last);
    for (ptrdiff_t plane = 0; plane < planes; plane++, in += NAME(size)(w->in)) {
        EACH_WINDOW(
            (void)full;
            if (x < first || x >= last) { LARGEST(w->dilation[0], w->dilation[1], w->dilation[2]) continue; }
            if (!WIDE_STRIP(w, last - x, low, high, in, out, indices)) NAME(strip)(w, last - x, low, high, in, out, indices);
            out += last - x;
            indices += last - x;
            x = last - 1;)
    }
}
static void NAME(adaptive_max_pool)(const nbs_window *w, ptrdiff_t planes, const T *in, T *out, int64_t *indices) {
    for (ptrdiff_t plane = 0; plane < planes; plane++, in += NAME(size)(w->in)) {
        EACH_ADAPTIVE((void)full; LARGEST(1, 1, 1))
    }
}
static ptrdiff_t NAME(divisor)(int count_padding, ptrdiff_t divisor, ptrdiff_t full, const ptrdiff_t *low, const ptrdiff_t *high) {
    if (divisor) return divisor;
    return count_padding ? full : (high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2]);
}
// Strides of one and two are constants to the loops.
#define STRIDED(STATEMENT)                                                                      \
    if (w->stride[2] == 1) { enum { s = 1 }; for (ptrdiff_t x = 0; x < n; x++) STATEMENT; }     \
    else if (w->stride[2] == 2) { enum { s = 2 }; for (ptrdiff_t x = 0; x < n; x++) STATEMENT; } \
    else { const ptrdiff_t s = w->stride[2]; for (ptrdiff_t x = 0; x < n; x++) STATEMENT; }
NBS_CLONES static void NAME(mean_strip)(const nbs_window *w, ptrdiff_t count, const ptrdiff_t *low, const ptrdiff_t *high, T divisor, const T *in, T *out) {
    enum { WIDE = 64 };
    for (ptrdiff_t from = 0; from < count; from += WIDE) {
        const ptrdiff_t n = count - from < WIDE ? count - from : WIDE;
        T sum[WIDE] = {0};
        TAPS(1, 1, 1, {
            const T *row = in + i + from * w->stride[2];
            STRIDED(sum[x] += row[x * s])
        })
        for (ptrdiff_t x = 0; x < n; x++) out[from + x] = sum[x] / divisor;
    }
}
// Each number of the input gets its shares from left to right, as from one window after the other: taps go backwards.
NBS_CLONES static void NAME(share_strip)(const nbs_window *w, ptrdiff_t n, const ptrdiff_t *low, const ptrdiff_t *high, T divisor, const T *out, T *in) {
    for (ptrdiff_t p = low[0]; p < high[0]; p++)
        for (ptrdiff_t q = low[1]; q < high[1]; q++)
            for (ptrdiff_t r = high[2] - 1; r >= low[2]; r--) {
                T *row = in + (p * w->in[1] + q) * w->in[2] + r;
                STRIDED(row[x * s] += out[x] / divisor)
            }
}
static void NAME(avg_pool)(const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor, const T *in, T *out) {
    ptrdiff_t first, last;
    NAME(inside)(w, &first, &last);
    for (ptrdiff_t plane = 0; plane < planes; plane++, in += NAME(size)(w->in)) {
        EACH_WINDOW(
            const T by = (T)NAME(divisor)(count_padding, divisor, full, low, high);
            if (x < first || x >= last) {
                T sum = 0;
                TAPS(1, 1, 1, sum += in[i];)
                *out++ = sum / by;
                continue;
            }
            NAME(mean_strip)(w, last - x, low, high, by, in, out);
            out += last - x;
            x = last - 1;)
    }
}
static void NAME(avg_pool_backward)(const nbs_window *w, ptrdiff_t planes, int count_padding, ptrdiff_t divisor, const T *out, T *in) {
    ptrdiff_t first, last;
    NAME(inside)(w, &first, &last);
    for (ptrdiff_t plane = 0; plane < planes; plane++, in += NAME(size)(w->in)) {
        EACH_WINDOW(
            const T by = (T)NAME(divisor)(count_padding, divisor, full, low, high);
            if (x < first || x >= last) {
                const T share = *out++ / by;
                TAPS(1, 1, 1, in[i] += share;)
                continue;
            }
            NAME(share_strip)(w, last - x, low, high, by, out, in);
            out += last - x;
            x = last - 1;)
    }
}
static void NAME(adaptive_avg_pool)(const nbs_window *w, ptrdiff_t planes, const T *in, T *out) {
    for (ptrdiff_t plane = 0; plane < planes; plane++, in += NAME(size)(w->in)) {
        EACH_ADAPTIVE(T sum = 0; TAPS(1, 1, 1, sum += in[i];) *out++ = sum / (T)full;)
    }
}
static void NAME(adaptive_avg_pool_backward)(const nbs_window *w, ptrdiff_t planes, const T *out, T *in) {
    for (ptrdiff_t plane = 0; plane < planes; plane++, in += NAME(size)(w->in)) {
        EACH_ADAPTIVE(T share = *out++ / (T)full; TAPS(1, 1, 1, in[i] += share;))
    }
}
// Whether every place lies in its plane; a gradient that has none is passed over.
static int NAME(max_pool_backward)(ptrdiff_t planes, ptrdiff_t in_size, ptrdiff_t out_size, const T *out, const int64_t *indices, T *in) {
    int inside = 1;
    for (ptrdiff_t plane = 0; plane < planes; plane++, in += in_size)
        for (ptrdiff_t i = 0; i < out_size; i++, indices++, out++) {
            if ((uint64_t)*indices < (uint64_t)in_size) in[*indices] += *out;
            else inside = 0;
        }
    return inside;
}
#undef EACH_WINDOW
#undef EACH_ADAPTIVE
#undef TAPS
#undef LARGEST
#undef STRIDED
#undef LOWEST
#undef WIDE_STRIP
#undef T
#undef NAME
