using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// 128 bytes of RAM in front of another scheme. The cartridge port has no read/write line, so the RAM has one window for
/// writing ($1000-$107F) and one for reading ($1080-$10FF).
/// </summary>
/// <remarks>
/// In ALE, reading the write window gives the ROM below it, and touching nothing; a real chip would store whatever floats on the bus.
/// </remarks>
/// <typeparam name="TBanks">How the ROM is switched.</typeparam>
internal struct Superchip<TBanks> : IBankSwitching
    where TBanks : struct, IBankSwitching
{
    /// <summary>Where the cartridge's RAM begins in <see cref="IConsoleMemory.Ram"/>.</summary>
    private const int RamOffset = 128;

    /// <inheritdoc/>
    public static void Reset(ref ConsoleState s) => TBanks.Reset(ref s);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory =>
        (address & 0xF80) == 0x080 ? memory.Ram(RamOffset + (address & 0x7F)) : TBanks.Read(ref s, memory, address, cycle);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last)
    {
        var found = TBanks.TryProgramWindow(ref s, address, ref offset, ref first, ref last);
        first += 0x100;
        return found && offset >= first;
    }

    /// <inheritdoc/>
    public static bool SwitchesBank(int address) => TBanks.SwitchesBank(address);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        if ((address & 0xF80) == 0)
            memory.SetRam(RamOffset + (address & 0x7F), value);
        else
            TBanks.Write(ref s, memory, address, value, cycle);
    }
}
