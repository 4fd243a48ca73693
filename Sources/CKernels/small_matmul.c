#include "include/nbs_matmul.h"
#include "include/nbs_memory.h"
#include "tile.h"
#include <string.h>

// Products of a few thousand terms: packed into the tiles of the convolutions, done before BLAS has looked around.
int nbs_matmul_small(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b,
                     ptrdiff_t rb, ptrdiff_t cb, float *out, ptrdiff_t so, int accumulate) {
    if (!nbs_has_tiles()) return NBS_UNSUPPORTED;
    const int tile_rows = nbs_tile_rows();
    const ptrdiff_t blocks = (m + tile_rows - 1) / tile_rows;
    const size_t bytes = (size_t)(blocks * k * PANEL_A + k * PANEL_B) * sizeof(float);
    float *panels = nbs_alloc(bytes), *right = panels + blocks * k * PANEL_A;
    if (!panels) return NBS_UNSUPPORTED;
    static const float zeros[16];
    for (ptrdiff_t i = 0; i < blocks; i++) {
        const ptrdiff_t row = i * tile_rows, rows = m - row < tile_rows ? m - row : tile_rows;
        float *d = panels + i * k * PANEL_A;
        if (ra == 1) {
            for (ptrdiff_t l = 0; l < k; l++) memcpy(d + l * PANEL_A, a + row + l * ca, (size_t)rows * sizeof(float));
        } else {
            for (ptrdiff_t r = 0; r < rows; r++)
                for (ptrdiff_t l = 0; l < k; l++) d[l * PANEL_A + r] = a[(row + r) * ra + l * ca];
        }
    }
    for (ptrdiff_t column = 0; column < n; column += PANEL_B) {
        const ptrdiff_t w = n - column < PANEL_B ? n - column : PANEL_B;
        if (cb == 1) {
            for (ptrdiff_t l = 0; l < k; l++) memcpy(right + l * PANEL_B, b + l * rb + column, (size_t)w * sizeof(float));
        } else {
            for (ptrdiff_t j = 0; j < w; j++)
                for (ptrdiff_t l = 0; l < k; l++) right[l * PANEL_B + j] = b[l * rb + (column + j) * cb];
        }
        for (ptrdiff_t i = 0; i < blocks; i++) {
            const ptrdiff_t row = i * tile_rows;
            nbs_tile((int)(m - row < tile_rows ? m - row : tile_rows), k, panels + i * k * PANEL_A, right,
                     out + row * so + column, so, (int)w, accumulate ? NULL : zeros);
        }
    }
    nbs_free(panels, bytes);
    return NBS_OK;
}
