using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>The TIA's 45 write registers.</summary>
/// <remarks>
/// A write takes effect some clocks after the processor has finished it. ALE's delays: VBLANK, REFP and GRP 1, NUSIZ, RESM0 and RESM1 8,
/// the playfield 2..5 (it is latched once in four cells), all others 0.
/// </remarks>
internal static partial class Tia
{
    /// <summary>
    /// Writes <paramref name="value"/> to register <paramref name="register"/>, 0..63, at <see cref="ConsoleState.Cycles"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int register, int value)
        where TMemory : struct, IConsoleMemory
    {
        var clock = s.Cycles * 3;
        var line = clock - s.FrameStart;

        // A picture without vertical sync is cut off.
        if (line >= (s.MaxScanlines + 1) * ClocksPerLine)
            EndFrame(ref s);

        switch (register)
        {
            case 0x00:
                AdvanceTarget(ref s, clock);
                WriteVsync(ref s, clock, value);
                return;
            case 0x01:
                AdvanceTarget(ref s, clock + 1);
                WriteVblank(ref s, memory, value);
                return;
            case 0x02:
                AdvanceTarget(ref s, clock);
                WaitForLine(ref s);
                return;
            case 0x04:
                AdvanceTarget(ref s, clock + 8);
                if (value != s.Nusiz0 || s.FirstCopyHidden0 != 0 || s.StarShape != 0)
                {
                    CatchUp(ref s, memory);
                    s.Nusiz0 = value;
                    s.FirstCopyHidden0 = s.StarShape = 0;
                    s.StaleMasks |= ObjectP0 | ObjectM0;
                }
                return;
            case 0x05:
                AdvanceTarget(ref s, clock + 8);
                if (value != s.Nusiz1 || s.FirstCopyHidden1 != 0)
                {
                    CatchUp(ref s, memory);
                    s.Nusiz1 = value;
                    s.FirstCopyHidden1 = 0;
                    s.StaleMasks |= ObjectP1 | ObjectM1;
                }
                return;
            case 0x06:
                AdvanceTarget(ref s, clock);
                value = Colour(ref s, value);
                if (value != s.Colup0)
                {
                    CatchUp(ref s, memory);
                    s.Colup0 = value;
                }
                return;
            case 0x07:
                AdvanceTarget(ref s, clock);
                value = Colour(ref s, value);
                if (value != s.Colup1)
                {
                    CatchUp(ref s, memory);
                    s.Colup1 = value;
                }
                return;
            case 0x08:
                AdvanceTarget(ref s, clock);
                value = Colour(ref s, value);
                if (value != s.Colupf)
                {
                    CatchUp(ref s, memory);
                    s.Colupf = value;
                }
                return;
            case 0x09:
                AdvanceTarget(ref s, clock);
                value = Colour(ref s, value);
                if (value != s.Colubk)
                {
                    CatchUp(ref s, memory);
                    s.Colubk = value;
                }
                return;
            case 0x0A:
                AdvanceTarget(ref s, clock);
                WriteCtrlpf(ref s, memory, line, value);
                return;
            case 0x0B:
                AdvanceTarget(ref s, clock + 1);
                if ((value >> 3 & 1) != s.Refp0)
                {
                    CatchUp(ref s, memory);
                    s.Refp0 ^= 1;
                    s.ShownGrp0 = Reverse8(s.ShownGrp0);
                    s.StaleMasks |= ObjectP0;
                }
                return;
            case 0x0C:
                AdvanceTarget(ref s, clock + 1);
                if ((value >> 3 & 1) != s.Refp1)
                {
                    CatchUp(ref s, memory);
                    s.Refp1 ^= 1;
                    s.ShownGrp1 = Reverse8(s.ShownGrp1);
                    s.StaleMasks |= ObjectP1;
                }
                return;
            case 0x0D:
                WritePlayfield(ref s, memory, clock, s.Playfield & ~0x0000F | value >> 4);
                return;
            case 0x0E:
                WritePlayfield(ref s, memory, clock, s.Playfield & ~0x00FF0 | Reverse8(value) << 4);
                return;
            case 0x0F:
                WritePlayfield(ref s, memory, clock, s.Playfield & ~0xFF000 | value << 12);
                return;
            case 0x10:
                AdvanceTarget(ref s, clock);
                ResetPlayer0(ref s, memory, clock);
                return;
            case 0x11:
                AdvanceTarget(ref s, clock);
                ResetPlayer1(ref s, memory, clock);
                return;
            case 0x12:
                AdvanceTarget(ref s, clock + 8);
                ResetMissile0(ref s, memory, clock);
                return;
            case 0x13:
                AdvanceTarget(ref s, clock + 8);
                ResetMissile1(ref s, memory, clock);
                return;
            case 0x14:
                AdvanceTarget(ref s, clock);
                ResetBall(ref s, memory, clock);
                return;
            case 0x1B:
                // Vertical delay: writing one player's graphics moves the other's into its old register.
                AdvanceTarget(ref s, clock + 1);
                s.Grp0 = value;
                s.OldGrp1 = s.Grp1;
                ShowGraphics(ref s, memory);
                return;
            case 0x1C:
                AdvanceTarget(ref s, clock + 1);
                s.Grp1 = value;
                s.OldGrp0 = s.Grp0;
                s.OldEnabl = s.Enabl;
                ShowGraphics(ref s, memory);
                ShowObjects(ref s, memory);
                return;
            case 0x1D:
                AdvanceTarget(ref s, clock);
                s.Enam0 = value & 2;
                ShowObjects(ref s, memory);
                return;
            case 0x1E:
                AdvanceTarget(ref s, clock);
                s.Enam1 = value & 2;
                ShowObjects(ref s, memory);
                return;
            case 0x1F:
                AdvanceTarget(ref s, clock);
                s.Enabl = value & 2;
                ShowObjects(ref s, memory);
                return;
            case 0x20:
                AdvanceTarget(ref s, clock);
                s.Hmp0 = value >> 4;
                return;
            case 0x21:
                AdvanceTarget(ref s, clock);
                s.Hmp1 = value >> 4;
                return;
            case 0x22:
                AdvanceTarget(ref s, clock);
                WriteHmm0(ref s, memory, clock, value >> 4);
                return;
            case 0x23:
                AdvanceTarget(ref s, clock);
                s.Hmm1 = value >> 4;
                return;
            case 0x24:
                AdvanceTarget(ref s, clock);
                s.Hmbl = value >> 4;
                return;
            case 0x25:
                AdvanceTarget(ref s, clock);
                s.Vdelp0 = value & 1;
                ShowGraphics(ref s, memory);
                return;
            case 0x26:
                AdvanceTarget(ref s, clock);
                s.Vdelp1 = value & 1;
                ShowGraphics(ref s, memory);
                return;
            case 0x27:
                AdvanceTarget(ref s, clock);
                s.Vdelbl = value & 1;
                ShowObjects(ref s, memory);
                return;
            case 0x28:
                AdvanceTarget(ref s, clock);
                ReleaseMissile0(ref s, memory, value & 2);
                ShowObjects(ref s, memory);
                return;
            case 0x29:
                AdvanceTarget(ref s, clock);
                ReleaseMissile1(ref s, memory, value & 2);
                ShowObjects(ref s, memory);
                return;
            case 0x2A:
                AdvanceTarget(ref s, clock);
                Hmove(ref s, memory, clock);
                return;
            case 0x2B:
                AdvanceTarget(ref s, clock);
                s.Hmp0 = s.Hmp1 = s.Hmm0 = s.Hmm1 = s.Hmbl = 0;
                return;
            case 0x2C:
                AdvanceTarget(ref s, clock);
                CatchUp(ref s, memory);
                s.Collisions = 0;
                return;
            default:
                // RSYNC, sound, and addresses without a register.
                AdvanceTarget(ref s, clock);
                return;
        }
    }

