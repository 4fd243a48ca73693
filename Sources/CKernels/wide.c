#include "doublemath.h"
#include "wide.h"
#include "tile.h"
#include <math.h>

#if defined(__x86_64__)
#include "avx512.h"
#define ALL(x) _mm512_set1_ps(x)

// Every function works on K vectors in step, one operation on all of them and then the next: the operations that wait for a
// result would fill the CPU's window otherwise. K is a constant.
enum { STEPS = 4, SHORTEST = 32, SHORT = 256 };
#define EACH UNROLL for (int k = 0; k < K; k++)

// In step with v_exp.
INLINE void wide_exp(int K, const __m512 *x, __m512 *y) {
    const __m512 magic = ALL(12582912.0f);
    __m512 c[STEPS], n[STEPS], r[STEPS], p[STEPS];
    // A NaN passes: these give their second operand then.
    EACH c[k] = _mm512_max_ps(ALL(-104.0f), x[k]);
    EACH c[k] = _mm512_min_ps(ALL(89.0f), c[k]);
    EACH n[k] = _mm512_fmadd_ps(c[k], ALL(1.44269504088896341f), magic);
    EACH n[k] = _mm512_sub_ps(n[k], magic);
    EACH r[k] = _mm512_fnmadd_ps(n[k], ALL(0.693359375f), c[k]);
    EACH r[k] = _mm512_fnmadd_ps(n[k], ALL(-2.12194440e-4f), r[k]);
    EACH p[k] = _mm512_fmadd_ps(ALL(1.9875691500e-4f), r[k], ALL(1.3981999507e-3f));
    EACH p[k] = _mm512_fmadd_ps(p[k], r[k], ALL(8.3334519073e-3f));
    EACH p[k] = _mm512_fmadd_ps(p[k], r[k], ALL(4.1665795894e-2f));
    EACH p[k] = _mm512_fmadd_ps(p[k], r[k], ALL(1.6666665459e-1f));
    EACH p[k] = _mm512_fmadd_ps(p[k], r[k], ALL(5.0000001201e-1f));
    EACH c[k] = _mm512_mul_ps(r[k], r[k]);
    EACH p[k] = _mm512_fmadd_ps(p[k], c[k], r[k]);
    EACH p[k] = _mm512_add_ps(p[k], ALL(1.0f));
    EACH y[k] = _mm512_scalef_ps(p[k], n[k]);
}

// In step with v_log.
INLINE void wide_log(int K, const __m512 *x, __m512 *result) {
    const __m512 one = ALL(1.0f), half = ALL(0.5f);
    __m512 m[STEPS], e[STEPS], f[STEPS], z[STEPS], y[STEPS];
    __mmask16 low[STEPS], odd = 0;
    EACH m[k] = _mm512_getmant_ps(x[k], _MM_MANT_NORM_p5_1, _MM_MANT_SIGN_src);
    EACH e[k] = _mm512_getexp_ps(x[k]);
    EACH low[k] = _mm512_cmp_ps_mask(m[k], ALL(0.707106781186547524f), _CMP_LT_OQ);
    EACH e[k] = _mm512_mask_add_ps(e[k], _mm512_knot(low[k]), e[k], one);
    EACH m[k] = _mm512_mask_add_ps(m[k], low[k], m[k], m[k]);
    EACH f[k] = _mm512_sub_ps(m[k], one);
    EACH z[k] = _mm512_mul_ps(f[k], f[k]);
    EACH y[k] = _mm512_fmadd_ps(ALL(7.0376836292e-2f), f[k], ALL(-1.1514610310e-1f));
    EACH y[k] = _mm512_fmadd_ps(y[k], f[k], ALL(1.1676998740e-1f));
    EACH y[k] = _mm512_fmadd_ps(y[k], f[k], ALL(-1.2420140846e-1f));
    EACH y[k] = _mm512_fmadd_ps(y[k], f[k], ALL(1.4249322787e-1f));
    EACH y[k] = _mm512_fmadd_ps(y[k], f[k], ALL(-1.6668057665e-1f));
    EACH y[k] = _mm512_fmadd_ps(y[k], f[k], ALL(2.0000714765e-1f));
    EACH y[k] = _mm512_fmadd_ps(y[k], f[k], ALL(-2.4999993993e-1f));
    EACH y[k] = _mm512_fmadd_ps(y[k], f[k], ALL(3.3333331174e-1f));
    EACH y[k] = _mm512_mul_ps(y[k], f[k]);
    EACH y[k] = _mm512_mul_ps(y[k], z[k]);
    EACH y[k] = _mm512_fmadd_ps(e[k], ALL(-2.12194440e-4f), y[k]);
    EACH y[k] = _mm512_fnmadd_ps(half, z[k], y[k]);
    EACH y[k] = _mm512_add_ps(f[k], y[k]);
    EACH result[k] = _mm512_fmadd_ps(e[k], ALL(0.693359375f), y[k]);
    // NaN, zeros, infinities and what is negative: rare.
    EACH odd |= _mm512_fpclass_ps_mask(x[k], 0xDF);
    if (__builtin_expect(odd != 0, 0))
        EACH {
            result[k] = _mm512_mask_mov_ps(result[k], _mm512_cmp_ps_mask(x[k], ALL(__builtin_inff()), _CMP_EQ_OQ), x[k]);
            result[k] = _mm512_mask_mov_ps(result[k], _mm512_cmp_ps_mask(x[k], _mm512_setzero_ps(), _CMP_EQ_OQ), ALL(-__builtin_inff()));
            result[k] = _mm512_mask_mov_ps(result[k], _mm512_cmp_ps_mask(x[k], _mm512_setzero_ps(), _CMP_LT_OQ), ALL(__builtin_nanf("")));
            result[k] = _mm512_mask_mov_ps(result[k], _mm512_cmp_ps_mask(x[k], x[k], _CMP_UNORD_Q), x[k]);
        }
}

