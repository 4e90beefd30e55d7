using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>2 KB of ROM, seen twice.</summary>
internal struct Rom2K : IBankSwitching
{
    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory => memory.Rom(address & 0x7FF);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory
    {
    }
}
