// A grid of threads, one group after the other on each processor. A thread runs until it ends or comes to a barrier, then the next one runs:
// any order that a GPU may choose must give the same result, so odd launches run groups and threads backwards.
//
// Watched meanwhile, as a GPU does not: every access lies inside an allocation and is aligned to its size; between two barriers no thread
// touches a word of shared memory that another one writes; all threads of a group come to the same barrier.
#include "ptx.h"
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ENDED = -1, SEVERAL = -2, MAX_WORKERS = 8, WARP = 32 };
static const long max_branches = 20000000; // of one thread: more is an endless loop

// Who touched a word of shared memory since the last barrier.
typedef struct { unsigned written, read; int writer, reader; } shared_word;

typedef struct {
    const ptx_kernel *kernel;
    const int *grid, *block;
    const char *arguments;
    ptx_find_memory find;
    int backwards;
    atomic_long next;       // group
    atomic_int wrong;
    char *error;
    size_t error_length;
} launch;

typedef struct {
    launch *launch;
    char *frames;
    int *at;                // next instruction of each thread, or ENDED
    char *shared;
    shared_word *watch;
    unsigned phase;         // barriers passed, over all groups of this worker
    struct { uintptr_t begin, end; } *found; // by instruction: the allocation that it touched last
    long group;
    long *executed;         // by warp and instruction; 0: nobody counts
    jmp_buf failed;
} worker;

static void fail(worker *w, int at, int thread, const char *format, ...) {
    launch *l = w->launch;
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (!atomic_exchange(&l->wrong, 1))
        snprintf(l->error, l->error_length, "%s, line %d of its PTX, group %ld, thread %d: %s", l->kernel->name,
                 l->kernel->instructions[at].line, w->group, thread, what);
    longjmp(w->failed, 1);
}

static char *global(worker *w, const ptx_instruction *i, uintptr_t address, int thread) {
    int at = (int)(i - w->launch->kernel->instructions);
    uintptr_t bytes = (uintptr_t)i->size * i->count;
    if (address < w->found[at].begin || address + bytes > w->found[at].end) {
        if (!w->launch->find(address, &w->found[at].begin, &w->found[at].end) || address + bytes > w->found[at].end)
            fail(w, at, thread, "%d bytes at %p lie outside all memory of the device", (int)bytes, (void *)address);
    }
    if (address % bytes) fail(w, at, thread, "%d bytes at %p are not aligned", (int)bytes, (void *)address);
    return (char *)address;
}

static char *shared(worker *w, const ptx_instruction *i, uintptr_t address, int thread, int writes) {
    int at = (int)(i - w->launch->kernel->instructions);
    uintptr_t bytes = (uintptr_t)i->size * i->count;
    if (address + bytes > (uintptr_t)w->launch->kernel->shared_bytes || address % bytes)
        fail(w, at, thread, "%d bytes at %ld of shared memory are outside or not aligned", (int)bytes, (long)address);
    for (uintptr_t word = address / 4; word <= (address + bytes - 1) / 4; word++) {
        shared_word *s = &w->watch[word];
        if (s->written == w->phase && s->writer != thread)
            fail(w, at, thread, "word %ld of shared memory was written by thread %d since the last barrier", (long)word, s->writer);
        if (writes) {
            if (s->read == w->phase && s->reader != thread)
                fail(w, at, thread, "word %ld of shared memory was read by another thread since the last barrier", (long)word);
            s->written = w->phase;
            s->writer = thread;
        } else {
            s->reader = s->read == w->phase && s->reader != thread ? SEVERAL : thread;
            s->read = w->phase;
        }
    }
    return w->shared + address;
}

// PTX: when one operand is NaN, the result is the other one.
static float maximum(float a, float b) { return isnan(a) ? b : isnan(b) || a > b ? a : b; }
static float minimum(float a, float b) { return isnan(a) ? b : isnan(b) || a < b ? a : b; }
// A GPU has no trap for these; their results are unspecified, so nothing may depend on them.
static int32_t quotient(int32_t a, int32_t b) { return b == 0 ? -1 : b == -1 ? (int32_t)-(uint32_t)a : a / b; }
static int32_t remainder_of(int32_t a, int32_t b) { return b == 0 ? a : b == -1 ? 0 : a % b; }