    private static void EndFrame(ref ConsoleState s)
    {
        s.Stop = 1;
        s.Partial = 0;
    }

    // Three lines by Atari's manual; ALE asks for one.
    private static void WriteVsync(ref ConsoleState s, int clock, int value)
    {
        s.Vsync = value;
        if ((value & 2) != 0)
        {
            s.VsyncFinish = clock + ClocksPerLine;
        }
        else if (clock >= s.VsyncFinish)
        {
            s.VsyncFinish = int.MaxValue;
            EndFrame(ref s);
        }
    }

    private static void WriteVblank<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        var changed = s.Vblank ^ value;
        if ((changed & 2) != 0)
            CatchUp(ref s, memory);
        if ((changed & 0x80) != 0)
        {
            s.DumpEnabled = value >> 7;
            if (s.DumpEnabled == 0)
                s.DumpDisabledCycle = s.Cycles;
        }
        s.Vblank = value;
    }

    // WSYNC: the processor waits for the next line, except (in ALE) right after another write, or at a line's first cycle.
    private static void WaitForLine(ref ConsoleState s)
    {
        if (s.AfterWrite != 0)
            return;
        var cycleOnLine = (int)((uint)(s.Cycles - s.FrameStart / 3) % CyclesPerLine);
        if (cycleOnLine != 0)
            s.Cycles += CyclesPerLine - cycleOnLine;
    }

    private static void WriteCtrlpf<TMemory>(ref ConsoleState s, TMemory memory, int line, int value)
        where TMemory : struct, IConsoleMemory
    {
        // On the right half, a change of the reflection waits for the end of the line.
        var reflected = line % ClocksPerLine < HorizontalBlank + 79 ? value & 1 : s.PlayfieldReflected;
        if (value == s.Ctrlpf && reflected == s.PlayfieldReflected)
            return;
        CatchUp(ref s, memory);
        if (((value ^ s.Ctrlpf) & 0x30) != 0)
            s.StaleMasks |= ObjectBall;
        if (reflected != s.PlayfieldReflected)
            s.StaleMasks |= ObjectPlayfield;
        s.Ctrlpf = value;
        s.PlayfieldReflected = reflected;
    }

    private static void WritePlayfield<TMemory>(ref ConsoleState s, TMemory memory, int clock, int playfield)
        where TMemory : struct, IConsoleMemory
    {
        // 4, 5, 2 or 3 clocks, by the cycle on the line modulo 4.
        var cycle = (clock - s.FrameStart) % ClocksPerLine / 3;
        AdvanceTarget(ref s, clock + ((cycle & 3 ^ 2) + 2));
        if (playfield == s.Playfield)
            return;
        CatchUp(ref s, memory);
        s.Playfield = playfield;
        s.StaleMasks |= ObjectPlayfield;
        s.Enabled = playfield != 0 ? s.Enabled | ObjectPlayfield : s.Enabled & ~ObjectPlayfield;
    }

    // After a write to GRP or VDELP: what the players show now.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ShowGraphics<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        var shown0 = s.Vdelp0 != 0 ? s.OldGrp0 : s.Grp0;
        var shown1 = s.Vdelp1 != 0 ? s.OldGrp1 : s.Grp1;
        if (s.Refp0 == 0)
            shown0 = Reverse8(shown0);
        if (s.Refp1 == 0)
            shown1 = Reverse8(shown1);
        if (shown0 == s.ShownGrp0 && shown1 == s.ShownGrp1)
            return;

        CatchUp(ref s, memory);
        if (shown0 != s.ShownGrp0)
        {
            s.ShownGrp0 = shown0;
            s.StaleMasks |= ObjectP0;
        }
        if (shown1 != s.ShownGrp1)
        {
            s.ShownGrp1 = shown1;
            s.StaleMasks |= ObjectP1;
        }
        s.Enabled = s.Enabled & ~(ObjectP0 | ObjectP1) | (shown0 != 0 ? ObjectP0 : 0) | (shown1 != 0 ? ObjectP1 : 0);
    }

    // After a write to ENAM, ENABL, VDELBL or RESMP: which missiles and whether the ball can show now.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ShowObjects<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        var enabled = s.Enabled & ~(ObjectM0 | ObjectM1 | ObjectBall)
            | (s.Enam0 != 0 && s.Resmp0 == 0 ? ObjectM0 : 0)
            | (s.Enam1 != 0 && s.Resmp1 == 0 ? ObjectM1 : 0)
            | ((s.Vdelbl != 0 ? s.OldEnabl : s.Enabl) != 0 ? ObjectBall : 0);
        if (enabled == s.Enabled)
            return;
        CatchUp(ref s, memory);
        s.Enabled = enabled;
    }

    // PAL sets show colours without hue after a frame with an odd number of lines; ALE marks them by bit 0.
    private static int Colour(ref ConsoleState s, int value) => value & 0xFE | s.ColourLossEnabled & s.ScanlinesOfLastFrame;

    // The registers hold the leftmost pixel in bit 7; masks hold it in bit 0. Each step swaps halves: nibbles, pairs, bits.
    private static int Reverse8(int value)
    {
        value = value >> 4 | (value & 0x0F) << 4;
        value = value >> 2 & 0x33 | (value & 0x33) << 2;
        return value >> 1 & 0x55 | (value & 0x55) << 1;
    }
}
