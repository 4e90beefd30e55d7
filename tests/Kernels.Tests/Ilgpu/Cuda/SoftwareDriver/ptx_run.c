// A grid of threads, one group after the other on each processor. A thread runs until it ends or comes to a meeting (a barrier, or an
// instruction that a warp does as one), then the next one runs: any order that a GPU may choose must give the same result, so odd launches
// run groups, warps and threads backwards.
//
// Watched meanwhile, as a GPU does not: every access lies inside an allocation and is aligned to its size; between two barriers no thread
// touches a word of shared memory that another one writes (a warp's barrier is one for the threads of that warp only); all threads of a
// group come to the same barrier, all threads of a warp to the same instruction of the warp.
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

enum { ENDED = -1, SEVERAL = -2, MAX_WORKERS = 8, MAX_WARPS = 32 };
static const long max_branches = 20000000; // of one thread: more is an endless loop

// Who touched a word of shared memory since the group's last barrier. Of reads on both sides of a warp's barrier the later ones are kept:
// the earlier ones stay in the way of the other warps alone, as the later ones do.
typedef struct {
    unsigned written, written_in_warp; // phases of the group and of the writer's warp
    unsigned read, read_in_warp;
    int writer, reader, reader_warp;   // reader: a thread, or several of one warp; its warp, or several
} shared_word;

typedef struct {
    const ptx_kernel *kernel;
    const int *grid, *block;
    int shared_bytes, dynamic_shared;
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
    unsigned warp_phases[MAX_WARPS]; // and by each warp
    struct { uintptr_t begin, end; } *found; // by instruction: the allocation that it touched last
    long group;
    long *executed;         // by warp and instruction, when only the first thread of each warp runs, to count; 0: all run
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
    if (address + bytes > (uintptr_t)w->launch->shared_bytes || address + bytes < address || address % bytes)
        fail(w, at, thread, "%d bytes at %ld of shared memory are outside or not aligned", (int)bytes, (long)address);
    int warp = thread / PTX_WARP;
    unsigned warp_phase = w->warp_phases[warp];
    for (uintptr_t word = address / 4; word <= (address + bytes - 1) / 4; word++) {
        shared_word *s = &w->watch[word];
        if (s->written == w->phase && s->writer != thread && (s->writer / PTX_WARP != warp || s->written_in_warp == warp_phase))
            fail(w, at, thread, "word %ld of shared memory was written by thread %d since the last barrier", (long)word, s->writer);
        int read_before = s->read == w->phase;
        if (writes) {
            if (read_before && (s->reader_warp != warp || (s->read_in_warp == warp_phase && s->reader != thread)))
                fail(w, at, thread, "word %ld of shared memory was read by another thread since the last barrier", (long)word);
            s->written = w->phase;
            s->written_in_warp = warp_phase;
            s->writer = thread;
        } else {
            int same_warp = read_before && s->reader_warp == warp;
            s->reader = same_warp && s->read_in_warp == warp_phase && s->reader != thread ? SEVERAL : thread;
            s->reader_warp = read_before && !same_warp ? SEVERAL : warp;
            s->read_in_warp = warp_phase;
            s->read = w->phase;
        }
    }
    return w->shared + address;
}

