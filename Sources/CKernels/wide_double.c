#include "wide_double.h"
#include "tile.h"

#if defined(__x86_64__)
#include "avx512.h"
#include "double_table.h"
#define ALL(x) _mm512_set1_pd(x)
#define LOOK(table, row) _mm512_permutex2var_pd(_mm512_load_pd(table), row, _mm512_load_pd(table + 8))

// K vectors in step, as in wide.c.
enum { STEPS = 4 };
#define EACH UNROLL for (int k = 0; k < K; k++)
// Adding it rounds to an integer, which then stands in the lowest bits.
static const double magic = 0x1.8p52;

// x = n * ln 2 / 16 + r; `part` is e^r - 1, and `rest` what that lacks. A NaN passes: operations give their second operand then.
INLINE void wide_exp_parts(int K, const __m512d *x, __m512d *n, __m512i *row, __m512d *part, __m512d *rest) {
    __m512d r[STEPS], q[STEPS];
    EACH n[k] = _mm512_fmadd_pd(x[k], ALL(0x1.71547652b82fep+4), ALL(magic));
    EACH row[k] = _mm512_castpd_si512(n[k]);
    EACH n[k] = _mm512_sub_pd(n[k], ALL(magic));
    EACH rest[k] = _mm512_fnmadd_pd(n[k], ALL(LN2_16_HIGH), x[k]);
    EACH r[k] = _mm512_fnmadd_pd(n[k], ALL(LN2_16_LOW), rest[k]);
    EACH rest[k] = _mm512_fnmadd_pd(n[k], ALL(LN2_16_LOW), _mm512_sub_pd(rest[k], r[k]));
    EACH q[k] = _mm512_fmadd_pd(ALL(1.0 / 40320), r[k], ALL(1.0 / 5040));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(1.0 / 720));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(1.0 / 120));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(1.0 / 24));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(1.0 / 6));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(0.5));
    EACH q[k] = _mm512_mul_pd(_mm512_mul_pd(r[k], r[k]), q[k]);
    EACH part[k] = _mm512_add_pd(r[k], q[k]);
    EACH rest[k] = _mm512_add_pd(_mm512_add_pd(_mm512_sub_pd(r[k], part[k]), q[k]), rest[k]);
    EACH n[k] = _mm512_mul_pd(n[k], ALL(0.0625));
}
INLINE void wide_exp(int K, const __m512d *x, __m512d *y) {
    __m512d c[STEPS], n[STEPS], part[STEPS], rest[STEPS];
    __m512i row[STEPS];
    EACH c[k] = _mm512_min_pd(ALL(710), _mm512_max_pd(ALL(-750), x[k]));
    wide_exp_parts(K, c, n, row, part, rest);
    EACH {
        const __m512d high = LOOK(exp_high, row[k]), low = _mm512_fmadd_pd(high, rest[k], LOOK(exp_low, row[k]));
        y[k] = _mm512_add_pd(high, _mm512_fmadd_pd(high, part[k], low));
    }
    // By 2 to what n has before the point.
    EACH y[k] = _mm512_scalef_pd(y[k], n[k]);
}
INLINE void wide_sigmoid(int K, const __m512d *x, __m512d *y) {
    EACH y[k] = _mm512_xor_pd(x[k], ALL(-0.0));
    wide_exp(K, y, y);
    EACH y[k] = _mm512_div_pd(ALL(1), _mm512_add_pd(ALL(1), y[k]));
}
// t / (t + 2), t being exp(2 |x|) - 1; both, and the quotient's error, with what a double leaves of them.
INLINE void wide_tanh(int K, const __m512d *x, __m512d *y) {
    __m512d z[STEPS], n[STEPS], part[STEPS], rest[STEPS];
    __m512i row[STEPS];
    EACH z[k] = _mm512_andnot_pd(ALL(-0.0), x[k]);
    EACH z[k] = _mm512_min_pd(ALL(44), _mm512_add_pd(z[k], z[k]));
    wide_exp_parts(K, z, n, row, part, rest);
    EACH {
        const __m512d scale = _mm512_scalef_pd(LOOK(exp_high, row[k]), n[k]), low = _mm512_scalef_pd(LOOK(exp_low, row[k]), n[k]);
        const __m512d less = _mm512_sub_pd(scale, ALL(1)), lost = _mm512_sub_pd(_mm512_sub_pd(scale, less), ALL(1));
        const __m512d more = _mm512_mul_pd(scale, part[k]), unsaid = _mm512_fmsub_pd(scale, part[k], more);
        const __m512d t = _mm512_add_pd(less, more);
        __m512d t_rest = _mm512_add_pd(_mm512_sub_pd(more, _mm512_sub_pd(t, less)), _mm512_add_pd(lost, unsaid));
        t_rest = _mm512_add_pd(t_rest, _mm512_fmadd_pd(scale, rest[k], _mm512_fmadd_pd(low, part[k], low)));
        const __m512d d = _mm512_add_pd(t, ALL(2)), two = _mm512_sub_pd(d, t);
        const __m512d d_rest = _mm512_add_pd(t_rest, _mm512_add_pd(_mm512_sub_pd(t, _mm512_sub_pd(d, two)), _mm512_sub_pd(ALL(2), two)));
        const __m512d inverse = _mm512_div_pd(ALL(1), d), q = _mm512_mul_pd(t, inverse);
        const __m512d error = _mm512_add_pd(_mm512_fnmadd_pd(q, d, t), _mm512_fnmadd_pd(q, d_rest, t_rest));
        y[k] = _mm512_or_pd(_mm512_fmadd_pd(error, inverse, q), _mm512_and_pd(ALL(-0.0), x[k]));
    }
}
// x = m * 2^e with m from 3/4 to 3/2, times a reciprocal that leaves it near one.
INLINE void wide_log(int K, const __m512d *x, __m512d *y) {
    __m512d m[STEPS], e[STEPS], r[STEPS], q[STEPS], high[STEPS], rest[STEPS];
    __m512i row[STEPS];
    __mmask8 odd = 0;
    EACH m[k] = _mm512_getmant_pd(x[k], _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
    EACH e[k] = _mm512_sub_pd(_mm512_getexp_pd(x[k]), _mm512_getexp_pd(m[k]));
    EACH row[k] = _mm512_castpd_si512(_mm512_add_pd(_mm512_fmsub_pd(m[k], ALL(20), ALL(20)), ALL(magic)));
    EACH {
        const __m512d c = LOOK(log_reciprocal, row[k]), product = _mm512_mul_pd(m[k], c);
        r[k] = _mm512_sub_pd(product, ALL(1));
        rest[k] = _mm512_fmsub_pd(m[k], c, product);
        // What it adds to the logarithm.
        rest[k] = _mm512_fnmadd_pd(rest[k], r[k], rest[k]);
    }
    EACH q[k] = _mm512_fmadd_pd(ALL(1.0 / 11), r[k], ALL(-1.0 / 10));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(1.0 / 9));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(-1.0 / 8));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(1.0 / 7));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(-1.0 / 6));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(1.0 / 5));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(-1.0 / 4));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(1.0 / 3));
    EACH q[k] = _mm512_fmadd_pd(q[k], r[k], ALL(-0.5));
    EACH high[k] = _mm512_fmadd_pd(e[k], ALL(LN2_HIGH), LOOK(log_high, row[k]));
    EACH q[k] = _mm512_fmadd_pd(_mm512_mul_pd(r[k], r[k]), q[k], _mm512_fmadd_pd(e[k], ALL(LN2_LOW), _mm512_add_pd(rest[k], LOOK(log_low, row[k]))));
    EACH {
        const __m512d sum = _mm512_add_pd(high[k], r[k]);
        y[k] = _mm512_add_pd(sum, _mm512_add_pd(q[k], _mm512_sub_pd(r[k], _mm512_sub_pd(sum, high[k]))));
    }
    // NaN, zeros, infinities and what is negative: rare.
    EACH odd |= _mm512_fpclass_pd_mask(x[k], 0xDF);
    if (__builtin_expect(odd != 0, 0))
        EACH {
            y[k] = _mm512_mask_mov_pd(y[k], _mm512_cmp_pd_mask(x[k], ALL(__builtin_inf()), _CMP_EQ_OQ), x[k]);
            y[k] = _mm512_mask_mov_pd(y[k], _mm512_cmp_pd_mask(x[k], _mm512_setzero_pd(), _CMP_EQ_OQ), ALL(-__builtin_inf()));
            y[k] = _mm512_mask_mov_pd(y[k], _mm512_cmp_pd_mask(x[k], _mm512_setzero_pd(), _CMP_LT_OQ), ALL(__builtin_nan("")));
            y[k] = _mm512_mask_mov_pd(y[k], _mm512_cmp_pd_mask(x[k], x[k], _CMP_UNORD_Q), x[k]);
        }
}

