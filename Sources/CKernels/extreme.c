#include "extreme.h"
#include "tile.h"

#if defined(__x86_64__)
#include "avx512.h"

AVX512 static float extreme(int largest, ptrdiff_t n, const float *a) {
    __m512 best[4];
    for (int k = 0; k < 4; k++) best[k] = _mm512_loadu_ps(a);
    __mmask16 none = 0;
    // These give their second operand where one is NaN: it is looked for apart.
#define LOOK(k, at)                                                                                    \
    {                                                                                                  \
        const __m512 x = _mm512_loadu_ps(at);                                                          \
        best[k] = largest ? _mm512_max_ps(x, best[k]) : _mm512_min_ps(x, best[k]);                     \
        none |= _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q);                                                \
    }
    ptrdiff_t i = 0;
    for (; i + 64 <= n; i += 64) UNROLL for (int k = 0; k < 4; k++) LOOK(k, a + i + 16 * k)
    for (; i + 16 <= n; i += 16) LOOK(0, a + i)
    LOOK(1, a + n - 16)
#undef LOOK
    if (none) return __builtin_nanf("");
    if (largest) return _mm512_reduce_max_ps(_mm512_max_ps(_mm512_max_ps(best[3], best[2]), _mm512_max_ps(best[1], best[0])));
    return _mm512_reduce_min_ps(_mm512_min_ps(_mm512_min_ps(best[3], best[2]), _mm512_min_ps(best[1], best[0])));
}
int nbs_wide_extreme(int largest, ptrdiff_t n, const float *a, float *out) {
    if (n < 16 || !nbs_has_large_tiles()) return 0;
    *out = extreme(largest, n, a);
    return 1;
}
#else
int nbs_wide_extreme(int largest, ptrdiff_t n, const float *a, float *out) { return 0; }
#endif

// Small integers: along lines, or of many lines side by side, row after row.
#define BETTER(x, y) (largest ? ((x) > (y) ? (x) : (y)) : ((x) < (y) ? (x) : (y)))
#define NARROW(T)                                                                                              \
    static inline __attribute__((always_inline)) void lines_##T(int largest, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride, \
                                                                const T *a, T *out, ptrdiff_t so) {            \
        if (outer_stride == 1 && stride != 1 && so == 1) {                                                     \
            for (ptrdiff_t j = 0; j < outer; j++) out[j] = a[j];                                               \
            for (ptrdiff_t i = 1; i < n; i++)                                                                  \
                for (ptrdiff_t j = 0; j < outer; j++) { const T x = a[i * stride + j], y = out[j]; out[j] = BETTER(x, y); } \
            return;                                                                                            \
        }                                                                                                      \
        for (ptrdiff_t line = 0; line < outer; line++, a += outer_stride) {                                    \
            T best = a[0];                                                                                     \
            if (stride == 1) for (ptrdiff_t i = 1; i < n; i++) best = BETTER(a[i], best);                      \
            else for (ptrdiff_t i = 1; i < n; i++) best = BETTER(a[i * stride], best);                         \
            out[line * so] = best;                                                                             \
        }                                                                                                      \
    }                                                                                                          \
    NBS_CLONES static void extremes_##T(int largest, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride, const T *a, T *out, ptrdiff_t so) { \
        if (largest) lines_##T(1, outer, outer_stride, n, stride, a, out, so);                                 \
        else lines_##T(0, outer, outer_stride, n, stride, a, out, so);                                         \
    }
NARROW(int8_t)
NARROW(uint8_t)
NARROW(int16_t)
NARROW(int32_t)
int nbs_narrow_extremes(nbs_dtype t, int largest, ptrdiff_t outer, ptrdiff_t outer_stride, ptrdiff_t n, ptrdiff_t stride, const void *a, void *out, ptrdiff_t so) {
    switch (t) {
        case NBS_I8: extremes_int8_t(largest, outer, outer_stride, n, stride, a, out, so); return NBS_OK;
        case NBS_U8: extremes_uint8_t(largest, outer, outer_stride, n, stride, a, out, so); return NBS_OK;
        case NBS_I16: extremes_int16_t(largest, outer, outer_stride, n, stride, a, out, so); return NBS_OK;
        case NBS_I32: extremes_int32_t(largest, outer, outer_stride, n, stride, a, out, so); return NBS_OK;
        default: return NBS_UNSUPPORTED;
    }
}
