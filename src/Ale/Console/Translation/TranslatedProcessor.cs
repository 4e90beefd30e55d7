using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The processor's loop over translated code: enters the region at the program counter; where there is none, or an instruction is not
/// translated, <see cref="Cpu6507.Step"/> does the instruction.
/// </summary>
internal static class TranslatedProcessor
{
    /// <summary>
    /// From so many instructions on, the update goes on one by one, to end after exactly <see cref="Cpu6507.InstructionsPerUpdate"/>.
    /// Translated code looks at it whenever it goes backwards.
    /// </summary>
    public const int InstructionLimit = Cpu6507.InstructionsPerUpdate - 4096;

    /// <summary>Runs until the TIA ends a frame, the processor jams, or an update's instructions are executed.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void Run<TBanks>(ref ConsoleState s, NativeConsoleMemory memory, TranslatedProgram program)
        where TBanks : struct, IBankSwitching
    {
        if (s.Jammed != 0)
            return;

        s.Stop = 0;
        var clock = TranslatedClock.Of(s.Cycles);
        int offset = 0, first = 0, last = 0;
        do
        {
            var executed = TranslatedClock.Instructions(clock);
            if (executed >= Cpu6507.InstructionsPerUpdate)
                break;
            if (executed < InstructionLimit && TBanks.TryProgramWindow(ref s, s.Pc, ref offset, ref first, ref last) && offset <= last)
            {
                var entry = program.Find(offset, s.Pc) ?? program.Heat<TBanks>(offset, s.Pc, first, last);
                if (entry != null)
                {
                    entry = program.Enter<TBanks>(entry, offset, first, last);
                    clock = entry.Code(ref s, memory, clock, entry.Index);
                    if (clock >= 0)
                        continue;
                    clock = ~clock;
                }
            }
            s.Cycles = TranslatedClock.Cycles(clock);
            Cpu6507.Step<ConsoleBus<TBanks>, NativeConsoleMemory>(ref s, memory);
            clock = TranslatedClock.At(s.Cycles, clock) + 1;
        }
        while ((s.Stop | s.Jammed) == 0);
        s.Cycles = TranslatedClock.Cycles(clock);
    }
}