#define F(place) (*(float *)(frame + i->place))
#define S(place) (*(int32_t *)(frame + i->place))
#define U(place) (*(uint32_t *)(frame + i->place))
#define SL(place) (*(int64_t *)(frame + i->place))
#define UL(place) (*(uint64_t *)(frame + i->place))

// Runs a thread to its next barrier (the instruction behind it is returned) or to its end.
static int run_thread(worker *w, int thread, int at) {
    const ptx_instruction *all = w->launch->kernel->instructions;
    char *frame = w->frames + (size_t)thread * w->launch->kernel->frame_bytes;
    long branches = max_branches;
    long *executed = w->executed && thread % WARP == 0 ? w->executed + (size_t)(thread / WARP) * w->launch->kernel->count : 0;
    for (const ptx_instruction *i = all + at;; i++) {
        if (executed) executed[i - all]++;
        if (i->guard >= 0 && !*(uint32_t *)(frame + i->guard) == !i->guard_negated) continue;
        switch ((enum ptx_operation)i->operation) {
        case PTX_ADD_F32: F(d) = F(a) + F(b); break;
        case PTX_SUB_F32: F(d) = F(a) - F(b); break;
        case PTX_MUL_F32: F(d) = F(a) * F(b); break;
        case PTX_DIV_F32: F(d) = F(a) / F(b); break;
        case PTX_MAX_F32: F(d) = maximum(F(a), F(b)); break;
        case PTX_MIN_F32: F(d) = minimum(F(a), F(b)); break;
        case PTX_ABS_F32: F(d) = fabsf(F(a)); break;
        case PTX_NEG_F32: F(d) = -F(a); break;
        case PTX_RCP_F32: F(d) = 1 / F(a); break;
        case PTX_SQRT_F32: F(d) = sqrtf(F(a)); break;
        case PTX_FMA_F32: F(d) = fmaf(F(a), F(b), F(c)); break;
        case PTX_ADD_S32: U(d) = U(a) + U(b); break;
        case PTX_SUB_S32: U(d) = U(a) - U(b); break;
        case PTX_MUL_S32: U(d) = U(a) * U(b); break;
        case PTX_DIV_S32: S(d) = quotient(S(a), S(b)); break;
        case PTX_REM_S32: S(d) = remainder_of(S(a), S(b)); break;
        case PTX_MIN_S32: S(d) = S(a) < S(b) ? S(a) : S(b); break;
        case PTX_MAX_S32: S(d) = S(a) > S(b) ? S(a) : S(b); break;
        case PTX_NEG_S32: U(d) = -U(a); break;
        case PTX_ADD_S64: case PTX_ADD_U64: UL(d) = UL(a) + UL(b); break;
        case PTX_SUB_S64: UL(d) = UL(a) - UL(b); break;
        case PTX_MUL_S64: case PTX_MUL_U64: UL(d) = UL(a) * UL(b); break;
        case PTX_MAD_U64: UL(d) = UL(a) * UL(b) + UL(c); break;
        case PTX_MULW_U32: UL(d) = (uint64_t)U(a) * U(b); break;
        case PTX_MULW_S32: SL(d) = (int64_t)S(a) * S(b); break;
        case PTX_AND_B32: U(d) = U(a) & U(b); break;
        case PTX_OR_B32: U(d) = U(a) | U(b); break;
        case PTX_XOR_B32: U(d) = U(a) ^ U(b); break;
        // Shifts of more than the width clamp to it.
        case PTX_SHL_B32: U(d) = U(b) > 31 ? 0 : U(a) << U(b); break;
        case PTX_SHR_S32: S(d) = S(a) >> (U(b) > 31 ? 31 : U(b)); break;
        case PTX_SHR_U32: U(d) = U(b) > 31 ? 0 : U(a) >> U(b); break;
        case PTX_SHR_U64: UL(d) = U(b) > 63 ? 0 : UL(a) >> U(b); break;
        case PTX_AND_PRED: U(d) = U(a) & U(b); break;
        case PTX_OR_PRED: U(d) = U(a) | U(b); break;
        case PTX_NOT_PRED: U(d) = !U(a); break;
        case PTX_MOV_B32: case PTX_MOV_F32: U(d) = U(a); break;
        case PTX_MOV_B64: case PTX_CVTA: UL(d) = UL(a); break;
        case PTX_CVT_U64_U32: UL(d) = U(a); break;
        case PTX_CVT_S64_S32: SL(d) = S(a); break;
        case PTX_CVT_S32_S64: U(d) = (uint32_t)UL(a); break;
        case PTX_CVT_S32_U8: S(d) = *(uint8_t *)(frame + i->a); break;
        case PTX_CVT_S8_S32: S(d) = (int8_t)S(a); break;
        case PTX_CVT_F32_S32: F(d) = (float)S(a); break;
        case PTX_CVT_F32_U32: F(d) = (float)U(a); break;
        case PTX_EQ_S32: case PTX_EQ_U32: U(d) = U(a) == U(b); break;
        case PTX_NE_S32: U(d) = U(a) != U(b); break;
        case PTX_LT_S32: U(d) = S(a) < S(b); break;
        case PTX_LE_S32: U(d) = S(a) <= S(b); break;
        case PTX_GT_S32: U(d) = S(a) > S(b); break;
        case PTX_GE_S32: U(d) = S(a) >= S(b); break;
        case PTX_LT_S64: U(d) = SL(a) < SL(b); break;
        case PTX_LE_S64: U(d) = SL(a) <= SL(b); break;
        case PTX_GT_S64: U(d) = SL(a) > SL(b); break;
        case PTX_GE_S64: U(d) = SL(a) >= SL(b); break;
        case PTX_EQ_F32: U(d) = F(a) == F(b); break;
        case PTX_LT_F32: U(d) = F(a) < F(b); break;
        case PTX_LE_F32: U(d) = F(a) <= F(b); break;
        case PTX_GT_F32: U(d) = F(a) > F(b); break;
        case PTX_GE_F32: U(d) = F(a) >= F(b); break;
        // Also true when an operand is NaN.
        case PTX_LTU_F32: U(d) = !(F(a) >= F(b)); break;
        case PTX_LEU_F32: U(d) = !(F(a) > F(b)); break;
        case PTX_GTU_F32: U(d) = !(F(a) <= F(b)); break;
        case PTX_GEU_F32: U(d) = !(F(a) < F(b)); break;
        case PTX_SELP_B32: U(d) = U(c) ? U(a) : U(b); break;
        case PTX_LOAD_PARAM: case PTX_LOAD_GLOBAL: case PTX_LOAD_SHARED: {
            uintptr_t address = i->operation == PTX_LOAD_PARAM ? 0 : UL(a) + i->displacement;
            const char *from = i->operation == PTX_LOAD_PARAM ? w->launch->arguments + i->displacement
                             : i->operation == PTX_LOAD_GLOBAL ? global(w, i, address, thread) : shared(w, i, address, thread, 0);
            for (int r = 0; r < i->count; r++) {
                char *to = frame + i->registers[r];
                if (i->size == 4) *(uint32_t *)to = *(const uint32_t *)(from + 4 * r);
                else if (i->size == 8) *(uint64_t *)to = *(const uint64_t *)(from + 8 * r);
                else *(uint32_t *)to = *(const uint8_t *)(from + r);
            }
            break;
        }
        case PTX_STORE_GLOBAL: case PTX_STORE_SHARED: {
            uintptr_t address = UL(a) + i->displacement;
            char *to = i->operation == PTX_STORE_GLOBAL ? global(w, i, address, thread) : shared(w, i, address, thread, 1);
            for (int r = 0; r < i->count; r++) memcpy(to + i->size * r, frame + i->registers[r], i->size);
            break;
        }
        case PTX_BRANCH:
            if (--branches < 0) fail(w, (int)(i - all), thread, "it seems to run for ever");
            i = all + i->target - 1;
            break;
        case PTX_BARRIER: return (int)(i - all) + 1;
        case PTX_RETURN: return ENDED;
        }
    }
}

