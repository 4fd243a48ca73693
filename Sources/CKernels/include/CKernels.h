// Loops that need the vector units of the CPU at hand, and the memory they run on. Strides are in elements;
// every function takes pointers already moved to the first element and never allocates unless it says so.
#pragma once
#include "nbs_types.h"
#include "nbs_memory.h"
#include "nbs_channels.h"
#include "nbs_conv.h"
#include "nbs_elementwise.h"
#include "nbs_index.h"
#include "nbs_matmul.h"
#include "nbs_optimizers.h"
#include "nbs_parallel.h"
#include "nbs_random.h"
#include "nbs_recurrent.h"
#include "nbs_reduce.h"
#include "nbs_sort.h"
#include "nbs_text.h"
#include "nbs_walk.h"
#include "nbs_window.h"
