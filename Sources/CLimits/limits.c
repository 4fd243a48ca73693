#include "limits.h"
#include "nbs_memory.h"
#include "nbs_parallel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHAINS = 10, ROUNDS = 2000, LEAST_NS = 3000000, LEAST_TIMES = 4, PIECES = 64 }; // ROUNDS: some microseconds a piece

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// The best of repetitions that fill a few milliseconds: the first ones wake the workers.
static double best(nbs_work work, void *context, ptrdiff_t pieces) {
    double least = INFINITY;
    const double end = now() + LEAST_NS * 1e-9;
    int times = 0;
    do {
        const double start = now();
        nbs_parallel(pieces, 1, work, context);
        const double seconds = now() - start;
        if (seconds < least) least = seconds;
    } while (++times < LEAST_TIMES || now() < end);
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

typedef struct { const float *from; float *to; long read, written; int past; } stream;

// Every thread in blocks small enough for its first cache, so that reading and writing overlap; past the caches or through
// them, whichever is faster. Reading ahead is asked for: the CPU's own guess ends at the page.
enum { BLOCK = 4096, AHEAD = 1024, STEP = 64 };
#if defined(__x86_64__)
__attribute__((target("avx2")))
#endif
static void run_stream(void *context, ptrdiff_t begin, ptrdiff_t end) {
    typedef float v __attribute__((ext_vector_type(8), aligned(32)));
    const stream *s = context;
    v sums[STEP / 8] = {0};
    const v zero = 0;
    const long most = s->read > s->written ? s->read : s->written, blocks = most / BLOCK;
    for (long block = blocks * begin / PIECES; block < blocks * end / PIECES; block++) {
        const float *from = s->from + s->read / STEP * block / blocks * STEP;
        const float *last = s->from + s->read / STEP * (block + 1) / blocks * STEP;
        for (; from < last; from += STEP) {
            _Pragma("clang loop unroll(full)") for (int q = 0; q < STEP; q += 16) __builtin_prefetch(from + AHEAD + q);
            _Pragma("clang loop unroll(full)") for (int q = 0; q < STEP / 8; q++) sums[q] += *(const v *)(from + q * 8);
        }
        float *to = s->to + s->written / STEP * block / blocks * STEP, *end_of_block = s->to + s->written / STEP * (block + 1) / blocks * STEP;
        for (; to < end_of_block; to += 8) {
            if (s->past) __builtin_nontemporal_store(zero, (v *)to);
            else *(volatile v *)to = zero;
        }
    }
    const v sum = sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
    __asm__ volatile("" : : "m"(sum));
}

double limits_stream(long read, long written) {
    const size_t in = (size_t)read * sizeof(float), out = (size_t)written * sizeof(float);
    stream s = {nbs_alloc(in), nbs_alloc(out), read, written, 0};
    double seconds = NAN;
    if (s.from && s.to && (read > BLOCK || written > BLOCK)) {
        memset((float *)s.from, 0, in);
        memset(s.to, 0, out);
        seconds = best(run_stream, &s, PIECES);
        s.past = 1;
        seconds = fmin(seconds, best(run_stream, &s, PIECES));
    }
    nbs_free((float *)s.from, in);
    nbs_free(s.to, out);
    // What a process is said to have used begins with what its parent holds.
    nbs_release_cache();
    return seconds;
}
