namespace DqnGpu.PtxMachine;

/// <summary>A decoded instruction. Operands are places: of predicates an index, of everything else a byte offset into a warp's registers.</summary>
internal struct Instruction
{
    public Operation Operation;

    /// <summary>Of a load or store: registers, and the bytes of each.</summary>
    public byte Count, Size;

    /// <summary>True for a load that fills a wider register with its sign.</summary>
    public bool IsSigned;

    /// <summary>True for an atomic change with a fence for all groups before it and one behind it.</summary>
    public bool IsFence;

    /// <summary>True when the next instruction begins another block, or may not be the next.</summary>
    public bool EndsBlock;

    /// <summary>The predicate that must hold; -1: none.</summary>
    public int Guard;
    public bool GuardNegated;

    /// <summary>Result and sources.</summary>
    public int D, A, B, C;

    /// <summary>Registers of a load or store.</summary>
    public int R0, R1, R2, R3;

    public long Displacement;

    /// <summary>Of a branch: an instruction.</summary>
    public int Target;

    /// <summary>In the text, from 1.</summary>
    public int Line;

    public readonly int Register(int index) => index switch { 0 => R0, 1 => R1, 2 => R2, _ => R3 };
}

/// <summary>What a lane holds of the factors and the sums of a warp's matrix product: d and c 4 registers, a 4, b 2.</summary>
internal sealed record Fragments(int[] D, int[] A, int[] B, int[] C);
