#include "include/nbs_elementwise.h"
#include "doublemath.h"
#include "floatmath.h"
#include "serial.h"
#include "smooth.h"
#include "wide.h"

// Smooth functions of floats by way of doubles, a block at a time: operands are brought together in `x` and `y`, and come back in `out`. What the
// vectors cannot take (infinities, NaN, numbers outside a function's reach) is left to the caller's loop over libm.
enum { BLOCK = 512 };
// Vectors in step: the operations that wait for a result would fill the CPU's window otherwise.
#define IN_STEP _Pragma("clang loop vectorize(assume_safety) interleave_count(4)")

#define EACH(REACH, expr)                                                                        \
    do {                                                                                         \
        for (int i = 0; i < n; i++) { const double x = (double)a[i]; odd |= !(REACH); }          \
        if (odd) return 0;                                                                       \
        IN_STEP for (int i = 0; i < n; i++) { const double x = (double)a[i]; out[i] = (float)(expr); } \
        return 1;                                                                                \
    } while (0)
// The same in floats, where PyTorch's own results are an ulp off as often as these. (Its expm1, log1p and ELU hardly ever are.)
#define FLOATS(REACH, expr)                                                                      \
    do {                                                                                         \
        for (int i = 0; i < n; i++) { const float x = a[i]; odd |= !(REACH); }                   \
        if (odd) return 0;                                                                       \
        IN_STEP for (int i = 0; i < n; i++) { const float x = a[i]; out[i] = (expr); }        \
        return 1;                                                                                \
    } while (0)
#define FINITE (x - x == 0)

NBS_INLINE float gelu(float x) { return x * (1 + v_erf_coarse(x * 0.70710678f, v_exp_low(x * x * -0.5f))) * 0.5f; }
NBS_INLINE float gelu_tanh(float x) { return 0.5f * x * (1 + v_tanh_coarse(v_gelu_inner(x))); }
NBS_INLINE float mish(float x) { return x > 20 ? x : x * v_tanh_softplus(x); }

NBS_CLONES static int unary_block(int op, int n, const float *a, float *out, const double *p) {
    int odd = 0;
    switch (op) {
        case NBS_UNARY_exp2: FLOATS(x > -125 && x < 127, v_exp2(x));
        case NBS_UNARY_expm1: EACH(FINITE, d_expm1(x));
        case NBS_UNARY_log2: EACH(x > 0 && FINITE, d_log(x) * 0x1.71547652b82fep+0);
        case NBS_UNARY_log10: EACH(x > 0 && FINITE, d_log(x) * 0x1.bcb7b1526e50ep-2);
        case NBS_UNARY_log1p: EACH(x > -1 && FINITE, d_log1p(x));
        case NBS_UNARY_sin: EACH(fabs(x) < D_TURNS, d_sin(x));
        case NBS_UNARY_cos: EACH(fabs(x) < D_TURNS, d_cos(x));
        case NBS_UNARY_tan: EACH(fabs(x) < D_TURNS, d_tan(x));
        case NBS_UNARY_asin: EACH(fabs(x) <= 1, d_asin(x));
        case NBS_UNARY_acos: EACH(fabs(x) <= 1, d_acos(x));
        case NBS_UNARY_atan: EACH(FINITE, d_atan(x));
        case NBS_UNARY_sinh: EACH(FINITE, d_sinh(x));
        case NBS_UNARY_cosh: EACH(FINITE, d_cosh(x));
        case NBS_UNARY_asinh: EACH(FINITE, d_asinh(x));
        case NBS_UNARY_acosh: EACH(x >= 1 && FINITE, d_acosh(x));
        case NBS_UNARY_atanh: EACH(fabs(x) < 1, d_atanh(x));
        case NBS_UNARY_logSigmoid: FLOATS(FINITE, v_log_sigmoid(x));
        case NBS_UNARY_mish: FLOATS(FINITE, mish(x));
        case NBS_UNARY_gelu: FLOATS(FINITE, gelu(x));
        case NBS_UNARY_geluTanh: FLOATS(__builtin_fabsf(x) < 1e12f, gelu_tanh(x));
        case NBS_UNARY_erf: EACH(FINITE, d_erf(x));
        case NBS_UNARY_erfinv: EACH(fabs(x) < 1, d_erfinv(x));
        case NBS_UNARY_erfc: EACH(FINITE, d_erfc(x));
        case NBS_UNARY_elu: {
            const double below = p[0] * p[1], scale = p[1], inner = p[2];
            EACH(FINITE, d_pick(x < 0, below * d_expm1(x * inner), x * scale));
        }
        case NBS_UNARY_softplus: {
            const float beta = (float)p[0], limit = (float)p[1];
            FLOATS(x * beta - x * beta == 0, x * beta > limit ? x : ((x * beta < 0 ? 0 : x * beta) + v_softness(x * beta)) / beta);
        }
        default: return 0;
    }
}
#undef EACH

#define EACH(REACH, expr)                                                                        \
    do {                                                                                         \
        for (int i = 0; i < n; i++) { const double x = (double)a[i], y = (double)b[i]; odd |= !(REACH); } \
        if (odd) return 0;                                                                       \
        IN_STEP for (int i = 0; i < n; i++) { const double x = (double)a[i], y = (double)b[i]; out[i] = (float)(expr); } \
        return 1;                                                                                \
    } while (0)
#define FINITE2 ((x - x) + (y - y) == 0)

