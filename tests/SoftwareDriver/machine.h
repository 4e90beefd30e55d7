// The machine that executes kernels: src/PtxMachine, which runs in the .NET runtime that has loaded this library (machine.c).
#pragma once
#include <stddef.h>
#include <stdint.h>

// Layouts as in DriverCalls.cs.
enum { MACHINE_WARP = 32 };

typedef struct {
    char name[128];
    int parameter_bytes, shared_bytes;
    int length;                  // instructions; 0: its text is not understood
} machine_kernel;

typedef struct {
    int grid[3], block[3], dynamic_shared;
    int backwards;               // groups, warps and ways of a branch in the opposite order
    int watches;                 // global memory too
    int argument_bytes;
    const void *arguments;
} machine_launch;

typedef struct { uintptr_t begin, bytes; } machine_region;

typedef struct { char text[512]; } machine_error;

// All of these: 0 is success, otherwise `error` says what was wrong.

// Decodes a module with one kernel.
int machine_decode(const char *text, void **decoded, machine_kernel *kernel, machine_error *error);

// The lines of the kernel's instructions in its text: [length].
int machine_lines(void *decoded, int *lines, machine_error *error);

// The memory that kernels may touch from now on.
int machine_set_memory(const machine_region *regions, int count, machine_error *error);

// Runs a launch to its end.
int machine_run(void *decoded, const machine_launch *launch, machine_error *error);

// Runs the first thread of each warp of one group, to count: `executed` [warps][length] gets how often it came to each instruction. Results
// mean nothing.
int machine_count(void *decoded, const machine_launch *launch, long group, long *executed, machine_error *error);
