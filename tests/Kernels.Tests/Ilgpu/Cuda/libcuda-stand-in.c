// A stand-in for the CUDA driver: memory is malloc, copies are memcpy, kernels do nothing; it reports one Hopper GPU and counts what it is asked.
// With it the whole host side of the CUDA device runs on a machine without one. `stand_in_count(name)` tells how often a function was called.
#include <stdlib.h>
#include <string.h>

typedef void *handle;
enum { SUCCESS = 0, OUT_OF_MEMORY = 2, STREAM_CAPTURE_UNSUPPORTED = 900 };
static const size_t memory = (size_t)16 << 30;

static struct { const char *name; long count; } counters[64];

static void count(const char *name) {
    for (int i = 0; i < 64; i++) {
        if (!counters[i].name) counters[i].name = name;
        if (!strcmp(counters[i].name, name)) { counters[i].count++; return; }
    }
}

long stand_in_count(const char *name) {
    for (int i = 0; i < 64 && counters[i].name; i++)
        if (!strcmp(counters[i].name, name)) return counters[i].count;
    return 0;
}

#define CALL count(__func__)
static handle new_handle(void) { return malloc(8); }
static handle capturing;
static handle upload_stream;

int cuInit(int flags) { return SUCCESS; }
int cuDriverGetVersion(int *version) { *version = 13000; return SUCCESS; }
int cuDeviceGetCount(int *n) { *n = 1; return SUCCESS; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return SUCCESS; }
int cuDeviceGetName(char *name, int length, int device) { strncpy(name, "Stand-in GPU", length); return SUCCESS; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = memory; return SUCCESS; }
int cuDeviceGetAttribute(int *value, int attribute, int device) {
    switch (attribute) {
    case 1: *value = 1024; break;                            // threads per block
    case 2: case 3: *value = 1024; break; case 4: *value = 64; break; // block dimensions
    case 5: *value = 2147483647; break; case 6: case 7: *value = 65535; break; // grid dimensions
    case 8: *value = 49152; break;                           // shared memory per block
    case 10: *value = 32; break;                             // warp
    case 16: *value = 132; break;                            // multiprocessors
    case 39: *value = 2048; break;                           // threads per multiprocessor
    case 75: *value = 9; break; case 76: *value = 0; break;  // sm_90
    case 81: *value = 233472; break;                         // shared memory per multiprocessor
    case 12: case 82: *value = 65536; break;                 // registers
    default: *value = 1;
    }
    return SUCCESS;
}
int cuCtxCreate_v2(handle *context, int flags, int device) { *context = new_handle(); return SUCCESS; }
int cuCtxDestroy_v2(handle context) { free(context); return SUCCESS; }
int cuCtxSetCurrent(handle context) { return SUCCESS; }
int cuCtxSynchronize(void) { return SUCCESS; }
int cuCtxGetCacheConfig(int *config) { *config = 0; return SUCCESS; }
int cuCtxGetSharedMemConfig(int *config) { *config = 0; return SUCCESS; }
int cuGetErrorString(int error, const char **text) { *text = "an error of the stand-in"; return SUCCESS; }
int cuGetErrorName(int error, const char **text) { *text = "STAND_IN_ERROR"; return SUCCESS; }

int cuMemGetInfo_v2(size_t *free_bytes, size_t *total) { *free_bytes = *total = memory; return SUCCESS; }
int cuMemAlloc_v2(handle *pointer, size_t bytes) {
    CALL;
    return bytes > memory || !(*pointer = aligned_alloc(256, (bytes + 255) / 256 * 256)) ? OUT_OF_MEMORY : SUCCESS;
}
int cuMemFree_v2(handle pointer) { free(pointer); return SUCCESS; }
int cuMemcpyAsync(handle to, handle from, size_t bytes, handle stream) {
    CALL;
    if (stream == upload_stream) count("uploads");
    memcpy(to, from, bytes);
    return SUCCESS;
}
int cuMemsetD8Async(handle to, unsigned char value, size_t bytes, handle stream) { memset(to, value, bytes); return SUCCESS; }
int cuMemHostRegister_v2(handle pointer, size_t bytes, int flags) { CALL; return SUCCESS; }
int cuMemHostUnregister(handle pointer) { CALL; return SUCCESS; }
int cuMemHostGetDevicePointer_v2(handle *device, handle host, int flags) { *device = host; return SUCCESS; }

int cuStreamCreate(handle *stream, int flags) { CALL; upload_stream = *stream = new_handle(); return SUCCESS; }
int cuStreamDestroy_v2(handle stream) { free(stream); return SUCCESS; }
int cuStreamSynchronize(handle stream) { CALL; return SUCCESS; }
int cuEventCreate(handle *event, int flags) { CALL; *event = new_handle(); return SUCCESS; }
int cuEventDestroy_v2(handle event) { free(event); return SUCCESS; }
int cuEventRecord(handle event, handle stream) { CALL; return SUCCESS; }
int cuEventSynchronize(handle event) { CALL; return SUCCESS; }
int cuStreamWaitEvent(handle stream, handle event, int flags) { CALL; return SUCCESS; }

int cuModuleLoadDataEx(handle *module, const char *ptx, int n, handle options, handle values) {
    CALL;
    if (strstr(ptx, "bra.uni")) count("modules with uniform marks");
    if (strstr(ptx, ".target sm_90") || strstr(ptx, ".target sm_80")) count("modules for this GPU");
    *module = new_handle();
    return SUCCESS;
}
int cuModuleUnload(handle module) { free(module); return SUCCESS; }
int cuModuleGetFunction(handle *function, handle module, const char *name) { *function = module; return SUCCESS; }
int cuLaunchKernel(handle function, int gx, int gy, int gz, int bx, int by, int bz, int shared, handle stream, handle args, handle extra) {
    CALL;
    if (gx < 1 || gy < 1 || gz < 1 || gy > 65535 || gz > 65535 || bx * by * bz > 1024) return 1;
    count(capturing && capturing == stream ? "captured launches" : "plain launches");
    return SUCCESS;
}

int cuStreamBeginCapture_v2(handle stream, int mode) {
    CALL;
    if (getenv("STAND_IN_REFUSES_CAPTURE")) return STREAM_CAPTURE_UNSUPPORTED;
    capturing = stream;
    return SUCCESS;
}
int cuStreamEndCapture(handle stream, handle *graph) { CALL; capturing = 0; *graph = new_handle(); return SUCCESS; }
int cuGraphInstantiateWithFlags(handle *executable, handle graph, unsigned long long flags) { CALL; *executable = new_handle(); return SUCCESS; }
int cuGraphLaunch(handle executable, handle stream) { CALL; return SUCCESS; }
int cuGraphExecDestroy(handle executable) { CALL; free(executable); return SUCCESS; }
int cuGraphDestroy(handle graph) { CALL; free(graph); return SUCCESS; }
