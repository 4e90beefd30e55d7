namespace DqnGpu.PtxMachine;

/// <summary>What a launch did that no launch may do.</summary>
public enum FaultKind
{
    /// <summary>An access outside all memory, or to memory of another kind.</summary>
    OutOfBounds,

    /// <summary>An access whose address is no multiple of its size.</summary>
    Unaligned,

    /// <summary>Two threads touch one word, at least one writes, and nothing orders them.</summary>
    Race,

    /// <summary>Threads that must meet do not come to the same place.</summary>
    MissedBarrier,

    /// <summary>A thread seems to run for ever.</summary>
    EndlessLoop,

    /// <summary>The launch itself: too many threads, too much shared memory, the wrong arguments.</summary>
    Launch,
}

/// <summary>A launch went wrong. The message names the kernel, the line, the thread and what it did.</summary>
public sealed class MachineFault : Exception
{
    internal MachineFault(FaultKind kind, string message) : base(message) => (Kind, What) = (kind, message);

    internal MachineFault(FaultKind kind, PtxKernel kernel, int instruction, long group, int thread, string what)
        : base($"{kernel.Name}, {Where(kernel, instruction)}, group {group}, thread {thread}: {what}") =>
        (Kind, Source, Group, Thread, What) = (kind, kernel.Sources[instruction], group, thread, what);

    /// <summary>What kind of fault it is.</summary>
    public FaultKind Kind { get; }

    /// <summary>The line of the program, where the kernel's text tells.</summary>
    public new SourceLine Source { get; }

    /// <summary>The group, from 0, x running fastest.</summary>
    public long Group { get; }

    /// <summary>The thread of the group, from 0, x running fastest.</summary>
    public int Thread { get; }

    /// <summary>The message without the place.</summary>
    public string What { get; }

    private static string Where(PtxKernel kernel, int instruction) => kernel.Sources[instruction] is { Line: > 0 } source
        ? $"{source} (line {kernel.Instructions[instruction].Line} of its PTX)"
        : $"line {kernel.Instructions[instruction].Line} of its PTX";
}
