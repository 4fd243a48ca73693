#define _GNU_SOURCE
#include "include/nbs_memory.h"
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

// malloc and free for what programs make and drop by the thousand: objects, short lists, texts. The C library keeps seven
// freed blocks a size at hand and merges the others again and again; here every block up to 512 bytes is on a list of its
// size, without a header. Larger ones, and everything under a sanitizer, stay the C library's.

#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

// The C library's own names for the functions that are replaced here.
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

enum { STEP = 16, CLASSES = 32, MOST = STEP * CLASSES, CHUNK = 256 * 1024, CHUNKS = 1 << 18 };

typedef struct block { struct block *next; } block;

// Addresses are reserved once; chunks become memory when they are needed. A chunk holds blocks of one size.
static char *region;
static _Atomic size_t region_size, region_used;
static uint8_t class_of[CHUNKS];

// Each thread's freed blocks, and what is left of the chunk it is cutting up. A block may be freed by another thread than
// asked for it: it stays there.
static __thread struct {
    block *freed[CLASSES + 1];
    char *at[CLASSES + 1], *end[CLASSES + 1];
    block *emptied; // chunks that nbs_release_small_blocks gave back
} mine;

static void reserve(void) {
    static _Atomic int state;
    int untouched = 0;
    if (!atomic_compare_exchange_strong(&state, &untouched, 1)) return;
    // Where addresses are limited, none are to spare.
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) || space.rlim_cur != RLIM_INFINITY) return;
    const size_t size = (size_t)CHUNK * CHUNKS;
    char *fresh = mmap(NULL, size + CHUNK, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (fresh == MAP_FAILED) return;
    region = (char *)(((uintptr_t)fresh + CHUNK - 1) & ~(uintptr_t)(CHUNK - 1));
    atomic_store(&region_size, size);
}

// How many chunks may still be taken before somebody wants to know.
static _Atomic long chunks_unwatched;
static void (*_Atomic on_growth)(void);

void nbs_watch_small_blocks(size_t bytes, void (*grown)(void)) {
    atomic_store(&chunks_unwatched, (long)(bytes / CHUNK));
    atomic_store(&on_growth, grown);
}

static char *fresh_chunk(void) {
    void (*grown)(void) = atomic_load(&on_growth);
    if (grown && atomic_fetch_sub(&chunks_unwatched, 1) <= 0) {
        atomic_store(&on_growth, NULL);
        grown();
    }
    if (mine.emptied) {
        block *chunk = mine.emptied;
        mine.emptied = chunk->next;
        return (char *)chunk;
    }
    const size_t place = atomic_fetch_add(&region_used, CHUNK);
    if (place >= atomic_load(&region_size)) return NULL;
    return mprotect(region + place, CHUNK, PROT_READ | PROT_WRITE) ? NULL : region + place;
}
static inline size_t chunk_of(const void *block) { return (size_t)((const char *)block - region) / CHUNK; }
static inline int is_small(const void *block) {
    return (size_t)((const char *)block - region) < atomic_load_explicit(&region_size, memory_order_relaxed);
}

static __attribute__((noinline)) void *cut(size_t bytes, size_t c) {
    if (mine.at[c] == mine.end[c]) {
        reserve();
        char *chunk = fresh_chunk();
        if (!chunk) return __libc_malloc(bytes);
        class_of[chunk_of(chunk)] = (uint8_t)c;
        mine.at[c] = chunk;
        mine.end[c] = chunk + CHUNK / (c * STEP) * (c * STEP);
    }
    char *block = mine.at[c];
    mine.at[c] += c * STEP;
    return block;
}

void *malloc(size_t bytes) {
    if (__builtin_expect(bytes > MOST, 0)) return __libc_malloc(bytes);
    const size_t c = bytes ? (bytes + STEP - 1) / STEP : 1;
    block *found = mine.freed[c];
    if (__builtin_expect(!found, 0)) return cut(bytes, c);
    mine.freed[c] = found->next;
    return found;
}

void free(void *pointer) {
    if (__builtin_expect(!is_small(pointer), 0)) {
        __libc_free(pointer);
        return;
    }
    block *freed = pointer;
    const size_t c = class_of[chunk_of(pointer)];
    freed->next = mine.freed[c];
    mine.freed[c] = freed;
}

void *realloc(void *pointer, size_t bytes) {
    if (!pointer || !is_small(pointer)) return __libc_realloc(pointer, bytes);
    const size_t size = (size_t)class_of[chunk_of(pointer)] * STEP;
    if (bytes <= size && bytes > size / 2) return pointer;
    void *moved = malloc(bytes);
    if (!moved) return NULL;
    memcpy(moved, pointer, size < bytes ? size : bytes);
    free(pointer);
    return moved;
}