static char *local(worker *w, const ptx_instruction *i, char *frame, uint64_t address, int thread) {
    uint64_t bytes = (uint64_t)i->size * i->count, offset = address - PTX_LOCAL_BASE;
    if (offset + bytes > (uint64_t)w->launch->kernel->local_bytes || offset + bytes < offset || offset % bytes)
        fail(w, (int)(i - w->launch->kernel->instructions), thread, "%d bytes at %ld of local memory are outside or not aligned",
             (int)bytes, (long)offset);
    return frame + w->launch->kernel->local + offset;
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

// Runs a thread to its next meeting, which is returned, or to its end.
static int run_thread(worker *w, int thread, int at) {
    const ptx_instruction *all = w->launch->kernel->instructions;
    char *frame = w->frames + (size_t)thread * w->launch->kernel->frame_bytes;
    long branches = max_branches;
    long *executed = w->executed ? w->executed + (size_t)(thread / PTX_WARP) * w->launch->kernel->count : 0;
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
        case PTX_DIV_U32: U(d) = U(b) ? U(a) / U(b) : UINT32_MAX; break;
        case PTX_REM_U32: U(d) = U(b) ? U(a) % U(b) : U(a); break;
        case PTX_SUB_U32: U(d) = U(a) - U(b); break;
        case PTX_MIN_U32: U(d) = U(a) < U(b) ? U(a) : U(b); break;
        case PTX_MAX_U32: U(d) = U(a) > U(b) ? U(a) : U(b); break;
        case PTX_ADD_S64: case PTX_ADD_U64: UL(d) = UL(a) + UL(b); break;
        case PTX_SUB_S64: UL(d) = UL(a) - UL(b); break;
        case PTX_MUL_S64: case PTX_MUL_U64: UL(d) = UL(a) * UL(b); break;
        case PTX_MAD_U64: UL(d) = UL(a) * UL(b) + UL(c); break;
        case PTX_MULW_U32: UL(d) = (uint64_t)U(a) * U(b); break;
        case PTX_MULW_S32: SL(d) = (int64_t)S(a) * S(b); break;
        case PTX_AND_B32: U(d) = U(a) & U(b); break;
        case PTX_OR_B32: U(d) = U(a) | U(b); break;
        case PTX_XOR_B32: U(d) = U(a) ^ U(b); break;
        case PTX_NOT_B32: U(d) = ~U(a); break;
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
        case PTX_CVT_S32_S64: case PTX_CVT_U32_U64: U(d) = (uint32_t)UL(a); break;
        case PTX_CVT_S32_U8: S(d) = *(uint8_t *)(frame + i->a); break;
        case PTX_CVT_S8_S32: S(d) = (int8_t)S(a); break;
        case PTX_CVT_F32_S32: F(d) = (float)S(a); break;
        case PTX_CVT_F32_U32: F(d) = (float)U(a); break;
        case PTX_EQ_S32: case PTX_EQ_U32: U(d) = U(a) == U(b); break;
        case PTX_NE_S32: case PTX_NE_U32: U(d) = U(a) != U(b); break;
        case PTX_LT_S32: U(d) = S(a) < S(b); break;
        case PTX_LE_S32: U(d) = S(a) <= S(b); break;
        case PTX_GT_S32: U(d) = S(a) > S(b); break;
        case PTX_GE_S32: U(d) = S(a) >= S(b); break;
        case PTX_LO_U32: U(d) = U(a) < U(b); break;
        case PTX_LS_U32: U(d) = U(a) <= U(b); break;
        case PTX_HI_U32: U(d) = U(a) > U(b); break;
        case PTX_HS_U32: U(d) = U(a) >= U(b); break;
        case PTX_LT_S64: U(d) = SL(a) < SL(b); break;
        case PTX_LE_S64: U(d) = SL(a) <= SL(b); break;
        case PTX_GT_S64: U(d) = SL(a) > SL(b); break;
        case PTX_GE_S64: U(d) = SL(a) >= SL(b); break;
        case PTX_EQ_F32: U(d) = F(a) == F(b); break;
        case PTX_LT_F32: U(d) = F(a) < F(b); break;
        case PTX_LE_F32: U(d) = F(a) <= F(b); break;
        case PTX_GT_F32: U(d) = F(a) > F(b); break;
        case PTX_GE_F32: U(d) = F(a) >= F(b); break;
        // To 11 bits of significand, halves away from zero.
        case PTX_CVT_TF32_F32: U(d) = (isfinite(F(a)) ? U(a) + 0x1000 : U(a)) & ~0x1FFFu; break;
        // Also true when an operand is NaN.
        case PTX_NEU_F32: U(d) = !(F(a) == F(b)); break;
        case PTX_LTU_F32: U(d) = !(F(a) >= F(b)); break;
        case PTX_LEU_F32: U(d) = !(F(a) > F(b)); break;
        case PTX_GTU_F32: U(d) = !(F(a) <= F(b)); break;
        case PTX_GEU_F32: U(d) = !(F(a) < F(b)); break;
        case PTX_NAN_F32: U(d) = isnan(F(a)); break;
        case PTX_SELP_B32: U(d) = U(c) ? U(a) : U(b); break;
        case PTX_LOAD_PARAM: case PTX_LOAD_GLOBAL: case PTX_LOAD_SHARED: case PTX_LOAD_LOCAL: {
            uintptr_t address = i->operation == PTX_LOAD_PARAM ? 0 : UL(a) + i->displacement;
            const char *from = i->operation == PTX_LOAD_PARAM ? w->launch->arguments + i->displacement
                             : i->operation == PTX_LOAD_GLOBAL ? global(w, i, address, thread)
                             : i->operation == PTX_LOAD_SHARED ? shared(w, i, address, thread, 0) : local(w, i, frame, address, thread);
            for (int r = 0; r < i->count; r++) {
                char *to = frame + i->registers[r];
                if (i->size == 4) *(uint32_t *)to = *(const uint32_t *)(from + 4 * r);
                else if (i->size == 8) *(uint64_t *)to = *(const uint64_t *)(from + 8 * r);
                else *(uint32_t *)to = *(const uint8_t *)(from + r);
            }
            break;
        }
        case PTX_STORE_GLOBAL: case PTX_STORE_SHARED: case PTX_STORE_LOCAL: {
            uintptr_t address = UL(a) + i->displacement;
            char *to = i->operation == PTX_STORE_GLOBAL ? global(w, i, address, thread)
                     : i->operation == PTX_STORE_SHARED ? shared(w, i, address, thread, 1) : local(w, i, frame, address, thread);
            for (int r = 0; r < i->count; r++) memcpy(to + i->size * r, frame + i->registers[r], i->size);
            break;
        }
        case PTX_ATOMIC_ADD: case PTX_ATOMIC_EXCHANGE: case PTX_ATOMIC_COMPARE_EXCHANGE: {
            uint32_t *word = (uint32_t *)global(w, i, UL(a) + i->displacement, thread), old = U(b);
            if (i->operation == PTX_ATOMIC_ADD) old = __atomic_fetch_add(word, U(b), __ATOMIC_RELAXED);
            else if (i->operation == PTX_ATOMIC_EXCHANGE) old = __atomic_exchange_n(word, U(b), __ATOMIC_RELAXED);
            else __atomic_compare_exchange_n(word, &old, U(c), 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
            U(d) = old;
            break;
        }
        case PTX_FENCE: __atomic_thread_fence(__ATOMIC_SEQ_CST); break;
        case PTX_BRANCH:
            if (--branches < 0) fail(w, (int)(i - all), thread, "it seems to run for ever");
            i = all + i->target - 1;
            break;
        case PTX_RETURN: return ENDED;
        case PTX_BARRIER: case PTX_WARP_BARRIER: case PTX_SHUFFLE_UP: case PTX_SHUFFLE_DOWN: case PTX_SHUFFLE_XOR: case PTX_SHUFFLE_INDEX:
        case PTX_MMA:
            return (int)(i - all);
        }
    }
}

