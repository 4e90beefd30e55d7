using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The MOS 6532 RIOT besides its RAM: the interval timer and the two ports (joysticks and paddle buttons on A, switches on B).
/// </summary>
/// <remarks>
/// The timer is not counted down; a read computes it from the cycles since it was set. In ALE a read of port A ignores the direction
/// register, writes to port B do nothing, and there is no edge detection.
/// </remarks>
internal static class Riot
{
    /// <summary>Reads register <paramref name="register"/>, 0..7.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static int Read(ref ConsoleState s, int register, int cycles) => register switch
    {
        0 => s.Swcha,
        1 => s.DataDirectionA,
        2 => s.Swchb,
        3 => 0,
        4 or 6 => ReadTimer(ref s, cycles),
        _ => ReadInterrupt(ref s, cycles),
    };

    /// <summary>
    /// Writes register <paramref name="register"/>, 5 bits of the address: with bit 4 set, 4..7 of the lower three start the timer.
    /// </summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void Write(ref ConsoleState s, int register, int value)
    {
        if ((register & 7) == 1)
        {
            s.DataDirectionA = value;
            return;
        }
        if ((register & 0x14) != 0x14)
            return;
        s.Timer = value;
        // TIM1T, TIM8T, TIM64T, T1024T.
        s.TimerShift = (register & 3) == 3 ? 10 : (register & 3) * 3;
        s.TimerSetCycle = s.Cycles;
        s.TimerReadAfterInterrupt = 0;
    }

    // INTIM. The timer falls by one each 2^shift cycles; below 0, by one each cycle, and in ALE by a formula of its own from the first read on.
    [MethodImpl(Hot.FromTheStart)]
    private static int ReadTimer(ref ConsoleState s, int cycles)
    {
        var elapsed = cycles - 1 - s.TimerSetCycle;
        var intervals = (int)((uint)elapsed >> s.TimerShift);
        var timer = s.Timer - intervals - 1;
        if (timer >= 0)
            return timer & 0xFF;

        var expiry = s.Timer << s.TimerShift;
        timer = expiry - elapsed - 1;
        if (timer <= -2 && s.TimerReadAfterInterrupt == 0)
        {
            s.TimerReadAfterInterrupt = 1;
            s.TimerInterruptCycle = cycles;
        }
        if (s.TimerReadAfterInterrupt != 0)
            timer = s.Timer - intervals - (s.TimerInterruptCycle - (s.TimerSetCycle + expiry));
        return timer & 0xFF;
    }

    // TIMINT: bit 7 is set from the timer's passing 0 until INTIM is read.
    [MethodImpl(Hot.FromTheStart)]
    private static int ReadInterrupt(ref ConsoleState s, int cycles)
    {
        var elapsed = cycles - 1 - s.TimerSetCycle;
        var timer = s.Timer - (int)((uint)elapsed >> s.TimerShift) - 1;
        return timer >= 0 || s.TimerReadAfterInterrupt != 0 ? 0 : 0x80;
    }
}
