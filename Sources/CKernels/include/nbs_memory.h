#pragma once
#include <stddef.h>
#include <stdint.h>

// A caching allocator for tensor buffers: 64-byte aligned, size classes, one thread.
// Returns NULL when the system has no memory; the budget is checked by the caller.
void *nbs_alloc(size_t bytes);
// `bytes` is what the block was asked with.
void nbs_free(void *block, size_t bytes);
// Debug builds guard every block before and behind. Damage is told when a block is freed, and by this, which looks at all of
// them and answers 0 if it told of any; release builds have no guards and answer 1.
int nbs_check_blocks(void);
// Who is told; NULL: a message, then an abort.
void nbs_on_damage(void (*told)(const char *message));
// Bytes handed out and not given back; bytes kept for reuse.
size_t nbs_bytes_in_use(void);
size_t nbs_bytes_cached(void);
// Gives every cached block, and what malloc keeps, back to the system.
void nbs_release_cache(void);
// The part of it that concerns small blocks: those that the calling thread holds.
void nbs_release_small_blocks(void);
// Where small blocks lie: `*bytes` from the result on; NULL: nowhere. `*used` of them are cut into blocks.
const char *nbs_small_region(size_t *bytes, size_t *used);
// Small blocks of 32 bytes or more that begin with one of `count` ascending words and are in use: how many, and, for the caller to free, where;
// SIZE_MAX: there is no memory for them. `young`: only what lies in chunks that the calling thread was handed out since it last asked.
size_t nbs_small_blocks_with(const uintptr_t *words, size_t count, int young, const void ***blocks);
// Sorts what the calling thread has free by where it lies, to be handed out from there chunk by chunk. Returns how many bytes that is.
size_t nbs_sort_small_blocks(void);
// Calls `grown` once, from inside `malloc`, when so many bytes more have been handed out chunk by chunk.
void nbs_watch_small_blocks(size_t bytes, void (*grown)(void));
// What this process may count on: the least of the machine's memory, its control group, its address space and NBS_MEMORY_LIMIT.
size_t nbs_memory_available(void);
// Half of it, for tensors.
size_t nbs_memory_budget(void);