static void begin_group(worker *w, int threads) {
    launch *l = w->launch;
    const ptx_kernel *k = l->kernel;
    int ctaid[3] = {(int)(w->group % l->grid[0]), (int)(w->group / l->grid[0] % l->grid[1]), (int)(w->group / l->grid[0] / l->grid[1])};
    // Shared memory begins with anything.
    memset(w->shared, w->executed ? 0 : 0xFF, l->shared_bytes);
    w->phase++;
    for (int t = 0; t < threads; t++) {
        char *frame = w->frames + (size_t)t * k->frame_bytes;
        memcpy(frame, k->frame, k->frame_bytes);
        int tid[3] = {t % l->block[0], t / l->block[0] % l->block[1], t / l->block[0] / l->block[1]};
        memcpy(frame + k->tid, tid, sizeof tid);
        memcpy(frame + k->ntid, l->block, 3 * sizeof(int));
        memcpy(frame + k->ctaid, ctaid, sizeof ctaid);
        memcpy(frame + k->nctaid, l->grid, 3 * sizeof(int));
        *(int *)(frame + k->laneid) = t % PTX_WARP;
        *(int *)(frame + k->dynamic_smem_size) = l->dynamic_shared;
        w->at[t] = 0;
    }
}

static void check_meeting(worker *w, int first, int thread) {
    if (w->at[thread] != w->at[first])
        fail(w, w->at[thread] == ENDED ? 0 : w->at[thread], thread, "it does not come to the same barrier as thread %d", first);
}

