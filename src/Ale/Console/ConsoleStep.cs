using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>The machine as a whole: one update, for one scheme of bank switching and one kind of memory.</summary>
/// <remarks>
/// The same source runs in plain C# and in an ILGPU kernel: no classes, spans, arrays, delegates, exceptions or static data.
/// </remarks>
public static class ConsoleStep
{
    /// <summary>
    /// Emulates until the TIA ends a frame, or for 25,000 instructions; then the next update continues the same frame.
    /// </summary>
    /// <typeparam name="TBanks">The cartridge's bank switching.</typeparam>
    /// <typeparam name="TMemory">Where the console's bytes lie.</typeparam>
    public static void Update<TBanks, TMemory>(ref ConsoleState s, TMemory memory)
        where TBanks : struct, IBankSwitching
        where TMemory : struct, IConsoleMemory
    {
        if (s.Partial == 0)
            Tia.StartFrame(ref s);
        s.Partial = 1;
        Cpu6507.Run<TBanks, TMemory>(ref s, memory);
        Tia.EndUpdate(ref s, memory);
    }

    /// <summary>As <see cref="Update{TBanks,TMemory}"/>, by translated code; the machine ends in the same state.</summary>
    [MethodImpl(Hot.FromTheStart)]
    internal static void UpdateTranslated<TBanks>(ref ConsoleState s, NativeConsoleMemory memory, TranslatedProgram program)
        where TBanks : struct, IBankSwitching
    {
        if (s.Partial == 0)
            Tia.StartFrame(ref s);
        s.Partial = 1;
        TranslatedProcessor.Run<TBanks>(ref s, memory, program);
        Tia.EndUpdate(ref s, memory);
    }

    /// <summary>
    /// The RESET line: registers of all chips, not the RAM. The RIOT's timer starts at <paramref name="timer"/> (25..99 in ALE),
    /// 64 cycles an interval.
    /// </summary>
    public static void Reset<TBanks, TMemory>(ref ConsoleState s, TMemory memory, int timer)
        where TBanks : struct, IBankSwitching
        where TMemory : struct, IConsoleMemory
    {
        Tia.ResetCycles(ref s);

        s.Timer = timer;
        s.TimerShift = 6;
        s.TimerSetCycle = s.TimerInterruptCycle = s.TimerReadAfterInterrupt = s.DataDirectionA = 0;
        Tia.Reset(ref s, memory);
        TBanks.Reset(ref s);

        s.A = s.X = s.Y = 0;
        s.Sp = 0xFF;
        s.NegativeZero = 1;
        s.Carry = s.Overflow = s.Decimal = s.InterruptDisable = 0;
        s.Jammed = s.Stop = s.AfterWrite = 0;
        s.Pc = TBanks.Read(ref s, memory, 0xFFFC, 0);
        s.Pc |= TBanks.Read(ref s, memory, 0xFFFD, 0) << 8;
    }
}
