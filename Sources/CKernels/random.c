#define _GNU_SOURCE
#include "include/nbs_random.h"
#include "half.h"
#include <math.h>

// Every fma is written out; anything else is rounded on its own, as PyTorch's own code is compiled.
#pragma STDC FP_CONTRACT OFF

enum { N = 624, M = 397 };

static inline uint32_t twist(uint32_t high, uint32_t low, uint32_t far) {
    uint32_t y = (high & 0x80000000u) | (low & 0x7FFFFFFFu);
    return far ^ (y >> 1) ^ ((low & 1) ? 0x9908B0DFu : 0);
}

NBS_CLONES static void temper(nbs_generator *g) {
    for (int i = 0; i < N; i++) {
        uint32_t y = g->state[i];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        y ^= y >> 18;
        g->words[i] = y;
    }
}

NBS_CLONES static void refill(nbs_generator *g) {
    uint32_t *s = g->state;
    // No stretch reads what it writes: at most 227 words apart.
    _Pragma("clang loop vectorize(assume_safety)") for (int i = 0; i < N - M; i++) s[i] = twist(s[i], s[i + 1], s[i + M]);
    _Pragma("clang loop vectorize(assume_safety)") for (int i = N - M; i < 2 * (N - M); i++) s[i] = twist(s[i], s[i + 1], s[i + M - N]);
    _Pragma("clang loop vectorize(assume_safety)") for (int i = 2 * (N - M); i < N - 1; i++) s[i] = twist(s[i], s[i + 1], s[i + M - N]);
    s[N - 1] = twist(s[N - 1], s[0], s[M - 1]);
    temper(g);
    g->next = 0;
    g->fresh = 0;
}

void nbs_generator_restore(nbs_generator *g) { temper(g); }

void nbs_generator_seed(nbs_generator *g, uint32_t seed) {
    g->state[0] = seed;
    for (int j = 1; j < N; j++) g->state[j] = 1812433253u * (g->state[j - 1] ^ (g->state[j - 1] >> 30)) + (uint32_t)j;
    g->next = N;
    g->fresh = 1;
    g->has_normal = 0;
    g->normal = 0;
}

static inline uint32_t draw(nbs_generator *g) {
    if (g->next >= N) refill(g);
    return g->words[g->next++];
}
// The first word is the high half.
static inline uint64_t draw64(nbs_generator *g) {
    uint64_t high = draw(g);
    return high << 32 | draw(g);
}
static inline double draw53(nbs_generator *g) { return (double)(draw64(g) & ((1ull << 53) - 1)) * 0x1p-53; }
uint32_t nbs_random_u32(nbs_generator *g) { return draw(g); }
uint64_t nbs_random_u64(nbs_generator *g) { return draw64(g); }
double nbs_random_u53(nbs_generator *g) { return draw53(g); }

NBS_CLONES static void convert(ptrdiff_t n, const uint32_t *words, float *out, float from, float span, float to) {
    if (from == 0 && span == 1) {
        for (ptrdiff_t i = 0; i < n; i++) out[i] = (float)(int32_t)(words[i] & 0xFFFFFF) * 0x1p-24f;
    } else {
        for (ptrdiff_t i = 0; i < n; i++) {
            float v = __builtin_fmaf((float)(int32_t)(words[i] & 0xFFFFFF) * 0x1p-24f, span, from);
            out[i] = v == to ? from : v;
        }
    }
}

void nbs_uniform_f32(nbs_generator *g, ptrdiff_t n, float *out, float from, float to) {
    const float span = to - from;
    while (n > 0) {
        if (g->next >= N) refill(g);
        ptrdiff_t m = N - g->next < n ? N - g->next : n;
        convert(m, g->words + g->next, out, from, span, to);
        g->next += (int32_t)m;
        out += m;
        n -= m;
    }
}

void nbs_uniform_f64(nbs_generator *g, ptrdiff_t n, double *out, double from, double to) {
    const double span = to - from;
    for (ptrdiff_t i = 0; i < n; i++) {
        double v = fma(draw53(g), span, from);
        out[i] = v == to ? from : v;
    }
}

