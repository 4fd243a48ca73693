#include "limits.h"
#include "nbs_memory.h"
#include "nbs_parallel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHAINS = 10, ROUNDS = 2000, WIDE = 16, LEAST_NS = 3000000, PIECES = 64 }; // ROUNDS: some microseconds a piece

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// The best of repetitions that fill a few milliseconds: the first ones wake the workers.
static double best(nbs_work work, void *context, ptrdiff_t pieces) {
    double least = INFINITY;
    const double end = now() + LEAST_NS * 1e-9;
    do {
        const double start = now();
        nbs_parallel(pieces, 1, work, context);
        const double seconds = now() - start;
        if (seconds < least) least = seconds;
    } while (now() < end);
    return least;
}

#if defined(__x86_64__)
// Independent chains that never leave the registers, enough of them to keep every unit busy; opaque to the compiler.
#define PRODUCTS(NAME, TARGET, BYTES)                                                                              \
    __attribute__((target(TARGET))) static void NAME(void *context, ptrdiff_t begin, ptrdiff_t end) {              \
        typedef float v __attribute__((vector_size(BYTES)));                                                       \
        v sum[CHAINS], x = {0};                                                                                    \
        for (int i = 0; i < CHAINS; i++) sum[i] = x;                                                               \
        for (ptrdiff_t piece = begin; piece < end; piece++)                                                        \
            for (int round = 0; round < ROUNDS; round++) {                                                         \
                _Pragma("clang loop unroll(full)") for (int i = 0; i < CHAINS; i++)                                \
                    __asm__ volatile("vfmadd231ps %1, %1, %0" : "+v"(sum[i]) : "v"(x));                            \
            }                                                                                                      \
    }
PRODUCTS(products_v4, "avx512f", 64)
PRODUCTS(products_v3, "avx2,fma", 32)

double limits_products(double count) {
    const int wide = __builtin_cpu_supports("avx512f");
    if (!wide && !__builtin_cpu_supports("fma")) return NAN;
    const double done = (double)PIECES * ROUNDS * CHAINS * (wide ? 16 : 8);
    return count / done * best(wide ? products_v4 : products_v3, NULL, PIECES);
}
#else
double limits_products(double count) { return NAN; }
#endif

typedef struct { const float *from; float *to; long read, written; } stream;

static void run_stream(void *context, ptrdiff_t begin, ptrdiff_t end) {
    typedef float v __attribute__((ext_vector_type(WIDE), aligned(4)));
    const stream *s = context;
    v sums[4] = {0};
    for (ptrdiff_t piece = begin; piece < end; piece++) {
        const long last = s->read * (piece + 1) / PIECES;
        for (long i = s->read * piece / PIECES; i + 4 * WIDE <= last; i += 4 * WIDE)
            for (int q = 0; q < 4; q++) sums[q] += *(const v *)(s->from + i + q * WIDE);
        const long from = s->written * piece / PIECES, to = s->written * (piece + 1) / PIECES;
        memset(s->to + from, 0, (size_t)(to - from) * sizeof(float));
    }
    const v sum = sums[0] + sums[1] + sums[2] + sums[3];
    __asm__ volatile("" : : "m"(sum));
}

double limits_stream(long read, long written) {
    const size_t in = (size_t)read * sizeof(float), out = (size_t)written * sizeof(float);
    stream s = {nbs_alloc(in), nbs_alloc(out), read, written};
    double seconds = NAN;
    if (s.from && s.to) {
        memset((float *)s.from, 0, in);
        seconds = best(run_stream, &s, PIECES);
    }
    nbs_free((float *)s.from, in);
    nbs_free(s.to, out);
    return seconds;
}
