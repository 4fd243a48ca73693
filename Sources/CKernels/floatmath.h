// Functions of floats in float alone, free of branches so that they vectorise: one or two units in the last place, unless said otherwise.
#pragma once
#include "vecmath.h"

// Below -87 it stays where it is: the sums and quotients it stands in have vanished by then. Above 88 it is not asked.
NBS_INLINE float v_exp_low(float x) {
    x = x < -87 ? -87 : x;
    // x = n * ln 2 + r
    const float n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
    float r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    const float p = v_exp_series(r);
    const float scale = v_ldexp1((int)n);
    return scale * (p * (r * r) + r) + scale;
}
NBS_INLINE float v_exp2(float x) {
    const float n = (x + 12582912.0f) - 12582912.0f, r = (x - n) * 0.693147180559945309f;
    const float p = v_exp_series(r);
    return (p * (r * r) + r + 1.0f) * v_ldexp1((int)n);
}
// log(1 + exp(-|x|)): the exponential lies between 0 and 1, so that what v_log takes apart is at hand.
NBS_INLINE float v_softness(float x) {
    const float e = v_exp(-__builtin_fabsf(x));
    const int large = e > 0.414213562373095049f;
    const float f = large ? 0.5f * (e - 1) : e, z = f * f;
    const float y = v_log_series(f) * f * z - 0.5f * z + f;
    return large ? y + 0.693147180559945309f : y;
}
NBS_INLINE float v_log_sigmoid(float x) { return (x < 0 ? x : 0) - v_softness(x); }
// tanh(log(1 + e^x)), which is one long before 20.
NBS_INLINE float v_tanh_softplus(float x) {
    const float e = v_exp(x > 20 ? 20 : x), w = e * (e + 2);
    return w / (w + 2);
}
// To 6e-8, whatever the size of the result.
NBS_INLINE float v_tanh_coarse(float x) {
    const float e = v_exp_low(-2 * __builtin_fabsf(x));
    return __builtin_copysignf((1 - e) / (1 + e), x);
}
// The same for erf(z) where `e` is exp(-z²): a polynomial in 1 / (1 + 0.39 |z|), fitted to a hundred-millionth.
NBS_INLINE float v_erf_coarse(float z, float e) {
    const float t = 1 / (1 + 0.39f * __builtin_fabsf(z));
    float p = -0.22753713f;
    p = p * t + 0.88666437f;
    p = p * t - 0.63540028f;
    p = p * t + 0.64955940f;
    p = p * t + 0.091388414f;
    p = p * t + 0.23532522f;
    return __builtin_copysignf(1 - p * t * e, z);
}
NBS_INLINE float v_gelu_inner(float x) { return 0.79788456f * (x + 0.044715f * (x * x * x)); }
