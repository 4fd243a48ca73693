#include "include/nbs_matmul.h"
#include "include/nbs_parallel.h"

// The weight gradient of a layer fed with a few rows: every element of a large result is a sum of a few products, so
// that writing it is what costs. Results too large for the caches go past them.
typedef float v16 __attribute__((ext_vector_type(16), aligned(4)));
typedef float aligned16 __attribute__((ext_vector_type(16), aligned(64)));

typedef struct {
    ptrdiff_t n, k, ra, ca, rb, so;
    const float *a, *b;
    float *out;
    int accumulate, streams;
} flat_job;

// Row i of the result from products [from, from + K); K is a constant.
#define SUM(K, V, GET) V s = GET; _Pragma("clang loop unroll(full)") for (int l = 0; l < K; l++) s += x[l] * *(const V *)(b + l * f->rb + j)
#define FLAT(K)                                                                                                    \
    static inline __attribute__((always_inline)) void flat_##K(const flat_job *f, ptrdiff_t i, ptrdiff_t from, int adds) { \
        float x[K];                                                                                                \
        for (int l = 0; l < K; l++) x[l] = f->a[i * f->ra + (from + l) * f->ca];                                   \
        const float *b = f->b + from * f->rb;                                                                      \
        float *row = f->out + i * f->so;                                                                           \
        ptrdiff_t j = 0;                                                                                           \
        if (f->streams) {                                                                                          \
            for (; j + 16 <= f->n; j += 16) { SUM(K, v16, 0); __builtin_nontemporal_store((aligned16)s, (aligned16 *)(row + j)); } \
            return;                                                                                                \
        }                                                                                                          \
        for (; j + 16 <= f->n; j += 16) { SUM(K, v16, adds ? *(v16 *)(row + j) : 0); *(v16 *)(row + j) = s; }      \
        for (; j < f->n; j++) { SUM(K, float, adds ? row[j] : 0); row[j] = s; }                                    \
    }
FLAT(1)
FLAT(2)
FLAT(4)
FLAT(8)

NBS_CLONES static void flat_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const flat_job *f = context;
    for (ptrdiff_t i = begin; i < end; i++) {
        ptrdiff_t l = 0;
        for (; l + 8 <= f->k; l += 8) flat_8(f, i, l, f->accumulate || l);
        if (l + 4 <= f->k) { flat_4(f, i, l, f->accumulate || l); l += 4; }
        if (l + 2 <= f->k) { flat_2(f, i, l, f->accumulate || l); l += 2; }
        if (l < f->k) flat_1(f, i, l, f->accumulate || l);
    }
#if defined(__x86_64__)
    // What went past the caches is visible before this piece counts as done.
    if (f->streams) __builtin_ia32_sfence();
#endif
}

void nbs_matmul_flat(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b,
                     ptrdiff_t rb, float *out, ptrdiff_t so, int accumulate) {
    flat_job f = {n, k, ra, ca, rb, so, a, b, out, accumulate, 0};
    // One pass, whole cache lines, and more than the caches hold.
    const int one_pass = k == 1 || k == 2 || k == 4 || k == 8;
    f.streams = one_pass && !accumulate && n % 16 == 0 && so % 16 == 0 && (uintptr_t)out % 64 == 0 && m * n >= 2 << 20;
    nbs_parallel(m, 1 + 32768 / (n * k), flat_rows, &f);
}