static void begin_group(worker *w, int threads) {
    launch *l = w->launch;
    const ptx_kernel *k = l->kernel;
    int ctaid[3] = {(int)(w->group % l->grid[0]), (int)(w->group / l->grid[0] % l->grid[1]), (int)(w->group / l->grid[0] / l->grid[1])};
    // Shared memory begins with anything.
    memset(w->shared, 0xFF, k->shared_bytes);
    w->phase++;
    for (int t = 0; t < threads; t++) {
        char *frame = w->frames + (size_t)t * k->frame_bytes;
        memcpy(frame, k->frame, k->frame_bytes);
        int tid[3] = {t % l->block[0], t / l->block[0] % l->block[1], t / l->block[0] / l->block[1]};
        memcpy(frame + k->tid, tid, sizeof tid);
        memcpy(frame + k->ntid, l->block, 3 * sizeof(int));
        memcpy(frame + k->ctaid, ctaid, sizeof ctaid);
        memcpy(frame + k->nctaid, l->grid, 3 * sizeof(int));
        w->at[t] = 0;
    }
}

static void run_group(worker *w, int threads) {
    begin_group(w, threads);
    while (w->at[0] != ENDED) {
        for (int n = 0; n < threads; n++) {
            int t = w->launch->backwards ? threads - 1 - n : n;
            w->at[t] = run_thread(w, t, w->at[t]);
        }
        for (int t = 1; t < threads; t++)
            if (w->at[t] != w->at[0]) fail(w, w->at[t] == ENDED ? 0 : w->at[t] - 1, t, "it does not come to the same barrier as thread 0");
        w->phase++;
    }
}

