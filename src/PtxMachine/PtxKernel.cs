namespace DqnGpu.PtxMachine;

/// <summary>A kernel, decoded from its PTX text.</summary>
/// <remarks>
/// Only what ILGPU's compiler emits is known, and only kernels that stand alone in their module. Everything else is refused, so that a kernel that
/// runs here was understood in full. Types are checked as the PTX manual's "Operand Type Checking" asks.
/// </remarks>
public sealed class PtxKernel
{
    internal PtxKernel(PtxDecoder decoder)
    {
        Name = decoder.Name;
        ParameterBytes = decoder.ParameterBytes;
        MaxThreads = decoder.MaxThreads;
        SharedBytes = decoder.SharedBytes;
        LocalBytes = decoder.LocalBytes;
        Registers = decoder.Registers;
        Instructions = [.. decoder.Instructions];
        Fragments = [.. decoder.Fragments];
        Sources = [.. decoder.Sources];
        Texts = [.. decoder.Texts];
        Flow = new ControlFlow(Instructions);
        Kinds = Contraction.Kinds(Instructions, Flow, decoder.Uses);
        var liveness = new Liveness(Instructions, Flow, decoder.Uses, Registers);
        LiveRegisters = liveness.Most;
        Registers.Settle(Instructions, Fragments, liveness.Spans);
    }

    /// <summary>The kernel's name in the text.</summary>
    public string Name { get; }

    /// <summary>Bytes of its arguments, one after the other as the text declares them, each aligned.</summary>
    public int ParameterBytes { get; }

    /// <summary>Threads of a group that it is compiled for; 0: any.</summary>
    public int MaxThreads { get; }

    /// <summary>Shared memory that it declares with a size.</summary>
    public int SharedBytes { get; }

    /// <summary>Local memory of each thread.</summary>
    public int LocalBytes { get; }

    /// <summary>Instructions in the text.</summary>
    public int Length => Instructions.Length;

    /// <summary>By instruction: its line in the text, from 1.</summary>
    public IReadOnlyList<int> Lines => [.. Instructions.Select(instruction => instruction.Line)];

    /// <summary>
    /// The most registers of 32 bits that hold values at any one place: what a thread needs at least. The assembler of a GPU reorders
    /// instructions, and takes some more or fewer. Predicates have registers of their own and do not count.
    /// </summary>
    public int LiveRegisters { get; }

    internal RegisterSet Registers { get; }

    internal Instruction[] Instructions { get; }

    internal Fragments[] Fragments { get; }

    /// <summary>By instruction: the line of the program that it was compiled from, where the text tells.</summary>
    internal SourceLine[] Sources { get; }

    /// <summary>By instruction: what it counts as.</summary>
    internal InstructionKind[] Kinds { get; }

    /// <summary>By instruction: its text.</summary>
    internal string[] Texts { get; }

    internal ControlFlow Flow { get; }

    /// <summary>Decodes a text.</summary>
    /// <exception cref="PtxException">It is not understood.</exception>
    public static PtxKernel Parse(string text) => new(new PtxDecoder(text));
}
