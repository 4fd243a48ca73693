#include "include/nbs_optimizers.h"
#include "include/nbs_parallel.h"

// Step by step as PyTorch's loops round: nothing is joined into one multiplication and addition that they keep apart.
#pragma STDC FP_CONTRACT OFF

enum { GRAIN = 16384 };
#define ROOT __builtin_elementwise_sqrt

// What a rule's loop reads of the job, and then the loop.
#define RULE(NAME, STATE, ...)                                                                           \
    NBS_CLONES static void NAME(void *context, ptrdiff_t begin, ptrdiff_t end) {                         \
        const nbs_##STATE *k = context;                                                                  \
        float *p = k->p;                                                                                 \
        const float *g = k->g, sign = k->sign, decay = k->decay;                                         \
        __VA_ARGS__                                                                                      \
    }
#define EACH NBS_VECTOR for (ptrdiff_t i = begin; i < end; i++)
#define RUN(NAME) nbs_parallel(n, GRAIN, NAME, &copy)

#define MOMENTS                                                                                          \
    const float before = p[i] * shrink, gradient = sign * g[i] + decay * before;                         \
    const float m = near ? mean[i] + weight * (gradient - mean[i]) : gradient - (gradient - mean[i]) * far; \
    const float v = square[i] * b2 + fresh * gradient * gradient;                                        \
    mean[i] = m;                                                                                         \
    square[i] = v;
#define ADAM                                                                                             \
    float *mean = k->mean, *square = k->square;                                                          \
    const float shrink = k->shrink, weight = k->weight, far = 1 - k->weight, b2 = k->b2, fresh = k->fresh, eps = k->eps, step = k->step, correction = k->correction; \
    const int near = k->weight < 0.5f;
RULE(adam, adam, ADAM EACH {
    MOMENTS
    p[i] = before + step * m / (ROOT(v) / correction + eps);
})
RULE(adam_with_top, adam, ADAM float *top = k->top; EACH {
    MOMENTS
    const float t = v >= top[i] ? v : top[i];
    top[i] = t;
    p[i] = before + step * m / (ROOT(t) / correction + eps);
})
RULE(nadam, adam, ADAM const float ahead = k->ahead; EACH {
    MOMENTS
    const float bottom = ROOT(v / correction) + eps;
    p[i] = before + step * gradient / bottom + ahead * m / bottom;
})
void nbs_adam_step(ptrdiff_t n, const nbs_adam *k) {
    nbs_adam copy = *k;
    if (k->top) RUN(adam_with_top);
    else RUN(adam);
}
void nbs_nadam_step(ptrdiff_t n, const nbs_adam *k) {
    nbs_adam copy = *k;
    RUN(nadam);
}

RULE(momentum, sgd, float *buffer = k->buffer; const float kept = k->kept, fresh = k->fresh, rate = k->rate; EACH {
    const float gradient = sign * g[i] + decay * p[i];
    buffer[i] = buffer[i] * kept + fresh * gradient;
    p[i] = p[i] + rate * buffer[i];
})
RULE(nesterov, sgd, float *buffer = k->buffer; const float kept = k->kept, fresh = k->fresh, rate = k->rate, ahead = k->ahead; EACH {
    const float gradient = sign * g[i] + decay * p[i];
    buffer[i] = buffer[i] * kept + fresh * gradient;
    p[i] = p[i] + rate * (gradient + ahead * buffer[i]);
})
RULE(plain, sgd, const float rate = k->rate; EACH p[i] = p[i] + rate * (sign * g[i] + decay * p[i]);)
void nbs_sgd_step(ptrdiff_t n, const nbs_sgd *k) {
    nbs_sgd copy = *k;
    if (!k->buffer) RUN(plain);
    else if (k->nesterov) RUN(nesterov);
    else RUN(momentum);
}

#define SQUARES                                                                                          \
    float *square = k->square;                                                                           \
    const float alpha = k->alpha, fresh = k->fresh, eps = k->eps, rate = k->rate;
#define SIZE                                                                                             \
    const float gradient = sign * g[i] + decay * p[i], size = square[i] * alpha + fresh * gradient * gradient, bottom = ROOT(size) + eps; \
    square[i] = size;
RULE(rmsprop, squares, SQUARES EACH {
    SIZE
    p[i] = p[i] + rate * gradient / bottom;
})
RULE(rmsprop_with_momentum, squares, SQUARES float *buffer = k->buffer; const float inertia = k->inertia; EACH {
    SIZE
    buffer[i] = buffer[i] * inertia + gradient / bottom;
    p[i] = p[i] + rate * buffer[i];
})
void nbs_rmsprop_step(ptrdiff_t n, const nbs_squares *k) {
    nbs_squares copy = *k;
    if (k->buffer) RUN(rmsprop_with_momentum);
    else RUN(rmsprop);
}
RULE(adadelta, squares, SQUARES float *moved = k->buffer; EACH {
    const float gradient = sign * g[i] + decay * p[i], size = square[i] * alpha + fresh * gradient * gradient;
    const float change = ROOT(moved[i] + eps) / ROOT(size + eps) * gradient;
    square[i] = size;
    moved[i] = moved[i] * alpha + fresh * change * change;
    p[i] = p[i] + rate * change;
})
void nbs_adadelta_step(ptrdiff_t n, const nbs_squares *k) {
    nbs_squares copy = *k;
    RUN(adadelta);
}
