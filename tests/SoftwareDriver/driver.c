// A CUDA driver in software: libcuda for a machine without a GPU. It reports one Hopper GPU, whose memory is the host's and whose kernels
// run on the processor (machine.h). With it everything of the CUDA device runs anywhere: host calls, streams, graphs, and the very PTX
// text that a GPU would get.
//
//   tests/SoftwareDriver/compile.sh FOLDER         then DQNGPU_LIBCUDA=FOLDER/libcuda.so.1
//
// Streams are lazy: what is queued runs as late as events and synchronisations allow. A missing fence, or pinned memory that the host changes
// too early, gives wrong results here, where a GPU would hide it most of the time. STAND_IN_EAGER=1 runs everything at once, the other
// extreme; STAND_IN_EAGER=uploads only the copies on the stream of the uploads, so that one overwrites what a kernel has yet to read, if it may.
// STAND_IN_DEVICES=2 reports two such GPUs. STAND_IN_DUMP=folder writes down what a GPU would be told instead of doing it (dump.h). STAND_IN_FAILS=cuCtxCreate_v2:2,cuMemAlloc_v2:700@5 makes
// calls fail with an error of cuda.h, here cuMemAlloc_v2 from the fifth call on; "cuCtxCreate_v2 of 0" is the first GPU's. `stand_in_count(name)` tells how often something was asked for,
// and of "waits" how often the host waited for something that was not done.
#include "dump.h"
#include "machine.h"
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_CONTEXT = 201, INVALID_PTX = 218, LAUNCH_FAILED = 719,
    STREAM_CAPTURE_UNSUPPORTED = 900, STREAM_CAPTURE_INVALIDATED = 901, STREAM_CAPTURE_UNJOINED = 904,
    STREAM_CAPTURE_ISOLATION = 905,
};
static const size_t memory_bytes = (size_t)16 << 30;

// One lock around every call: programs call from several threads.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void release(int *unused) { (void)unused; pthread_mutex_unlock(&lock); }
#define LOCKED __attribute__((cleanup(release))) int locked = pthread_mutex_lock(&lock); (void)locked

static struct { const char *name; long count; } counters[64];

static void count(const char *name) {
    for (int i = 0; i < 64; i++) {
        if (!counters[i].name) counters[i].name = name;
        if (!strcmp(counters[i].name, name)) { counters[i].count++; return; }
    }
}

// The error that STAND_IN_FAILS names for this call, whose turn it is the n-th time; 0: none.
static int told_to_fail(const char *name, long n) {
    size_t length = strlen(name);
    for (const char *told = getenv("STAND_IN_FAILS"); told && *told; told = strchr(told, ',') ? strchr(told, ',') + 1 : 0) {
        int code = 0;
        long from = 1;
        if (strncmp(told, name, length) || told[length] != ':') continue;
        if (sscanf(told + length + 1, "%d@%ld", &code, &from) >= 1 && n >= from) return code;
    }
    return 0;
}

static long counted(const char *name) {
    for (int i = 0; i < 64 && counters[i].name; i++)
        if (!strcmp(counters[i].name, name)) return counters[i].count;
    return 0;
}

long stand_in_count(const char *name) { LOCKED; return counted(name); }

#define COUNTED LOCKED; count(__func__); int told = told_to_fail(__func__, counted(__func__))
#define CALL COUNTED; if (told) return told

// ---- the device ----

// What destroys needs the context to be current on the calling thread, as in CUDA.
static __thread void *current;