// Cephes' single-precision log, sine and cosine (Stephen L. Moshier), in the order of operations of avx_mathfun.h by
// Giovanni Garberoglio (zlib licence), which PyTorch fills normals with.
static inline float log_f32(float x) {
    x = x < 0x1p-126f ? 0x1p-126f : x;
    uint32_t u = f32_to_bits(x);
    float e = (float)((int32_t)(u >> 23) - 127) + 1.0f;
    float m = bits_to_f32((u & 0x007FFFFF) | 0x3F000000);
    int low = m < 0.70710678f;
    float f = low ? (m - 1.0f) + m : m - 1.0f;
    e = low ? e - 1.0f : e;
    float z = f * f, y = 7.0376836292e-2f;
    y = __builtin_fmaf(y, f, -1.1514610310e-1f);
    y = __builtin_fmaf(y, f, 1.1676998740e-1f);
    y = __builtin_fmaf(y, f, -1.2420140846e-1f);
    y = __builtin_fmaf(y, f, 1.4249322787e-1f);
    y = __builtin_fmaf(y, f, -1.6668057665e-1f);
    y = __builtin_fmaf(y, f, 2.0000714765e-1f);
    y = __builtin_fmaf(y, f, -2.4999993993e-1f);
    y = __builtin_fmaf(y, f, 3.3333331174e-1f);
    y = y * f;
    y = __builtin_fmaf(y, z, e * -2.12194440e-4f);
    y = __builtin_fmaf(-0.5f, z, y);
    return __builtin_fmaf(e, 0.693359375f, f + y);
}
static inline void sincos_f32(float t, float *sine, float *cosine) {
    int32_t j = (int32_t)(t * 1.27323954473516f);
    j = (j + 1) & ~1;
    float y = (float)j;
    float x = __builtin_fmaf(y, -0.78515625f, t);
    x = __builtin_fmaf(y, -2.4187564849853515625e-4f, x);
    x = __builtin_fmaf(y, -3.77489497744594108e-8f, x);
    float z = x * x;
    float a = __builtin_fmaf(2.443315711809948e-5f, z, -1.388731625493765e-3f);
    a = __builtin_fmaf(a, z, 4.166664568298827e-2f);
    a = a * z;
    a = __builtin_fmaf(a, z, -(z * 0.5f));
    a = a + 1.0f;
    float b = __builtin_fmaf(-1.9515295891e-4f, z, 8.3321608736e-3f);
    b = __builtin_fmaf(b, z, -1.6666654611e-1f);
    b = b * z;
    b = __builtin_fmaf(b, x, x);
    float s = j & 2 ? a : b, c = j & 2 ? b : a;
    *sine = bits_to_f32(f32_to_bits(s) ^ (j & 4 ? 0x80000000u : 0));
    *cosine = bits_to_f32(f32_to_bits(c) ^ ((j - 2) & 4 ? 0 : 0x80000000u));
}

NBS_CLONES static void box_muller(ptrdiff_t blocks, float *data, float mean, float std) {
    for (ptrdiff_t block = 0; block < blocks; block++, data += 16) {
        _Pragma("clang loop vectorize(assume_safety)") for (int j = 0; j < 8; j++) {
            float u1 = 1.0f - data[j], u2 = data[j + 8], s, c;
            float r = __builtin_elementwise_sqrt(-2.0f * log_f32(u1));
            sincos_f32(6.2831855f * u2, &s, &c);
            data[j] = __builtin_fmaf(r * c, std, mean);
            data[j + 8] = __builtin_fmaf(r * s, std, mean);
        }
    }
}

void nbs_normal_f32(nbs_generator *g, ptrdiff_t n, float *out, float mean, float std) {
    enum { CHUNK = 2048 };
    for (ptrdiff_t i = 0; i < n; i += CHUNK) {
        ptrdiff_t m = n - i < CHUNK ? n - i : CHUNK;
        nbs_uniform_f32(g, m, out + i, 0, 1);
        box_muller(m / 16, out + i, mean, std);
    }
    if (n % 16) {
        // The last block is drawn anew, over finished values.
        nbs_uniform_f32(g, 16, out + n - 16, 0, 1);
        box_muller(1, out + n - 16, mean, std);
    }
}

