// PTX kernels on a processor: the text is decoded to instructions (ptx_decode.c), which ptx_run.c executes thread by thread.
// Only what ILGPU's compiler emits is known. Everything else is refused, so that a kernel that runs here was understood in full.
#pragma once
#include <stdint.h>
#include <stddef.h>

// The type of an operand, as the instruction names it: letters of an operation's signature.
//   f f32   s s32   u u32   b b32   S s64   U u64   B b64   c s8, u8 or b8 (kept in a 16-bit register)   p predicate
// operation, name in PTX, signature (first the result)
#define PTX_OPERATIONS(X) \
    X(ADD_F32, "add.f32", "fff") X(SUB_F32, "sub.f32", "fff") X(MUL_F32, "mul.f32", "fff") X(DIV_F32, "div.rn.f32", "fff") \
    X(MAX_F32, "max.f32", "fff") X(MIN_F32, "min.f32", "fff") X(ABS_F32, "abs.f32", "ff") X(NEG_F32, "neg.f32", "ff") \
    X(RCP_F32, "rcp.rn.f32", "ff") X(SQRT_F32, "sqrt.rn.f32", "ff") X(FMA_F32, "fma.rn.f32", "ffff") \
    X(ADD_S32, "add.s32", "sss") X(SUB_S32, "sub.s32", "sss") X(MUL_S32, "mul.lo.s32", "sss") X(DIV_S32, "div.s32", "sss") \
    X(REM_S32, "rem.s32", "sss") X(DIV_U32, "div.u32", "uuu") X(REM_U32, "rem.u32", "uuu") X(SUB_U32, "sub.u32", "uuu") \
    X(MIN_U32, "min.u32", "uuu") X(MAX_U32, "max.u32", "uuu") X(MIN_S32, "min.s32", "sss") X(MAX_S32, "max.s32", "sss") X(NEG_S32, "neg.s32", "ss") \
    X(ADD_S64, "add.s64", "SSS") X(ADD_U64, "add.u64", "UUU") X(SUB_S64, "sub.s64", "SSS") X(MUL_S64, "mul.lo.s64", "SSS") \
    X(MUL_U64, "mul.lo.u64", "UUU") X(MAD_U64, "mad.lo.u64", "UUUU") X(MULW_U32, "mul.wide.u32", "Uuu") X(MULW_S32, "mul.wide.s32", "Sss") \
    X(AND_B32, "and.b32", "bbb") X(OR_B32, "or.b32", "bbb") X(XOR_B32, "xor.b32", "bbb") X(NOT_B32, "not.b32", "bb") \
    X(SHL_B32, "shl.b32", "bbu") X(SHR_S32, "shr.s32", "ssu") X(SHR_U32, "shr.u32", "uuu") X(SHR_U64, "shr.u64", "UUu") \
    X(AND_PRED, "and.pred", "ppp") X(OR_PRED, "or.pred", "ppp") X(NOT_PRED, "not.pred", "pp") \
    X(MOV_B32, "mov.b32", "bb") X(MOV_F32, "mov.f32", "ff") X(MOV_B64, "mov.b64", "BB") \
    X(CVTA, "cvta.to.global.u64", "UU") \
    X(CVT_U64_U32, "cvt.u64.u32", "Uu") X(CVT_S64_S32, "cvt.s64.s32", "Ss") X(CVT_S32_S64, "cvt.s32.s64", "sS") X(CVT_U32_U64, "cvt.u32.u64", "uU") \
    X(CVT_S32_U8, "cvt.s32.u8", "sc") X(CVT_S8_S32, "cvt.s8.s32", "cs") \
    X(CVT_F32_S32, "cvt.rn.f32.s32", "fs") X(CVT_F32_U32, "cvt.rn.f32.u32", "fu") X(CVT_TF32_F32, "cvt.rna.tf32.f32", "bf") \
    X(EQ_S32, "setp.eq.s32", "pss") X(NE_S32, "setp.ne.s32", "pss") X(LT_S32, "setp.lt.s32", "pss") X(LE_S32, "setp.le.s32", "pss") \
    X(GT_S32, "setp.gt.s32", "pss") X(GE_S32, "setp.ge.s32", "pss") X(EQ_U32, "setp.eq.u32", "puu") X(NE_U32, "setp.ne.u32", "puu") \
    X(LO_U32, "setp.lo.u32", "puu") X(LS_U32, "setp.ls.u32", "puu") X(HI_U32, "setp.hi.u32", "puu") X(HS_U32, "setp.hs.u32", "puu") \
    X(LT_S64, "setp.lt.s64", "pSS") X(LE_S64, "setp.le.s64", "pSS") X(GT_S64, "setp.gt.s64", "pSS") X(GE_S64, "setp.ge.s64", "pSS") \
    X(EQ_F32, "setp.eq.f32", "pff") X(NEU_F32, "setp.neu.f32", "pff") X(LT_F32, "setp.lt.f32", "pff") X(LE_F32, "setp.le.f32", "pff") X(GT_F32, "setp.gt.f32", "pff") \
    X(GE_F32, "setp.ge.f32", "pff") X(LTU_F32, "setp.ltu.f32", "pff") X(LEU_F32, "setp.leu.f32", "pff") X(GTU_F32, "setp.gtu.f32", "pff") \
    X(GEU_F32, "setp.geu.f32", "pff") X(NAN_F32, "testp.notanumber.f32", "pf") X(SELP_B32, "selp.b32", "bbbp")