// Each lane gets the value of another one, or keeps its own where that one lies outside its segment. From the PTX manual, shfl.sync.
static void shuffle(worker *w, const ptx_instruction *i, int first, int lanes) {
    uint32_t values[PTX_WARP];
    size_t frame_bytes = w->launch->kernel->frame_bytes;
    for (int lane = 0; lane < lanes; lane++) values[lane] = *(uint32_t *)(w->frames + (first + lane) * frame_bytes + i->a);
    for (int lane = 0; lane < lanes; lane++) {
        char *frame = w->frames + (first + lane) * frame_bytes;
        int b = U(b) & 31, segment = U(c) >> 8 & 31, last = (lane & segment) | (U(c) & 31 & ~segment);
        int from = i->operation == PTX_SHUFFLE_UP ? lane - b : i->operation == PTX_SHUFFLE_DOWN ? lane + b
                 : i->operation == PTX_SHUFFLE_XOR ? lane ^ b : (lane & segment) | (b & ~segment);
        int inside = i->operation == PTX_SHUFFLE_UP ? from >= last : from <= last;
        if (!inside || w->executed) from = lane;
        if (from >= lanes)
            fail(w, (int)(i - w->launch->kernel->instructions), first + lane, "it asks for lane %d, which the group does not have", from);
        U(d) = values[from];
    }
}

