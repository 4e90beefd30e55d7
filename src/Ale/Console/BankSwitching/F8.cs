using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>8 KB in two banks: touching $1FF8 or $1FF9 shows bank 0 or 1. Bank 1 is shown first.</summary>
internal struct F8 : IBankSwitching
{
    private const int FirstHotspot = 0xFF8;
    private const int Banks = 2;

    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s) => s.BankOffset = 1 * 4096;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        var offset = address & 0xFFF;
        if ((uint)(offset - FirstHotspot) < Banks)
            s.BankOffset = (offset - FirstHotspot) * 4096;
        return memory.Rom(s.BankOffset + offset);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        var offset = address & 0xFFF;
        if ((uint)(offset - FirstHotspot) < Banks)
            s.BankOffset = (offset - FirstHotspot) * 4096;
    }
}
