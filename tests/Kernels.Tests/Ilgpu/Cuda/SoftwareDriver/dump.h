// What a program would have a GPU do, written to a folder instead of being done: STAND_IN_DUMP=folder.
//
//   module-NN.ptx   the text of each module, to the byte as it was handed over
//   log.txt         a line for each module, launch, copy, wait and graph, in the order of the calls; `name=value` fields:
//     module number= entry= registers-of-a-group's line numbers are those of its file
//     launch number= module= stream= captured= at= grid=x,y,z block=x,y,z shared=      `at`: its place in its stream, of the capture when captured=1
//     wait stream= captured= at= for= before=       what comes later in `stream` waits for all of stream `for` whose `at` is less than `before`
//     copy stream= captured= at= bytes=             set: the same, of a memory set
//     capture stream=, captured stream=, graph stream=
//     counts launch= first= groups= warps=first-last lines=a-b:n,...   what a warp of that launch executes
//     uncounted launch= why...
//
// Kernels do not run: of each launch only a few groups do, the first time, to count how often each line of PTX is executed. Memory begins as zeros,
// so nothing that a program reads back means anything. Groups that execute the same share a line.
#pragma once
#include "ptx.h"

// 0 unless STAND_IN_DUMP names a folder that can be written to.
int dump_wanted(void);

// A line of the log, as printf.
void dump_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Writes the text of a module; its number.
int dump_module(const char *text, const char *entry);

// Executes some groups of a launch and logs what their warps execute.
void dump_counts(int launch, const ptx_kernel *kernel, const int grid[3], const int block[3], const void *arguments, ptx_find_memory find);
