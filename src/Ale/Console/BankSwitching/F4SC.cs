using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>F4 with 128 bytes of RAM.</summary>
/// <remarks>In ALE only reads switch its banks; the hardware, and ALE's other schemes, switch on writes too.</remarks>
internal struct F4SC : IBankSwitching
{
    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s) => Paged<F4>.Reset(ref s);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory => Superchip<Paged<F4>>.Read(ref s, memory, address, cycle);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last)
        => Superchip<Paged<F4>>.TryProgramWindow(ref s, address, ref offset, ref first, ref last);

    /// <inheritdoc/>
    public static bool SwitchesBank(int address) => Superchip<Paged<F4>>.SwitchesBank(address);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory => Superchip<Rom4K>.Write(ref s, memory, address, value, cycle);
}
