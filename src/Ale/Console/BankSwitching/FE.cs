using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// Activision's 8 KB: code that runs at $Fxxx sees one half, code at $Dxxx the other.
/// </summary>
/// <remarks>
/// The real cartridge watches the bus for the high byte of JSR and RTS. ALE takes bit 13 of the processor's address instead,
/// a bit that the 6507 has inside but no pin for: 1 is the lower half of the image, 0 the upper.
/// </remarks>
internal struct FE : IBankSwitching
{
    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory => memory.Rom((address & 0xFFF) + ((~address & 0x2000) >> 1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last)
    {
        first = (~address & 0x2000) >> 1;
        last = first + 0xFFD;
        var inWindow = (address & 0x1FFF) - 0x1000;
        offset = inWindow + ((~address & 0x2000) >> 1);
        return inWindow >= 0;
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
