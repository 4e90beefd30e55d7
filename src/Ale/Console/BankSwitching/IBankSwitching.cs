namespace DqnGpu.Ale;

/// <summary>
/// How a cartridge answers in the upper half of the 6507's address space (bit 12 set). Reads and writes both can switch banks.
/// </summary>
/// <remarks>
/// Implementations are empty structs with static methods: the processor's loop is compiled once for each of them, and reading
/// a byte of the program costs no call. The address comes with all 16 bits; the chip sees only 13 of them.
/// </remarks>
public interface IBankSwitching
{
    /// <summary>What the cartridge does at power-on and reset.</summary>
    static abstract void Reset(ref ConsoleState s);

    /// <summary>The byte that the processor reads at <paramref name="address"/>, at CPU cycle <paramref name="cycle"/>.</summary>
    static abstract int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory;

    /// <summary>
    /// Where in the image the byte at <paramref name="address"/> lies, and the window around it in which instructions follow each other:
    /// they may begin at offsets <paramref name="first"/>..<paramref name="last"/>, and all their bytes can be read without effect. Windows
    /// begin at multiples of 256 bytes on both sides. False if the byte does not lie in the image, or if reading it has an effect.
    /// </summary>
    static abstract bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last);

    /// <summary>
    /// True if touching <paramref name="address"/> (bit 12 set) may change which bytes are seen in the cartridge's window.
    /// </summary>
    static abstract bool SwitchesBank(int address);

    /// <summary>The processor writes <paramref name="value"/> to <paramref name="address"/>.</summary>
    static abstract void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory;
}
