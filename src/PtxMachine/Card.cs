namespace DqnGpu.PtxMachine;

/// <summary>A graphics card, as its maker describes it: what a multiprocessor holds, and the peaks.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Multiprocessors">How many it has.</param>
/// <param name="Threads">That a multiprocessor holds at once.</param>
/// <param name="Groups">That a multiprocessor holds at once.</param>
/// <param name="SharedBytes">Of a multiprocessor.</param>
/// <param name="ReservedSharedBytes">That the system takes of it for each group.</param>
/// <param name="TeraFlops">Of fp32 multiply-adds, counted as two, at boost clock.</param>
/// <param name="GigabytesPerSecond">Of its memory.</param>
/// <remarks>CUDA C++ Programming Guide, table "Technical Specifications per Compute Capability", and the makers' data sheets.</remarks>
public sealed record Card(
    string Name, int Multiprocessors, int Threads, int Groups, int SharedBytes, int ReservedSharedBytes, double TeraFlops, double GigabytesPerSecond)
{
    /// <summary>Registers of 32 bits of a multiprocessor.</summary>
    public const int Registers = 65536;

    /// <summary>Cards that people have, from small to large.</summary>
    public static IReadOnlyList<Card> All { get; } =
    [
        new("T4", 40, 1024, 16, 64 << 10, 0, 8.1, 320),
        new("RTX 3060", 28, 1536, 16, 100 << 10, 1024, 12.7, 360),
        new("A100", 108, 2048, 32, 164 << 10, 1024, 19.5, 1555),
        new("RTX 4090", 128, 1536, 24, 100 << 10, 1024, 82.6, 1008),
        new("H100", 132, 2048, 32, 228 << 10, 1024, 66.9, 3350),
    ];

    /// <summary>The card of that name, in any case.</summary>
    /// <exception cref="ArgumentException">There is none; the message has the names.</exception>
    public static Card Named(string name) => All.FirstOrDefault(card => card.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ??
        throw new ArgumentException($"There is no card '{name}'; there are {string.Join(", ", All.Select(card => card.Name))}.", nameof(name));
}
