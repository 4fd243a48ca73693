#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

// The short way of nbs_small_blocks.c: to take a block from the list of its size, and to put it back.

#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
#define NBS_SMALL_BLOCKS

// The C library's own names for the functions that are replaced.
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

enum { STEP = 16, CLASSES = 32, MOST = STEP * CLASSES, CHUNK = 64 * 1024, CHUNKS = 1 << 20 };
typedef struct block { struct block *next; } block;

#pragma GCC visibility push(hidden)
extern char *nbs_region;
extern _Atomic size_t nbs_region_size;
extern uint8_t nbs_class_of[CHUNKS];
// Each thread's freed blocks. A block may be freed by another thread than asked for it: it stays there.
// The executable's own: at a fixed distance from the thread's pointer, found without a call.
extern _Thread_local block *nbs_freed[CLASSES + 1] __attribute__((tls_model("initial-exec")));
void *nbs_find_block(size_t bytes, size_t c);
#pragma GCC visibility pop

static inline size_t chunk_of(const void *block) { return (size_t)((const char *)block - nbs_region) / CHUNK; }
static inline int is_small(const void *block) {
    return (size_t)((const char *)block - nbs_region) < atomic_load_explicit(&nbs_region_size, memory_order_relaxed);
}

static inline size_t class_for(size_t bytes) { return bytes ? (bytes + STEP - 1) / STEP : 1; }
// A block of a size up to MOST that is at hand; NULL: there is none.
static inline void *take_freed(size_t c) {
    block *found = nbs_freed[c];
    if (__builtin_expect(found != NULL, 1)) nbs_freed[c] = found->next;
    return found;
}
static inline void *take_block(size_t bytes) {
    if (__builtin_expect(bytes > MOST, 0)) return __libc_malloc(bytes);
    const size_t c = class_for(bytes);
    void *found = take_freed(c);
    return found ? found : nbs_find_block(bytes, c);
}

static inline void drop_block(void *pointer) {
    if (__builtin_expect(!is_small(pointer), 0)) {
        __libc_free(pointer);
        return;
    }
    block *freed = pointer;
    const size_t c = nbs_class_of[chunk_of(pointer)];
    freed->next = nbs_freed[c];
    nbs_freed[c] = freed;
}
#endif
