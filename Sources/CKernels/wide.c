#include "wide.h"
#include "tile.h"
#include <math.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))
#define INLINE static inline __attribute__((always_inline)) AVX512
#define ALL(x) _mm512_set1_ps(x)

// In step with v_exp.
INLINE __m512 wide_exp(__m512 x) {
    const __m512 magic = ALL(12582912.0f);
    // A NaN passes: these give their second operand then.
    __m512 c = _mm512_min_ps(ALL(89.0f), _mm512_max_ps(ALL(-104.0f), x));
    __m512 n = _mm512_sub_ps(_mm512_fmadd_ps(c, ALL(1.44269504088896341f), magic), magic);
    __m512 r = _mm512_fnmadd_ps(n, ALL(0.693359375f), c);
    r = _mm512_fnmadd_ps(n, ALL(-2.12194440e-4f), r);
    __m512 p = ALL(1.9875691500e-4f);
    p = _mm512_fmadd_ps(p, r, ALL(1.3981999507e-3f));
    p = _mm512_fmadd_ps(p, r, ALL(8.3334519073e-3f));
    p = _mm512_fmadd_ps(p, r, ALL(4.1665795894e-2f));
    p = _mm512_fmadd_ps(p, r, ALL(1.6666665459e-1f));
    p = _mm512_fmadd_ps(p, r, ALL(5.0000001201e-1f));
    p = _mm512_add_ps(_mm512_fmadd_ps(p, _mm512_mul_ps(r, r), r), ALL(1.0f));
    return _mm512_mask_mov_ps(_mm512_scalef_ps(p, n), _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), x);
}

// In step with v_log.
INLINE __m512 wide_log(__m512 x) {
    const __m512 one = ALL(1.0f), half = ALL(0.5f);
    __m512 m = _mm512_getmant_ps(x, _MM_MANT_NORM_p5_1, _MM_MANT_SIGN_src), e = _mm512_getexp_ps(x);
    const __mmask16 low = _mm512_cmp_ps_mask(m, ALL(0.707106781186547524f), _CMP_LT_OQ);
    e = _mm512_mask_add_ps(e, _mm512_knot(low), e, one);
    const __m512 f = _mm512_sub_ps(_mm512_mask_add_ps(m, low, m, m), one), z = _mm512_mul_ps(f, f);
    __m512 y = ALL(7.0376836292e-2f);
    y = _mm512_fmadd_ps(y, f, ALL(-1.1514610310e-1f));
    y = _mm512_fmadd_ps(y, f, ALL(1.1676998740e-1f));
    y = _mm512_fmadd_ps(y, f, ALL(-1.2420140846e-1f));
    y = _mm512_fmadd_ps(y, f, ALL(1.4249322787e-1f));
    y = _mm512_fmadd_ps(y, f, ALL(-1.6668057665e-1f));
    y = _mm512_fmadd_ps(y, f, ALL(2.0000714765e-1f));
    y = _mm512_fmadd_ps(y, f, ALL(-2.4999993993e-1f));
    y = _mm512_fmadd_ps(y, f, ALL(3.3333331174e-1f));
    y = _mm512_mul_ps(_mm512_mul_ps(y, f), z);
    y = _mm512_fmadd_ps(e, ALL(-2.12194440e-4f), y);
    y = _mm512_fnmadd_ps(half, z, y);
    __m512 result = _mm512_fmadd_ps(e, ALL(0.693359375f), _mm512_add_ps(f, y));
    // NaN, zeros, infinities and what is negative: rare.
    if (__builtin_expect(_mm512_fpclass_ps_mask(x, 0xDF) != 0, 0)) {
        result = _mm512_mask_mov_ps(result, _mm512_cmp_ps_mask(x, ALL(__builtin_inff()), _CMP_EQ_OQ), x);
        result = _mm512_mask_mov_ps(result, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_EQ_OQ), ALL(-__builtin_inff()));
        result = _mm512_mask_mov_ps(result, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), ALL(__builtin_nanf("")));
        result = _mm512_mask_mov_ps(result, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), x);
    }
    return result;
}

// In step with v_sigmoid.
INLINE __m512 wide_sigmoid(__m512 x) {
    const __m512 one = ALL(1.0f);
    const __m512 y = _mm512_div_ps(one, _mm512_add_ps(one, wide_exp(_mm512_xor_ps(x, ALL(-0.0f)))));
    return _mm512_mask_mov_ps(y, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), x);
}

#include "wide_tanh.h"

// Reading ahead: the caches' own guess ends at the page, and these loops keep few loads under way. A result that is larger
// than the caches goes past them.
enum { AHEAD = 512 };
#define LOOP(SETUP, EXPR, KEEP)                                                                    \
    const ptrdiff_t whole = n / 16 * 16;                                                           \
    SETUP                                                                                          \
    for (ptrdiff_t i = 0; i < whole; i += 16) {                                                    \
        _mm_prefetch((const char *)(a + i + AHEAD), _MM_HINT_T0);                                  \
        const __m512 x = _mm512_loadu_ps(a + i);                                                   \
        const __m512 y = EXPR;                                                                     \
        KEEP                                                                                       \
        if (past) _mm512_stream_ps(out + i, y);                                                    \
        else _mm512_storeu_ps(out + i, y);                                                         \
    }                                                                                              \
    if (whole < n) {                                                                               \
        const ptrdiff_t i = whole;                                                                 \
        const __mmask16 m = (__mmask16)((1u << (n - whole)) - 1);                                  \
        const __m512 x = _mm512_mask_loadu_ps(ALL(1.0f), m, a + i);                                \
        const __m512 y = EXPR;                                                                     \
        KEEP                                                                                       \
        _mm512_mask_storeu_ps(out + i, m, y);                                                      \
    }
