using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>16 KB in four banks: touching $1FF6 .. $1FF9 shows bank 0 .. 3. Bank 0 is shown first.</summary>
internal struct F6 : IBankSwitching
{
    private const int FirstHotspot = 0xFF6;
    private const int Banks = 4;

    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s) => s.BankOffset = 0 * 4096;

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
    public static bool TryPlainOffset(ref ConsoleState s, int address, ref int offset)
    {
        var inWindow = (address & 0x1FFF) - 0x1000;
        offset = s.BankOffset + inWindow;
        return (uint)inWindow < FirstHotspot;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last)
    {
        first = s.BankOffset;
        last = s.BankOffset + FirstHotspot - 3;
        return TryPlainOffset(ref s, address, ref offset);
    }

    /// <inheritdoc/>
    public static bool SwitchesBank(int address) => (uint)((address & 0xFFF) - FirstHotspot) < Banks;

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
