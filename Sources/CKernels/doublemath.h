// Transcendental functions in double, branch-free so that loops over them vectorise, right to about 1e-14 of the result: what is rounded to
// float from them is what libm's functions give but for about one float in a million, which may fall to the other side.
// Arguments are finite; what else a function cannot take stands beside it.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#define NBS_INLINE static inline __attribute__((always_inline))

NBS_INLINE double d_of_bits(uint64_t u) { double x; memcpy(&x, &u, 8); return x; }
NBS_INLINE uint64_t d_bits(double x) { uint64_t u; memcpy(&u, &x, 8); return u; }

// One of two, by its bits: before a choice between sums the compiler would put a jump.
NBS_INLINE double d_pick(int which, double a, double b) {
    const uint64_t mask = 0 - (uint64_t)which;
    return d_of_bits((d_bits(a) & mask) | (d_bits(b) & ~mask));
}

// Adding it rounds to an integer, which then stands in the lowest bits.
#define D_MAGIC 0x1.8p52
#define D_MAGIC_BITS 0x4338000000000000u

// x = n * ln 2 + r; returns 2^n, and (e^r - 1) in `part`.
NBS_INLINE double d_exp_parts(double x, double *part) {
    double c = x < -708.0 ? -708.0 : x;
    c = c > 709.0 ? 709.0 : c;
    const double t = c * 0x1.71547652b82fep+0 + D_MAGIC, n = t - D_MAGIC;
    const double r = c - n * 0x1.62e42feep-1 - n * 0x1.a39ef35793c76p-33;
    double p = 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    *part = p * r * r + r;
    return d_of_bits((d_bits(t) << 52) + ((uint64_t)1023 << 52));
}
NBS_INLINE double d_exp(double x) {
    double part;
    const double scale = d_exp_parts(x, &part);
    return scale * part + scale;
}
NBS_INLINE double d_expm1(double x) {
    double part;
    const double scale = d_exp_parts(x, &part);
    return x == 0 ? x : scale * part + (scale - 1);
}

