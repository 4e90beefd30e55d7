using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The 6507's bus. Of 13 address bits, bit 12 selects the cartridge; otherwise bit 7 = 0 selects the TIA, bit 7 = 1 and bit 9 = 0 the
/// RAM, bit 7 = 1 and bit 9 = 1 the rest of the RIOT. All else is mirrors.
/// </summary>
/// <remarks>
/// Each read is told the byte that was on the bus before it (`bus`): the TIA drives only two data lines, and the
/// processor reads the others as they were.
/// </remarks>
internal static partial class Cpu6507
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Fetch<TBanks, TMemory>(ref ConsoleState s, TMemory memory, int address, int cycles)
        where TBanks : struct, IBankSwitching
        where TMemory : struct, IConsoleMemory =>
        (address & 0x1000) != 0 ? TBanks.Read(ref s, memory, address, cycles) : ReadBelowCartridge(ref s, memory, address, 0, cycles);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FetchWord<TBanks, TMemory>(ref ConsoleState s, TMemory memory, int address, int cycles)
        where TBanks : struct, IBankSwitching
        where TMemory : struct, IConsoleMemory
    {
        var low = Fetch<TBanks, TMemory>(ref s, memory, address, cycles);
        return low | Fetch<TBanks, TMemory>(ref s, memory, address + 1 & 0xFFFF, cycles) << 8;
    }

    /// <summary>Reads from anywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Read<TBanks, TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TBanks : struct, IBankSwitching
        where TMemory : struct, IConsoleMemory =>
        (address & 0x1000) != 0 ? TBanks.Read(ref s, memory, address, cycles)
        : (address & 0x280) == 0x80 ? memory.Ram(address & 0x7F)
        : ReadBelowCartridge(ref s, memory, address, bus, cycles);

    /// <summary>Reads from the first two pages: RAM if bit 7 is set, else TIA.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadLow<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory =>
        (address & 0x80) != 0 ? memory.Ram(address & 0x7F) : ReadBelowCartridge(ref s, memory, address, bus, cycles);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadBelowCartridge<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory
    {
        if ((address & 0x80) == 0)
        {
            s.Cycles = cycles;
            return Tia.Read(ref s, memory, address & 0x0F, bus);
        }
        return (address & 0x200) == 0 ? memory.Ram(address & 0x7F) : Riot.Read(ref s, address & 7, cycles);
    }

    /// <summary>Writes below the cartridge, at cycle <see cref="ConsoleState.Cycles"/>, which WSYNC may advance.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteChip<TMemory>(ref ConsoleState s, TMemory memory, int address, int value)
        where TMemory : struct, IConsoleMemory
    {
        if ((address & 0x80) == 0)
            Tia.Write(ref s, memory, address & 0x3F, value);
        else if ((address & 0x200) == 0)
            memory.SetRam(address & 0x7F, value);
        else
            Riot.Write(ref s, address & 0x1F, value);
    }

    /// <summary>
    /// The address in two bytes of the zero page. ALE reads the second from $0100 (the TIA) when the first lies at $FF; a 6502
    /// reads it from $0000.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pointer<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory
    {
        var low = ReadLow(ref s, memory, address, bus, cycles);
        return low | ReadLow(ref s, memory, address + 1, low, cycles) << 8;
    }

    // The stack lies in page 1, which is the zero page again: RAM at $80-$FF, TIA below.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadStack<TMemory>(ref ConsoleState s, TMemory memory, int sp, int bus, int cycles)
        where TMemory : struct, IConsoleMemory => ReadLow(ref s, memory, sp & 0xFF, bus, cycles);

    // A pull reads the place where the pointer stands before it moves up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pull<TMemory>(ref ConsoleState s, TMemory memory, int sp, int bus, int cycles)
        where TMemory : struct, IConsoleMemory =>
        ReadStack(ref s, memory, sp + 1, ReadStack(ref s, memory, sp, bus, cycles), cycles);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PullWord<TMemory>(ref ConsoleState s, TMemory memory, int sp, int bus, int cycles)
        where TMemory : struct, IConsoleMemory
    {
        var low = ReadStack(ref s, memory, sp + 1, bus, cycles);
        return low | ReadStack(ref s, memory, sp + 2, low, cycles) << 8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Push<TMemory>(ref ConsoleState s, TMemory memory, int sp, int value, ref int cycles)
        where TMemory : struct, IConsoleMemory
    {
        if ((sp & 0x80) != 0)
        {
            memory.SetRam(sp & 0x7F, value);
            return;
        }
        s.Cycles = cycles;
        WriteChip(ref s, memory, sp & 0xFF, value);
        cycles = s.Cycles;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PushWord<TMemory>(ref ConsoleState s, TMemory memory, int sp, int value, ref int cycles)
        where TMemory : struct, IConsoleMemory
    {
        Push(ref s, memory, sp, value >> 8, ref cycles);
        s.AfterWrite = 1;
        Push(ref s, memory, sp - 1, value & 0xFF, ref cycles);
        s.AfterWrite = 0;
    }
}