enum ptx_operation {
#define X(operation, name, signature) PTX_##operation,
    PTX_OPERATIONS(X)
#undef X
    // Loads and stores: `size` bytes for each of `count` registers, at [a + displacement].
    PTX_LOAD_PARAM, PTX_LOAD_GLOBAL, PTX_STORE_GLOBAL, PTX_LOAD_SHARED, PTX_STORE_SHARED, PTX_LOAD_LOCAL, PTX_STORE_LOCAL,
    // Indivisible changes of the word at [a]: `b` is added, stored, or stored (`c`) where the word equals `b`. The old value goes to `d`.
    PTX_ATOMIC_ADD, PTX_ATOMIC_EXCHANGE, PTX_ATOMIC_COMPARE_EXCHANGE,
    PTX_FENCE,
    // Control flow.
    PTX_BRANCH, PTX_RETURN,
    // Meetings: no thread goes on before all of its group (the first) or of its warp have come.
    PTX_BARRIER, PTX_WARP_BARRIER, PTX_SHUFFLE_UP, PTX_SHUFFLE_DOWN, PTX_SHUFFLE_XOR, PTX_SHUFFLE_INDEX,
    PTX_MMA,
};

// A register, special register or constant is a place in a thread's frame: operands are byte offsets into it.
typedef struct {
    uint16_t operation;
    uint8_t count, size;         // of a load or store
    int guard;                   // place of the predicate that must hold; -1: none
    int guard_negated;
    int d, a, b, c;              // result and sources; a load or store takes its registers from `registers`
    int registers[4];
    int64_t displacement;
    int target;                  // of a branch
    int line;                    // in the text, for messages
} ptx_instruction;

// What a lane holds of the factors and the sums of a warp's matrix product.
typedef struct { int d[4], a[4], b[2], c[4]; } ptx_fragments;

typedef struct {
    char name[128];
    int parameter_bytes, max_threads;
    int module;                  // its number in a dump
    int shared_bytes;            // declared with a size; memory sized by the launch follows at the next multiple of PTX_SHARED_ALIGNMENT
    int sized_by_launch;         // whether the kernel has such memory
    int local, local_bytes;      // a thread's local memory: its place in the frame
    ptx_instruction *instructions;
    int count;
    ptx_fragments *fragments;    // of each PTX_MMA, whose `a` is the index
    int fragments_count;
    char *frame;                 // what a thread's frame holds at first: constants; registers hold a trap value
    int frame_bytes;
    int tid, ntid, ctaid, nctaid; // places of the special registers' x; y and z follow
    int laneid, dynamic_smem_size;
} ptx_kernel;

enum { PTX_WARP = 32, PTX_SHARED_ALIGNMENT = 16, PTX_SHARED_LIMIT = 48 * 1024 };

// Addresses of local memory begin here, those of shared memory at 0: an access to the one with an address of the other is seen.
static const uint64_t PTX_LOCAL_BASE = (uint64_t)1 << 40;

// Decodes a module with one kernel. 0: not understood, and `error` says why.
ptx_kernel *ptx_decode(const char *text, char *error, size_t error_length);

// Finds the allocation that holds an address.
typedef int (*ptx_find_memory)(uintptr_t address, uintptr_t *begin, uintptr_t *end);

// Runs a grid whose groups have `dynamic_shared` bytes of shared memory more than the kernel declares. 0: done. Otherwise the launch was
// wrong (memory outside an allocation, a race in shared memory, threads that wait at different barriers, ...), and `error` says where.
int ptx_run(const ptx_kernel *kernel, const int grid[3], const int block[3], int dynamic_shared, const void *arguments,
            ptx_find_memory find, char *error, size_t error_length);

// Runs the first thread of each warp of one group, to count: `executed` [warps][instructions of the kernel], zeros at first, gets how often it
// came to each instruction. What the other threads would have written is missing, so results mean nothing. 0: done. Otherwise as ptx_run.
int ptx_count(const ptx_kernel *kernel, const int grid[3], const int block[3], int dynamic_shared, const void *arguments,
              ptx_find_memory find, long group, long *executed, char *error, size_t error_length);
