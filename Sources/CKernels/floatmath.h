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
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    const float scale = v_ldexp1((int)n);
    return scale * (p * (r * r) + r) + scale;
}
NBS_INLINE float v_exp2(float x) {
    const float n = (x + 12582912.0f) - 12582912.0f, r = (x - n) * 0.693147180559945309f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    return (p * (r * r) + r + 1.0f) * v_ldexp1((int)n);
}
// log(1 + exp(-|x|)): the exponential lies between 0 and 1, so that what v_log takes apart is at hand.
NBS_INLINE float v_softness(float x) {
    const float e = v_exp(-__builtin_fabsf(x));
    const int large = e > 0.414213562373095049f;
    const float f = large ? 0.5f * (e - 1) : e, z = f * f;
    float y = 7.0376836292e-2f;
    y = y * f - 1.1514610310e-1f;
    y = y * f + 1.1676998740e-1f;
    y = y * f - 1.2420140846e-1f;
    y = y * f + 1.4249322787e-1f;
    y = y * f - 1.6668057665e-1f;
    y = y * f + 2.0000714765e-1f;
    y = y * f - 2.4999993993e-1f;
    y = y * f + 3.3333331174e-1f;
    y = y * f * z - 0.5f * z + f;
    return large ? y + 0.693147180559945309f : y;
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
