#include "include/nbs_memory.h"
#include "include/nbs_parallel.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// Size classes: multiples of 64 up to 4 KB, then four classes per power of two. Each keeps a list of free blocks.
// From 2 MB blocks lie on 2 MB boundaries and ask for huge pages: a first touch of fresh 4 KB pages costs 0.5 ms per MB.
enum { SMALL = 64, SMALL_CLASSES = 64, LARGE_CLASSES = 40 * 4 };
static const size_t huge = (size_t)2 << 20;
static const size_t cache_cap = (size_t)2 << 30;

typedef struct block { struct block *next; } block;
static block *small_free[SMALL_CLASSES + 1];
static block *large_free[LARGE_CLASSES];
static size_t in_use, cached;
static char *slab, *slab_end;

static inline size_t small_class(size_t bytes) { return bytes ? (bytes + SMALL - 1) / SMALL : 1; }

// The class of a block above 4 KB and the bytes it really holds.
static int large_class(size_t bytes, size_t *rounded) {
    int top = 63 - __builtin_clzll((unsigned long long)(bytes - 1));
    size_t step = (size_t)1 << (top - 2);
    size_t size = (bytes + step - 1) / step * step;
    if (bytes >= huge) size = (size + huge - 1) / huge * huge;
    *rounded = size;
    return (top - 12) * 4 + (int)((bytes - 1 - ((size_t)1 << top)) >> (top - 2));
}

static size_t cap(void) {
    static size_t value;
    if (!value) {
        size_t quarter = nbs_memory_budget() / 4;
        value = quarter < cache_cap ? quarter : cache_cap;
    }
    return value;
}

void nbs_release_cache(void) {
    for (int c = 0; c < LARGE_CLASSES; c++) {
        for (block *b = large_free[c], *next; b; b = next) {
            next = b->next;
            free(b);
        }
        large_free[c] = NULL;
    }
    cached = 0;
    nbs_release_small_blocks();
    malloc_trim(0);
}

#if __has_feature(address_sanitizer)

// Every block is one of the sanitizer's, which then sees where it ends.
static void *take(size_t bytes) {
    void *block = NULL;
    if (bytes > (size_t)1 << 40 || posix_memalign(&block, SMALL, bytes ? bytes : 1)) return NULL;
    in_use += bytes ? bytes : 1;
    return block;
}
static void give(void *pointer, size_t bytes) {
    in_use -= bytes ? bytes : 1;
    free(pointer);
}

#else

// The system clears memory when it is first written to, and a host that has to fetch it first takes 2 ms a megabyte: two threads
// take half of that, and what fills a tensor is often one. Of a block beyond a gigabyte much may never be used: it is left to whoever writes there.
enum { PAGE = 4096 };
static const size_t touched_from = (size_t)8 << 20, touched_to = (size_t)1 << 30;
static void touch(void *start, ptrdiff_t begin, ptrdiff_t end) {
    for (ptrdiff_t page = begin; page < end; page++) ((volatile char *)start)[page * PAGE] = 0;
}

static void *take(size_t bytes) {
    if (bytes <= SMALL * SMALL_CLASSES) {
        size_t c = small_class(bytes), size = c * SMALL;
        block *b = small_free[c];
        if (b) {
            small_free[c] = b->next;
        } else {
            if ((size_t)(slab_end - slab) < size) {
                size_t slab_bytes = 256 * 1024;
                char *fresh = aligned_alloc(64, slab_bytes);
                if (!fresh) return NULL;
                slab = fresh;
                slab_end = fresh + slab_bytes;
            }
            b = (block *)slab;
            slab += size;
        }
        in_use += size;
        return b;
    }
    if (bytes > (size_t)1 << 50) return NULL;
    size_t size;
    int c = large_class(bytes, &size);
    block *b = large_free[c];
    if (b) {
        large_free[c] = b->next;
        cached -= size;
    } else {
        void *fresh = NULL;
        if (posix_memalign(&fresh, size >= huge ? huge : 64, size)) {
            nbs_release_cache();
            if (posix_memalign(&fresh, size >= huge ? huge : 64, size)) return NULL;
        }
        if (size >= huge) madvise(fresh, size, MADV_HUGEPAGE);
        if (bytes >= touched_from && bytes <= touched_to) nbs_parallel((ptrdiff_t)(bytes / PAGE), (ptrdiff_t)(huge / PAGE), touch, fresh);
        b = fresh;
    }
    in_use += size;
    return b;
}

static void give(void *pointer, size_t bytes) {
    block *b = pointer;
    if (bytes <= SMALL * SMALL_CLASSES) {
        size_t c = small_class(bytes);
        b->next = small_free[c];
        small_free[c] = b;
        in_use -= c * SMALL;
        return;
    }
    size_t size;
    int c = large_class(bytes, &size);
    in_use -= size;
    if (cached + size > cap()) {
        free(b);
        return;
    }
    b->next = large_free[c];
    large_free[c] = b;
    cached += size;
}

