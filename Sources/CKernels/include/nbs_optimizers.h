#pragma once
#include "nbs_types.h"

// One step over n floats `p` with gradients `g`: what an element's gradient is begins as sign * g + decay * p.

// Adam and AdamW: running means of the gradient and of its square, of which the largest are kept in `top` unless it is NULL.
typedef struct {
    float *p;
    const float *g;
    float sign, decay;
    float *mean, *square, *top;
    float shrink, weight, b2, fresh, eps, step, correction, ahead;
} nbs_adam;
void nbs_adam_step(ptrdiff_t n, const nbs_adam *k);
// NAdam: `step` times the gradient and `ahead` times its mean.
void nbs_nadam_step(ptrdiff_t n, const nbs_adam *k);

// Gradient descent; without momentum if `buffer` is NULL.
typedef struct {
    float *p;
    const float *g;
    float sign, decay;
    float *buffer;
    float kept, fresh, rate, ahead;
    int nesterov;
} nbs_sgd;
void nbs_sgd_step(ptrdiff_t n, const nbs_sgd *k);

// A running mean of squares: square * alpha + fresh * gradient²; RMSprop, with `buffer` for momentum unless it is NULL. Adagrad is the same
// with a sum, in which all are 1.
typedef struct {
    float *p;
    const float *g;
    float sign, decay;
    float *square, *buffer;
    float alpha, fresh, eps, rate, inertia;
} nbs_squares;
void nbs_rmsprop_step(ptrdiff_t n, const nbs_squares *k);
// Adadelta: `buffer` is the running mean of the steps' squares.
void nbs_adadelta_step(ptrdiff_t n, const nbs_squares *k);
