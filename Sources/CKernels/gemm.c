#include "include/nbs_matmul.h"
#include "include/nbs_memory.h"
#include "include/nbs_parallel.h"
#include "block.h"
#include "tile.h"
#include <string.h>

// float32 products in blocks of 14 x 32 sums (block.h). One factor is read in lanes, 32 neighbours at once, the other one
// number at a time, where it lies; which is which depends on how they lie in memory, so that as little as possible is
// copied first. Sums run over k in order, fused, from zero, the bias or the result on: neither the way nor the number of
// threads shows in them.
#define CEIL(a, b) (((a) + (b) - 1) / (b))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
enum {
    DEPTH = 384, TURNED_DEPTH = 1024, // products at once: lanes of so many stay in the caches while rows pass by
    PACKED = 16,                      // row numbers of one product, packed
    PACKED_AHEAD = 12,                // rows: they are asked for so far before they are packed
    PART = 128,                       // lanes are packed in parts of so many products
    GROUP = 1 << 18,                  // a megabyte of rows stays in the second cache while lanes pass by
    ALIAS = 1024,                     // rows so far apart fall into one set of the first cache
    PIECES = 8,                       // at least so many pieces of work
    FINER = 4,                        // times as many if lanes are packed once for all of them
    ALONE = 200000,                   // fewer products are done before another thread has noticed
    SMALL = 10000000, MEDIUM = 30000000, NEAR = 1 << 17, // products; lanes that stay in the second cache
    SHORT = 128, SETS = 64, WAYS = 6  // lanes of so few products stay in the first cache, if its sets take them: half of each
};

typedef struct {
    ptrdiff_t m, n, k;                  // rows, lanes, products in a sum
    const float *a;                     // rows: one number at a time
    ptrdiff_t ra, ca;
    const float *b;                     // lanes
    ptrdiff_t rb, cb;
    float *out;
    ptrdiff_t so;
    const float *bias;
    int turned, adds;                   // the result is stored lanes first; is read as well
    int alone, shared;                  // one thread does it; several pieces of it use the same lanes
    float *left, *right;                // packed rows, packed lanes
    ptrdiff_t from, depth;              // products [from, from + depth) now
    ptrdiff_t panels, blocks, rows, groups, each; // blocks of `rows` rows in groups of `each`
} gemm_job;

static const float zeros[BLOCK_COLUMNS];

// Whether rows can be read where they lie: one way or the other, and not all from one set of the first cache.
static int rows_lie(ptrdiff_t ra, ptrdiff_t ca) { return ra == 1 || (ca == 1 && ra % ALIAS); }

// Whether lanes of so many products stay in the first cache where they are.
static int lanes_lie(ptrdiff_t rb, ptrdiff_t depth) {
    if (rb > 0 && rb <= BLOCK_COLUMNS) return 1;
    if (depth > SHORT || rb <= 0) return 0;
    const int apart = rb % 16 ? 0 : __builtin_ctzll((unsigned long long)rb / 16);
    return depth * (BLOCK_COLUMNS / 16) <= WAYS * (apart < 2 ? SETS : SETS * 2 >> apart);
}

// Blocks read whole vectors: what stands behind the last lane must not be slow to multiply, as denormal numbers are.
static void clear(float *d, ptrdiff_t from, ptrdiff_t count, ptrdiff_t depth) {
    const ptrdiff_t to = CEIL(count, 16) * 16;
    if (from < to) for (ptrdiff_t l = 0; l < depth; l++) memset(d + l * BLOCK_COLUMNS + from, 0, (size_t)(to - from) * sizeof(float));
}

