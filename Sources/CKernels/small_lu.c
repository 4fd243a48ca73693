#include "include/nbs_matmul.h"
#include <math.h>

// Factors of small matrices, column by column: calling LAPACK takes longer than finding them.
int nbs_lu(ptrdiff_t n, double *a, int32_t *pivots) {
    int first_zero = 0;
    for (ptrdiff_t k = 0; k < n; k++) {
        double *column = a + k * n;
        ptrdiff_t best = k;
        for (ptrdiff_t i = k + 1; i < n; i++) if (fabs(column[i]) > fabs(column[best])) best = i;
        pivots[k] = (int32_t)best + 1;
        if (column[best] == 0) {
            if (!first_zero) first_zero = (int)k + 1;
            continue;
        }
        if (best != k)
            for (ptrdiff_t j = 0; j < n; j++) {
                const double x = a[j * n + k];
                a[j * n + k] = a[j * n + best];
                a[j * n + best] = x;
            }
        const double inverse = 1 / column[k];
        // The reciprocal of what is next to nothing is infinite.
        if (fabs(column[k]) < 0x1p-1022) for (ptrdiff_t i = k + 1; i < n; i++) column[i] /= column[k];
        else for (ptrdiff_t i = k + 1; i < n; i++) column[i] *= inverse;
        for (ptrdiff_t j = k + 1; j < n; j++) {
            double *next = a + j * n;
            const double x = next[k];
            for (ptrdiff_t i = k + 1; i < n; i++) next[i] -= column[i] * x;
        }
    }
    return first_zero;
}
// Eight right sides in step, of which those that are not there are zeros.
typedef double v8 __attribute__((ext_vector_type(8)));
NBS_CLONES static void solve_some(ptrdiff_t n, int some, const double *lu, const int32_t *pivots, double *x) {
    v8 rows[NBS_SMALL_LU];
    for (ptrdiff_t i = 0; i < n; i++) {
        rows[i] = 0;
        for (int c = 0; c < some; c++) rows[i][c] = x[c * n + i];
    }
    for (ptrdiff_t k = 0; k < n; k++) {
        const v8 row = rows[pivots[k] - 1];
        rows[pivots[k] - 1] = rows[k];
        rows[k] = row;
    }
    for (ptrdiff_t k = 0; k < n; k++) for (ptrdiff_t i = k + 1; i < n; i++) rows[i] -= lu[k * n + i] * rows[k];
    for (ptrdiff_t k = n - 1; k >= 0; k--) {
        rows[k] /= lu[k * n + k];
        for (ptrdiff_t i = 0; i < k; i++) rows[i] -= lu[k * n + i] * rows[k];
    }
    for (ptrdiff_t i = 0; i < n; i++) for (int c = 0; c < some; c++) x[c * n + i] = rows[i][c];
}
void nbs_lu_solve(ptrdiff_t n, ptrdiff_t columns, const double *lu, const int32_t *pivots, double *x) {
    for (ptrdiff_t c = 0; c < columns; c += 8) solve_some(n, columns - c < 8 ? (int)(columns - c) : 8, lu, pivots, x + c * n);
}
