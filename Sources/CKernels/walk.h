// The walk behind include/nbs_walk.h.
#pragma once
#include "include/nbs_walk.h"

// One stretch of elements: of each operand a place and a step.
typedef void (*nbs_stretch)(void *context, ptrdiff_t n, char *const *at, const ptrdiff_t *step);
// `grain`: how many elements are worth a thread. `copies`: all that `body` does is copy elements of one type as they are.
void nbs_walk_over(const nbs_walk *w, ptrdiff_t grain, nbs_stretch body, void *context, int copies);