// Of positive numbers.
NBS_INLINE double d_log(double x) {
    // The mantissa from half the square root of two up, the exponent as a double.
    const uint64_t from = d_bits(x) - 0x3fe6a09e667f3bcdu;
    const int64_t e = (int64_t)from >> 52;
    const double m = d_of_bits((from & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu), n = d_of_bits(D_MAGIC_BITS + (uint64_t)e) - D_MAGIC;
    const double f = m - 1, s = f / (2 + f), z = s * s;
    double p = 2.0 / 19;
    p = p * z + 2.0 / 17;
    p = p * z + 2.0 / 15;
    p = p * z + 2.0 / 13;
    p = p * z + 2.0 / 11;
    p = p * z + 2.0 / 9;
    p = p * z + 2.0 / 7;
    p = p * z + 2.0 / 5;
    p = p * z + 2.0 / 3;
    return n * 0x1.62e42feep-1 + (n * 0x1.a39ef35793c76p-33 + (s * z * p + 2 * s));
}
// Of numbers above -1: what is lost in the sum comes back, where it counts.
NBS_INLINE double d_log1p(double x) {
    const double u = 1 + x, lost = x - (u - 1);
    return x == 0 ? x : d_log(u) + d_pick(fabs(x) < 0.25, lost, 0);
}

// Of numbers up to 2^20: what is left of x between -pi/4 and pi/4, and how many quarters of a turn were taken away (in the lowest bits).
enum { D_TURNS = 1 << 20 };
NBS_INLINE double d_quarter(double x, uint64_t *quarters) {
    const double t = x * 0x1.45f306dc9c883p-1 + D_MAGIC, n = t - D_MAGIC;
    *quarters = d_bits(t);
    return x - n * 0x1.921fb544p+0 - n * 0x1.0b4611a6p-34 - n * 0x1.3198a2e037073p-69;
}
NBS_INLINE double d_sin_part(double r) {
    const double z = r * r;
    double p = -1.0 / 1307674368000;
    p = p * z + 1.0 / 6227020800;
    p = p * z - 1.0 / 39916800;
    p = p * z + 1.0 / 362880;
    p = p * z - 1.0 / 5040;
    p = p * z + 1.0 / 120;
    p = p * z - 1.0 / 6;
    return p * z * r + r;
}
NBS_INLINE double d_cos_part(double r) {
    const double z = r * r;
    double p = -1.0 / 87178291200;
    p = p * z + 1.0 / 479001600;
    p = p * z - 1.0 / 3628800;
    p = p * z + 1.0 / 40320;
    p = p * z - 1.0 / 720;
    p = p * z + 1.0 / 24;
    p = p * z - 0.5;
    return p * z + 1;
}
NBS_INLINE double d_turned(double x, uint64_t by) {
    uint64_t quarters;
    const double r = d_quarter(x, &quarters);
    quarters += by;
    const double y = d_pick((int)(quarters & 1), d_cos_part(r), d_sin_part(r));
    return d_of_bits(d_bits(y) ^ (quarters & 2) << 62);
}
NBS_INLINE double d_sin(double x) { return d_turned(x, 0); }
NBS_INLINE double d_cos(double x) { return d_turned(x, 1); }
NBS_INLINE double d_tan(double x) {
    uint64_t quarters;
    const double r = d_quarter(x, &quarters), s = d_sin_part(r), c = d_cos_part(r);
    const int odd = (int)(quarters & 1);
    return d_pick(odd, -c, s) / d_pick(odd, s, c);
}

NBS_INLINE double d_atan(double x) {
    const double a = fabs(x);
    // About 0, 45 and 90 degrees.
    const int steep = a > 2.414213562373095, slanted = a > 0.4142135623730950;
    const double above = d_pick(steep, -1, d_pick(slanted, a - 1, a)), below = d_pick(steep, a, d_pick(slanted, a + 1, 1));
    const double t = above / below, z = t * t;
    double p = -1.0 / 31;
    p = p * z + 1.0 / 29;
    p = p * z - 1.0 / 27;
    p = p * z + 1.0 / 25;
    p = p * z - 1.0 / 23;
    p = p * z + 1.0 / 21;
    p = p * z - 1.0 / 19;
    p = p * z + 1.0 / 17;
    p = p * z - 1.0 / 15;
    p = p * z + 1.0 / 13;
    p = p * z - 1.0 / 11;
    p = p * z + 1.0 / 9;
    p = p * z - 1.0 / 7;
    p = p * z + 1.0 / 5;
    p = p * z - 1.0 / 3;
    const double base = d_pick(steep, 1.5707963267948966, d_pick(slanted, 0.7853981633974483, 0));
    return __builtin_copysign(base + (p * z * t + t), x);
}
// Of numbers from -1 to 1.
NBS_INLINE double d_asin(double x) { return d_atan(x / __builtin_elementwise_sqrt((1 - x) * (1 + x))); }
NBS_INLINE double d_acos(double x) { return 2 * d_atan(__builtin_elementwise_sqrt((1 - x) / (1 + x))); }

NBS_INLINE double d_sinh(double x) {
    const double t = d_expm1(fabs(x));
    return __builtin_copysign(0.5 * (t + t / (t + 1)), x);
}
NBS_INLINE double d_cosh(double x) {
    const double e = d_exp(fabs(x));
    return 0.5 * (e + 1 / e);
}
NBS_INLINE double d_tanh(double x) {
    const double a = fabs(x), t = d_expm1(a > 20 ? 40 : 2 * a);
    return __builtin_copysign(t / (t + 2), x);
}
NBS_INLINE double d_asinh(double x) {
    const double a = fabs(x);
    return __builtin_copysign(d_log1p(a + a * a / (1 + __builtin_elementwise_sqrt(1 + a * a))), x);
}
// Of numbers from 1 on.
NBS_INLINE double d_acosh(double x) {
    const double t = x - 1;
    return d_log1p(t + __builtin_elementwise_sqrt(t * (t + 2)));
}
// Of numbers between -1 and 1.
NBS_INLINE double d_atanh(double x) {
    const double a = fabs(x);
    return __builtin_copysign(0.5 * d_log1p(2 * a / (1 - a)), x);
}

// erf(x) / x in x², for |x| up to 1; and erfc(a) * exp(a²) in (a - 3) / (a + 3), for a from 1 to 10.5.
NBS_INLINE double d_erf_part(double x) {
    const double z = x * x;
    double p = -7.795898827002142e-10;
    p = p * z + 1.3720064546777686e-08;
    p = p * z - 1.6208483801871705e-07;
    p = p * z + 1.6447424703317362e-06;
    p = p * z - 1.492473690741966e-05;
    p = p * z + 0.00012055294904839707;
    p = p * z - 0.0008548325975389692;
    p = p * z + 0.0052239776071164225;
    p = p * z - 0.02686617064323777;
    p = p * z + 0.11283791670945006;
    p = p * z - 0.37612638903183543;
    p = p * z + 1.1283791670955126;
    return p * x;
}
NBS_INLINE double d_erfc_part(double given) {
    const double a = given > 10.5 ? 10.5 : given, t = (a - 3) / (a + 3);
    double p = 3.518912947980266e-08;
    p = p * t + 2.871304987524565e-08;
    p = p * t - 2.2749871108530922e-07;
    p = p * t - 2.938171379320847e-07;
    p = p * t + 1.2500134888167677e-06;
    p = p * t + 2.119924236887795e-06;
    p = p * t - 7.977604719569971e-06;
    p = p * t - 1.2860473956831735e-05;
    p = p * t + 6.405648591465122e-05;
    p = p * t + 4.5255295048512646e-05;
    p = p * t - 0.0005970619429770428;
    p = p * t + 0.0007077464392110457;
    p = p * t + 0.0042691363325869595;
    p = p * t - 0.024392499318684608;
    p = p * t + 0.07166583719798393;
    p = p * t - 0.15011593650077695;
    p = p * t + 0.24560380171233084;
    p = p * t - 0.3262335600430372;
    p = p * t + 0.17900115118138996;
    return p * d_exp(-given * given);
}
NBS_INLINE double d_erf(double x) {
    const double a = fabs(x), far = 1 - d_erfc_part(a < 1 ? 1 : a);
    return d_pick(a < 1, d_erf_part(x), __builtin_copysign(far, x));
}
NBS_INLINE double d_erfc(double x) {
    const double a = fabs(x), far = d_erfc_part(a < 1 ? 1 : a);
    return d_pick(a < 1, 1 - d_erf_part(x), d_pick(x < 0, 2 - far, far));
}
NBS_INLINE double d_erfinv_step(double a, double y) {
    const double low = d_erf_part(y), high = d_erfc_part(y < 1 ? 1 : y);
    const double error = d_pick(y < 1, low - a, (1 - a) - high), step = error * 0.886226925452758 * d_exp(y * y);
    return y - step / (1 + y * step);
}
// Of numbers between -1 and 1, to a billionth: a guess to a few thousandths, and two of Halley's steps. Near 1 the complement keeps the digits that erf
// has lost.
NBS_INLINE double d_erfinv(double x) {
    const double a = fabs(x), w = d_log1p(-a * a), c = 4.330746750799873 + 0.5 * w, q = w * -6.802721088435374;
    const double guess = __builtin_elementwise_sqrt(q / (__builtin_elementwise_sqrt(c * c + q) + c));
    return __builtin_copysign(d_erfinv_step(a, d_erfinv_step(a, guess)), x);
}

// Of positive x.
NBS_INLINE double d_pow(double x, double y) { return d_exp(y * d_log(x)); }
