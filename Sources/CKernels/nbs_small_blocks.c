#define _GNU_SOURCE
#include "small_blocks.h"
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
//
// What is freed is handed out again at once, wherever it lies. Now and then (nbs_sort_small_blocks) what is free is sorted by
// the chunk it lies in; then chunks are handed out one after the other: what is made together lies together, and the
// collector of cycles need only look into the chunks that were handed out since it last did.

#ifdef NBS_SMALL_BLOCKS

enum { SPAN = 4 * CHUNK, BATCH = 4096 };

// Addresses are reserved once; chunks become memory when they are needed. A chunk holds blocks of one size.
char *nbs_region;
_Atomic size_t nbs_region_size;
static _Atomic size_t region_used;
uint8_t nbs_class_of[CHUNKS];
_Thread_local block *nbs_freed[CLASSES + 1];

// A chunk's free blocks, as a thread knows them.
typedef struct {
    block *freed;
    uint32_t next; // among those of its size that are to be handed out
    uint16_t count;
    uint8_t listed, young;
} page;

// What is left of the chunk that a thread is cutting up.
static _Thread_local struct {
    char *at[CLASSES + 1], *end[CLASSES + 1];
    block *emptied; // chunks that nbs_release_small_blocks gave back
    char *span, *span_end; // memory that is not cut into chunks yet
    page *pages; // by chunk, once blocks have been sorted
    uint32_t listed[CLASSES + 1]; // chunks to be handed out; 0: none, else one more than the number of the first
    size_t sorted; // bytes on the lists of pages
    size_t handed[CLASSES + 1]; // bytes that were handed out last
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
    nbs_region = (char *)(((uintptr_t)fresh + CHUNK - 1) & ~(uintptr_t)(CHUNK - 1));
    atomic_store(&nbs_region_size, size);
}

// How many bytes may still be used up before somebody wants to know.
static _Atomic long bytes_unwatched;
static void (*_Atomic on_growth)(void);

void nbs_watch_small_blocks(size_t bytes, void (*grown)(void)) {
    atomic_store(&bytes_unwatched, (long)bytes);
    atomic_store(&on_growth, grown);
}
static void used_up(size_t bytes) {
    void (*grown)(void) = atomic_load(&on_growth);
    if (grown && atomic_fetch_sub(&bytes_unwatched, (long)bytes) <= 0) {
        atomic_store(&on_growth, NULL);
        grown();
    }
}

static char *fresh_chunk(void) {
    if (mine.emptied) {
        block *chunk = mine.emptied;
        mine.emptied = chunk->next;
        chunk->next = NULL;
        return (char *)chunk;
    }
    if (mine.span == mine.span_end) {
        const size_t place = atomic_fetch_add(&region_used, SPAN);
        if (place >= atomic_load(&nbs_region_size) || mprotect(nbs_region + place, SPAN, PROT_READ | PROT_WRITE)) return NULL;
        mine.span = nbs_region + place;
        mine.span_end = mine.span + SPAN;
    }
    char *chunk = mine.span;
    mine.span += CHUNK;
    return chunk;
}

// The free blocks of the chunk that is next, NULL: there is none.
static block *listed_chunk(size_t c) {
    if (!mine.listed[c]) return NULL;
    page *next = &mine.pages[mine.listed[c] - 1];
    block *freed = next->freed;
    mine.handed[c] = next->count * c * STEP;
    mine.sorted -= mine.handed[c];
    mine.listed[c] = next->next;
    *next = (page){.young = 1};
    return freed;
}
// Some blocks of the chunk that is cut up, or of a fresh one; NULL: there is no room.
static block *cut(size_t c) {
    if (mine.at[c] == mine.end[c]) {
        reserve();
        char *chunk = fresh_chunk();
        if (!chunk) return NULL;
        nbs_class_of[chunk_of(chunk)] = (uint8_t)c;
        mine.at[c] = chunk;
        mine.end[c] = chunk + CHUNK / (c * STEP) * (c * STEP);
    }
    block *first = (block *)mine.at[c], *last = first;
    const size_t step = c * STEP;
    for (size_t cut = step; cut < BATCH && (char *)last + step < mine.end[c]; cut += step) {
        last->next = (block *)((char *)last + step);
        last = last->next;
    }
    last->next = NULL;
    mine.at[c] = (char *)last + step;
    if (mine.pages) mine.pages[chunk_of(first)].young = 1;
    mine.handed[c] = (size_t)(mine.at[c] - (char *)first);
    return first;
}
void *nbs_find_block(size_t bytes, size_t c) {
    used_up(mine.handed[c]);
    mine.handed[c] = 0;
    block *found = listed_chunk(c);
    if (!found) found = cut(c);
    if (!found) return __libc_malloc(bytes);
    nbs_freed[c] = found->next;
    return found;
}

void *malloc(size_t bytes) { return take_block(bytes); }
void free(void *pointer) { drop_block(pointer); }

void *realloc(void *pointer, size_t bytes) {
    if (!pointer || !is_small(pointer)) return __libc_realloc(pointer, bytes);
    const size_t size = (size_t)nbs_class_of[chunk_of(pointer)] * STEP;
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
    if (pointer && is_small(pointer)) return (size_t)nbs_class_of[chunk_of(pointer)] * STEP;
    static size_t (*_Atomic usable)(void *);
    if (!usable) usable = (size_t (*)(void *))dlsym(RTLD_NEXT, "malloc_usable_size");
    return usable ? usable(pointer) : 0;
}

