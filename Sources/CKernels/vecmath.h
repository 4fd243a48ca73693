// exp, log and sigmoid in float32 as branch-free polynomials that vectorise (about 1 ulp, sigmoid 2.4).
#pragma once
#include "half.h"

#define NBS_INLINE static inline __attribute__((always_inline))

// 2^n for -126 <= n <= 127.
NBS_INLINE float v_ldexp1(int n) { return bits_to_f32((uint32_t)(n + 127) << 23); }

// (e^r - 1 - r) / r² for |r| up to half of ln 2.
NBS_INLINE float v_exp_series(float r) {
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    return p;
}
// (ln(1 + f) - f + f²/2) / f³ for f between √½ - 1 and √2 - 1.
NBS_INLINE float v_log_series(float f) {
    float y = 7.0376836292e-2f;
    y = y * f - 1.1514610310e-1f;
    y = y * f + 1.1676998740e-1f;
    y = y * f - 1.2420140846e-1f;
    y = y * f + 1.4249322787e-1f;
    y = y * f - 1.6668057665e-1f;
    y = y * f + 2.0000714765e-1f;
    y = y * f - 2.4999993993e-1f;
    y = y * f + 3.3333331174e-1f;
    return y;
}

NBS_INLINE float v_exp(float x) {
    float c = x < -104.0f ? -104.0f : x;
    c = c > 89.0f ? 89.0f : c;
    // Adding and taking away 1.5 * 2^23 rounds to an integer.
    float n = (c * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
    float r = c - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    float p = v_exp_series(r);
    p = p * (r * r) + r + 1.0f;
    // Two scalings, so that results near overflow and among the denormals come out right.
    int k = (int)n, half = k >> 1;
    float y = p * v_ldexp1(half) * v_ldexp1(k - half);
    return x != x ? x : y;
}

NBS_INLINE float v_log(float x) {
    int tiny = x < 1.17549435e-38f;
    uint32_t u = f32_to_bits(tiny ? x * 8388608.0f : x);
    int e = (int)((u >> 23) & 0xFF) - 126 - (tiny ? 23 : 0);
    float m = bits_to_f32((u & 0x007FFFFF) | 0x3F000000);
    int low = m < 0.707106781186547524f;
    float ef = (float)(e - low);
    float f = low ? m + m - 1.0f : m - 1.0f;
    float z = f * f;
    float y = v_log_series(f);
    y = y * f * z;
    y = y + ef * -2.12194440e-4f;
    y = y - 0.5f * z;
    float result = ef * 0.693359375f + (f + y);
    result = x == __builtin_inff() ? x : result;
    result = x == 0.0f ? -__builtin_inff() : result;
    result = x < 0.0f ? __builtin_nanf("") : result;
    return x != x ? x : result;
}

NBS_INLINE float v_sigmoid(float x) {
    float y = 1.0f / (1.0f + v_exp(-x));
    return x != x ? x : y;
}
