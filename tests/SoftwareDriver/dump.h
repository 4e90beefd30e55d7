// What a program would have a GPU do, written to a folder instead of being done: STAND_IN_DUMP=folder.
//
//   module-NN.ptx   the text of each module, to the byte as it was handed over
//   log.txt         a line for each call, in their order, with `name=value` fields:
//     module number= entry=
//     launch number= stream= captured= at= module= grid=x,y,z block=x,y,z shared=
//         `at`: its place in its stream, or, with captured=1, in the capture's part of it
//     wait stream= captured= at= for= before=
//         what comes later in `stream` waits for all of stream `for` whose `at` is less than `before`
//     copy and set stream= captured= at= bytes=       of memory
//     capture, captured and graph stream=             a capture begins, ends; a graph is launched
//     work number= lines=a-b:n,...                    a warp executes each instruction on those lines of its module n times
//     counts launch= first= groups= warps=a-b work=   that is what these warps of these groups do
//     uncounted launch= why                           it cannot be executed here
//
// Kernels do not run. The first thread of each of their warps does, the first time that a launch comes, to count. Memory begins as zeros,
// and what is computed means nothing.
#pragma once
#include "machine.h"

// 0 unless STAND_IN_DUMP names a folder that can be written to.
int dump_wanted(void);

// A line of the log, as printf.
void dump_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Writes the text of a module; its number.
int dump_module(const char *text, const char *entry);

// Counts what the warps of launch number `launch` execute, and logs it, unless that has been done.
void dump_counts(int launch, void *decoded, const machine_kernel *kernel, const machine_launch *how);