// In step with v_sigmoid.
INLINE void wide_sigmoid(int K, const __m512 *x, __m512 *y) {
    const __m512 one = ALL(1.0f);
    EACH y[k] = _mm512_xor_ps(x[k], ALL(-0.0f));
    wide_exp(K, y, y);
    EACH y[k] = _mm512_add_ps(one, y[k]);
    EACH y[k] = _mm512_div_ps(one, y[k]);
}

#include "wide_tanh.h"
#include "gelu_table.h"

// What GELU multiplies twice its half with, by a table of polynomials right to 6e-8 (gelu_table.h): y is the part that is odd in x. A NaN
// passes: the operations give their second operand then.
#define PART(t) _mm512_permutexvar_ps(row[k], _mm512_load_ps(table[t]))
INLINE void wide_gelu_part(int K, const float (*table)[16], float scale, const __m512 *x, __m512 *y) {
    const __m512 sign = ALL(-0.0f), magic = ALL(12582912.0f);
    __m512i row[STEPS];
    __m512 n[STEPS], t[STEPS];
    EACH t[k] = _mm512_mul_ps(_mm512_andnot_ps(sign, x[k]), ALL(scale));
    EACH t[k] = _mm512_min_ps(ALL(15.0f), t[k]);
    EACH n[k] = _mm512_add_ps(t[k], magic);
    EACH row[k] = _mm512_castps_si512(n[k]);
    EACH n[k] = _mm512_sub_ps(n[k], magic);
    EACH t[k] = _mm512_sub_ps(t[k], n[k]);
    EACH y[k] = _mm512_fmadd_ps(PART(5), t[k], PART(4));
    EACH y[k] = _mm512_fmadd_ps(y[k], t[k], PART(3));
    EACH y[k] = _mm512_fmadd_ps(y[k], t[k], PART(2));
    EACH y[k] = _mm512_fmadd_ps(y[k], t[k], PART(1));
    EACH y[k] = _mm512_fmadd_ps(y[k], t[k], PART(0));
    EACH y[k] = _mm512_castsi512_ps(
        _mm512_ternarylogic_epi32(_mm512_castps_si512(y[k]), _mm512_castps_si512(x[k]), _mm512_castps_si512(sign), 0xD8));
}
INLINE void wide_gelu(int K, const __m512 *x, __m512 *y) {
    const __m512 one = ALL(1.0f);
    wide_gelu_part(K, gelu_table, GELU_SCALE, x, y);
    // As PyTorch does: infinities have no value, and what is halved has been doubled.
    EACH y[k] = _mm512_add_ps(_mm512_fmadd_ps(x[k], _mm512_setzero_ps(), one), y[k]);
    EACH y[k] = _mm512_mul_ps(x[k], y[k]);
    EACH y[k] = _mm512_mul_ps(y[k], ALL(0.5f));
}
INLINE void wide_gelu_tanh(int K, const __m512 *x, __m512 *y) {
    const __m512 one = ALL(1.0f);
    wide_gelu_part(K, gelu_tanh_table, GELU_TANH_SCALE, x, y);
    EACH y[k] = _mm512_add_ps(one, y[k]);
    EACH y[k] = _mm512_mul_ps(_mm512_mul_ps(x[k], ALL(0.5f)), y[k]);
}