// The same as pack, of rows with less than 8 numbers; writes 8 x width. What the last rows end in is read beside them.
static void pack_short(const float *s, ptrdiff_t step, ptrdiff_t count, ptrdiff_t depth, int width, float *d) {
    float ends[7][8];
    const float *at[BLOCK_COLUMNS];
    for (int i = 0; i < width; i++) at[i] = s + (i < count ? i : 0) * step;
    for (ptrdiff_t i = count - 1, e = 0; i >= 0 && e * step < 8 - depth; i--, e++) {
        for (ptrdiff_t l = 0; l < 8; l++) ends[e][l] = l < depth ? at[i][l] : 0;
        at[i] = ends[e];
    }
    for (ptrdiff_t i = count; i < width; i++) at[i] = at[0];
    nbs_turn_rows((int)CEIL(count, 8) * 8, 8, at, d, width);
    if (width == BLOCK_COLUMNS) clear(d, CEIL(count, 8) * 8, count, depth);
}

// d[l * width + i] = s[i * step + l * deep] for i < count and l < depth.
static void pack(const float *s, ptrdiff_t step, ptrdiff_t deep, ptrdiff_t count, ptrdiff_t depth, int width, float *d) {
    if (step == 1) {
        // Rows far apart are not fetched ahead by the CPU itself.
        if (count == BLOCK_COLUMNS) for (ptrdiff_t l = 0; l < depth; l++) {
            __builtin_prefetch(s + (l + PACKED_AHEAD) * deep);
            __builtin_prefetch(s + (l + PACKED_AHEAD) * deep + 16);
            memcpy(d + l * width, s + l * deep, BLOCK_COLUMNS * sizeof(float));
        } else for (ptrdiff_t l = 0; l < depth; l++) memcpy(d + l * width, s + l * deep, (size_t)count * sizeof(float));
        if (width == BLOCK_COLUMNS) clear(d, count, count, depth);
        return;
    }
    const ptrdiff_t whole = deep == 1 ? depth / 8 * 8 : 0;
    if (whole) {
        // Eight at a time to the end: some of the last eight are written twice.
        const float *at[BLOCK_COLUMNS];
        for (int i = 0; i < width; i++) at[i] = s + (i < count ? i : 0) * step;
        const int rows = (int)CEIL(count, 8) * 8;
        nbs_turn_rows(rows, whole, at, d, width);
        if (whole < depth) {
            for (int i = 0; i < rows; i++) at[i] += depth - 8;
            nbs_turn_rows(rows, 8, at, d + (depth - 8) * width, width);
        }
        if (width == BLOCK_COLUMNS) clear(d, rows, count, depth);
        return;
    }
    for (ptrdiff_t i = 0; i < count; i++)
        for (ptrdiff_t l = 0; l < depth; l++) d[l * width + i] = s[i * step + l * deep];
    if (width == BLOCK_COLUMNS) clear(d, count, count, depth);
}

static void pack_rows(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const gemm_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t row = i * j->rows;
        pack(j->a + row * j->ra + j->from * j->ca, j->ra, j->ca, MIN(j->m - row, j->rows), j->depth, PACKED, j->left + i * j->depth * PACKED);
    }
}
static void pack_lanes(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const gemm_job *j = context;
    const ptrdiff_t parts = CEIL(j->depth, PART);
    for (ptrdiff_t i = begin; i < end; i++) {
        const ptrdiff_t lane = i / parts * BLOCK_COLUMNS, l = i % parts * PART;
        pack(j->b + (j->from + l) * j->rb + lane * j->cb, j->cb, j->rb, MIN(j->n - lane, BLOCK_COLUMNS), MIN(j->depth - l, PART),
             BLOCK_COLUMNS, j->right + (i / parts * j->depth + l) * BLOCK_COLUMNS);
    }
}

static inline void copy_twice(int part, int count, float *d, const float *s) {
    memcpy(d, s, (size_t)part * sizeof(float));
    memcpy(d + count - part, s + count - part, (size_t)part * sizeof(float));
}

