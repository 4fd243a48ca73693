#pragma once
#include "include/nbs_elementwise.h"

// exp, log, tanh and sigmoid of doubles, to 0.53, 0.55, 0.52 and 2.2 units in the last place. 0: not one of these operations, or not this CPU.
int nbs_wide_double(int op, ptrdiff_t n, const double *a, ptrdiff_t sa, double *out, ptrdiff_t so);
