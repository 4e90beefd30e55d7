#include "dump.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 16, WARP = 32 };

static FILE *opened(void) {
    static FILE *log;
    static int tried;
    const char *folder = getenv("STAND_IN_DUMP");
    if (tried || !folder || !*folder) return log;
    tried = 1;
    char path[4096];
    snprintf(path, sizeof path, "%s/log.txt", folder);
    if (!(log = fopen(path, "w"))) fprintf(stderr, "stand-in GPU: '%s' cannot be written\n", path);
    return log;
}

int dump_wanted(void) { return opened() != 0; }

void dump_line(const char *format, ...) {
    FILE *log = opened();
    if (!log) return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(log, format, arguments);
    va_end(arguments);
    fputc('\n', log);
    fflush(log); // the program may end in any way
}

int dump_module(const char *text, const char *entry) {
    static int modules;
    char path[4096];
    if (!dump_wanted()) return 0;
    snprintf(path, sizeof path, "%s/module-%02d.ptx", getenv("STAND_IN_DUMP"), modules);
    FILE *file = fopen(path, "w");
    if (file) {
        fputs(text, file);
        fclose(file);
    }
    dump_line("module number=%d entry=%s", modules, entry);
    return modules++;
}

// Lines a to b executed n times: "a-b:n,". Lines that hold no instruction go with the one before.
static void log_lines(int launch, long first, long groups, int from_warp, int to_warp, const ptx_kernel *kernel, const long *executed) {
    size_t room = 64 + (size_t)kernel->count * 40;
    char *text = malloc(room), *end = text;
    *text = 0;
    for (int i = 0; i < kernel->count;) {
        int last = i;
        while (last + 1 < kernel->count && executed[last + 1] == executed[i]) last++;
        if (executed[i]) end += sprintf(end, "%d-%d:%ld,", kernel->instructions[i].line, kernel->instructions[last].line, executed[i]);
        i = last + 1;
    }
    dump_line("counts launch=%d first=%ld groups=%ld warps=%d-%d lines=%s", launch, first, groups, from_warp, to_warp, text);
    free(text);
}

typedef struct { const ptx_kernel *kernel; const int *grid, *block; const void *arguments; ptx_find_memory find; int warps; char error[512]; } counted_launch;

static long *count_group(counted_launch *l, long group) {
    *l->error = 0;
    long *executed = calloc((size_t)l->warps * l->kernel->count, sizeof *executed);
    if (!ptx_count(l->kernel, l->grid, l->block, l->arguments, l->find, group, executed, l->error, sizeof l->error)) return executed;
    free(executed);
    return 0;
}

// The first group above `low` that does not execute what `low` does, where `high` is one.
static long change_between(counted_launch *l, long low, const long *at_low, long high) {
    size_t bytes = (size_t)l->warps * l->kernel->count * sizeof *at_low;
    while (high - low > 1) {
        long middle = low + (high - low) / 2;
        long *executed = count_group(l, middle);
        if (!executed) break;
        if (memcmp(executed, at_low, bytes)) high = middle; else low = middle;
        free(executed);
    }
    return high;
}

void dump_counts(int launch, const ptx_kernel *kernel, const int grid[3], const int block[3], const void *arguments, ptx_find_memory find) {
    static char counted[1 << 16];
    if (launch >= (int)sizeof counted || counted[launch]++) return;
    if (!kernel->count) {
        dump_line("uncounted launch=%d its PTX was not understood", launch);
        return;
    }
    long groups = (long)grid[0] * grid[1] * grid[2], first = 0, at = 0;
    counted_launch l = {kernel, grid, block, arguments, find, (block[0] * block[1] * block[2] + WARP - 1) / WARP, ""};
    size_t bytes = (size_t)l.warps * kernel->count * sizeof(long);
    long *current = count_group(&l, 0);
    for (int sample = 1; current; sample++) {
        long group = sample < SAMPLES ? (groups - 1) * sample / (SAMPLES - 1) : groups;
        long *executed = group < groups ? count_group(&l, group) : 0;
        if (group < groups && !executed) break;
        if (executed && !memcmp(executed, current, bytes)) {
            at = group;
            free(executed);
            continue;
        }
        long next = executed ? change_between(&l, at, current, group) : groups;
        for (int w = 0, same; w < l.warps; w += same) {
            const long *of_warp = current + (size_t)w * kernel->count;
            for (same = 1; w + same < l.warps && !memcmp(of_warp, of_warp + (size_t)same * kernel->count, bytes / l.warps);) same++;
            log_lines(launch, first, next - first, w, w + same - 1, kernel, of_warp);
        }
        free(current);
        current = executed;
        first = next;
        at = group;
        if (!executed) return;
    }
    free(current);
    dump_line("uncounted launch=%d %s", launch, l.error);
}
