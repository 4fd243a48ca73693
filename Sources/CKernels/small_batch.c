#include "include/nbs_matmul.h"
#include "include/nbs_parallel.h"
#include "tile.h"

// Stacks of matrices up to 16 x 16: finding out how to multiply one takes longer than multiplying it.
#pragma STDC FP_CONTRACT OFF

typedef struct {
    ptrdiff_t m, n, k, ba, ra, ca, bb, rb, cb;
    const float *a, *b;
    float *out;
} batch_job;

#if defined(__x86_64__)
#include "avx512.h"
// Sums in order and rounded at each step, as PyTorch's loops have them.
AVX512 static void products(const batch_job *j, ptrdiff_t begin, ptrdiff_t end) {
    const ptrdiff_t m = j->m, n = j->n, k = j->k, cb = j->cb;
    const __mmask16 some = (__mmask16)((1u << n) - 1);
    const __m512i places = _mm512_mullo_epi32(_mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), _mm512_set1_epi32((int)cb));
    for (ptrdiff_t s = begin; s < end; s++) {
        const float *a = j->a + s * j->ba, *b = j->b + s * j->bb;
        float *out = j->out + s * m * n;
        __m512 rows[NBS_SMALL_SIDE];
        for (ptrdiff_t l = 0; l < k; l++)
            rows[l] = cb == 1 ? _mm512_maskz_loadu_ps(some, b + l * j->rb) : _mm512_mask_i32gather_ps(_mm512_setzero_ps(), some, places, b + l * j->rb, 4);
        for (ptrdiff_t i = 0; i < m; i++) {
            const float *x = a + i * j->ra;
            __m512 sum = _mm512_mul_ps(_mm512_set1_ps(x[0]), rows[0]);
            for (ptrdiff_t l = 1; l < k; l++) sum = _mm512_add_ps(sum, _mm512_mul_ps(_mm512_set1_ps(x[l * j->ca]), rows[l]));
            _mm512_mask_storeu_ps(out + i * n, some, sum);
        }
    }
}
static int has_products(const batch_job *j) { return nbs_has_large_tiles() && j->cb > -(1 << 24) && j->cb < 1 << 24; }
#else
static void products(const batch_job *j, ptrdiff_t begin, ptrdiff_t end) {}
static int has_products(const batch_job *j) { return 0; }
#endif

static void piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const batch_job *j = context;
    if (has_products(j)) { products(j, begin, end); return; }
    for (ptrdiff_t s = begin; s < end; s++)
        nbs_matmul(NBS_F32, j->m, j->n, j->k, j->a + s * j->ba, j->ra, j->ca, j->b + s * j->bb, j->rb, j->cb, j->out + s * j->m * j->n, j->n, 0);
}
void nbs_matmul_batch(ptrdiff_t batch, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ba, ptrdiff_t ra, ptrdiff_t ca,
                      const float *b, ptrdiff_t bb, ptrdiff_t rb, ptrdiff_t cb, float *out) {
    enum { GRAIN = 65536 };
    batch_job j = {m, n, k, ba, ra, ca, bb, rb, cb, a, b, out};
    const ptrdiff_t grain = 1 + GRAIN / (m * n * k);
    nbs_parallel_large(batch, grain, piece, &j);
}