// Reading ahead: the caches' own guess ends at the page, and these loops keep few loads under way. A result that is larger
// than the caches goes past them.
enum { AHEAD = 512 };
#define STORE(at, y) if (past) _mm512_stream_ps(at, y); else _mm512_storeu_ps(at, y)
// STEP works on K vectors from place i on.
#define LOOP(STEP)                                                                                 \
    __m512 x[STEPS], y[STEPS];                                                                     \
    ptrdiff_t i = 0;                                                                               \
    for (; i + 16 * STEPS <= n; i += 16 * STEPS) {                                                 \
        enum { K = STEPS };                                                                        \
        EACH _mm_prefetch((const char *)(a + i + AHEAD + 16 * k), _MM_HINT_T0);                    \
        EACH x[k] = _mm512_loadu_ps(a + i + 16 * k);                                               \
        STEP                                                                                       \
        EACH { STORE(out + i + 16 * k, y[k]); }                                                    \
    }                                                                                              \
    enum { K = 1 };                                                                                \
    for (; i + 16 <= n; i += 16) {                                                                 \
        x[0] = _mm512_loadu_ps(a + i);                                                             \
        STEP                                                                                       \
        STORE(out + i, y[0]);                                                                      \
    }                                                                                              \
    if (i < n) {                                                                                   \
        const __mmask16 m = (__mmask16)((1u << (n - i)) - 1);                                      \
        x[0] = _mm512_mask_loadu_ps(ALL(1.0f), m, a + i);                                          \
        STEP                                                                                       \
        _mm512_mask_storeu_ps(out + i, m, y[0]);                                                   \
    }
INLINE void loop_exp(ptrdiff_t n, const float *a, float *out, int past) { LOOP(wide_exp(K, x, y);) }
INLINE void loop_log(ptrdiff_t n, const float *a, float *out, int past) { LOOP(wide_log(K, x, y);) }
INLINE void loop_sigmoid(ptrdiff_t n, const float *a, float *out, int past) { LOOP(wide_sigmoid(K, x, y);) }
INLINE void loop_gelu(ptrdiff_t n, const float *a, float *out, int past) { LOOP(wide_gelu(K, x, y);) }
INLINE void loop_gelu_tanh(ptrdiff_t n, const float *a, float *out, int past) { LOOP(wide_gelu_tanh(K, x, y);) }

// The arguments are kept: a result may stand in their place.
enum { TANHS = 1024 };
INLINE void some_tanh(ptrdiff_t n, const float *a, float *out, int past) {
    float kept[TANHS] __attribute__((aligned(64)));
    union { uint16_t one[TANHS / 16]; uint64_t four[TANHS / 64]; } unsure;
    unsure.four[(n - 1) / 64] = 0;
    __mmask16 some[STEPS];
#define TANH                                                                                       \
    wide_tanh(K, x, y, some);                                                                      \
    EACH unsure.one[i / 16 + k] = some[k];                                                         \
    EACH _mm512_store_ps(kept + i + 16 * k, x[k]);
    LOOP(TANH)
    for (i = 0; i < n; i += 64)
        for (uint64_t m = unsure.four[i / 64]; __builtin_expect(m != 0, 0); m &= m - 1) {
            const ptrdiff_t k = i + __builtin_ctzll(m);
            out[k] = v_tanh(kept[k]);
        }
}
INLINE void loop_tanh(ptrdiff_t n, const float *a, float *out, int past) {
    for (ptrdiff_t i = 0; i < n; i += TANHS) some_tanh(n - i < TANHS ? n - i : TANHS, a + i, out + i, past);
}

