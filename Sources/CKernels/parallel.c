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

// One job at a time, and for each thread what it must know of it, in one line of the caches: fetching a line from another core
// takes as long as a small piece of work. The pieces are shared out, the same shares the next time: what a thread used then may
// still be in its caches. Then each helps the others. Pieces are taken by the number of the job, `ticket`, and of the piece in
// one word: who comes late, with what it read of an older job, finds nothing to take.
typedef struct {
    _Alignas(64) atomic_uint ticket; // written last
    atomic_uint count;               // shares
    atomic_ullong next;              // ticket and the first piece of this share that nobody has taken
    atomic_long pieces, n, grain;
    _Atomic(nbs_work) work;
    _Atomic(void *) context;
    _Alignas(64) atomic_ullong done; // ticket and how many pieces this thread has finished
} share;
static share shares[MAX_WORKERS + 1];
static _Alignas(64) atomic_int sleeping;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static int threads, started;
static _Thread_local int busy;

typedef struct {
    unsigned ticket;
    int count;
    ptrdiff_t pieces, n, grain;
    nbs_work work;
    void *context;
} job;

static unsigned long long word(unsigned ticket, unsigned long long number) { return (unsigned long long)ticket << 32 | number; }
// The caller's share is the larger one: it begins first.
static ptrdiff_t share_begin(ptrdiff_t pieces, int i, int count) { return (pieces * i + count - 1) / count; }

// The next piece of a share that ends with `end`; -1 when there is none, or the job is over.
static ptrdiff_t take(share *s, unsigned ticket, ptrdiff_t end) {
    unsigned long long seen = atomic_load_explicit(&s->next, memory_order_acquire);
    while (seen >> 32 == ticket && (ptrdiff_t)(seen & UINT32_MAX) < end)
        if (atomic_compare_exchange_weak_explicit(&s->next, &seen, seen + 1, memory_order_acq_rel, memory_order_acquire))
            return (ptrdiff_t)(seen & UINT32_MAX);
    return -1;
}

static void run_piece(const job *j, ptrdiff_t piece) {
    const ptrdiff_t begin = piece * j->grain;
    j->work(j->context, begin, begin + j->grain < j->n ? begin + j->grain : j->n);
}

// What is left of all shares, its own first; `finished` pieces are behind it. Returns how many are then.
static long run_pieces(int me, const job *j, long finished) {
    for (int i = 0; i < j->count; i++) {
        const int at = (me + i) % j->count;
        const ptrdiff_t end = share_begin(j->pieces, at + 1, j->count);
        for (ptrdiff_t piece; (piece = take(&shares[at], j->ticket, end)) >= 0;) {
            run_piece(j, piece);
            atomic_store_explicit(&shares[me].done, word(j->ticket, (unsigned long long)++finished), memory_order_release);
        }
    }
    return finished;
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
    share *mine = &shares[me];
    busy = 1;
    unsigned seen = 0;
    long quiet_since = now_ns();
    for (int spins = 0;; spins++) {
        const unsigned ticket = atomic_load_explicit(&mine->ticket, memory_order_acquire);
        if (ticket != seen) {
            const job j = {
                .ticket = ticket,
                .count = (int)atomic_load_explicit(&mine->count, memory_order_relaxed),
                .pieces = atomic_load_explicit(&mine->pieces, memory_order_relaxed),
                .n = atomic_load_explicit(&mine->n, memory_order_relaxed),
                .grain = atomic_load_explicit(&mine->grain, memory_order_relaxed),
                .work = atomic_load_explicit(&mine->work, memory_order_relaxed),
                .context = atomic_load_explicit(&mine->context, memory_order_relaxed),
            };
            // If some of that belongs to a newer job, its pieces have been renamed already, and none is taken.
            atomic_thread_fence(memory_order_acquire);
            run_pieces(me, &j, 0);
            seen = ticket;
            quiet_since = now_ns();
            spins = 0;
            continue;
        }
        pause_cpu();
        if ((spins & 255) == 255 && now_ns() - quiet_since > SPIN_NS) {
            pthread_mutex_lock(&mutex);
            atomic_fetch_add(&sleeping, 1);
            while (atomic_load(&mine->ticket) == seen) pthread_cond_wait(&wake, &mutex);
            atomic_fetch_sub(&sleeping, 1);
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

// Whether workers have finished all pieces but those that the caller did.
static int all_done(const job *j, long finished) {
    for (int i = 1; i < j->count; i++) {
        const unsigned long long done = atomic_load_explicit(&shares[i].done, memory_order_acquire);
        if (done >> 32 == j->ticket) finished += (long)(done & UINT32_MAX);
    }
    return finished == j->pieces;
}

void nbs_parallel(ptrdiff_t n, ptrdiff_t grain, nbs_work work, void *context) {
    static unsigned last_ticket;
    if (n <= 0) return;
    if (n <= grain || busy || nbs_thread_count() == 1) {
        work(context, 0, n);
        return;
    }
    start_workers();
    if (n / grain >= INT32_MAX) grain = n / INT32_MAX + 1;
    const job j = {
        .ticket = ++last_ticket, .count = threads, .pieces = (n + grain - 1) / grain, .n = n, .grain = grain, .work = work, .context = context};
    // The caller's first piece is taken already. First the names of all pieces, then what they are.
    for (int i = 0; i < j.count; i++) {
        const unsigned long long first = (unsigned long long)share_begin(j.pieces, i, j.count) + (i == 0);
        atomic_store_explicit(&shares[i].next, word(j.ticket, first), memory_order_relaxed);
    }
    atomic_thread_fence(memory_order_release);
    for (int i = 1; i < j.count; i++) {
        share *s = &shares[i];
        atomic_store_explicit(&s->count, (unsigned)j.count, memory_order_relaxed);
        atomic_store_explicit(&s->pieces, j.pieces, memory_order_relaxed);
        atomic_store_explicit(&s->n, j.n, memory_order_relaxed);
        atomic_store_explicit(&s->grain, j.grain, memory_order_relaxed);
        atomic_store_explicit(&s->work, j.work, memory_order_relaxed);
        atomic_store_explicit(&s->context, j.context, memory_order_relaxed);
        atomic_store_explicit(&s->ticket, j.ticket, memory_order_release);
    }
    // No barrier: one that falls asleep just now is not waited for, it is woken for the next job.
    if (atomic_load_explicit(&sleeping, memory_order_relaxed)) {
        pthread_mutex_lock(&mutex);
        pthread_cond_broadcast(&wake);
        pthread_mutex_unlock(&mutex);
    }
    busy = 1;
    run_piece(&j, 0);
    const long finished = run_pieces(0, &j, 1);
    // A worker that lost its core would be waited for in vain: give ours up now and then.
    for (int spins = 1; !all_done(&j, finished); spins++) {
        if (spins % 4096) pause_cpu();
        else sched_yield();
    }
    busy = 0;
}
