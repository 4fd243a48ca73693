#pragma once
#include "conv.h"

// As nbs_run_products, where every channel has a filter of its own: plane by plane, which stay in the first cache.
int nbs_depthwise(const nbs_conv *c, const layout *l, const float *source, const float *weight, int flipped, const float *bias, float *out);