static void box_muller_f64(double *data, double mean, double std) {
    for (int j = 0; j < 8; j++) {
        double u1 = 1 - data[j], u2 = data[j + 8];
        double r = sqrt(-2 * log(u1)), t = 2 * M_PI * u2;
        data[j] = fma(r * cos(t), std, mean);
        data[j + 8] = fma(r * sin(t), std, mean);
    }
}
void nbs_normal_f64(nbs_generator *g, ptrdiff_t n, double *out, double mean, double std) {
    nbs_uniform_f64(g, n, out, 0, 1);
    for (ptrdiff_t i = 0; i + 16 <= n; i += 16) box_muller_f64(out + i, mean, std);
    if (n % 16) {
        nbs_uniform_f64(g, 16, out + n - 16, 0, 1);
        box_muller_f64(out + n - 16, mean, std);
    }
}

double nbs_normal_one(nbs_generator *g, double mean, double std) {
    double z = g->normal;
    if (g->has_normal) {
        g->has_normal = 0;
    } else {
        double u1 = draw53(g), u2 = draw53(g);
        double r = sqrt(-2 * log1p(-u2)), t = 2 * M_PI * u1;
        g->normal = r * sin(t);
        g->has_normal = 1;
        z = r * cos(t);
    }
    return fma(z, std, mean);
}

void nbs_random_integers(nbs_generator *g, ptrdiff_t n, int64_t *out, int64_t low, uint64_t range) {
    if (range >= 1ull << 28) {
        for (ptrdiff_t i = 0; i < n; i++) out[i] = (int64_t)(draw64(g) % range + (uint64_t)low);
    } else {
        const uint32_t small = (uint32_t)range;
        for (ptrdiff_t i = 0; i < n; i++) out[i] = (int64_t)(draw(g) % small) + low;
    }
}

// draw % (n - i): a division of doubles is exact enough for 32 bits, and eight are done at once.
NBS_CLONES static void remainders(const uint32_t *words, ptrdiff_t count, ptrdiff_t range, uint32_t *out) {
    for (ptrdiff_t i = 0; i < count; i++) {
        const uint32_t divisor = (uint32_t)(range - i);
        out[i] = words[i] - (uint32_t)(int64_t)((double)words[i] / (double)divisor) * divisor;
    }
}
void nbs_random_permutation(nbs_generator *g, ptrdiff_t n, int64_t *out) {
    uint32_t jumps[N];
    for (ptrdiff_t i = 0; i < n; i++) out[i] = i;
    for (ptrdiff_t i = 0, count; i < n - 1; i += count) {
        // As many as the generator has ready.
        if (g->next >= N) refill(g);
        count = n - 1 - i < N - g->next ? n - 1 - i : N - g->next;
        const uint32_t *words = g->words + g->next;
        g->next += (int32_t)count;
        if (n - i <= UINT32_MAX) {
            remainders(words, count, n - i, jumps);
            words = jumps;
        } // else fewer words than places: each is its own remainder
        for (ptrdiff_t k = 0; k < count; k++) {
            int64_t *here = out + i + k, *there = here + words[k], t = *here;
            *here = *there;
            *there = t;
        }
    }
}

void nbs_bernoulli(nbs_generator *g, ptrdiff_t n, uint8_t *out, double p) {
    for (ptrdiff_t i = 0; i < n; i++) out[i] = draw53(g) < p;
}

void nbs_exponential(nbs_generator *g, ptrdiff_t n, double *out, double lambda) {
    for (ptrdiff_t i = 0; i < n; i++) out[i] = -1 / lambda * log1p(-draw53(g));
}

#define WEIGHTS(T)                                                                                 \
    do {                                                                                           \
        const T *w = weights;                                                                      \
        int wrong = 0, some = 0;                                                                   \
        for (ptrdiff_t i = 0; i < n; i++) {                                                        \
            wrong |= !(w[i] >= 0) | !(w[i] < (T)INFINITY);                                         \
            some |= w[i] > 0;                                                                      \
        }                                                                                          \
        return wrong | some << 1;                                                                  \
    } while (0)
NBS_CLONES int nbs_look_at_weights(nbs_dtype t, ptrdiff_t n, const void *weights) {
    if (t == NBS_F32) WEIGHTS(float);
    WEIGHTS(double);
}
