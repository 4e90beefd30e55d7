#include "dump.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

typedef struct {
    void *decoded;
    const machine_launch *how;
    int number, warps, length;
    int *lines;
    machine_error error;
} counted_launch;

// How often each warp of a group comes to each instruction: [warps][instructions]. 0: it cannot be executed.
static long *count_group(counted_launch *l, long group) {
    long *executed = calloc((size_t)l->warps * l->length, sizeof *executed);
    if (!machine_count(l->decoded, l->how, group, executed, &l->error)) return executed;
    free(executed);
    return 0;
}

static size_t bytes_of_warp(const counted_launch *l) { return l->length * sizeof(long); }
static int same_work(const counted_launch *l, const long *a, const long *b) { return !memcmp(a, b, l->warps * bytes_of_warp(l)); }

// The number of what a warp executes, which is logged where it is new. Takes the text.
static int number_of_work(char *lines) {
    static char **known;
    static int count;
    for (int i = 0; i < count; i++) {
        if (strcmp(known[i], lines)) continue;
        free(lines);
        return i;
    }
    known = realloc(known, (count + 1) * sizeof *known);
    known[count] = lines;
    dump_line("work number=%d lines=%s", count, lines);
    return count++;
}

static void log_warps(const counted_launch *l, long first, long groups, int from, int to, const long *executed) {
    char *text = malloc(1 + (size_t)l->length * 48), *end = text;
    *end = 0;
    for (int i = 0, last; i < l->length; i = last + 1) {
        for (last = i; last + 1 < l->length && executed[last + 1] == executed[i];) last++;
        if (executed[i]) end += sprintf(end, "%d-%d:%ld,", l->lines[i], l->lines[last], executed[i]);
    }
    dump_line("counts launch=%d first=%ld groups=%ld warps=%d-%d work=%d", l->number, first, groups, from, to, number_of_work(text));
}

// Warps that do the same share a line.
static void log_groups(const counted_launch *l, long first, long groups, const long *executed) {
    for (int from = 0, to; from < l->warps; from = to + 1) {
        const long *of_warp = executed + (size_t)from * l->length;
        for (to = from; to + 1 < l->warps && !memcmp(of_warp, executed + (size_t)(to + 1) * l->length, bytes_of_warp(l));) to++;
        log_warps(l, first, groups, from, to, of_warp);
    }
}

static int is_first_count(int launch) {
    static char counted[1 << 20];
    return launch < (int)sizeof counted && !counted[launch]++;
}

void dump_counts(int launch, void *decoded, const machine_kernel *kernel, const machine_launch *how) {
    const int *grid = how->grid, *block = how->block;
    counted_launch l = {.decoded = decoded, .how = how, .number = launch, .length = kernel->length,
                        .warps = (block[0] * block[1] * block[2] + MACHINE_WARP - 1) / MACHINE_WARP};
    if (!is_first_count(launch)) return;
    if (!kernel->length) {
        dump_line("uncounted launch=%d its PTX is not understood", launch);
        return;
    }
    l.lines = malloc(l.length * sizeof *l.lines);
    if (machine_lines(decoded, l.lines, &l.error)) memset(l.lines, 0, l.length * sizeof *l.lines);
    long groups = (long)grid[0] * grid[1] * grid[2], first = 0; // groups from `first` on do the work of `current`
    long *current = 0;
    for (long group = 0; group < groups; group++) {
        long *executed = count_group(&l, group);
        if (!executed) {
            dump_line("uncounted launch=%d %s", launch, l.error.text);
            break;
        }
        if (current && same_work(&l, executed, current)) {
            free(executed);
            continue;
        }
        if (current) log_groups(&l, first, group - first, current);
        free(current);
        current = executed;
        first = group;
    }
    if (current) log_groups(&l, first, groups - first, current);
    free(current);
    free(l.lines);
}
