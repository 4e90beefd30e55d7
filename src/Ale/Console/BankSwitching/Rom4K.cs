using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>4 KB of ROM, no switching.</summary>
internal struct Rom4K : IBankSwitching
{
    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory => memory.Rom(address & 0xFFF);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory
    {
    }
}