static size_t chunk_count(void) {
    const size_t used = atomic_load(&region_used), size = atomic_load(&nbs_region_size);
    return (used < size ? used : size) / CHUNK;
}
static size_t blocks_in_chunk(size_t c) { return CHUNK / (c * STEP); }

size_t nbs_sort_small_blocks(void) {
    if (!mine.pages && atomic_load(&nbs_region_size)) {
        // Pages that nobody writes to take no memory.
        void *memory = mmap(NULL, CHUNKS * sizeof *mine.pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory != MAP_FAILED) mine.pages = memory;
    }
    size_t bytes = mine.sorted, sizes = 0;
    page *const pages = mine.pages;
    struct { block *next; uint32_t size; } list[CLASSES];
    for (size_t c = 1; c <= CLASSES; c++) {
        bytes += (size_t)(mine.end[c] - mine.at[c]);
        if (!pages || !nbs_freed[c]) continue;
        list[sizes].next = nbs_freed[c];
        list[sizes++].size = (uint32_t)c;
        nbs_freed[c] = NULL;
        mine.handed[c] = 0;
    }
    const size_t unsorted = bytes;
    // Blocks lie anywhere, and where the next one is only the one before it tells: the lists of all sizes are gone along
    // together, so that the memory is asked for several at a time.
    while (sizes) {
        for (size_t i = 0; i < sizes; i++) {
            block *b = list[i].next;
            const uint32_t c = list[i].size;
            if (!(list[i].next = b->next)) list[i--] = list[--sizes];
            const size_t number = chunk_of(b);
            page *home = &pages[number];
            b->next = home->freed;
            home->freed = b;
            bytes += c * STEP;
            // For a few blocks a chunk is not handed out: it would have to be looked through.
            if (++home->count * c * STEP < CHUNK / 8 || home->listed) continue;
            home->listed = 1;
            home->next = mine.listed[c];
            mine.listed[c] = (uint32_t)number + 1;
        }
    }
    mine.sorted += bytes - unsorted;
    return bytes;
}

void nbs_release_small_blocks(void) {
    nbs_sort_small_blocks();
    if (!mine.pages) return;
    memset(mine.listed, 0, sizeof mine.listed);
    const size_t chunks = chunk_count();
    for (size_t i = 0; i < chunks; i++) {
        const size_t c = nbs_class_of[i];
        page *here = &mine.pages[i];
        if (!c || !here->count) continue;
        if (here->count == blocks_in_chunk(c) && !madvise(nbs_region + i * CHUNK, CHUNK, MADV_DONTNEED)) {
            mine.sorted -= here->count * c * STEP;
            *here = (page){0};
            nbs_class_of[i] = 0;
            block *emptied = (block *)(nbs_region + i * CHUNK);
            emptied->next = mine.emptied;
            mine.emptied = emptied;
        } else if (here->listed) {
            here->next = mine.listed[c];
            mine.listed[c] = (uint32_t)i + 1;
        }
    }
}

const char *nbs_small_region(size_t *bytes, size_t *used) {
    *bytes = chunk_count() * CHUNK;
    *used = 0;
    for (size_t i = 0; i < *bytes / CHUNK; i++) *used += nbs_class_of[i] ? CHUNK : 0;
    return nbs_region;
}

// A free block begins with the address of another one or with nothing, and so does what has not been cut off yet.
size_t nbs_small_blocks_with(const uintptr_t *words, size_t count, int young, const void ***blocks) {
    size_t found = 0, room = 1024;
    // Where a word would be, or the free place behind.
    enum { PLACES = 256 };
    uintptr_t place[PLACES] = {0};
    *blocks = NULL;
    if (count >= PLACES / 2) return SIZE_MAX;
    for (size_t w = 0; w < count; w++) {
        size_t at = words[w] / STEP % PLACES;
        while (place[at]) at = (at + 1) % PLACES;
        place[at] = words[w];
    }
    const void **list = __libc_malloc(room * sizeof *list);
    const size_t chunks = count ? chunk_count() : 0;
    for (size_t i = 0; i < chunks && list; i++) {
        const size_t step = (size_t)nbs_class_of[i] * STEP;
        if (young && !(mine.pages && mine.pages[i].young)) continue;
        if (mine.pages) mine.pages[i].young = 0;
        if (step < 32) continue;
        const char *block = nbs_region + i * CHUNK, *const end = block + CHUNK / step * step;
        if (room < found + CHUNK / step) {
            room = 2 * room + CHUNK / step;
            const void **larger = __libc_realloc(list, room * sizeof *list);
            if (!larger) __libc_free(list);
            if (!(list = larger)) break;
        }
        for (; block < end; block += step) {
            const uintptr_t word = *(const uintptr_t *)block;
            if (word < words[0] || word > words[count - 1]) continue;
            size_t at = word / STEP % PLACES;
            while (place[at] && place[at] != word) at = (at + 1) % PLACES;
            if (place[at]) list[found++] = block;
        }
    }
    *blocks = list;
    return list ? found : SIZE_MAX;
}
#else

void nbs_release_small_blocks(void) {}
const char *nbs_small_region(size_t *bytes, size_t *used) {
    *bytes = *used = 0;
    return NULL;
}
size_t nbs_small_blocks_with(const uintptr_t *words, size_t count, int young, const void ***blocks) {
    *blocks = NULL;
    return 0;
}
size_t nbs_sort_small_blocks(void) { return 0; }
void nbs_watch_small_blocks(size_t bytes, void (*grown)(void)) {}

#endif
