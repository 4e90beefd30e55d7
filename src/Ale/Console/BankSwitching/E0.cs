using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// Parker Brothers: 8 KB as eight slices of 1 KB. Touching $1FE0 + n, $1FE8 + n, $1FF0 + n shows slice n in the first, second,
/// third quarter of the window; the last quarter always shows slice 7. Slices 4, 5, 6 are shown first.
/// </summary>
internal struct E0 : IBankSwitching
{
    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s)
    {
        s.Slice0 = 4 * 1024;
        s.Slice1 = 5 * 1024;
        s.Slice2 = 6 * 1024;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        var offset = address & 0xFFF;
        if (offset >= 0xFE0)
            Choose(ref s, offset);
        return memory.Rom(Slice(ref s, offset) + (offset & 0x3FF));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last)
    {
        first = Slice(ref s, address & 0xFFF);
        last = first + 0x3DD;
        offset = Slice(ref s, address & 0xFFF) + (address & 0x3FF);
        return (address & 0x1000) != 0 && (address & 0x3FF) < 0x3E0;
    }

    /// <inheritdoc/>
    public static bool SwitchesBank(int address) => (address & 0xFFF) >= 0xFE0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        if ((address & 0xFFF) >= 0xFE0)
            Choose(ref s, address & 0xFFF);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Slice(ref ConsoleState s, int offset) =>
        offset < 0x800 ? (offset < 0x400 ? s.Slice0 : s.Slice1) : offset < 0xC00 ? s.Slice2 : 7 * 1024;

    private static void Choose(ref ConsoleState s, int offset)
    {
        var slice = (offset & 7) * 1024;
        if (offset < 0xFE8)
            s.Slice0 = slice;
        else if (offset < 0xFF0)
            s.Slice1 = slice;
        else if (offset < 0xFF8)
            s.Slice2 = slice;
    }
}
