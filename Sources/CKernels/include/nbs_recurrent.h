#pragma once
#include "nbs_types.h"

// One step of an LSTM over `rows` samples of float32. `gates` holds the input's share, 4 * hidden numbers a row, `from_hidden` the state's; the
// gates' values come in its place. Writes the next cell, its tanh and the next state.
void nbs_lstm_step(ptrdiff_t rows, ptrdiff_t hidden, float *gates, const float *from_hidden, const float *cell, float *next_cell,
                   float *tanh_cell, float *state);
// The way back: `state` is the state's gradient from the steps behind, to which `output` (may be NULL) is added; `cell_slope` is the cell's, which
// becomes that of the cell before. Writes the gradients of the gates' sums.
void nbs_lstm_slopes(ptrdiff_t rows, ptrdiff_t hidden, const float *gates, const float *cell, const float *tanh_cell, const float *state,
                     const float *output, float *cell_slope, float *sums);