static void hire(worker *w) {
    const ptx_kernel *k = w->launch->kernel;
    int threads = w->launch->block[0] * w->launch->block[1] * w->launch->block[2];
    w->frames = aligned_alloc(64, ((size_t)threads * k->frame_bytes + 63) / 64 * 64);
    w->at = malloc(threads * sizeof *w->at);
    w->shared = aligned_alloc(64, (k->shared_bytes + 64) / 64 * 64);
    w->watch = calloc(k->shared_bytes / 4 + 1, sizeof *w->watch);
    w->found = calloc(k->count, sizeof *w->found);
}

static void dismiss(worker *w) {
    free(w->frames);
    free(w->at);
    free(w->shared);
    free(w->watch);
    free(w->found);
}

static void *work(void *argument) {
    worker *w = argument;
    launch *l = w->launch;
    int threads = l->block[0] * l->block[1] * l->block[2];
    long groups = (long)l->grid[0] * l->grid[1] * l->grid[2];
    hire(w);
    if (!setjmp(w->failed)) {
        for (long n; (n = atomic_fetch_add(&l->next, 1)) < groups && !atomic_load(&l->wrong);) {
            w->group = l->backwards ? groups - 1 - n : n;
            run_group(w, threads);
        }
    }
    dismiss(w);
    return 0;
}

int ptx_run(const ptx_kernel *kernel, const int grid[3], const int block[3], const void *arguments, ptx_find_memory find,
            char *error, size_t error_length) {
    static atomic_int launches;
    launch l = {.kernel = kernel, .grid = grid, .block = block, .arguments = arguments, .find = find,
                .backwards = atomic_fetch_add(&launches, 1) % 2, .error = error, .error_length = error_length};
    long threads = (long)block[0] * block[1] * block[2];
    if (kernel->max_threads && threads > kernel->max_threads) {
        snprintf(error, error_length, "%s is compiled for %d threads at most, not %ld", kernel->name, kernel->max_threads, threads);
        return 1;
    }
    long groups = (long)grid[0] * grid[1] * grid[2];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int others = (int)(groups < processors ? groups : processors) - 1;
    if (others >= MAX_WORKERS) others = MAX_WORKERS - 1;
    worker workers[MAX_WORKERS] = {{.launch = &l}};
    pthread_t running[MAX_WORKERS];
    for (int i = 1; i <= others; i++) {
        workers[i].launch = &l;
        pthread_create(&running[i], 0, work, &workers[i]);
    }
    work(&workers[0]);
    for (int i = 1; i <= others; i++) pthread_join(running[i], 0);
    return atomic_load(&l.wrong);
}

int ptx_count(const ptx_kernel *kernel, const int grid[3], const int block[3], const void *arguments, ptx_find_memory find,
              long group, long *executed, char *error, size_t error_length) {
    launch l = {.kernel = kernel, .grid = grid, .block = block, .arguments = arguments, .find = find, .error = error, .error_length = error_length};
    worker w = {.launch = &l, .group = group, .executed = executed};
    hire(&w);
    if (!setjmp(w.failed)) run_group(&w, block[0] * block[1] * block[2]);
    dismiss(&w);
    return atomic_load(&l.wrong);
}
