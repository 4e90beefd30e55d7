using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>What translated code calls for accesses beyond the console's RAM and its own piece of ROM.</summary>
/// <remarks>`clock` is a <see cref="TranslatedClock"/>.</remarks>
internal static class RegionAccess
{
    /// <summary>
    /// Says that an access could show another bank: nothing is done, and the instruction is left to <see cref="Cpu6507.Step"/>.
    /// </summary>
    public const int Refused = -1;

    /// <summary>Reads from anywhere, at cycle <paramref name="cycles"/>.</summary>
    /// <returns>The byte, or <see cref="Refused"/>.</returns>
    [MethodImpl(Hot.FromTheStart)]
    public static int Read<TBanks>(ref ConsoleState s, NativeConsoleMemory memory, int address, int bus, int cycles)
        where TBanks : struct, IBankSwitching
    {
        if ((address & 0x1000) != 0)
            return TBanks.SwitchesBank(address) ? Refused : TBanks.Read(ref s, memory, address, cycles);
        return (address & 0x280) == 0x80 ? memory.Ram(address & 0x7F) : Chips.Read(ref s, memory, address, bus, cycles);
    }

    /// <summary>Writes to anywhere.</summary>
    /// <returns>The clock after it, or <see cref="Refused"/>.</returns>
    [MethodImpl(Hot.FromTheStart)]
    public static long Write<TBanks>(ref ConsoleState s, NativeConsoleMemory memory, int address, int value, long clock)
        where TBanks : struct, IBankSwitching
    {
        if ((address & 0x1280) == 0x80)
        {
            memory.SetRam(address & 0x7F, value);
            return clock;
        }
        if ((address & 0x1000) == 0)
            return WriteChip(ref s, memory, address, value, clock);
        if (TBanks.SwitchesBank(address))
            return Refused;
        TBanks.Write(ref s, memory, address, value, TranslatedClock.Cycles(clock));
        return clock;
    }

    /// <summary>Writes to a register of TIA or RIOT, which may be WSYNC.</summary>
    /// <returns>The clock after it.</returns>
    [MethodImpl(Hot.FromTheStart)]
    public static long WriteChip(ref ConsoleState s, NativeConsoleMemory memory, int address, int value, long clock)
    {
        s.Cycles = TranslatedClock.Cycles(clock);
        Chips.Write(ref s, memory, address, value);
        return TranslatedClock.At(s.Cycles, clock);
    }

    /// <summary>Writes to WSYNC.</summary>
    /// <returns>The clock at the end of the wait.</returns>
    [MethodImpl(Hot.FromTheStart)]
    public static long WaitForLine(ref ConsoleState s, NativeConsoleMemory memory, long clock)
    {
        s.Cycles = TranslatedClock.Cycles(clock);
        Tia.WriteWsync(ref s, memory, 0);
        return TranslatedClock.At(s.Cycles, clock);
    }

    /// <summary>PLA with a stack that is not, or not wholly, in the RAM: reads two places, and moves the pointer.</summary>
    /// <returns>The second place's byte.</returns>
    [MethodImpl(Hot.FromTheStart)]
    public static int Pull<TBanks>(ref ConsoleState s, NativeConsoleMemory memory, int cycles)
        where TBanks : struct, IBankSwitching
    {
        const int pla = 0x68;
        var before = Read<TBanks>(ref s, memory, 0x100 | s.Sp, pla, cycles);
        s.Sp = s.Sp + 1 & 0xFF;
        return Read<TBanks>(ref s, memory, 0x100 | s.Sp, before, cycles);
    }

    /// <summary>PHP's byte.</summary>
    public static int Status(ref ConsoleState s, int negativeZero, int carry) => Cpu6507.Status(ref s, negativeZero, carry);

    /// <summary>
    /// A loop of LDA INTIM and a branch back to it, which is taken as long as the timer reads <paramref name="lowest"/> or more: lets all
    /// rounds pass at once whose reads will find that; such reads have no effect.
    /// </summary>
    /// <param name="s">The console.</param>
    /// <param name="clock">At the end of a load that found it.</param>
    /// <param name="lowest">The least value that keeps the loop going.</param>
    /// <param name="length">The cycles of a round.</param>
    /// <returns>The clock at the end of the last load that finds it.</returns>
    [MethodImpl(Hot.FromTheStart)]
    public static long WaitForTimer(ref ConsoleState s, long clock, int lowest, int length)
    {
        var sinceSet = (uint)(TranslatedClock.Cycles(clock) - s.TimerSetCycle);
        var rounds = (((long)(s.Timer - lowest) << s.TimerShift) - sinceSet) / length;
        var allowed = (TranslatedProcessor.InstructionLimit - TranslatedClock.Instructions(clock)) / 2;
        rounds = Math.Min(rounds, allowed);
        return rounds <= 0 ? clock : clock + (rounds * length << 16) + 2 * rounds;
    }
}
