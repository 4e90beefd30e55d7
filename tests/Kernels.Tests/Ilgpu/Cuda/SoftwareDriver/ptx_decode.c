// Text to instructions. Line by line, as ILGPU writes them; types are checked as the PTX manual's "Operand Type Checking" asks.
#include "ptx.h"
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SYMBOLS = 8192, MAX_CONSTANTS = 1024, MAX_CLASSES = 8, MAX_PIECES = 2048 };
static const uint32_t trap_value = 0xFFBADBAD; // as a float NaN, as an address outside all memory

typedef struct { char name[96]; int value; } symbol;
typedef struct { char name[96]; uint64_t address; } piece; // of shared or local memory
typedef struct { char prefix[16]; char type; int count, place; } register_class; // type: p, h (16 bits), b, B, f

typedef struct {
    ptx_kernel *kernel;
    int line, capacity;
    register_class classes[MAX_CLASSES];
    int class_count;
    symbol *labels, *targets;   // label -> instruction; branch instruction -> label
    int label_count, target_count;
    char parameter[96], sized_by_launch[96];
    piece shared[MAX_PIECES], local[MAX_PIECES];
    int shared_count, local_count;
    struct { uint64_t bits; int size, place; } constants[MAX_CONSTANTS];
    int constant_count;
    int unread;                 // the place of results that go nowhere
    char *error;
    size_t error_length;
    jmp_buf failed;
} decoder;

