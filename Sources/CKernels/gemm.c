#include "include/nbs_matmul.h"
#include "include/nbs_memory.h"
#include "include/nbs_parallel.h"
#include "tile.h"
#include <string.h>

// Large float32 products on the tiles of the convolutions: as fast as the CPU multiplies, whatever OpenBLAS takes the CPU
// for. Both factors are packed into panels, DEPTH products deep; a panel of b stays in the first cache while all of a
// passes by. Sums run over k in order, in blocks of DEPTH, on any number of threads.
enum { DEPTH = 256, PIECES = 8 };
#define CEIL(a, b) (((a) + (b) - 1) / (b))
#define MIN(a, b) ((a) < (b) ? (a) : (b))

typedef struct {
    ptrdiff_t m, n, k, ra, ca, rb, cb, so;
    const float *a, *b;
    float *out, *left, *right; // panels of a and b, DEPTH deep
    ptrdiff_t from, depth;     // products [from, from + depth) now
    ptrdiff_t blocks, groups;  // panels of a, and into how many groups they are divided
    int tile_rows, adds;
} gemm_job;

// d[l * width + i] = s[i * step + l * deep] for i < count, l < depth: strips side by side or one after the other.
static void pack(const float *s, ptrdiff_t step, ptrdiff_t deep, ptrdiff_t count, ptrdiff_t depth, int width, float *d) {
    if (step == 1) {
        for (ptrdiff_t l = 0; l < depth; l++) memcpy(d + l * width, s + l * deep, (size_t)count * sizeof(float));
        return;
    }
    const ptrdiff_t whole = deep == 1 ? depth / 8 * 8 : 0;
    if (whole) {
        const float *at[PANEL_B];
        for (int i = 0; i < width; i++) at[i] = s + (i < count ? i : 0) * step;
        nbs_turn_rows(width, whole, at, d, width);
    }
    for (ptrdiff_t i = 0; i < count; i++)
        for (ptrdiff_t l = whole; l < depth; l++) d[l * width + i] = s[i * step + l * deep];
}
static void pack_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const gemm_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++) {
        if (i < j->blocks) {
            const ptrdiff_t row = i * j->tile_rows;
            pack(j->a + row * j->ra + j->from * j->ca, j->ra, j->ca, MIN(j->m - row, j->tile_rows), j->depth, PANEL_A,
                 j->left + i * DEPTH * PANEL_A);
        } else {
            const ptrdiff_t column = (i - j->blocks) * PANEL_B;
            pack(j->b + column * j->cb + j->from * j->rb, j->cb, j->rb, MIN(j->n - column, PANEL_B), j->depth, PANEL_B,
                 j->right + (i - j->blocks) * DEPTH * PANEL_B);
        }
    }
}

static void product_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const gemm_job *j = context;
    static const float zeros[16];
    const ptrdiff_t each = CEIL(j->blocks, j->groups);
    for (ptrdiff_t piece = begin; piece < end; piece++) {
        const ptrdiff_t panel = piece / j->groups, column = panel * PANEL_B, first = piece % j->groups * each;
        for (ptrdiff_t i = first; i < MIN(first + each, j->blocks); i++) {
            const ptrdiff_t row = i * j->tile_rows;
            nbs_tile((int)MIN(j->m - row, j->tile_rows), j->depth, j->left + i * DEPTH * PANEL_A, j->right + panel * DEPTH * PANEL_B,
                     j->out + row * j->so + column, j->so, (int)MIN(j->n - column, PANEL_B), j->adds ? NULL : zeros);
        }
    }
}

int nbs_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb,
             ptrdiff_t cb, float *out, ptrdiff_t so, int accumulate) {
    if (!nbs_has_large_tiles()) return NBS_UNSUPPORTED;
    gemm_job j = {.m = m, .n = n, .k = k, .ra = ra, .ca = ca, .rb = rb, .cb = cb, .so = so, .a = a, .b = b, .out = out,
                  .tile_rows = nbs_tile_rows()};
    const ptrdiff_t panels = CEIL(n, PANEL_B);
    j.blocks = CEIL(m, j.tile_rows);
    j.groups = MIN(CEIL(PIECES, panels), j.blocks);
    const size_t left = (size_t)(j.blocks * DEPTH * PANEL_A) * sizeof(float), right = (size_t)(panels * DEPTH * PANEL_B) * sizeof(float);
    j.left = nbs_alloc(left);
    j.right = nbs_alloc(right);
    if (j.left && j.right) {
        // Even blocks: a last one of a few products would cost as much as a whole one.
        const ptrdiff_t depth = CEIL(k, CEIL(k, DEPTH));
        for (j.from = 0; j.from < k; j.from += depth) {
            j.depth = MIN(depth, k - j.from);
            j.adds = accumulate || j.from;
            nbs_parallel(j.blocks + panels, 1 + 16384 / (j.depth * PANEL_B), pack_pieces, &j);
            const ptrdiff_t work = CEIL(j.blocks, j.groups) * j.depth;
            nbs_parallel(panels * j.groups, 1 + 512 / work, product_pieces, &j);
        }
    }
    const int status = j.left && j.right ? NBS_OK : NBS_UNSUPPORTED;
    nbs_free(j.left, left);
    nbs_free(j.right, right);
    return status;
}