int cuInit(int flags) { CALL; (void)flags; return SUCCESS; }
int cuDriverGetVersion(int *version) { CALL; *version = 13000; return SUCCESS; }
int cuDeviceGetCount(int *n) { CALL; const char *told_so = getenv("STAND_IN_DEVICES"); *n = told_so ? atoi(told_so) : 1; return SUCCESS; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return SUCCESS; }
int cuDeviceGetName(char *name, int length, int device) { (void)device; snprintf(name, length, "Stand-in GPU"); return SUCCESS; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { (void)device; *bytes = memory_bytes; return SUCCESS; }
int cuDeviceGetAttribute(int *value, int attribute, int device) {
    switch (attribute) {
    case 1: *value = 1024; break;                            // threads per block
    case 2: case 3: *value = 1024; break; case 4: *value = 64; break; // block dimensions
    case 5: *value = 2147483647; break; case 6: case 7: *value = 65535; break; // grid dimensions
    case 8: *value = 49152; break;                           // shared memory per block
    case 10: *value = 32; break;                             // warp
    case 16: *value = 132; break;                            // multiprocessors
    case 39: *value = 2048; break;                           // threads per multiprocessor
    case 33: *value = device; break;                         // PCI bus: what tells two GPUs apart
    case 75: *value = 9; break; case 76: *value = 0; break;  // sm_90
    case 81: *value = 233472; break;                         // shared memory per multiprocessor
    case 12: case 82: *value = 65536; break;                 // registers
    default: *value = 1;
    }
    return SUCCESS;
}
int cuCtxCreate_v2(void **context, int flags, int device) {
    CALL;
    (void)flags;
    if (device == 0 && (told = told_to_fail("cuCtxCreate_v2 of 0", 1))) return told;
    *context = current = malloc(8);
    return SUCCESS;
}
int cuCtxDestroy_v2(void *context) { CALL; free(context); current = 0; return SUCCESS; }
int cuCtxSetCurrent(void *context) { current = context; return SUCCESS; }
int cuCtxGetCacheConfig(int *config) { *config = 0; return SUCCESS; }
int cuCtxGetSharedMemConfig(int *config) { *config = 0; return SUCCESS; }

// Names as cuda.h has them, of the errors that this driver gives and that STAND_IN_FAILS is told.
static const struct { int code; const char *name, *text; } errors[] = {
    {0, "CUDA_SUCCESS", "no error"},
    {1, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {46, "CUDA_ERROR_DEVICE_UNAVAILABLE", "CUDA-capable device(s) is/are busy or unavailable"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {218, "CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed"},
    {222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "the provided PTX was compiled with an unsupported toolchain."},
    {700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {801, "CUDA_ERROR_NOT_SUPPORTED", "operation not supported"},
    {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH", "system has unsupported display driver / cuda driver combination"},
    {804, "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE", "forward compatibility was attempted on non supported HW"},
    {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", "operation not permitted when stream is capturing"},
    {901, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED", "operation failed due to a previous error during capture"},
    {904, "CUDA_ERROR_STREAM_CAPTURE_UNJOINED", "capturing stream has unjoined work"},
    {905, "CUDA_ERROR_STREAM_CAPTURE_ISOLATION", "dependency created on uncaptured work in another stream"},
};

int cuGetErrorName(int error, const char **text) {
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].code == error) { *text = errors[i].name; return SUCCESS; }
    *text = 0;
    return INVALID_VALUE;
}
int cuGetErrorString(int error, const char **text) {
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].code == error) { *text = errors[i].text; return SUCCESS; }
    *text = 0;
    return INVALID_VALUE;
}

// ---- memory: device allocations, and pinned pieces of the host's ----

typedef struct range { uintptr_t begin, end; struct range *next; } range;
static range *allocations, *pinned;

static range *find(range *list, uintptr_t address) {
    while (list && (address < list->begin || address >= list->end)) list = list->next;
    return list;
}

static void insert(range **list, void *begin, size_t bytes) {
    range *added = malloc(sizeof *added);
    *added = (range){(uintptr_t)begin, (uintptr_t)begin + bytes, *list};
    *list = added;
}

static int delete(range **list, void *begin) {
    for (; *list; list = &(*list)->next) {
        range *found = *list;
        if (found->begin != (uintptr_t)begin) continue;
        *list = found->next;
        free(found);
        return SUCCESS;
    }
    return INVALID_VALUE;
}

static int allocations_changed = 1; // since the machine was told of them

static int tell_machine_of_allocations(machine_error *error) {
    int n = 0;
    if (!allocations_changed) return 0;
    for (range *each = allocations; each; each = each->next) n++;
    machine_region *regions = malloc((n + 1) * sizeof *regions), *next = regions;
    for (range *each = allocations; each; each = each->next) *next++ = (machine_region){each->begin, each->end - each->begin};
    allocations_changed = machine_set_memory(regions, n, error);
    free(regions);
    return allocations_changed;
}

// ---- streams: queues that run late ----

typedef struct { void *decoded; machine_kernel facts; int number; } kernel; // number: of its module in a dump

typedef struct stream stream;
typedef struct graph graph;
typedef struct operation {
    enum { COPY, SET, LAUNCH, WAIT, GRAPH } kind;
    void *to; const void *from; size_t bytes; unsigned char value; // COPY, SET
    const kernel *kernel; machine_launch launch; int number; void *arguments; // LAUNCH
    stream *awaited; long place;                                   // WAIT
    graph *graph;                                                  // GRAPH
    stream *captured_on; long captured_at; int done;               // in a graph: its place, and whether this launch has run it
    struct operation *next;
} operation;
struct stream { operation *first, **last; long queued, done; int number; graph *capturing; long captured; stream *next; };
struct graph { operation *first, **last; stream *origin; int users; long launches; };
typedef struct { stream *recorded; long place; graph *captured; } event;

static stream *streams, *upload_stream;
static graph *captured; // now
static int failure; // sticky, as in CUDA

static void release_graph(graph *g) {
    if (--g->users > 0) return;
    for (operation *o = g->first, *next; o; o = next) {
        next = o->next;
        free(o->arguments);
        free(o);
    }
    free(g);
}

static void run_until(stream *s, long place);
static void run(const operation *o);

// Runs what a graph holds of stream `s` before `place`, and what that waits for. `runs` 0: only walks.
static void run_captured(graph *g, stream *s, long place, int runs) {
    for (operation *o = g->first; o; o = o->next) {
        if (o->done || o->captured_on != s || o->captured_at >= place) continue;
        o->done = 1;
        if (o->kind == WAIT) run_captured(g, o->awaited, o->place, runs);
        else if (runs) run(o);
    }
}

// The first operation of stream `s` that has not run, if it need not wait.
static operation *ready(graph *g, stream *s) {
    operation *found = g->first;
    while (found && (found->done || found->captured_on != s)) found = found->next;
    if (found && found->kind == WAIT)
        for (operation *o = g->first; o; o = o->next)
            if (!o->done && o->captured_on == found->awaited && o->captured_at < found->place) return 0;
    return found;
}

// One operation of each stream after the other; or of a branch, whenever its turn comes, all that need not wait.
static void run_in_turns(graph *g, int branches_first) {
    for (int any = 1; any;) {
        any = 0;
        for (stream *s = streams; s; s = s->next)
            for (operation *o; (o = ready(g, s));) {
                any = o->done = 1;
                if (o->kind != WAIT) run(o);
                if (!branches_first || s == g->origin) break;
            }
    }
}

static int run_graph(graph *g, int runs) {
    int all = 1, order = runs ? (int)(g->launches++ % 3) : 0;
    for (operation *o = g->first; o; o = o->next) o->done = 0;
    // A branch runs as late as its join allows, as early as its fork does, or in turns with the others.
    if (order == 0) run_captured(g, g->origin, LONG_MAX, runs);
    if (order == 1) run_in_turns(g, 1);
    if (order == 2) run_in_turns(g, 0);
    for (operation *o = g->first; o; o = o->next) all &= o->done;
    return all;
}

static int run_kernel(const operation *o, machine_error *error) {
    // Any order of groups, warps and ways of a branch that a GPU may choose must give the same result.
    static int launches;
    machine_launch launch = o->launch;
    launch.backwards = launches++ % 2;
    launch.watches = getenv("STAND_IN_WATCH") != 0;
    return tell_machine_of_allocations(error) || machine_run(o->kernel->decoded, &launch, error);
}

static void run(const operation *o) {
    machine_error error;
    if (failure && o->kind != WAIT) return;
    switch (o->kind) {
    case COPY: memcpy(o->to, o->from, o->bytes); break;
    case SET: memset(o->to, o->value, o->bytes); break;
    case WAIT: run_until(o->awaited, o->place); break;
    case GRAPH: run_graph(o->graph, 1); break;
    case LAUNCH:
        if (dump_wanted()) {
            if (tell_machine_of_allocations(&error)) fprintf(stderr, "stand-in GPU: %s\n", error.text);
            dump_counts(o->number, o->kernel->decoded, &o->kernel->facts, &o->launch);
            break;
        }
        if (!run_kernel(o, &error)) break;
        fprintf(stderr, "stand-in GPU: %s\n", error.text);
        failure = LAUNCH_FAILED;
    }
}

static void run_until(stream *s, long place) {
    while (s->done < place) {
        operation *o = s->first;
        s->first = o->next;
        if (!s->first) s->last = &s->first;
        s->done++;
        run(o);
        if (o->graph) release_graph(o->graph);
        free(o->arguments);
        free(o);
    }
}

static void run_all(void) {
    for (stream *s = streams; s; s = s->next) run_until(s, s->queued);
}

// Where the dump says that an operation stands: its stream, whether a capture takes it, and its place.
static void dump_place(const char *what, int number, stream *s, const char *format, ...) {
    char rest[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(rest, sizeof rest, format, arguments);
    va_end(arguments);
    dump_line("%s number=%d stream=%d captured=%d at=%ld %s", what, number, s ? s->number : 0, s && s->capturing ? 1 : 0,
              !s ? 0 : s->capturing ? s->captured : s->queued, rest);
}

static int queue(stream *s, operation contents) {
    operation *o = malloc(sizeof *o);
    *o = contents;
    o->next = 0;
    if (s && s->capturing) {
        o->captured_on = s;
        o->captured_at = s->captured++;
        *captured->last = o;
        captured->last = &o->next;
        return SUCCESS;
    }
    if (!s) { // the default stream waits for all others
        run_all();
        run(o);
        free(o->arguments);
        free(o);
        return failure;
    }
    *s->last = o;
    s->last = &o->next;
    s->queued++;
    const char *eager = getenv("STAND_IN_EAGER");
    if (eager && (strcmp(eager, "uploads") || s == upload_stream)) run_until(s, s->queued);
    return failure;
}

// The host waits for the device: counted where anything is left to wait for.
static void wait_for(stream *s, long place) {
    if (s->done < place) count("waits");
    run_until(s, place);
}

static void wait_for_all(void) {
    for (stream *s = streams; s; s = s->next) wait_for(s, s->queued);
}

int cuStreamCreate(stream **created, int flags) {
    CALL;
    (void)flags;
    stream *s = calloc(1, sizeof *s);
    s->last = &s->first;
    s->number = streams ? streams->number + 1 : 1;
    s->next = streams;
    upload_stream = streams = *created = s; // the device makes the uploads' stream last
    return SUCCESS;
}
int cuStreamDestroy_v2(stream *s) { CALL; run_until(s, s->queued); return SUCCESS; }
int cuStreamSynchronize(stream *s) {
    CALL;
    if (s && s->capturing) return STREAM_CAPTURE_UNSUPPORTED;
    if (s) wait_for(s, s->queued); else wait_for_all();
    return failure;
}
int cuCtxSynchronize(void) {
    CALL;
    if (captured) return STREAM_CAPTURE_UNSUPPORTED;
    wait_for_all();
    return failure;
}

int cuEventCreate(event **created, int flags) { CALL; (void)flags; *created = calloc(1, sizeof **created); return SUCCESS; }
int cuEventDestroy_v2(event *e) {
    CALL;
    if (!current) return INVALID_CONTEXT;
    count("events destroyed");
    free(e);
    return SUCCESS;
}
int cuEventRecord(event *e, stream *s) {
    CALL;
    *e = (event){s, s->capturing ? s->captured : s->queued, s->capturing};
    return failure;
}
int cuEventSynchronize(event *e) { CALL; if (e->recorded) wait_for(e->recorded, e->place); return failure; }
int cuStreamWaitEvent(stream *s, event *e, int flags) {
    CALL;
    (void)flags;
    if (!e->recorded) return SUCCESS;
    if (e->captured && e->captured != captured) return INVALID_VALUE;
    if (s->capturing && !e->captured) return STREAM_CAPTURE_ISOLATION;
    s->capturing = e->captured; // an event of a capture draws the stream into it
    dump_place("wait", 0, s, "for=%d before=%ld", e->recorded->number, e->place);
    return queue(s, (operation){.kind = WAIT, .awaited = e->recorded, .place = e->place});
}

int cuMemGetInfo_v2(size_t *free_bytes, size_t *total) { CALL; *free_bytes = *total = memory_bytes; return SUCCESS; }
int cuMemAlloc_v2(void **pointer, size_t bytes) {
    CALL;
    size_t whole = (bytes + 255) / 256 * 256;
    if (bytes > memory_bytes || !(*pointer = aligned_alloc(256, whole))) return OUT_OF_MEMORY;
    memset(*pointer, dump_wanted() ? 0 : 0xFF, whole); // floats that were never written are NaN
    insert(&allocations, *pointer, bytes);
    allocations_changed = 1;
    return SUCCESS;
}
int cuMemFree_v2(void *pointer) {
    CALL;
    run_all();
    int result = delete(&allocations, pointer);
    allocations_changed = 1;
    if (result == SUCCESS) free(pointer);
    return result;
}
int cuMemHostRegister_v2(void *pointer, size_t bytes, int flags) { CALL; (void)flags; insert(&pinned, pointer, bytes); return SUCCESS; }
int cuMemHostUnregister(void *pointer) { CALL; run_all(); return delete(&pinned, pointer); }
int cuMemHostGetDevicePointer_v2(void **device, void *host, int flags) { (void)flags; *device = host; return SUCCESS; }
int cuMemcpyAsync(void *to, const void *from, size_t bytes, stream *s) {
    CALL;
    if (s && s == upload_stream) count("uploads");
    dump_place("copy", 0, s, "bytes=%zu", bytes);
    int result = queue(s, (operation){.kind = COPY, .to = to, .from = from, .bytes = bytes});
    // Memory that is not pinned is copied before the call returns.
    int late = s && (find(allocations, (uintptr_t)to) || find(pinned, (uintptr_t)to)) &&
               (find(allocations, (uintptr_t)from) || find(pinned, (uintptr_t)from));
    if (!late && s && !s->capturing) wait_for(s, s->queued);
    return result ? result : failure;
}
int cuMemsetD8Async(void *to, unsigned char value, size_t bytes, stream *s) {
    CALL;
    dump_place("set", 0, s, "bytes=%zu", bytes);
    return queue(s, (operation){.kind = SET, .to = to, .value = value, .bytes = bytes});
}

// ---- kernels ----

int cuModuleLoadDataEx(kernel **module, const char *ptx, int n, const int *options, void **values) {
    COUNTED;
    machine_error error = {"as it was told to"};
    if (strstr(ptx, "bra.uni")) count("modules with uniform marks");
    if (strstr(ptx, ".target sm_90") || strstr(ptx, ".target sm_80")) count("modules for this GPU");
    kernel loaded = {0};
    int refused = told || machine_decode(ptx, &loaded.decoded, &loaded.facts, &error);
    if (dump_wanted()) {
        const char *entry = strstr(ptx, ".entry "); // a dump needs no more of a kernel that cannot run here
        if (refused && entry) sscanf(entry, ".entry %127[A-Za-z0-9_]", loaded.facts.name);
        loaded.number = dump_module(ptx, loaded.facts.name);
        refused = 0;
    }
    for (int i = 0; refused && i < n; i++) // CU_JIT_ERROR_LOG_BUFFER, its size in the next one
        if (options[i] == 5) snprintf(values[i], (size_t)values[i + 1], "PTX not understood,\n%s\n", error.text);
    if (refused) return told ? told : INVALID_PTX;
    *module = malloc(sizeof **module);
    **module = loaded;
    return SUCCESS;
}
int cuFuncSetAttribute(kernel *function, int attribute, int value) {
    CALL;
    (void)function;
    if (attribute != 9 || value < -1 || value > 100) return INVALID_VALUE; // per cent of shared memory
    count("shared memory splits");
    return SUCCESS;
}
int cuModuleUnload(kernel *module) { CALL; (void)module; return SUCCESS; }
int cuModuleGetFunction(kernel **function, kernel *module, const char *name) {
    *function = module;
    return strcmp(module->facts.name, name) ? INVALID_VALUE : SUCCESS;
}
int cuLaunchKernel(kernel *kernel, int gx, int gy, int gz, int bx, int by, int bz, int shared, stream *s, void **parameters, void **extra) {
    CALL;
    if (gx < 1 || gy < 1 || gz < 1 || gy > 65535 || gz > 65535 || bx * by * bz > 1024 || parameters) return INVALID_VALUE;
    if (shared < 0 || kernel->facts.shared_bytes + shared > 49152) return INVALID_VALUE;
    // extra: 1, pointer to the arguments, 2, pointer to their size, 0
    if (!extra || (size_t)extra[0] != 1 || (size_t)extra[2] != 2) return INVALID_VALUE;
    size_t bytes = *(size_t *)extra[3];
    if (kernel->facts.length && (int)bytes != kernel->facts.parameter_bytes) return INVALID_VALUE;
    void *arguments = malloc(bytes);
    memcpy(arguments, extra[1], bytes);
    static int launches;
    dump_place("launch", launches, s, "module=%d grid=%d,%d,%d block=%d,%d,%d shared=%d", kernel->number, gx, gy, gz, bx, by, bz, shared);
    count(s && s->capturing ? "captured launches" : "plain launches");
    machine_launch launch = {.grid = {gx, gy, gz}, .block = {bx, by, bz}, .dynamic_shared = shared, .argument_bytes = (int)bytes, .arguments = arguments};
    return queue(s, (operation){.kind = LAUNCH, .kernel = kernel, .launch = launch, .number = launches++, .arguments = arguments});
}

// ---- graphs ----

int cuStreamBeginCapture_v2(stream *s, int mode) {
    CALL;
    (void)mode;
    if (!s || captured) return STREAM_CAPTURE_UNSUPPORTED;
    s->capturing = captured = calloc(1, sizeof *captured);
    captured->last = &captured->first;
    captured->origin = s;
    captured->users = 1;
    dump_line("capture stream=%d", s->number);
    return SUCCESS;
}
int cuStreamEndCapture(stream *s, graph **ended) {
    COUNTED;
    if (!captured || s != captured->origin) return STREAM_CAPTURE_INVALIDATED;
    *ended = captured;
    captured = 0;
    dump_line("captured stream=%d", s->number);
    for (stream *each = streams; each; each = each->next) each->capturing = 0, each->captured = 0;
    int error = told ? told : run_graph(*ended, 0) ? SUCCESS : STREAM_CAPTURE_UNJOINED;
    if (error) release_graph(*ended), *ended = 0;
    return error;
}
int cuGraphInstantiateWithFlags(graph **executable, graph *g, unsigned long long flags) { CALL; (void)flags; g->users++; *executable = g; return SUCCESS; }
int cuGraphLaunch(graph *g, stream *s) { CALL; g->users++; dump_line("graph stream=%d", s->number); return queue(s, (operation){.kind = GRAPH, .graph = g}); }
int cuGraphExecDestroy(graph *g) {
    CALL;
    if (!current) return INVALID_CONTEXT;
    count("graphs destroyed");
    release_graph(g);
    return SUCCESS;
}
int cuGraphDestroy(graph *g) { CALL; release_graph(g); return SUCCESS; }
int cuGraphGetNodes(graph *g, void **nodes, size_t *n) {
    CALL;
    if (nodes) return INVALID_VALUE; // only the number is asked for
    *n = 0;
    for (operation *o = g->first; o; o = o->next) *n += o->kind != WAIT; // a wait is an edge
    return SUCCESS;
}