INLINE void loop_exp(ptrdiff_t n, const float *a, float *out, int past) { LOOP(, wide_exp(x), ) }
INLINE void loop_log(ptrdiff_t n, const float *a, float *out, int past) { LOOP(, wide_log(x), ) }
INLINE void loop_sigmoid(ptrdiff_t n, const float *a, float *out, int past) { LOOP(, wide_sigmoid(x), ) }

// The arguments are kept: a result may stand in their place.
enum { TANHS = 1024 };
INLINE void some_tanh(ptrdiff_t n, const float *a, float *out, int past) {
    float kept[TANHS] __attribute__((aligned(64)));
    union { uint16_t one[TANHS / 16]; uint64_t four[TANHS / 64]; } unsure;
    unsure.four[(n - 1) / 64] = 0;
    LOOP(, wide_tanh(x, &unsure.one[i / 16]), _mm512_store_ps(kept + i, x);)
    for (ptrdiff_t i = 0; i < n; i += 64)
        for (uint64_t m = unsure.four[i / 64]; __builtin_expect(m != 0, 0); m &= m - 1) {
            const ptrdiff_t k = i + __builtin_ctzll(m);
            out[k] = v_tanh(kept[k]);
        }
}
INLINE void loop_tanh(ptrdiff_t n, const float *a, float *out, int past) {
    for (ptrdiff_t i = 0; i < n; i += TANHS) some_tanh(n - i < TANHS ? n - i : TANHS, a + i, out + i, past);
}

// softmax.c's rows: the same sums in the same order.
AVX512 static void softmax_rows(int log_form, ptrdiff_t rows, ptrdiff_t n, const float *a, float *out) {
    const ptrdiff_t whole = n / 16 * 16;
    const __mmask16 rest = (__mmask16)((1u << (n - whole)) - 1);
    for (ptrdiff_t row = 0; row < rows; row++, a += n, out += n) {
        float lanes[16], top = -__builtin_inff(), sum = 0;
        __m512 tops[4];
        for (int k = 0; k < 4; k++) tops[k] = ALL(top);
        ptrdiff_t i = 0;
        // NaN is passed over: the second operand stays.
        for (; i + 64 <= whole; i += 64)
            for (int k = 0; k < 4; k++) tops[k] = _mm512_max_ps(_mm512_loadu_ps(a + i + 16 * k), tops[k]);
        for (; i < whole; i += 16) tops[0] = _mm512_max_ps(_mm512_loadu_ps(a + i), tops[0]);
        tops[1] = _mm512_max_ps(_mm512_mask_loadu_ps(ALL(top), rest, a + whole), tops[1]);
        top = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_max_ps(tops[0], tops[1]), _mm512_max_ps(tops[2], tops[3])));
        __m512 sums = _mm512_setzero_ps();
        for (i = 0; i < whole; i += 16) {
            const __m512 x = _mm512_sub_ps(_mm512_loadu_ps(a + i), ALL(top)), e = wide_exp(x);
            sums = _mm512_add_ps(sums, e);
            _mm512_storeu_ps(out + i, log_form ? x : e);
        }
        if (rest) {
            const __m512 x = _mm512_sub_ps(_mm512_maskz_loadu_ps(rest, a + whole), ALL(top)), e = wide_exp(x);
            _mm512_mask_storeu_ps(out + whole, rest, log_form ? x : e);
            _mm512_storeu_ps(lanes, e);
            for (int k = 0; k < n - whole; k++) sum += lanes[k];
        }
        _mm512_storeu_ps(lanes, sums);
        for (int k = 0; k < 16; k++) sum += lanes[k];
        const __m512 shift = ALL((float)log((double)sum)), scale = ALL(1 / sum);
        for (i = 0; i < n; i += 16) {
            const __mmask16 m = i < whole ? 0xFFFF : rest;
            const __m512 x = _mm512_maskz_loadu_ps(m, out + i);
            _mm512_mask_storeu_ps(out + i, m, log_form ? _mm512_sub_ps(x, shift) : _mm512_mul_ps(x, scale));
        }
    }
}
int nbs_wide_softmax(int log_form, ptrdiff_t rows, ptrdiff_t n, const float *a, float *out) {
    if (!nbs_has_large_tiles()) return 0;
    softmax_rows(log_form, rows, n, a, out);
    return 1;
}

// Two copies of each loop.
#define BOTH(NAME)                                                                                 \
    AVX512 static void NAME##_here(ptrdiff_t n, const float *a, float *out) { loop_##NAME(n, a, out, 0); } \
    AVX512 static void NAME##_past(ptrdiff_t n, const float *a, float *out) { loop_##NAME(n, a, out, 1); }
BOTH(exp)
BOTH(log)
BOTH(tanh)
BOTH(sigmoid)
#define CALL(NAME) past ? NAME##_past(n, a, out) : NAME##_here(n, a, out)
int nbs_wide_unary(int op, ptrdiff_t n, const float *a, float *out, int past) {
    if (!nbs_has_large_tiles()) return 0;
    switch (op) {
        case NBS_UNARY_exp: CALL(exp); return 1;
        case NBS_UNARY_log: CALL(log); return 1;
        case NBS_UNARY_tanh: CALL(tanh); return 1;
        case NBS_UNARY_sigmoid: CALL(sigmoid); return 1;
        default: return 0;
    }
}
#else
int nbs_wide_unary(int op, ptrdiff_t n, const float *a, float *out, int past) { return 0; }
int nbs_wide_softmax(int log_form, ptrdiff_t rows, ptrdiff_t n, const float *a, float *out) { return 0; }
#endif