#endif

#if defined(DEBUG) && !__has_feature(address_sanitizer)

// A kernel that writes outside of its tensor is found where it did so, not where somebody else's numbers are wrong.
enum { GUARD = 64, PATTERN = 0xA5 };
typedef struct guard {
    struct guard *next, *previous; // of the blocks that are in use
    size_t bytes;
    unsigned char front[GUARD - 3 * sizeof(void *)];
} guard;
static guard *guards;

static void complain(const char *message) {
    fputs(message, stderr);
    abort();
}
static void (*tell)(const char *) = complain;
void nbs_on_damage(void (*told)(const char *)) { tell = told ? told : complain; }

static int is_whole(const unsigned char *at, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        if (at[i] != PATTERN) return 0;
    }
    return 1;
}
static int check(guard *g) {
    unsigned char *const behind = (unsigned char *)(g + 1) + g->bytes;
    const int before = !is_whole(g->front, sizeof g->front);
    if (!before && is_whole(behind, GUARD)) return 1;
    char message[100];
    snprintf(message, sizeof message, "nbs: memory %s a block of %zu bytes was written\n", before ? "before" : "behind", g->bytes);
    // Said once.
    memset(g->front, PATTERN, sizeof g->front);
    memset(behind, PATTERN, GUARD);
    tell(message);
    return 0;
}

void *nbs_alloc(size_t bytes) {
    if (bytes > (size_t)1 << 50) return NULL;
    guard *g = take(bytes + 2 * GUARD);
    if (!g) return NULL;
    *g = (guard){guards, NULL, bytes};
    if (guards) guards->previous = g;
    guards = g;
    memset(g->front, PATTERN, sizeof g->front);
    memset((char *)(g + 1) + bytes, PATTERN, GUARD);
    return g + 1;
}
void nbs_free(void *pointer, size_t bytes) {
    if (!pointer) return;
    guard *g = (guard *)pointer - 1;
    if (g->bytes != bytes) tell("nbs: a block was freed with another size than it was asked with\n");
    check(g);
    *(g->previous ? &g->previous->next : &guards) = g->next;
    if (g->next) g->next->previous = g->previous;
    give(g, g->bytes + 2 * GUARD);
}
int nbs_check_blocks(void) {
    int whole = 1;
    for (guard *g = guards; g; g = g->next) whole &= check(g);
    return whole;
}

#else

void *nbs_alloc(size_t bytes) { return take(bytes); }
void nbs_free(void *pointer, size_t bytes) {
    if (pointer) give(pointer, bytes);
}
int nbs_check_blocks(void) { return 1; }
void nbs_on_damage(void (*told)(const char *)) { (void)told; }

#endif

size_t nbs_bytes_in_use(void) { return in_use; }
size_t nbs_bytes_cached(void) { return cached; }

static size_t read_limit(const char *path) {
    FILE *file = fopen(path, "r");
    unsigned long long value = 0;
    if (!file) return SIZE_MAX;
    int found = fscanf(file, "%llu", &value);
    fclose(file);
    return found == 1 ? (size_t)value : SIZE_MAX;
}

// NBS_MEMORY_LIMIT: bytes, or a number with K, M, G or T.
static size_t wanted_limit(void) {
    const char *text = getenv("NBS_MEMORY_LIMIT");
    if (!text) return SIZE_MAX;
    char *end;
    const double value = strtod(text, &end);
    const char *const units = "KMGT", *unit = *end ? strchr(units, *end & 0x5F) : NULL;
    const double bytes = unit ? value * (double)(1ull << (10 * (unit - units + 1))) : value;
    return bytes >= 1 && bytes < 0x1p62 ? (size_t)bytes : SIZE_MAX;
}

size_t nbs_memory_available(void) {
    static size_t available;
    if (available) return available;
    size_t least = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
    const char *groups[] = {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
    for (int i = 0; i < 2; i++) {
        size_t limit = read_limit(groups[i]);
        if (limit < least) least = limit;
    }
    // Of a limited address space much is reserved already: stacks, libraries.
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY) {
        const size_t reserved = read_limit("/proc/self/statm") * (size_t)sysconf(_SC_PAGESIZE);
        const size_t left = space.rlim_cur > reserved ? space.rlim_cur - reserved : 0;
        if (left < least) least = left;
    }
    const size_t wanted = wanted_limit();
    return available = wanted < least ? wanted : least;
}

size_t nbs_memory_budget(void) { return nbs_memory_available() / 2; }
