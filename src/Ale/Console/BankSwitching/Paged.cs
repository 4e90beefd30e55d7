using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// Atari's own schemes: the window shows one of several banks of 4 KB, chosen by touching one of as many neighbouring addresses.
/// </summary>
internal interface IPagedLayout
{
    /// <summary>The address, within the window, that shows bank 0; the next one shows bank 1, and so on.</summary>
    static abstract int FirstHotspot { get; }

    /// <summary>The number of banks.</summary>
    static abstract int Banks { get; }

    /// <summary>The bank that is shown first.</summary>
    static abstract int FirstBank { get; }
}

/// <summary>8 KB in two banks: touching $1FF8 or $1FF9 shows bank 0 or 1. Bank 1 is shown first.</summary>
internal struct F8 : IPagedLayout
{
    /// <inheritdoc/>
    public static int FirstHotspot => 0xFF8;

    /// <inheritdoc/>
    public static int Banks => 2;

    /// <inheritdoc/>
    public static int FirstBank => 1;
}

/// <summary>16 KB in four banks: touching $1FF6 .. $1FF9 shows bank 0 .. 3. Bank 0 is shown first.</summary>
internal struct F6 : IPagedLayout
{
    /// <inheritdoc/>
    public static int FirstHotspot => 0xFF6;

    /// <inheritdoc/>
    public static int Banks => 4;

    /// <inheritdoc/>
    public static int FirstBank => 0;
}

/// <summary>32 KB in eight banks: touching $1FF4 .. $1FFB shows bank 0 .. 7. Bank 0 is shown first.</summary>
internal struct F4 : IPagedLayout
{
    /// <inheritdoc/>
    public static int FirstHotspot => 0xFF4;

    /// <inheritdoc/>
    public static int Banks => 8;

    /// <inheritdoc/>
    public static int FirstBank => 0;
}

/// <summary>A cartridge of a paged layout. Reads and writes both switch.</summary>
/// <typeparam name="TLayout">How many banks there are, and where they are chosen.</typeparam>
internal struct Paged<TLayout> : IBankSwitching
    where TLayout : struct, IPagedLayout
{
    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s) => s.BankOffset = TLayout.FirstBank * 4096;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        var offset = address & 0xFFF;
        if ((uint)(offset - TLayout.FirstHotspot) < TLayout.Banks)
            s.BankOffset = (offset - TLayout.FirstHotspot) * 4096;
        return memory.Rom(s.BankOffset + offset);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last)
    {
        first = s.BankOffset;
        last = s.BankOffset + TLayout.FirstHotspot - 3;
        var inWindow = (address & 0x1FFF) - 0x1000;
        offset = s.BankOffset + inWindow;
        return (uint)inWindow < TLayout.FirstHotspot;
    }

    /// <inheritdoc/>
    public static bool SwitchesBank(int address) => (uint)((address & 0xFFF) - TLayout.FirstHotspot) < TLayout.Banks;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        var offset = address & 0xFFF;
        if ((uint)(offset - TLayout.FirstHotspot) < TLayout.Banks)
            s.BankOffset = (offset - TLayout.FirstHotspot) * 4096;
    }
}