// softmax.c's rows: the same sums in the same order.
INLINE void softmax_groups(const int GROUP, int log_form, ptrdiff_t rows, ptrdiff_t n, const float *a, float *out) {
    float all[16];
    for (int k = 0; k < 16; k++) all[k] = 1;
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
        __m512 x[STEPS], e[STEPS];
#define SOME(VECTORS)                                                                              \
    {                                                                                              \
        enum { K = VECTORS };                                                                      \
        EACH x[k] = _mm512_sub_ps(_mm512_loadu_ps(a + i + 16 * k), ALL(top));                      \
        wide_exp(K, x, e);                                                                         \
        EACH sums = _mm512_add_ps(sums, e[k]);                                                     \
        EACH _mm512_storeu_ps(out + i + 16 * k, log_form ? x[k] : e[k]);                           \
    }
        for (i = 0; i + 16 * STEPS <= whole; i += 16 * STEPS) SOME(STEPS)
        for (; i < whole; i += 16) SOME(1)
        if (rest) {
            x[0] = _mm512_sub_ps(_mm512_maskz_loadu_ps(rest, a + whole), ALL(top));
            wide_exp(1, x, e);
            _mm512_mask_storeu_ps(out + whole, rest, log_form ? x[0] : e[0]);
            _mm512_storeu_ps(lanes, e[0]);
            for (int k = 0; k < n - whole; k++) sum += lanes[k];
        }
        _mm512_storeu_ps(lanes, sums);
        for (int k = 0; k < 16; k++) sum += lanes[k];
        all[row % GROUP] = sum;
        if (row % GROUP < GROUP - 1 && row < rows - 1) continue;
        // Logarithms sixteen at a time; rows are still in the cache.
        const ptrdiff_t count = row % GROUP + 1;
        for (int k = 0; k < GROUP; k++) all[k] = !log_form ? 1 / all[k] : all[k] == all[k] ? (float)d_log((double)all[k]) : all[k];
        for (ptrdiff_t r = 0; r < count; r++) {
            float *done = out - (count - 1 - r) * n;
            const __m512 shift = ALL(all[r]);
            for (i = 0; i < n; i += 16) {
                const __mmask16 m = i < whole ? 0xFFFF : rest;
                const __m512 x = _mm512_maskz_loadu_ps(m, done + i);
                _mm512_mask_storeu_ps(done + i, m, log_form ? _mm512_sub_ps(x, shift) : _mm512_mul_ps(x, shift));
            }
        }
    }
}
AVX512 static void softmax_rows(int log_form, ptrdiff_t rows, ptrdiff_t n, const float *a, float *out) {
    if (log_form && n >= SHORTEST && n <= SHORT) softmax_groups(16, 1, rows, n, a, out);
    else softmax_groups(1, log_form, rows, n, a, out);
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
BOTH(gelu)
BOTH(gelu_tanh)
#define CALL(NAME) past ? NAME##_past(n, a, out) : NAME##_here(n, a, out)
int nbs_wide_unary(int op, ptrdiff_t n, const float *a, float *out, int past) {
    if (!nbs_has_large_tiles()) return 0;
    switch (op) {
        case NBS_UNARY_exp: CALL(exp); return 1;
        case NBS_UNARY_log: CALL(log); return 1;
        case NBS_UNARY_tanh: CALL(tanh); return 1;
        case NBS_UNARY_sigmoid: CALL(sigmoid); return 1;
        case NBS_UNARY_gelu: CALL(gelu); return 1;
        case NBS_UNARY_geluTanh: CALL(gelu_tanh); return 1;
        default: return 0;
    }
}
#else
int nbs_wide_unary(int op, ptrdiff_t n, const float *a, float *out, int past) { return 0; }
int nbs_wide_softmax(int log_form, ptrdiff_t rows, ptrdiff_t n, const float *a, float *out) { return 0; }
#endif