// Lanes first: through a block beside the result.
static void turned_block(const gemm_job *j, int rows, int lanes, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b,
                         ptrdiff_t rb, ptrdiff_t row, ptrdiff_t lane, int adds, const float *start) {
    float sums[16 * BLOCK_COLUMNS] __attribute__((aligned(64))), columns[BLOCK_COLUMNS * 16] __attribute__((aligned(64)));
    float *out = j->out + lane * j->so + row;
    if (adds) for (int i = 0; i < lanes; i++) for (int r = 0; r < rows; r++) sums[r * BLOCK_COLUMNS + i] = out[i * j->so + r];
    nbs_block(rows, lanes, j->depth, a, ra, ca, b, rb, sums, BLOCK_COLUMNS, adds ? START_RESULT : START_ROW, start, sums);
    const float *at[16];
    for (int r = 0; r < 16; r++) at[r] = sums + r * BLOCK_COLUMNS;
    nbs_turn_rows(16, CEIL(lanes, 8) * 8, at, columns, 16);
    // In two parts that overlap: their sizes are constants.
    if (rows >= 8) for (int i = 0; i < lanes; i++) copy_twice(8, rows, out + i * j->so, columns + i * 16);
    else if (rows >= 4) for (int i = 0; i < lanes; i++) copy_twice(4, rows, out + i * j->so, columns + i * 16);
    else for (int i = 0; i < lanes; i++) for (int r = 0; r < rows; r++) out[i * j->so + r] = columns[i * 16 + r];
}

static void product_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const gemm_job *j = context;
    float here[TURNED_DEPTH * BLOCK_COLUMNS] __attribute__((aligned(64)));
    ptrdiff_t panel = begin % j->panels, first = begin / j->panels * j->each;
    for (ptrdiff_t piece = begin; piece < end; piece++, panel++) {
        if (panel == j->panels) panel = 0, first += j->each;
        const ptrdiff_t lane = panel * BLOCK_COLUMNS;
        const int lanes = (int)MIN(j->n - lane, BLOCK_COLUMNS);
        const float *b = j->b + j->from * j->rb + lane * j->cb;
        ptrdiff_t rb = j->rb;
        if (j->right) {
            b = j->right + panel * j->depth * BLOCK_COLUMNS;
            rb = BLOCK_COLUMNS;
        } else if (j->cb != 1 || (j->each > 2 && !lanes_lie(j->rb, j->depth))) {
            // Lanes stay where they are if few blocks read them, or if all of them stay in the first cache.
            if (j->depth < 8 && j->rb == 1 && j->cb > 0) pack_short(b, j->cb, lanes, j->depth, BLOCK_COLUMNS, here);
            else pack(b, j->cb, j->rb, lanes, j->depth, BLOCK_COLUMNS, here);
            b = here;
            rb = BLOCK_COLUMNS;
        }
        const ptrdiff_t last = MIN(first + j->each, j->blocks);
        for (ptrdiff_t i = first; i < last; i++) {
            const ptrdiff_t row = i * j->rows;
            const int rows = (int)MIN(j->m - row, j->rows), adds = j->adds || j->from;
            const float *a = j->left ? j->left + i * j->depth * PACKED : j->a + row * j->ra + j->from * j->ca;
            const ptrdiff_t ra = j->left ? 1 : j->ra, ca = j->left ? PACKED : j->ca;
            if (j->turned)
                turned_block(j, rows, lanes, a, ra, ca, b, rb, row, lane, adds, j->bias ? j->bias + row : zeros);
            else {
                // What follows the last block may be another thread's.
                float *out = j->out + row * j->so + lane, *next = i + 1 < last ? out + rows * j->so : out;
                nbs_block(rows, lanes, j->depth, a, ra, ca, b, rb, out, j->so,
                          adds ? START_RESULT : j->bias ? START_COLUMN : START_ROW, j->bias ? j->bias + lane : zeros, next);
            }
        }
    }
}

// What multiplying costs, turning a factor that does not lie in lanes, and turning the result, all in the same unit.
static ptrdiff_t cost(ptrdiff_t rows, ptrdiff_t lanes, ptrdiff_t depth, int lies, int turned) {
    return rows * CEIL(lanes, 16) * (depth * 5 + (turned ? 90 : 0)) + (lies ? 0 : lanes * depth * 6);
}