#define LOOP(NAME)                                                                                 \
    AVX512 static void NAME##_all(ptrdiff_t n, const double *a, double *out) {                     \
        __m512d x[STEPS], y[STEPS];                                                                \
        ptrdiff_t i = 0;                                                                           \
        for (; i + 8 * STEPS <= n; i += 8 * STEPS) {                                               \
            enum { K = STEPS };                                                                    \
            EACH x[k] = _mm512_loadu_pd(a + i + 8 * k);                                            \
            NAME(K, x, y);                                                                         \
            EACH _mm512_storeu_pd(out + i + 8 * k, y[k]);                                          \
        }                                                                                          \
        for (; i < n; i += 8) {                                                                    \
            const __mmask8 some = n - i < 8 ? (__mmask8)((1u << (n - i)) - 1) : 0xFF;              \
            x[0] = _mm512_mask_loadu_pd(ALL(1), some, a + i);                                      \
            NAME(1, x, y);                                                                         \
            _mm512_mask_storeu_pd(out + i, some, y[0]);                                            \
        }                                                                                          \
    }
LOOP(wide_exp)
LOOP(wide_log)
LOOP(wide_tanh)
LOOP(wide_sigmoid)

int nbs_wide_double(int op, ptrdiff_t n, const double *a, ptrdiff_t sa, double *out, ptrdiff_t so) {
    void (*all)(ptrdiff_t, const double *, double *);
    switch (op) {
        case NBS_UNARY_exp: all = wide_exp_all; break;
        case NBS_UNARY_log: all = wide_log_all; break;
        case NBS_UNARY_tanh: all = wide_tanh_all; break;
        case NBS_UNARY_sigmoid: all = wide_sigmoid_all; break;
        default: return 0;
    }
    if (!nbs_has_large_tiles()) return 0;
    if (sa == 1 && so == 1) { all(n, a, out); return 1; }
    enum { BLOCK = 256 };
    double block[BLOCK];
    for (ptrdiff_t i = 0; i < n; i += BLOCK) {
        const ptrdiff_t m = n - i < BLOCK ? n - i : BLOCK;
        for (ptrdiff_t k = 0; k < m; k++) block[k] = a[(i + k) * sa];
        all(m, block, block);
        for (ptrdiff_t k = 0; k < m; k++) out[(i + k) * so] = block[k];
    }
    return 1;
}
#else
int nbs_wide_double(int op, ptrdiff_t n, const double *a, ptrdiff_t sa, double *out, ptrdiff_t so) { return 0; }
#endif
