#define _GNU_SOURCE
#include "include/nbs_parallel.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <signal.h>

enum { MAX_WORKERS = 31, SPIN_NS = 1000000 };

// One job at a time; `ticket` counts jobs, so that a worker knows a new one from the last. Each thread begins with a share of
// its own, which is the same the next time: what it used then may still be in its caches. Then it helps the others.
static struct {
    _Alignas(64) atomic_uint ticket;
    struct { _Alignas(64) atomic_long next; ptrdiff_t end; } shares[MAX_WORKERS + 1];
    _Alignas(64) atomic_long left;   // pieces not finished
    _Alignas(64) atomic_int inside;  // workers looking at the job
    _Alignas(64) atomic_int sleeping;
    nbs_work work;
    void *context;
    ptrdiff_t n, grain;
    int count; // of shares
} job;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static int threads, started;
static _Thread_local int busy;

static void run_pieces(int me) {
    for (int i = 0; i < job.count; i++) {
        const int share = (me + i) % job.count;
        for (;;) {
            const long piece = atomic_fetch_add_explicit(&job.shares[share].next, 1, memory_order_acq_rel);
            if (piece >= job.shares[share].end) break;
            ptrdiff_t begin = piece * job.grain, end = begin + job.grain < job.n ? begin + job.grain : job.n;
            job.work(job.context, begin, end);
            atomic_fetch_sub_explicit(&job.left, 1, memory_order_release);
        }
    }
}

static inline void pause_cpu(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void *worker(void *number) {
    const int me = (int)(intptr_t)number;
    busy = 1;
    unsigned seen = atomic_load(&job.ticket);
    long quiet_since = now_ns();
    for (int spins = 0;; spins++) {
        unsigned ticket = atomic_load_explicit(&job.ticket, memory_order_acquire);
        if (ticket != seen) {
            // Odd tickets: a job is open. Entering is announced first, then checked again, so that the caller never
            // changes the job under a worker.
            if (ticket & 1) {
                atomic_fetch_add(&job.inside, 1);
                if (atomic_load(&job.ticket) == ticket) run_pieces(me);
                atomic_fetch_sub(&job.inside, 1);
            }
            seen = ticket;
            quiet_since = now_ns();
            spins = 0;
            continue;
        }
        pause_cpu();
        if ((spins & 255) == 255 && now_ns() - quiet_since > SPIN_NS) {
            pthread_mutex_lock(&mutex);
            atomic_fetch_add(&job.sleeping, 1);
            while (atomic_load(&job.ticket) == seen) pthread_cond_wait(&wake, &mutex);
            atomic_fetch_sub(&job.sleeping, 1);
            pthread_mutex_unlock(&mutex);
            quiet_since = now_ns();
        }
    }
    return NULL;
}

static void start_workers(void) {
    if (started >= threads - 1) return;
    // Signals belong to the program's own threads.
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    while (started < threads - 1) {
        pthread_t thread;
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        int failed = pthread_create(&thread, &attributes, worker, (void *)(intptr_t)(started + 1));
        pthread_attr_destroy(&attributes);
        if (failed) {
            threads = started + 1;
            break;
        }
        started++;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int nbs_thread_count(void) {
    if (!threads) {
        const char *wanted = getenv("NBS_NUM_THREADS");
        int count = wanted ? atoi(wanted) : 0;
        if (count < 1) {
            cpu_set_t set;
            count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
        }
        nbs_set_thread_count(count);
    }
    return threads;
}

void nbs_set_thread_count(int count) {
    threads = count < 1 ? 1 : count > MAX_WORKERS + 1 ? MAX_WORKERS + 1 : count;
}

void nbs_parallel_large(ptrdiff_t n, ptrdiff_t grain, nbs_work work, void *context) {
    if (n > 0 && n <= 2 * grain) work(context, 0, n);
    else nbs_parallel(n, grain, work, context);
}

void nbs_parallel(ptrdiff_t n, ptrdiff_t grain, nbs_work work, void *context) {
    if (n <= 0) return;
    if (n <= grain || busy || nbs_thread_count() == 1) {
        work(context, 0, n);
        return;
    }
    start_workers();
    job.work = work;
    job.context = context;
    job.n = n;
    job.grain = grain;
    const ptrdiff_t pieces = (n + grain - 1) / grain;
    job.count = threads;
    for (int i = 0; i < threads; i++) {
        atomic_store_explicit(&job.shares[i].next, pieces * i / threads, memory_order_relaxed);
        job.shares[i].end = pieces * (i + 1) / threads;
    }
    atomic_store(&job.left, pieces);
    atomic_fetch_add(&job.ticket, 1);
    if (atomic_load(&job.sleeping)) {
        pthread_mutex_lock(&mutex);
        pthread_cond_broadcast(&wake);
        pthread_mutex_unlock(&mutex);
    }
    busy = 1;
    run_pieces(0);
    // A worker that lost its core would be waited for in vain: give ours up now and then.
    for (int spins = 1; atomic_load_explicit(&job.left, memory_order_acquire) > 0; spins++) {
        if (spins % 4096) pause_cpu();
        else sched_yield();
    }
    // Closed; workers that came late leave before the next job is written.
    atomic_fetch_add(&job.ticket, 1);
    while (atomic_load(&job.inside) > 0) pause_cpu();
    busy = 0;
}