// Of factors that lie well, by this thread: to count anything out would take longer than a small product does.
static void upright(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb,
                    const float *bias, float *out, ptrdiff_t so, int accumulate) {
    const ptrdiff_t blocks = CEIL(m, BLOCK_ROWS), rows = blocks == 1 ? m : CEIL(m, blocks);
    const block_start start = accumulate ? START_RESULT : bias ? START_COLUMN : START_ROW;
    for (ptrdiff_t lane = 0; lane < n; lane += BLOCK_COLUMNS)
        for (ptrdiff_t row = 0; row < m; row += rows) {
            float *c = out + row * so + lane;
            nbs_block((int)MIN(m - row, rows), (int)MIN(n - lane, BLOCK_COLUMNS), k, a + row * ra, ra, ca, b + lane, rb, c, so, start,
                      bias ? bias + lane : zeros, c + rows * so);
        }
}

// One group of blocks for each thread: it need not look for more, and no lanes are fetched from where another thread packed them.
// For small products, and where lanes are packed: twice from the caches is faster than once for both.
static int one_group_each(const gemm_job *j) {
    const ptrdiff_t products = j->m * j->n * j->k;
    return j->cb == 1 ? products < SMALL && j->n * j->k < NEAR : products < MEDIUM;
}

// Cuts the work into pieces, a group of blocks and a panel each, and sums into as equal parts as fit; returns their depth.
static ptrdiff_t cut(gemm_job *j, ptrdiff_t deepest) {
    const int threads = nbs_thread_count();
    const ptrdiff_t depth = CEIL(j->k, CEIL(j->k, deepest));
    ptrdiff_t groups;
    j->shared = !j->alone && !one_group_each(j);
    if (j->alone) {
        groups = 1;
    } else if (j->shared) {
        groups = CEIL(PIECES, j->panels);
        if (groups > 1 && j->cb != 1) groups *= FINER;
    } else {
        groups = threads;
        j->rows = CEIL(j->m, CEIL(j->blocks, threads) * threads);
        j->blocks = CEIL(j->m, j->rows);
    }
    if (groups < CEIL(j->m * depth, GROUP)) groups = CEIL(j->m * depth, GROUP);
    j->each = CEIL(j->blocks, MIN(groups, j->blocks));
    j->groups = CEIL(j->blocks, j->each);
    return depth;
}

static int is_turned(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, ptrdiff_t ra, ptrdiff_t cb) { return cost(n, m, k, ra == 1, 1) < cost(m, n, k, cb == 1, 0); }

static gemm_job job_of(int turned, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb,
                       ptrdiff_t cb, const float *bias, float *out, ptrdiff_t so, int accumulate) {
    gemm_job j = {.m = m, .n = n, .k = k, .a = a, .ra = ra, .ca = ca, .b = b, .rb = rb, .cb = cb, .out = out, .so = so, .bias = bias,
                  .adds = accumulate};
    if (turned) j = (gemm_job){.m = n, .n = m, .k = k, .a = b, .ra = cb, .ca = rb, .b = a, .rb = ca, .cb = ra, .out = out, .so = so,
                                 .bias = bias, .adds = accumulate, .turned = 1};
    j.panels = CEIL(j.n, BLOCK_COLUMNS);
    j.blocks = CEIL(j.m, BLOCK_ROWS);
    j.rows = CEIL(j.m, j.blocks);
    return j;
}

// Whether one thread can do it at once: in one piece a panel, with no memory but the stack.
static int fits_at_once(int turned, ptrdiff_t k, ptrdiff_t ra, ptrdiff_t ca, ptrdiff_t rb, ptrdiff_t cb) {
    return turned ? k <= TURNED_DEPTH && rows_lie(cb, rb) : k <= DEPTH && rows_lie(ra, ca);
}
static void at_once(int turned, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb,
                    ptrdiff_t cb, const float *bias, float *out, ptrdiff_t so, int accumulate) {
    if (!turned && cb == 1 && lanes_lie(rb, k)) {
        upright(m, n, k, a, ra, ca, b, rb, bias, out, so, accumulate);
        return;
    }
    gemm_job j = job_of(turned, m, n, k, a, ra, ca, b, rb, cb, bias, out, so, accumulate);
    j.depth = k;
    j.each = j.blocks;
    product_pieces(&j, 0, j.panels);
}

