namespace DqnGpu.Ale;

/// <summary>
/// What answers the 6507's reads and writes. Each read is told the byte that was on the bus before it (`bus`): chips that drive only some
/// of the data lines leave the others as they were. Addresses come with all 16 bits that the processor has inside.
/// </summary>
/// <remarks>Implementations are empty structs, so that the processor's loop is compiled once for each, with the bus inside it.</remarks>
internal interface IBus
{
    /// <summary>Reads a byte of the program.</summary>
    static abstract int Fetch<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycles)
        where TMemory : struct, IConsoleMemory;

    /// <summary>Reads from anywhere.</summary>
    static abstract int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory;

    /// <summary>Reads from $0000..$0100: the zero page, or one byte beyond.</summary>
    static abstract int ReadLow<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory;

    /// <summary>
    /// Writes to anywhere at cycle <paramref name="cycles"/>, which the chip may advance; it may also set <see cref="ConsoleState.Stop"/>.
    /// </summary>
    static abstract void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, ref int cycles)
        where TMemory : struct, IConsoleMemory;
}
