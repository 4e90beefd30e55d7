using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>4 KB of ROM, no switching; 2 KB are seen twice, so their image is laid out twice.</summary>
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
    public static bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last)
    {
        first = 0;
        last = 0xFFD;
        offset = (address & 0x1FFF) - 0x1000;
        return offset >= 0;
    }

    /// <inheritdoc/>
    public static bool SwitchesBank(int address) => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory
    {
    }
}