int nbs_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ra, ptrdiff_t ca, const float *b, ptrdiff_t rb,
             ptrdiff_t cb, const float *bias, float *out, ptrdiff_t so, int accumulate) {
    if (!nbs_has_large_tiles()) return NBS_UNSUPPORTED;
    const int alone = m * CEIL(n, 16) * 16 * k < ALONE, turned = is_turned(m, n, k, ra, cb);
    if (alone && fits_at_once(turned, k, ra, ca, rb, cb)) {
        at_once(turned, m, n, k, a, ra, ca, b, rb, cb, bias, out, so, accumulate);
        return NBS_OK;
    }
    gemm_job j = job_of(turned, m, n, k, a, ra, ca, b, rb, cb, bias, out, so, accumulate);
    j.alone = alone;
    // A turned result is dear to read again.
    const ptrdiff_t depth = cut(&j, turned ? TURNED_DEPTH : DEPTH);
    // Rows are packed when they lie neither way or would push each other out, lanes when more than one piece reads them.
    const int packs_left = (j.ca != 1 && j.ra != 1) || (j.ca == 1 && j.ra % ALIAS == 0 && j.panels > 1);
    const int packs_right = j.shared && j.groups > 1 && (j.cb != 1 || (j.each > 2 && j.groups > 3));
    const size_t left = packs_left ? (size_t)(j.blocks * depth * PACKED) * sizeof(float) : 0;
    const size_t right = packs_right ? (size_t)(j.panels * depth * BLOCK_COLUMNS) * sizeof(float) : 0;
    if (packs_left) j.left = nbs_alloc(left);
    if (packs_right) j.right = nbs_alloc(right);
    const int status = (packs_left && !j.left) || (packs_right && !j.right) ? NBS_UNSUPPORTED : NBS_OK;
    if (status == NBS_OK)
        for (j.from = 0; j.from < k; j.from += depth) {
            j.depth = MIN(depth, k - j.from);
            if (j.left) {
                if (alone) pack_rows(&j, 0, j.blocks);
                else nbs_parallel(j.blocks, 1 + 16384 / (j.depth * PACKED), pack_rows, &j);
            }
            if (j.right) nbs_parallel(j.panels * CEIL(j.depth, PART), 1 + 16384 / (PART * BLOCK_COLUMNS), pack_lanes, &j);
            if (alone) product_pieces(&j, 0, j.panels * j.groups);
            else nbs_parallel(j.panels * j.groups, 1, product_pieces, &j);
        }
    nbs_free(j.left, left);
    nbs_free(j.right, right);
    return status;
}

typedef struct {
    int turned;
    ptrdiff_t m, n, k, ba, ra, ca, bb, rb, cb;
    const float *a, *b;
    float *out;
} stack_job;
static void stack_pieces(void *context, ptrdiff_t begin, ptrdiff_t end) {
    const stack_job *j = context;
    for (ptrdiff_t i = begin; i < end; i++)
        at_once(j->turned, j->m, j->n, j->k, j->a + i * j->ba, j->ra, j->ca, j->b + i * j->bb, j->rb, j->cb, NULL, j->out + i * j->m * j->n, j->n, 0);
}

int nbs_gemm_stack(ptrdiff_t batch, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t ba, ptrdiff_t ra, ptrdiff_t ca,
                   const float *b, ptrdiff_t bb, ptrdiff_t rb, ptrdiff_t cb, float *out) {
    const int turned = is_turned(m, n, k, ra, cb);
    if (!nbs_has_large_tiles() || m * n * k > SMALL || !fits_at_once(turned, k, ra, ca, rb, cb)) return NBS_UNSUPPORTED;
    stack_job j = {turned, m, n, k, ba, ra, ca, bb, rb, cb, a, b, out};
    nbs_parallel(batch, 1 + ALONE / 2 / (m * CEIL(n, 16) * 16 * k), stack_pieces, &j);
    return NBS_OK;
}