// Quotients below 2^28 are whole doubles, and so is what they are multiplied with: the rest is exact.
NBS_INLINE double rest(double x, double y) {
    const double a = fabs(x), b = fabs(y);
    double r = a - __builtin_trunc(a / b) * b;
    r = r < 0 ? r + b : r;
    return __builtin_copysign(r, x);
}
#define DIVIDES (FINITE2 && y != 0 && fabs(x) < fabs(y) * 0x1p28)
NBS_INLINE float remainder_of(double x, double y) {
    const double mod = rest(x, y);
    const float moved = (float)mod + (float)y;
    return ((mod != 0) & ((y < 0) != (mod < 0))) ? moved : (float)mod;
}
NBS_INLINE float floor_of(double x, double y) {
    const double mod = rest(x, y);
    // In floats from here, as PyTorch computes it.
    const float b = (float)y;
    float div = ((float)x - (float)mod) / b;
    div -= ((mod != 0) & ((y < 0) != (mod < 0))) ? 1 : 0;
    const float floored = __builtin_floorf(div), result = div - floored > 0.5f ? floored + 1 : floored;
    return div == 0 ? __builtin_copysignf(0, (float)x / b) : result;
}
// Negative numbers have whole powers, of which the odd ones are negative.
NBS_INLINE double power_of(double x, double y) {
    const double a = d_pow(fabs(x), y), half = 0.5 * y;
    const int whole = __builtin_trunc(y) == y, odd = whole & (__builtin_trunc(half) != half);
    const double signed_ = d_pick(odd & (x < 0), -a, a);
    return d_pick(x == 0, 0 * (odd ? x : 1), d_pick((x < 0) & !whole, (double)NAN, signed_));
}
NBS_INLINE double atan2_of(double y, double x) {
    const double a = d_atan(fabs(y) / fabs(x));
    return __builtin_copysign(x < 0 ? 3.141592653589793 - a : a, y);
}

NBS_CLONES static int binary_block(int op, int n, const float *a, const float *b, float *out) {
    int odd = 0;
    switch (op) {
        case NBS_BINARY_pow: {
            // Whole powers of whole numbers lie just between two floats now and then: such a result must be exact.
            float kept[BLOCK];
            for (int i = 0; i < n; i++) { const double x = (double)a[i], y = (double)b[i]; odd |= !(((x != 0) | (y > 0)) && FINITE2); }
            IN_STEP for (int i = 0; i < n; i++) {
                const double r = power_of((double)a[i], (double)b[i]);
                odd |= (d_bits(r) & 0x1fffffff) - 0x0ffff000 < 0x2000;
                kept[i] = (float)r;
            }
            if (!odd) memcpy(out, kept, (size_t)n * sizeof(float));
            return !odd;
        }
        case NBS_BINARY_atan2: EACH(FINITE2 && x != 0 && y != 0, atan2_of(x, y));
        case NBS_BINARY_hypot: EACH(FINITE2, __builtin_elementwise_sqrt(x * x + y * y));
        case NBS_BINARY_fmod: EACH(DIVIDES, rest(x, y));
        case NBS_BINARY_remainder: EACH(DIVIDES, remainder_of(x, y));
        case NBS_BINARY_floorDivide: EACH(DIVIDES, floor_of(x, y));
        case NBS_BINARY_xlogy: EACH(y > 0 && y < HUGE_VAL, d_pick(x == 0, 0, x * d_log(y)));
        case NBS_BINARY_logaddexp: EACH(FINITE2, (x > y ? x : y) + d_log1p(d_exp(-fabs(x - y))));
        default: return 0;
    }
}
#undef EACH

static const float *together(ptrdiff_t n, const float *a, ptrdiff_t s, float *block) {
    if (s == 1) return a;
    for (ptrdiff_t i = 0; i < n; i++) block[i] = a[i * s];
    return block;
}
static void apart(ptrdiff_t n, const float *block, float *out, ptrdiff_t so) {
    for (ptrdiff_t i = 0; i < n; i++) out[i * so] = block[i];
}
int nbs_smooth_unary(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, float *out, ptrdiff_t so, const double *p, nbs_one_by_one rare) {
    float x[BLOCK], y[BLOCK];
    for (ptrdiff_t i = 0; i < n; i += BLOCK) {
        const ptrdiff_t m = n - i < BLOCK ? n - i : BLOCK;
        const float *from = together(m, a + i * sa, sa, x);
        float *to = so == 1 ? out + i : y;
        if (!nbs_wide_unary(op, m, from, to, 0) && !unary_block(op, (int)m, from, to, p)) {
            const int status = rare(op, m, a + i * sa, sa, out + i * so, so, p);
            if (status) return status;
        } else if (so != 1) apart(m, y, out + i * so, so);
    }
    return NBS_OK;
}
int nbs_smooth_binary(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, const float *b, ptrdiff_t sb, float *out, ptrdiff_t so, nbs_two_by_two rare) {
    float x[BLOCK], y[BLOCK], z[BLOCK];
    for (ptrdiff_t i = 0; i < n; i += BLOCK) {
        const ptrdiff_t m = n - i < BLOCK ? n - i : BLOCK;
        const float *left = together(m, a + i * sa, sa, x), *right = together(m, b + i * sb, sb, y);
        if (!binary_block(op, (int)m, left, right, so == 1 ? out + i : z)) {
            const int status = rare(op, m, a + i * sa, sa, b + i * sb, sb, out + i * so, so);
            if (status) return status;
        } else if (so != 1) apart(m, z, out + i * so, so);
    }
    return NBS_OK;
}
