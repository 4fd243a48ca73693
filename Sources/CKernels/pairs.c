#include "include/nbs_elementwise.h"
#include "include/nbs_parallel.h"
#include "floatmath.h"

// Slopes of activations and losses in one pass: composed of operations, each would be written to memory a dozen times.

NBS_INLINE float gelu_slope(float x) {
    const float e = v_exp_low(x * x * -0.5f);
    return 0.5f * (1 + v_erf_coarse(x * 0.70710678f, e)) + x * e * 0.39894228f;
}
NBS_INLINE float gelu_tanh_slope(float x) {
    const float t = v_tanh_coarse(v_gelu_inner(x));
    return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * (0.79788456f * (1 + 3 * 0.044715f * (x * x)));
}
NBS_INLINE float silu_slope(float x) {
    const float s = v_sigmoid(x);
    return s * (1 + x * (1 - s));
}
NBS_INLINE float mish_slope(float x) {
    const float t = v_tanh_softplus(x);
    return t + x * v_sigmoid(x) * (1 - t * t);
}
NBS_INLINE float softplus_slope(float x, float beta, float limit) {
    const float z = v_exp(x * beta);
    return x * beta > limit ? 1 : z / (z + 1);
}
NBS_INLINE float elu_slope(float x, float below, float scale, float inner) {
    const float e = below * v_exp(x * inner);
    return x > 0 ? scale : e;
}
// log(1 + exp(x)), which PyTorch lets overflow.
NBS_INLINE float soft_margin(float x) {
    const float y = v_softness(x) + (x > 0 ? x : 0);
    return x > 88.7228394f ? __builtin_inff() : y;
}
NBS_INLINE float sign_of(float x) { return (float)((x > 0) - (x < 0)); }

// x: the gradient, or a loss's input; y: what the function was called with, or the loss's target.
#define EACH(expr)                                                                                                   \
    do {                                                                                                             \
        if (sa) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { const float x = a[i], y = b[i]; out[i] = (expr); }     \
        else {                                                                                                       \
            const float x = a[0];                                                                                    \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { const float y = b[i]; out[i] = (expr); }                   \
        }                                                                                                            \
    } while (0)
NBS_CLONES static void pair(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, const float *b, float *out, float p0, float p1, float p2) {
    switch (op) {
        case NBS_PAIR_geluSlope: EACH(x * gelu_slope(y)); break;
        case NBS_PAIR_geluTanhSlope: EACH(x * gelu_tanh_slope(y)); break;
        case NBS_PAIR_siluSlope: EACH(x * silu_slope(y)); break;
        case NBS_PAIR_mishSlope: EACH(x * mish_slope(y)); break;
        case NBS_PAIR_softplusSlope: EACH(x * softplus_slope(y, p0, p1)); break;
        case NBS_PAIR_eluSlope: EACH(x * elu_slope(y, p0, p1, p2)); break;
        case NBS_PAIR_logSigmoidSlope: EACH(x * v_sigmoid(-y)); break;
        case NBS_PAIR_leakyReluSlope: EACH(y > 0 ? x : x * p0); break;
        case NBS_PAIR_hardswishSlope: EACH(y <= -3 ? 0 : y < 3 ? x * (y / 3 + 0.5f) : x); break;
        case NBS_PAIR_insideSlope: EACH(((y > p0) & (y < p1)) ? x * p2 : 0); break;
        case NBS_PAIR_outsideSlope: EACH(((y >= p0) & (y <= p1)) ? 0 : x); break;
        case NBS_PAIR_squares: EACH((x - y) * (x - y)); break;
        case NBS_PAIR_squaresSlope: EACH((x - y) * 2 * p2); break;
        case NBS_PAIR_smoothL1: EACH(__builtin_fabsf(x - y) < p0 ? (x - y) * (x - y) * 0.5f / p0 : __builtin_fabsf(x - y) - 0.5f * p0); break;
        case NBS_PAIR_smoothL1Slope: EACH((__builtin_fabsf(x - y) < p0 ? (x - y) / p0 : sign_of(x - y)) * p2); break;
        case NBS_PAIR_huber: EACH(__builtin_fabsf(x - y) <= p0 ? (x - y) * (x - y) * 0.5f : (__builtin_fabsf(x - y) - 0.5f * p0) * p0); break;
        case NBS_PAIR_huberSlope: EACH((__builtin_fabsf(x - y) <= p0 ? x - y : sign_of(x - y) * p0) * p2); break;
        case NBS_PAIR_logitLoss: EACH((1 - y) * x - v_log_sigmoid(x)); break;
        case NBS_PAIR_logitLossSlope: EACH((v_sigmoid(x) - y) * p2); break;
        case NBS_PAIR_softMargin: EACH(soft_margin(x * -y)); break;
        case NBS_PAIR_softMarginSlope: EACH(-y * (1 - 1 / (v_exp(x * -y) + 1)) * p2); break;
    }
}
#undef EACH

enum { GRAIN = 8192 };
typedef struct {
    int op;
    ptrdiff_t sa;
    const float *a, *b;
    float *out, p[3];
} pair_job;
static void piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const pair_job *j = context;
    pair(j->op, end - begin, j->a + begin * j->sa, j->sa, j->b + begin, j->out + begin, j->p[0], j->p[1], j->p[2]);
}
void nbs_pair(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, const float *b, float *out, const double *p) {
    pair_job j = {.op = op, .sa = sa, .a = a, .b = b, .out = out, .p = {(float)p[0], (float)p[1], (float)p[2]}};
    nbs_parallel_large(n, GRAIN, piece, &j);
}
