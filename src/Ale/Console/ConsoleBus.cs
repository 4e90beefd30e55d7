using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The console's address decoder. Of 13 address bits, bit 12 selects the cartridge; otherwise bit 7 = 0 selects the TIA, bit 7 = 1 and
/// bit 9 = 0 the RAM, bit 7 = 1 and bit 9 = 1 the rest of the RIOT. All else is mirrors.
/// </summary>
/// <typeparam name="TBanks">The cartridge.</typeparam>
internal readonly struct ConsoleBus<TBanks> : IBus
    where TBanks : struct, IBankSwitching
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Fetch<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycles)
        where TMemory : struct, IConsoleMemory =>
        (address & 0x1000) != 0 ? TBanks.Read(ref s, memory, address, cycles) : Chips.Read(ref s, memory, address, 0, cycles);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory =>
        (address & 0x1000) != 0 ? TBanks.Read(ref s, memory, address, cycles)
        : (address & 0x280) == 0x80 ? memory.Ram(address & 0x7F)
        : Chips.Read(ref s, memory, address, bus, cycles);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadLow<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory =>
        (address & 0x80) != 0 ? memory.Ram(address & 0x7F) : Chips.Read(ref s, memory, address, bus, cycles);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, ref int cycles)
        where TMemory : struct, IConsoleMemory
    {
        if ((address & 0x1280) == 0x80)
        {
            memory.SetRam(address & 0x7F, value);
            return;
        }
        if ((address & 0x1000) != 0)
        {
            TBanks.Write(ref s, memory, address, value, cycles);
            return;
        }
        s.Cycles = cycles;
        Chips.Write(ref s, memory, address, value);
        cycles = s.Cycles;
    }
}

/// <summary>The slow way to TIA and RIOT, kept out of the processor's loop.</summary>
internal static class Chips
{
    /// <summary>Reads below the cartridge.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory
    {
        if ((address & 0x80) == 0)
        {
            s.Cycles = cycles;
            return Tia.Read(ref s, memory, address & 0x0F, bus);
        }
        return (address & 0x200) == 0 ? memory.Ram(address & 0x7F) : Riot.Read(ref s, address & 7, cycles);
    }

    /// <summary>Writes to the TIA or the RIOT's registers, at cycle <see cref="ConsoleState.Cycles"/>, which WSYNC may advance.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value)
        where TMemory : struct, IConsoleMemory
    {
        if ((address & 0x80) == 0)
            Tia.Write(ref s, memory, address & 0x3F, value);
        else
            Riot.Write(ref s, address & 0x1F, value);
    }
}
