#pragma once
#include "nbs_types.h"

// MT19937, a block of 624 words at a time, and the distributions PyTorch draws from it, bit for bit
// (docs: random streams). The state before the first refill has `next` 624 and `fresh` set.
typedef struct {
    uint32_t state[624];
    uint32_t words[624]; // tempered
    int32_t next;
    int32_t fresh;       // seeded, no word drawn yet
    int32_t has_normal;  // a second normal number waits
    double normal;
} nbs_generator;

void nbs_generator_seed(nbs_generator *g, uint32_t seed);
// Tempers `state` again after it was written from outside.
void nbs_generator_restore(nbs_generator *g);
uint32_t nbs_random_u32(nbs_generator *g);
uint64_t nbs_random_u64(nbs_generator *g);
// u64 & (2^53 - 1) as a fraction of 1.
double nbs_random_u53(nbs_generator *g);

void nbs_uniform_f32(nbs_generator *g, ptrdiff_t n, float *out, float from, float to);
void nbs_uniform_f64(nbs_generator *g, ptrdiff_t n, double *out, double from, double to);

// The vector paths, n >= 16; and one number of the scalar path.
void nbs_normal_f32(nbs_generator *g, ptrdiff_t n, float *out, float mean, float std);
void nbs_normal_f64(nbs_generator *g, ptrdiff_t n, double *out, double mean, double std);
double nbs_normal_one(nbs_generator *g, double mean, double std);

// u % range + low for n numbers; 64-bit draws from 2^28 on.
void nbs_random_integers(nbs_generator *g, ptrdiff_t n, int64_t *out, int64_t low, uint64_t range);
void nbs_random_permutation(nbs_generator *g, ptrdiff_t n, int64_t *out);
// 1 where a 53-bit fraction is below p.
void nbs_bernoulli(nbs_generator *g, ptrdiff_t n, uint8_t *out, double p);
// float(-1 / lambda * log1p(-u)) in double.
void nbs_exponential(nbs_generator *g, ptrdiff_t n, double *out, double lambda);
// What stands among float32 or float64 weights: 1 is set where some are negative, infinite or NaN, 2 where some are above 0.
int nbs_look_at_weights(nbs_dtype t, ptrdiff_t n, const void *weights);
