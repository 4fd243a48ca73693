#pragma once
#include <stddef.h>

// One worker thread for each core but the caller's. It spins for a while before it sleeps: waking it costs more than
// most loops take. Work is handed out in pieces claimed from a counter, so that the caller finishes alone when the
// workers are asleep or their cores are taken. Results must not depend on who does which piece.
typedef void (*nbs_work)(void *context, ptrdiff_t begin, ptrdiff_t end);

// Calls work on [0, n) in pieces of `grain`, here and on the workers; returns when all is done.
void nbs_parallel(ptrdiff_t n, ptrdiff_t grain, nbs_work work, void *context);
// The same, but here alone as long as it is no more than two pieces: waking a worker would not pay.
void nbs_parallel_large(ptrdiff_t n, ptrdiff_t grain, nbs_work work, void *context);
// Threads in use, caller included; 1 switches the pool off. The first value comes from NBS_NUM_THREADS or the machine.
int nbs_thread_count(void);
void nbs_set_thread_count(int count);