static void fail(decoder *d, const char *format, ...) {
    int n = snprintf(d->error, d->error_length, "line %d: ", d->line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(d->error + n, d->error_length - n, format, arguments);
    va_end(arguments);
    longjmp(d->failed, 1);
}

static int aligned(int bytes, int alignment) { return (bytes + alignment - 1) / alignment * alignment; }

static int reserve(decoder *d, int size) {
    int place = aligned(d->kernel->frame_bytes, size);
    d->kernel->frame_bytes = place + size;
    return place;
}

static const struct { const char *name, *signature; } operations[] = {
#define X(operation, name, signature) {name, signature},
    PTX_OPERATIONS(X)
#undef X
};

static char *trim(char *text) {
    while (isspace((unsigned char)*text)) text++;
    for (char *end = text + strlen(text); end > text && isspace((unsigned char)end[-1]);) *--end = 0;
    return text;
}

// The place of register %<prefix><number>, whose class must fit `type`.
static int register_place(decoder *d, const char *name, char type) {
    for (int i = 0; i < d->class_count; i++) {
        register_class *c = &d->classes[i];
        size_t length = strlen(c->prefix);
        char *end;
        if (strncmp(name, c->prefix, length) || !isdigit((unsigned char)name[length])) continue;
        long number = strtol(name + length, &end, 10);
        if (*end || number >= c->count) continue;
        int fits = type == 'f' ? c->type == 'f' || c->type == 'b' : type == 's' || type == 'u' ? c->type == 'b'
                 : type == 'b' ? c->type == 'b' || c->type == 'f' : type == 'S' || type == 'U' || type == 'B' ? c->type == 'B'
                 : type == 'c' ? c->type == 'h' : c->type == type;
        if (!fits) fail(d, "register %s does not fit an operand of type '%c'", name, type);
        return c->place + (int)number * (c->type == 'B' ? 8 : 4);
    }
    fail(d, "register %s is not declared", name);
    return 0;
}

static int special_place(decoder *d, const char *name) {
    const struct { const char *name; int place; } known[] = {
        {"%tid.", d->kernel->tid}, {"%ntid.", d->kernel->ntid}, {"%ctaid.", d->kernel->ctaid}, {"%nctaid.", d->kernel->nctaid}};
    if (!strcmp(name, "%laneid")) return d->kernel->laneid;
    if (!strcmp(name, "%dynamic_smem_size")) return d->kernel->dynamic_smem_size;
    for (int i = 0; i < 4; i++) {
        size_t length = strlen(known[i].name);
        if (!strncmp(name, known[i].name, length) && name[length] >= 'x' && name[length] <= 'z' && !name[length + 1])
            return known[i].place + 4 * (name[length] - 'x');
    }
    return -1;
}

static int constant_place(decoder *d, uint64_t bits, int size) {
    for (int i = 0; i < d->constant_count; i++)
        if (d->constants[i].bits == bits && d->constants[i].size == size) return d->constants[i].place;
    if (d->constant_count == MAX_CONSTANTS) fail(d, "too many constants");
    int place = reserve(d, size);
    d->constants[d->constant_count].bits = bits;
    d->constants[d->constant_count].size = size;
    d->constants[d->constant_count++].place = place;
    return place;
}

static void declare_piece(decoder *d, piece *pieces, int *count, const char *name, uint64_t address) {
    if (*count == MAX_PIECES) fail(d, "too many pieces of memory");
    snprintf(pieces[*count].name, sizeof pieces->name, "%s", name);
    pieces[(*count)++].address = address;
}

static uint64_t address_of(decoder *d, const char *name, const char **space) {
    *space = "shared";
    if (!strcmp(name, d->sized_by_launch)) return aligned(d->kernel->shared_bytes, PTX_SHARED_ALIGNMENT);
    for (int i = 0; i < d->shared_count; i++) if (!strcmp(name, d->shared[i].name)) return d->shared[i].address;
    *space = "local";
    for (int i = 0; i < d->local_count; i++) if (!strcmp(name, d->local[i].name)) return d->local[i].address;
    fail(d, "there is no memory '%s'", name);
    return 0;
}

static int source_place(decoder *d, const char *text, char type) {
    int wide = type == 'S' || type == 'U' || type == 'B';
    if (*text == '%') {
        int special = special_place(d, text);
        if (special >= 0 && type != 'b' && type != 'u') fail(d, "%s is 32 bits, not of type '%c'", text, type);
        return special >= 0 ? special : register_place(d, text, type);
    }
    if (type == 'p' || type == 'c') fail(d, "'%s' must be a register", text);
    if (!strncmp(text, "0f", 2) && strlen(text) == 10 && (type == 'f' || type == 'b'))
        return constant_place(d, strtoul(text + 2, 0, 16), 4);
    if (isalpha((unsigned char)*text) || *text == '_') {
        const char *space;
        uint64_t address = address_of(d, text, &space);
        if (!wide) fail(d, "an address of %s memory is 64 bits", space);
        return constant_place(d, address, 8);
    }
    char *end;
    long long value = strtoll(text, &end, 0);
    if (end == text || *end || type == 'f') fail(d, "'%s' is no operand of type '%c'", text, type);
    return constant_place(d, wide ? (uint64_t)value : (uint32_t)value, wide ? 8 : 4);
}

// Splits "a, {b, c}, [d]" at its outer commas.
static int split(decoder *d, char *text, char **parts, int limit) {
    int count = 0, depth = 0;
    if (!*trim(text)) return 0;
    for (char *at = text, *begin = text;; at++) {
        if (*at == '{' || *at == '[') depth++;
        if (*at == '}' || *at == ']') depth--;
        if (*at && (*at != ',' || depth)) continue;
        int last = !*at;
        if (count == limit) fail(d, "too many operands");
        *at = 0;
        parts[count++] = trim(begin);
        if (last) return count;
        begin = at + 1;
    }
}

static ptx_instruction *append(decoder *d, int operation) {
    ptx_kernel *k = d->kernel;
    if (k->count == d->capacity) k->instructions = realloc(k->instructions, (d->capacity = 2 * d->capacity + 256) * sizeof *k->instructions);
    ptx_instruction *i = &k->instructions[k->count++];
    memset(i, 0, sizeof *i);
    i->operation = (uint16_t)operation;
    i->guard = -1;
    i->line = d->line;
    return i;
}

// Splits "{a, b}" into its `count` parts.
static void split_vector(decoder *d, char *text, char **parts, int count) {
    size_t length = strlen(text);
    if (*text != '{' || text[length - 1] != '}') fail(d, "'%s' is no vector", text);
    text[length - 1] = 0;
    if (split(d, text + 1, parts, 4) != count) fail(d, "a vector of %d registers is expected", count);
}

// The name in "[name+displacement]".
static char *address_operand(decoder *d, ptx_instruction *i, char *text) {
    size_t length = strlen(text);
    if (*text != '[' || text[length - 1] != ']') fail(d, "'%s' is no address", text);
    text[length - 1] = 0;
    char *plus = strchr(text, '+');
    if (plus) {
        *plus = 0;
        i->displacement = strtoll(plus + 1, 0, 0);
    }
    return trim(text + 1);
}

// atom.add.global.u32 %r1, [%rd1], 1;  red.add.global.u32 [%rd1], 1;  atom.cas.global.b32 %r1, [%rd1], 0, 1;
// Of the atomic operations on floats none is known: the order of their sums, and so the result, would differ from run to run.
static ptx_instruction *atomic_instruction(decoder *d, const char *name, char **parts, int count) {
    static const struct { const char *name; int operation, operands; } known[] = {
        {"atom.add.global.u32", PTX_ATOMIC_ADD, 3}, {"red.add.global.u32", PTX_ATOMIC_ADD, 2},
        {"atom.exch.global.b32", PTX_ATOMIC_EXCHANGE, 3}, {"atom.cas.global.b32", PTX_ATOMIC_COMPARE_EXCHANGE, 4}};
    for (size_t o = 0; o < sizeof known / sizeof *known; o++) {
        if (strcmp(name, known[o].name)) continue;
        if (count != known[o].operands) fail(d, "%s takes %d operands", name, known[o].operands);
        ptx_instruction *i = append(d, known[o].operation);
        int returns = strncmp(name, "red", 3) != 0;
        i->count = 1;
        i->size = 4;
        i->d = returns ? register_place(d, parts[0], 'b') : d->unread;
        i->a = register_place(d, address_operand(d, i, parts[returns]), 'U');
        i->b = source_place(d, parts[returns + 1], 'b');
        if (count > 3) i->c = source_place(d, parts[3], 'b');
        return i;
    }
    return 0;
}

// bar.sync 0;  bar.warp.sync 4294967295;  shfl.sync.down.b32 %f1, %f2, 16, 31, 4294967295;
static ptx_instruction *meeting_instruction(decoder *d, const char *name, char **parts, int count) {
    static const struct { const char *name; int operation, operands; } known[] = {
        {"bar.sync", PTX_BARRIER, 1}, {"bar.warp.sync", PTX_WARP_BARRIER, 1},
        {"shfl.sync.up.b32", PTX_SHUFFLE_UP, 5}, {"shfl.sync.down.b32", PTX_SHUFFLE_DOWN, 5},
        {"shfl.sync.bfly.b32", PTX_SHUFFLE_XOR, 5}, {"shfl.sync.idx.b32", PTX_SHUFFLE_INDEX, 5}};
    for (size_t o = 0; o < sizeof known / sizeof *known; o++) {
        if (strcmp(name, known[o].name)) continue;
        if (count != known[o].operands) fail(d, "%s takes %d operands", name, known[o].operands);
        ptx_instruction *i = append(d, known[o].operation);
        if (known[o].operation == PTX_BARRIER) {
            if (strcmp(parts[0], "0")) fail(d, "only barrier 0 is known");
            return i;
        }
        char *end;
        if ((uint32_t)strtoll(parts[count - 1], &end, 0) != UINT32_MAX || *end) fail(d, "a warp's instruction for some of its threads only");
        if (count == 1) return i;
        i->d = register_place(d, parts[0], 'b');
        i->a = source_place(d, parts[1], 'b');
        i->b = source_place(d, parts[2], 'b');
        i->c = source_place(d, parts[3], 'b');
        return i;
    }
    return 0;
}

// mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1,%f2,%f3,%f4}, {%r1,%r2,%r3,%r4}, {%r5,%r6}, {%f1,%f2,%f3,%f4};
static ptx_instruction *matrix_instruction(decoder *d, const char *name, char **parts, int count) {
    if (strcmp(name, "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32")) return 0;
    if (count != 4) fail(d, "%s takes 4 vectors", name);
    ptx_kernel *k = d->kernel;
    k->fragments = realloc(k->fragments, (k->fragments_count + 1) * sizeof *k->fragments);
    ptx_fragments *f = &k->fragments[k->fragments_count];
    struct { int *places, length; char type; } operands[] = {{f->d, 4, 'f'}, {f->a, 4, 'b'}, {f->b, 2, 'b'}, {f->c, 4, 'f'}};
    for (int o = 0; o < 4; o++) {
        char *registers[4];
        split_vector(d, parts[o], registers, operands[o].length);
        for (int r = 0; r < operands[o].length; r++) operands[o].places[r] = register_place(d, registers[r], operands[o].type);
    }
    ptx_instruction *i = append(d, PTX_MMA);
    i->a = k->fragments_count++;
    return i;
}

// ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1+16];  st.shared.f32 [%rd1], %f1;  ld.param.b64 %rd1, [name+8];
static ptx_instruction *memory_instruction(decoder *d, const char *name, char **parts, int count) {
    char direction[4], space[8], kind[8];
    int vector = 1, is_load;
    if (sscanf(name, "%2[a-z].%7[a-z].v%d.%7[a-z0-9]", direction, space, &vector, kind) != 4) {
        vector = 1;
        if (sscanf(name, "%2[a-z].%7[a-z].%7[a-z0-9]", direction, space, kind) != 3) return 0;
    }
    is_load = !strcmp(direction, "ld");
    if (!is_load && strcmp(direction, "st")) return 0;
    int size = atoi(kind + 1) / 8;
    if (!strchr("bsuf", *kind) || (size != 1 && size != 4 && size != 8) || (vector != 1 && vector != 2 && vector != 4) || count != 2)
        fail(d, "a load or store like '%s' is not known", name);
    char type = size == 1 ? 'c' : size == 8 ? 'B' : *kind;
    int operation = !strcmp(space, "global") ? (is_load ? PTX_LOAD_GLOBAL : PTX_STORE_GLOBAL)
                  : !strcmp(space, "shared") ? (is_load ? PTX_LOAD_SHARED : PTX_STORE_SHARED)
                  : !strcmp(space, "local") ? (is_load ? PTX_LOAD_LOCAL : PTX_STORE_LOCAL)
                  : !strcmp(space, "param") && is_load ? PTX_LOAD_PARAM : -1;
    if (operation < 0) fail(d, "memory '%s' is not known", space);
    ptx_instruction *i = append(d, operation);
    i->count = (uint8_t)vector;
    i->size = (uint8_t)size;

    char *address = address_operand(d, i, parts[is_load ? 1 : 0]), *values = parts[is_load ? 0 : 1];
    if (operation == PTX_LOAD_PARAM) {
        if (strcmp(address, d->parameter)) fail(d, "there is no parameter '%s'", address);
        if (i->displacement + vector * size > d->kernel->parameter_bytes) fail(d, "the parameter ends at byte %d", d->kernel->parameter_bytes);
    } else {
        i->a = register_place(d, address, 'U');
    }
    char *registers[4] = {values};
    if (vector > 1) split_vector(d, values, registers, vector);
    for (int r = 0; r < vector; r++) i->registers[r] = is_load ? register_place(d, registers[r], type) : source_place(d, registers[r], type);
    return i;
}

static void instruction(decoder *d, char *text) {
    int guard = -1, guard_negated = 0;
    if (*text == '@') {
        char *end = text + strcspn(text, " \t");
        if (!*end) fail(d, "a predicate without an instruction");
        *end = 0;
        guard_negated = text[1] == '!';
        guard = register_place(d, text + 1 + guard_negated, 'p');
        text = trim(end + 1);
    }
    char *rest = text + strcspn(text, " \t;");
    char *semicolon = strrchr(text, ';');
    if (!semicolon || semicolon[1]) fail(d, "'%s' does not end with a semicolon", text);
    *semicolon = 0;
    if (rest < semicolon) *rest++ = 0;
    char *parts[5] = {0};
    int count = split(d, rest, parts, 5);

    ptx_instruction *i = 0;
    if (!strcmp(text, "bra")) {
        if (count != 1 || d->target_count == MAX_SYMBOLS) fail(d, "a branch to nowhere");
        i = append(d, PTX_BRANCH);
        snprintf(d->targets[d->target_count].name, sizeof d->targets->name, "%s", parts[0]);
        d->targets[d->target_count++].value = d->kernel->count - 1;
    } else if (!strcmp(text, "ret")) {
        i = append(d, PTX_RETURN);
    } else if (!strcmp(text, "membar.cta") || !strcmp(text, "membar.gl") || !strcmp(text, "membar.sys")) {
        if (count) fail(d, "%s takes no operands", text);
        i = append(d, PTX_FENCE);
    } else if ((i = meeting_instruction(d, text, parts, count)) || (i = matrix_instruction(d, text, parts, count))) {
        if (guard >= 0) fail(d, "%s for some threads only", text);
    } else {
        for (size_t o = 0; o < sizeof operations / sizeof *operations && !i; o++) {
            const char *signature = operations[o].signature;
            if (strcmp(text, operations[o].name)) continue;
            if (count != (int)strlen(signature)) fail(d, "%s takes %d operands", text, (int)strlen(signature));
            i = append(d, (int)o);
            i->d = register_place(d, parts[0], signature[0]);
            i->a = source_place(d, parts[1], signature[1]);
            if (count > 2) i->b = source_place(d, parts[2], signature[2]);
            if (count > 3) i->c = source_place(d, parts[3], signature[3]);
        }
        if (!i) i = atomic_instruction(d, text, parts, count);
        if (!i) i = memory_instruction(d, text, parts, count);
        if (!i) fail(d, "instruction '%s' is not known", text);
    }
    i->guard = guard;
    i->guard_negated = guard_negated;
}

static void declare_registers(decoder *d, char *text) {
    static const struct { const char *name; char type; } types[] = {{"pred", 'p'}, {"b16", 'h'}, {"b32", 'b'}, {"b64", 'B'}, {"f32", 'f'}};
    char type[8], prefix[16];
    int count;
    if (sscanf(text, ".reg .%7[a-z0-9] %15[%a-z]<%d>;", type, prefix, &count) != 3 || d->class_count == MAX_CLASSES)
        fail(d, "'%s' is not understood", text);
    for (int i = 0; i < 5; i++) {
        if (strcmp(type, types[i].name)) continue;
        register_class *c = &d->classes[d->class_count++];
        strcpy(c->prefix, prefix);
        c->type = types[i].type;
        c->count = count;
        c->place = reserve(d, 8);
        d->kernel->frame_bytes = c->place + count * (c->type == 'B' ? 8 : 4);
        return;
    }
    fail(d, "registers of type %s are not known", type);
}

static void line(decoder *d, char *text) {
    ptx_kernel *k = d->kernel;
    int bytes, align;
    char name[96];
    size_t length = strlen(text);
    if (sscanf(text, ".visible .entry %95[A-Za-z0-9_](", name) == 1) {
        if (*k->name) fail(d, "a second kernel");
        strcpy(k->name, name);
    } else if (sscanf(text, ".param .align %d .b8 %95[A-Za-z0-9_][%d]", &align, name, &bytes) == 3) {
        if (*d->parameter) fail(d, "a second parameter");
        strcpy(d->parameter, name);
        k->parameter_bytes = bytes;
    } else if (sscanf(text, ".shared .align %d .b8 %95[A-Za-z0-9_][%d];", &align, name, &bytes) == 3) {
        if (k->count) fail(d, "shared memory declared behind an instruction");
        if (align > PTX_SHARED_ALIGNMENT) fail(d, "an alignment of %d bytes is not known", align);
        int address = aligned(k->shared_bytes, align);
        if (address + bytes > PTX_SHARED_LIMIT) fail(d, "more than %d bytes of shared memory", PTX_SHARED_LIMIT);
        declare_piece(d, d->shared, &d->shared_count, name, address);
        k->shared_bytes = address + bytes;
    } else if (sscanf(text, ".extern .shared .align %d .b8 %95[A-Za-z0-9_][];", &align, name) == 2) {
        if (k->sized_by_launch) fail(d, "a second piece of memory sized by the launch");
        if (align > PTX_SHARED_ALIGNMENT) fail(d, "an alignment of %d bytes is not known", align);
        strcpy(d->sized_by_launch, name);
        k->sized_by_launch = 1;
    } else if (sscanf(text, ".local .align %d .b8 %95[A-Za-z0-9_][%d];", &align, name, &bytes) == 3) {
        if (align > 16) fail(d, "an alignment of %d bytes is not known", align);
        int at = aligned(k->local_bytes, align);
        declare_piece(d, d->local, &d->local_count, name, PTX_LOCAL_BASE + at);
        k->local_bytes = at + bytes;
    } else if (!strncmp(text, ".maxntid", 8)) {
        k->max_threads = atoi(text + 8);
    } else if (!strncmp(text, ".reg", 4)) {
        declare_registers(d, text);
    } else if (text[length - 1] == ':') {
        text[length - 1] = 0;
        if (d->label_count == MAX_SYMBOLS) fail(d, "too many labels");
        for (int i = 0; i < d->label_count; i++)
            if (!strcmp(d->labels[i].name, text)) fail(d, "label %s stands twice", text);
        snprintf(d->labels[d->label_count].name, sizeof d->labels->name, "%s", text);
        d->labels[d->label_count++].value = k->count;
    } else if (strcmp(text, "{") && strcmp(text, "}") && strcmp(text, ")") && strncmp(text, ".version", 8) && strncmp(text, ".target", 7) &&
               strncmp(text, ".address_size 64", 16) && strncmp(text, ".minnctapersm", 13)) {
        instruction(d, text);
    }
}

static void resolve_branches(decoder *d) {
    for (int t = 0; t < d->target_count; t++) {
        ptx_instruction *branch = &d->kernel->instructions[d->targets[t].value];
        d->line = branch->line;
        branch->target = -1;
        for (int l = 0; l < d->label_count; l++)
            if (!strcmp(d->labels[l].name, d->targets[t].name)) branch->target = d->labels[l].value;
        if (branch->target < 0) fail(d, "there is no label %s", d->targets[t].name);
    }
}

ptx_kernel *ptx_decode(const char *text, char *error, size_t error_length) {
    decoder *d = calloc(1, sizeof *d);
    ptx_kernel *const k = d->kernel = calloc(1, sizeof *k);
    char *copy = strdup(text), *rest = copy;
    d->labels = calloc(MAX_SYMBOLS, sizeof *d->labels);
    d->targets = calloc(MAX_SYMBOLS, sizeof *d->targets);
    d->error = error;
    d->error_length = error_length;
    k->tid = reserve(d, 16), k->ntid = reserve(d, 16), k->ctaid = reserve(d, 16), k->nctaid = reserve(d, 16);
    k->laneid = reserve(d, 4), k->dynamic_smem_size = reserve(d, 4), d->unread = reserve(d, 4);
    int understood = !setjmp(d->failed);
    if (understood) {
        for (char *at; (at = strsep(&rest, "\n"));) {
            d->line++;
            char *comment = strstr(at, "//");
            if (comment) *comment = 0;
            at = trim(at);
            if (*at) line(d, at);
        }
        append(d, PTX_RETURN);
        resolve_branches(d);
        k->local = aligned(k->frame_bytes, 16);
        k->frame_bytes = aligned(k->local + k->local_bytes, 16);
        k->frame = malloc(k->frame_bytes);
        for (int at = 0; at < k->frame_bytes; at += 4) memcpy(k->frame + at, &trap_value, 4);
        for (int i = 0; i < d->constant_count; i++) memcpy(k->frame + d->constants[i].place, &d->constants[i].bits, d->constants[i].size);
    }
    free(copy);
    free(d->labels);
    free(d->targets);
    free(d);
    return understood ? k : 0;
}
