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
