#include "include/nbs_recurrent.h"
#include "include/nbs_elementwise.h"
#include "include/nbs_parallel.h"
#include "serial.h"

// Products are rounded before they are added, as operations of their own would be.
#pragma STDC FP_CONTRACT OFF

enum { GRAIN = 8192 };
typedef struct {
    ptrdiff_t hidden;
    float *gates, *next_cell, *tanh_cell, *state;
    const float *from_hidden, *cell, *output;
} lstm_job;

NBS_CLONES static void add_to(ptrdiff_t n, float *a, const float *b) { NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) a[i] += b[i]; }
NBS_CLONES static void cells(ptrdiff_t n, const float *gates, const float *cell, float *next) {
    const float *input = gates, *forget = gates + n, *candidate = gates + 2 * n;
    NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) next[i] = forget[i] * cell[i] + input[i] * candidate[i];
}
NBS_CLONES static void states(ptrdiff_t n, const float *output, const float *tanh_cell, float *state) {
    NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) state[i] = output[i] * tanh_cell[i];
}
static void step_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const lstm_job *j = context;
    const ptrdiff_t n = j->hidden;
    for (ptrdiff_t r = begin; r < end; r++) {
        float *gates = j->gates + r * 4 * n;
        add_to(4 * n, gates, j->from_hidden + r * 4 * n);
        nbs_unary_serial(NBS_UNARY_sigmoid, NBS_F32, 2 * n, gates, 1, gates, 1, NULL);
        nbs_unary_serial(NBS_UNARY_tanh, NBS_F32, n, gates + 2 * n, 1, gates + 2 * n, 1, NULL);
        nbs_unary_serial(NBS_UNARY_sigmoid, NBS_F32, n, gates + 3 * n, 1, gates + 3 * n, 1, NULL);
        cells(n, gates, j->cell + r * n, j->next_cell + r * n);
        nbs_unary_serial(NBS_UNARY_tanh, NBS_F32, n, j->next_cell + r * n, 1, j->tanh_cell + r * n, 1, NULL);
        states(n, gates + 3 * n, j->tanh_cell + r * n, j->state + r * n);
    }
}
static void by_rows(ptrdiff_t rows, lstm_job *j, void (*piece)(void *, ptrdiff_t, ptrdiff_t)) {
    const ptrdiff_t grain = GRAIN / (4 * j->hidden) > 1 ? GRAIN / (4 * j->hidden) : 1;
    nbs_parallel_large(rows, grain, piece, j);
}
void nbs_lstm_step(ptrdiff_t rows, ptrdiff_t hidden, float *gates, const float *from_hidden, const float *cell, float *next_cell,
                   float *tanh_cell, float *state) {
    lstm_job j = {.hidden = hidden, .gates = gates, .from_hidden = from_hidden, .cell = cell, .next_cell = next_cell, .tanh_cell = tanh_cell, .state = state};
    by_rows(rows, &j, step_piece);
}

// In the job: `state` and `output` are gradients, `next_cell` is the cell's, `from_hidden` the gates' values, `gates` their sums' gradients.
NBS_CLONES static void slopes_piece(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const lstm_job *j = context;
    const ptrdiff_t n = j->hidden;
    for (ptrdiff_t r = begin; r < end; r++) {
        const float *gates = j->from_hidden + r * 4 * n, *cell = j->cell + r * n, *tanh_cell = j->tanh_cell + r * n;
        const float *state = j->state + r * n, *output = j->output ? j->output + r * n : NULL;
        float *slope = j->next_cell + r * n, *sums = j->gates + r * 4 * n;
        NBS_VECTOR for (ptrdiff_t k = 0; k < n; k++) {
            const float i = gates[k], f = gates[n + k], g = gates[2 * n + k], o = gates[3 * n + k], t = tanh_cell[k];
            const float h = output ? state[k] + output[k] : state[k];
            const float c = slope[k] + h * o * (1 - t * t);
            sums[k] = c * g * (1 - i) * i;
            sums[n + k] = c * cell[k] * (1 - f) * f;
            sums[2 * n + k] = c * i * (1 - g * g);
            sums[3 * n + k] = h * t * (1 - o) * o;
            slope[k] = c * f;
        }
    }
}
void nbs_lstm_slopes(ptrdiff_t rows, ptrdiff_t hidden, const float *gates, const float *cell, const float *tanh_cell, const float *state,
                     const float *output, float *cell_slope, float *sums) {
    // Only what the piece reads is cast to what it would not be allowed to write.
    lstm_job j = {.hidden = hidden, .gates = sums, .from_hidden = gates, .cell = cell, .tanh_cell = (float *)tanh_cell, .state = (float *)state, .output = output, .next_cell = cell_slope};
    by_rows(rows, &j, slopes_piece);
}
