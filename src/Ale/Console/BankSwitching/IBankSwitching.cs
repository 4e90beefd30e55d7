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

    /// <summary>The processor writes <paramref name="value"/> to <paramref name="address"/>.</summary>
    static abstract void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory;
}