void *calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > MOST) return __libc_calloc(count, size);
    void *made = malloc(bytes);
    return made ? memset(made, 0, bytes) : NULL;
}

size_t malloc_usable_size(void *pointer) {
    if (pointer && is_small(pointer)) return (size_t)class_of[chunk_of(pointer)] * STEP;
    static size_t (*_Atomic usable)(void *);
    if (!usable) usable = (size_t (*)(void *))dlsym(RTLD_NEXT, "malloc_usable_size");
    return usable ? usable(pointer) : 0;
}

void nbs_release_small_blocks(void) {
    const size_t chunks = atomic_load(&region_used) / CHUNK;
    uint16_t *free_blocks = chunks ? __libc_calloc(chunks, sizeof *free_blocks) : NULL;
    if (!free_blocks) return;
    for (size_t c = 1; c <= CLASSES; c++) {
        for (block *b = mine.freed[c]; b; b = b->next) free_blocks[chunk_of(b)]++;
        // One that is still cut up is never full of free blocks.
        if (mine.at[c] < mine.end[c]) free_blocks[chunk_of(mine.at[c])] = 0;
    }
    for (size_t c = 1; c <= CLASSES; c++) {
        const size_t all = CHUNK / (c * STEP);
        block *kept = NULL;
        for (block *b = mine.freed[c], *next; b; b = next) {
            next = b->next;
            if (free_blocks[chunk_of(b)] == all) continue;
            b->next = kept;
            kept = b;
        }
        mine.freed[c] = kept;
    }
    for (size_t i = 0; i < chunks; i++) {
        char *chunk = region + i * CHUNK;
        if (!class_of[i] || free_blocks[i] != CHUNK / (class_of[i] * (size_t)STEP)) continue;
        if (madvise(chunk, CHUNK, MADV_DONTNEED)) continue;
        class_of[i] = 0;
        ((block *)chunk)->next = mine.emptied;
        mine.emptied = (block *)chunk;
    }
    __libc_free(free_blocks);
}

static size_t chunk_count(void) {
    const size_t used = atomic_load(&region_used), size = atomic_load(&region_size);
    return (used < size ? used : size) / CHUNK;
}
const char *nbs_small_region(size_t *bytes, size_t *used) {
    *bytes = chunk_count() * CHUNK;
    *used = 0;
    for (size_t i = 0; i < *bytes / CHUNK; i++) *used += class_of[i] ? CHUNK : 0;
    return region;
}

// A free block begins with the address of another one or with nothing, and so does what has not been cut off yet.
size_t nbs_small_blocks_with(const uintptr_t *words, size_t count, const void ***blocks) {
    size_t found = 0, room = 1024;
    const void **list = __libc_malloc(room * sizeof *list);
    const size_t chunks = count ? chunk_count() : 0;
    for (size_t i = 0; i < chunks && list; i++) {
        const size_t step = (size_t)class_of[i] * STEP;
        if (step < 32) continue;
        const char *block = region + i * CHUNK, *const end = block + CHUNK / step * step;
        if (room < found + CHUNK / step) {
            room = 2 * room + CHUNK / step;
            const void **larger = __libc_realloc(list, room * sizeof *list);
            if (!larger) __libc_free(list);
            if (!(list = larger)) break;
        }
        for (; block < end; block += step) {
            const uintptr_t word = *(const uintptr_t *)block;
            if (word < words[0] || word > words[count - 1]) continue;
            size_t w = 0;
            while (words[w] < word) w++;
            if (words[w] == word) list[found++] = block;
        }
    }
    *blocks = list;
    return list ? found : SIZE_MAX;
}
size_t nbs_small_bytes_free(void) {
    size_t bytes = 0;
    for (size_t c = 1; c <= CLASSES; c++) {
        for (const block *b = mine.freed[c]; b; b = b->next) bytes += c * STEP;
        bytes += (size_t)(mine.end[c] - mine.at[c]);
    }
    return bytes;
}

#else

void nbs_release_small_blocks(void) {}
const char *nbs_small_region(size_t *bytes, size_t *used) {
    *bytes = *used = 0;
    return NULL;
}
size_t nbs_small_blocks_with(const uintptr_t *words, size_t count, const void ***blocks) {
    *blocks = NULL;
    return 0;
}
size_t nbs_small_bytes_free(void) { return 0; }
void nbs_watch_small_blocks(size_t bytes, void (*grown)(void)) {}

#endif