static float tf32(uint32_t bits) {
    float value;
    bits &= ~0x1FFFu; // the hardware does not look at these
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float toward_zero(double sum) {
    float nearest = (float)sum;
    return fabs(nearest) > fabs(sum) ? nextafterf(nearest, 0) : nearest;
}

// d [16, 8] = c [16, 8] + a [16, 8] b [8, 8]. PTX leaves the order of the sums and their rounding open. Tensor cores have been found to add a
// few exact products to c at once and to cut off what fp32 does not hold (Fasi, Higham, Mikaitis and Pranesh 2021, "Numerical behavior of
// NVIDIA tensor cores"), so here it is four products, in the order of k, and a cut towards zero. From the PTX manual, where a lane's elements lie: g = lane / 4, t = lane mod 4:
// a: rows g, g + 8, g, g + 8 of columns t, t, t + 4, t + 4;  b: rows t, t + 4 of column g;  c and d: columns 2t, 2t + 1 of rows g, then g + 8.
static void multiply_matrices(worker *w, const ptx_instruction *i, int first, int lanes) {
    const ptx_fragments *f = &w->launch->kernel->fragments[i->a];
    float a[16][8], b[8][8], c[16][8];
    if (lanes < PTX_WARP) fail(w, (int)(i - w->launch->kernel->instructions), first, "a matrix product needs all threads of a warp");
    for (int lane = 0; lane < PTX_WARP; lane++) {
        char *frame = w->frames + (size_t)(first + lane) * w->launch->kernel->frame_bytes;
        int g = lane / 4, t = lane % 4;
        for (int r = 0; r < 4; r++) {
            a[g + r % 2 * 8][t + r / 2 * 4] = tf32(*(uint32_t *)(frame + f->a[r]));
            c[g + r / 2 * 8][2 * t + r % 2] = *(float *)(frame + f->c[r]);
        }
        for (int r = 0; r < 2; r++) b[t + 4 * r][g] = tf32(*(uint32_t *)(frame + f->b[r]));
    }
    for (int m = 0; m < 16; m++)
        for (int k = 0; k < 8; k += 4)
            for (int n = 0; n < 8; n++)
                c[m][n] = toward_zero((double)c[m][n] + (double)a[m][k] * b[k][n] + (double)a[m][k + 1] * b[k + 1][n] +
                                      (double)a[m][k + 2] * b[k + 2][n] + (double)a[m][k + 3] * b[k + 3][n]);
    for (int lane = 0; lane < PTX_WARP; lane++) {
        char *frame = w->frames + (size_t)(first + lane) * w->launch->kernel->frame_bytes;
        for (int r = 0; r < 4; r++) *(float *)(frame + f->d[r]) = c[lane / 4 + r / 2 * 8][lane % 4 * 2 + r % 2];
    }
}

// Runs a warp to its next barrier of the group, or to its end.
static void run_warp(worker *w, int warp, int lanes) {
    const ptx_instruction *all = w->launch->kernel->instructions;
    for (int first = warp * PTX_WARP;;) {
        for (int n = 0; n < lanes; n++) {
            int t = first + (w->launch->backwards ? lanes - 1 - n : n);
            w->at[t] = run_thread(w, t, w->at[t]);
        }
        for (int t = first + 1; t < first + lanes; t++) check_meeting(w, first, t);
        if (w->at[first] == ENDED) return;
        const ptx_instruction *meeting = &all[w->at[first]];
        switch ((enum ptx_operation)meeting->operation) {
        case PTX_BARRIER: return;
        case PTX_WARP_BARRIER: w->warp_phases[warp]++; break;
        case PTX_MMA: if (!w->executed) multiply_matrices(w, meeting, first, lanes); break;
        default: shuffle(w, meeting, first, lanes);
        }
        for (int t = first; t < first + lanes; t++) w->at[t]++;
    }
}

static void run_group(worker *w, int threads) {
    int warps = (threads + PTX_WARP - 1) / PTX_WARP;
    begin_group(w, threads);
    for (;;) {
        for (int n = 0; n < warps; n++) {
            int warp = w->launch->backwards ? warps - 1 - n : n, left = threads - warp * PTX_WARP;
            run_warp(w, warp, w->executed ? 1 : left < PTX_WARP ? left : PTX_WARP);
        }
        for (int t = PTX_WARP; t < threads; t += PTX_WARP) check_meeting(w, 0, t);
        if (w->at[0] == ENDED) return;
        for (int t = 0; t < threads; t++) w->at[t]++;
        w->phase++;
    }
}

static void hire(worker *w) {
    launch *l = w->launch;
    const ptx_kernel *k = l->kernel;
    int threads = l->block[0] * l->block[1] * l->block[2];
    w->frames = aligned_alloc(64, ((size_t)threads * k->frame_bytes + 63) / 64 * 64);
    w->at = malloc(threads * sizeof *w->at);
    w->shared = aligned_alloc(64, (l->shared_bytes + 64) / 64 * 64);
    w->watch = calloc(l->shared_bytes / 4 + 1, sizeof *w->watch);
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

// Sets the size of a group's shared memory. 1: the group is too large.
static int refused(launch *l) {
    long threads = (long)l->block[0] * l->block[1] * l->block[2];
    l->shared_bytes = l->kernel->shared_bytes;
    if (l->dynamic_shared) l->shared_bytes = ((l->shared_bytes + PTX_SHARED_ALIGNMENT - 1) & -PTX_SHARED_ALIGNMENT) + l->dynamic_shared;
    if (l->kernel->max_threads && threads > l->kernel->max_threads) {
        snprintf(l->error, l->error_length, "%s is compiled for %d threads at most, not %ld", l->kernel->name, l->kernel->max_threads, threads);
        return 1;
    }
    if (l->shared_bytes > PTX_SHARED_LIMIT) {
        snprintf(l->error, l->error_length, "%s asks for %d bytes of shared memory", l->kernel->name, l->shared_bytes);
        return 1;
    }
    return 0;
}

int ptx_run(const ptx_kernel *kernel, const int grid[3], const int block[3], int dynamic_shared, const void *arguments,
            ptx_find_memory find, char *error, size_t error_length) {
    static atomic_int launches;
    launch l = {.kernel = kernel, .grid = grid, .block = block, .arguments = arguments, .find = find, .dynamic_shared = dynamic_shared,
                .backwards = atomic_fetch_add(&launches, 1) % 2, .error = error, .error_length = error_length};
    if (refused(&l)) return 1;
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

int ptx_count(const ptx_kernel *kernel, const int grid[3], const int block[3], int dynamic_shared, const void *arguments,
              ptx_find_memory find, long group, long *executed, char *error, size_t error_length) {
    launch l = {.kernel = kernel, .grid = grid, .block = block, .arguments = arguments, .find = find, .dynamic_shared = dynamic_shared,
                .error = error, .error_length = error_length};
    worker w = {.launch = &l, .group = group, .executed = executed};
    if (refused(&l)) return 1;
    hire(&w);
    if (!setjmp(w.failed)) run_group(&w, block[0] * block[1] * block[2]);
    dismiss(&w);
    return atomic_load(&l.wrong);
}
