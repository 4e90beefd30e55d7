// Finds the .NET runtime that has loaded this library, and in it the methods of DriverCalls.cs, whose assembly lies beside the library. From ".NET: Write a
// custom .NET host": hostfxr, which started the runtime, gives a second context for it.
#define _GNU_SOURCE
#include "machine.h"
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*initialize_for_runtime_config)(const char *path, const void *parameters, void **context);
typedef int (*get_runtime_delegate)(void *context, int type, void **delegate);
typedef int (*close_context)(void *context);
typedef int (*load_method)(const char *assembly, const char *type, const char *method, const char *delegate_type, void *reserved, void **found);

enum { LOAD_ASSEMBLY_AND_GET_FUNCTION_POINTER = 5 };
static const char *const unmanaged_callers_only = (const char *)-1;

static const char *beside(const char *name) {
    static char path[PATH_MAX + 64];
    char library[PATH_MAX] = ".";
    Dl_info own;
    if (dladdr((void *)beside, &own) && realpath(own.dli_fname, library)) *strrchr(library, '/') = 0;
    snprintf(path, sizeof path, "%s/%s", library, name);
    return path;
}

static load_method ask_runtime(machine_error *error) {
    load_method found = 0;
    void *host = dlopen("libhostfxr.so", RTLD_LAZY | RTLD_NOLOAD), *context = 0;
    if (!host) {
        snprintf(error->text, sizeof error->text, "the program that has loaded this driver is no .NET program");
        return 0;
    }
    initialize_for_runtime_config initialize = (initialize_for_runtime_config)dlsym(host, "hostfxr_initialize_for_runtime_config");
    get_runtime_delegate get = (get_runtime_delegate)dlsym(host, "hostfxr_get_runtime_delegate");
    close_context close = (close_context)dlsym(host, "hostfxr_close");
    int status = initialize(beside("DqnGpu.SoftwareDriver.runtimeconfig.json"), 0, &context);
    if (context) {
        status = get(context, LOAD_ASSEMBLY_AND_GET_FUNCTION_POINTER, (void **)&found);
        close(context);
    }
    if (!found) snprintf(error->text, sizeof error->text, "the .NET runtime cannot be asked: status 0x%x", status);
    return found;
}

static void *method(const char *name, machine_error *error) {
    static load_method load;
    void *found = 0;
    if (!load && !(load = ask_runtime(error))) return 0;
    int status = load(beside("DqnGpu.SoftwareDriver.dll"), "DqnGpu.SoftwareDriver.DriverCalls, DqnGpu.SoftwareDriver", name, unmanaged_callers_only, 0, &found);
    if (!found) snprintf(error->text, sizeof error->text, "%s has no method %s: status 0x%x", beside("DqnGpu.SoftwareDriver.dll"), name, status);
    return found;
}

// Calls the method of that name with these arguments.
#define CALL(name, signature, ...) \
    static int (*called) signature; \
    if (!called && !(called = (int (*) signature)method(name, error))) return 1; \
    return called(__VA_ARGS__)

int machine_decode(const char *text, void **decoded, machine_kernel *kernel, machine_error *error) {
    CALL("Decode", (const char *, void **, machine_kernel *, machine_error *), text, decoded, kernel, error);
}

int machine_lines(void *decoded, int *lines, machine_error *error) {
    CALL("Lines", (void *, int *, machine_error *), decoded, lines, error);
}

int machine_set_memory(const machine_region *regions, int count, machine_error *error) {
    CALL("SetMemory", (const machine_region *, int, machine_error *), regions, count, error);
}

typedef struct { void *decoded; const machine_launch *launch; machine_error *error; int result; } machine_work;

static int run_here(void *decoded, const machine_launch *launch, machine_error *error) {
    CALL("Run", (void *, const machine_launch *, machine_error *), decoded, launch, error);
}

static void *run_work(void *argument) {
    machine_work *work = argument;
    work->result = run_here(work->decoded, work->launch, work->error);
    return 0;
}

// On a thread of its own: what the machine allocates is none of the caller's, whose allocations tests count.
int machine_run(void *decoded, const machine_launch *launch, machine_error *error) {
    machine_work work = {decoded, launch, error, 1};
    pthread_t thread;
    if (pthread_create(&thread, 0, run_work, &work)) return snprintf(error->text, sizeof error->text, "no thread for a kernel");
    pthread_join(thread, 0);
    return work.result;
}

int machine_count(void *decoded, const machine_launch *launch, long group, long *executed, machine_error *error) {
    CALL("Count", (void *, const machine_launch *, long, long *, machine_error *), decoded, launch, group, executed, error);
}
