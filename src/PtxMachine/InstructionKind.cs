namespace DqnGpu.PtxMachine;

/// <summary>What an instruction counts as.</summary>
public enum InstructionKind
{
    /// <summary>a * b + c in one instruction, of floats: the work. So counts the addition behind a multiplication (<see cref="Contracted"/>).</summary>
    MultiplyAdd,

    /// <summary>A multiplication that the assembler of a GPU draws into the addition behind it: executed here, and no instruction of a GPU.</summary>
    Contracted,

    /// <summary>Other arithmetic of floats.</summary>
    Float,

    /// <summary>Arithmetic of whole numbers and bits: mostly addresses.</summary>
    Integer,

    /// <summary>Comparisons, and logic of their results.</summary>
    Predicate,

    /// <summary>Moves and choices. The assembler of a GPU removes most of them.</summary>
    Move,

    /// <summary>From one type to another.</summary>
    Convert,

    /// <summary>Reads of the kernel's arguments, from a cache made for them.</summary>
    LoadParameter,

    /// <summary>Reads of global memory.</summary>
    LoadGlobal,

    /// <summary>Writes of global memory.</summary>
    StoreGlobal,

    /// <summary>Reads of shared memory.</summary>
    LoadShared,

    /// <summary>Writes of shared memory.</summary>
    StoreShared,

    /// <summary>A thread's own memory: registers that could not be registers.</summary>
    Local,

    /// <summary>Indivisible changes of global memory.</summary>
    Atomic,

    /// <summary>Orders a thread's accesses for the other groups.</summary>
    Fence,

    /// <summary>Branches and returns.</summary>
    Branch,

    /// <summary>All threads of a group meet.</summary>
    Barrier,

    /// <summary>All threads of a warp meet.</summary>
    WarpBarrier,

    /// <summary>The threads of a warp read each other's registers.</summary>
    Shuffle,

    /// <summary>A warp multiplies two matrices of 16 x 8 and 8 x 8 on a tensor core: 1,024 multiply-adds.</summary>
    MatrixProduct,
}
