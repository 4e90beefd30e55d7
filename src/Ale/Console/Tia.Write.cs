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
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int register, int value)
        where TMemory : struct, IConsoleMemory
    {
        switch (register)
        {
            case 0x00: WriteVsync(ref s, memory, value); break;
            case 0x01: WriteVblank(ref s, memory, value); break;
            case 0x02: WriteWsync(ref s, memory, value); break;
            case 0x04: WriteNusiz0(ref s, memory, value); break;
            case 0x05: WriteNusiz1(ref s, memory, value); break;
            case 0x06: WriteColup0(ref s, memory, value); break;
            case 0x07: WriteColup1(ref s, memory, value); break;
            case 0x08: WriteColupf(ref s, memory, value); break;
            case 0x09: WriteColubk(ref s, memory, value); break;
            case 0x0A: WriteCtrlpf(ref s, memory, value); break;
            case 0x0B: WriteRefp0(ref s, memory, value); break;
            case 0x0C: WriteRefp1(ref s, memory, value); break;
            case 0x0D: WritePf0(ref s, memory, value); break;
            case 0x0E: WritePf1(ref s, memory, value); break;
            case 0x0F: WritePf2(ref s, memory, value); break;
            case 0x10: WriteResp0(ref s, memory, value); break;
            case 0x11: WriteResp1(ref s, memory, value); break;
            case 0x12: WriteResm0(ref s, memory, value); break;
            case 0x13: WriteResm1(ref s, memory, value); break;
            case 0x14: WriteResbl(ref s, memory, value); break;
            case 0x15: WriteAudc0(ref s, memory, value); break;
            case 0x16: WriteAudc1(ref s, memory, value); break;
            case 0x17: WriteAudf0(ref s, memory, value); break;
            case 0x18: WriteAudf1(ref s, memory, value); break;
            case 0x19: WriteAudv0(ref s, memory, value); break;
            case 0x1A: WriteAudv1(ref s, memory, value); break;
            case 0x1B: WriteGrp0(ref s, memory, value); break;
            case 0x1C: WriteGrp1(ref s, memory, value); break;
            case 0x1D: WriteEnam0(ref s, memory, value); break;
            case 0x1E: WriteEnam1(ref s, memory, value); break;
            case 0x1F: WriteEnabl(ref s, memory, value); break;
            case 0x20: WriteHmp0(ref s, memory, value); break;
            case 0x21: WriteHmp1(ref s, memory, value); break;
            case 0x22: WriteHmm0(ref s, memory, value); break;
            case 0x23: WriteHmm1(ref s, memory, value); break;
            case 0x24: WriteHmbl(ref s, memory, value); break;
            case 0x25: WriteVdelp0(ref s, memory, value); break;
            case 0x26: WriteVdelp1(ref s, memory, value); break;
            case 0x27: WriteVdelbl(ref s, memory, value); break;
            case 0x28: WriteResmp0(ref s, memory, value); break;
            case 0x29: WriteResmp1(ref s, memory, value); break;
            case 0x2A: WriteHmove(ref s, memory, value); break;
            case 0x2B: WriteHmclr(ref s, memory, value); break;
            case 0x2C: WriteCxclr(ref s, memory, value); break;
            default: WriteNothing(ref s, memory, value); break;
        }
    }

    /// <summary>RSYNC, and addresses without a register.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void WriteNothing<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory => Begin(ref s, 0);

    // Registers. Each begins with its delay in clocks.

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteVsync<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        var clock = Begin(ref s, 0);
        s.Vsync = value;
        if ((value & 2) != 0)
        {
            s.VsyncFinish = clock + ClocksPerLine;
        }
        else if (clock >= s.VsyncFinish)
        {
            // Three lines by Atari's manual; ALE asks for one.
            s.VsyncFinish = int.MaxValue;
            EndFrame(ref s);
        }
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteVblank<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 1);
        var changed = s.Vblank ^ value;
        if ((changed & 2) != 0)
        {
            CatchUp(ref s, memory);
            PaintBehindBeam(ref s, memory);
            s.StaleMasks |= UnlikeRowAbove;
        }
        if ((changed & 0x80) != 0)
        {
            s.DumpEnabled = value >> 7;
            if (s.DumpEnabled == 0)
                s.DumpDisabledCycle = s.Cycles;
        }
        s.Vblank = value;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteWsync<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        // The processor waits for the next line, except (in ALE) right after another write, or at a line's first cycle.
        Begin(ref s, 0);
        if (s.AfterWrite != 0)
            return;
        if (CycleOnLine(ref s) == 0)
            return;
        s.LineStart += CyclesPerLine;
        s.Cycles = s.LineStart;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteNusiz0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 8);
        if (value == s.Nusiz0 && (s.FirstCopyHidden0 | s.StarShape) == 0)
            return;
        CatchUp(ref s, memory);
        s.Nusiz0 = value;
        s.FirstCopyHidden0 = s.StarShape = 0;
        s.StaleMasks |= ObjectP0 | ObjectM0;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteNusiz1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 8);
        if (value == s.Nusiz1 && s.FirstCopyHidden1 == 0)
            return;
        CatchUp(ref s, memory);
        s.Nusiz1 = value;
        s.FirstCopyHidden1 = 0;
        s.StaleMasks |= ObjectP1 | ObjectM1;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteColup0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        value = Colour(ref s, value);
        if (value == s.Colup0)
            return;
        CatchUp(ref s, memory);
        PaintBehindBeam(ref s, memory);
        s.Colup0 = value;
        s.StaleMasks |= UnlikeRowAbove;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteColup1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        value = Colour(ref s, value);
        if (value == s.Colup1)
            return;
        CatchUp(ref s, memory);
        PaintBehindBeam(ref s, memory);
        s.Colup1 = value;
        s.StaleMasks |= UnlikeRowAbove;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteColupf<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        value = Colour(ref s, value);
        if (value == s.Colupf)
            return;
        CatchUp(ref s, memory);
        PaintBehindBeam(ref s, memory);
        s.Colupf = value;
        s.StaleMasks |= UnlikeRowAbove;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteColubk<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        value = Colour(ref s, value);
        if (value == s.Colubk)
            return;
        CatchUp(ref s, memory);
        PaintBehindBeam(ref s, memory);
        s.Colubk = value;
        s.StaleMasks |= UnlikeRowAbove;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteCtrlpf<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        // On the right half, a change of the reflection waits for the end of the line.
        var reflected = CycleOnLine(ref s) * 3 < HorizontalBlank + 79 ? value & 1 : s.PlayfieldReflected;
        if (value == s.Ctrlpf && reflected == s.PlayfieldReflected)
            return;
        CatchUp(ref s, memory);
        if (((value ^ s.Ctrlpf) & 0x30) != 0)
            s.StaleMasks |= ObjectBall;
        if (reflected != s.PlayfieldReflected)
            s.StaleMasks |= ObjectPlayfield;
        s.StaleMasks |= UnlikeRowAbove;
        s.Ctrlpf = value;
        s.PlayfieldReflected = reflected;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteRefp0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 1);
        if ((value >> 3 & 1) == s.Refp0)
            return;
        CatchUp(ref s, memory);
        s.Refp0 ^= 1;
        s.ShownGrp0 = Reverse8(s.ShownGrp0);
        s.StaleMasks |= ObjectP0;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteRefp1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 1);
        if ((value >> 3 & 1) == s.Refp1)
            return;
        CatchUp(ref s, memory);
        s.Refp1 ^= 1;
        s.ShownGrp1 = Reverse8(s.ShownGrp1);
        s.StaleMasks |= ObjectP1;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WritePf0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory =>
        WritePlayfield(ref s, memory, s.Playfield & ~0x0000F | value >> 4, s.PlayfieldMirrored & ~0xF0000 | (Reverse8(value) & 0x0F) << 16);

    [MethodImpl(Hot.FromTheStart)]
    public static void WritePf1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory =>
        WritePlayfield(ref s, memory, s.Playfield & ~0x00FF0 | Reverse8(value) << 4, s.PlayfieldMirrored & ~0x0FF00 | value << 8);

    [MethodImpl(Hot.FromTheStart)]
    public static void WritePf2<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory =>
        WritePlayfield(ref s, memory, s.Playfield & ~0xFF000 | value << 12, s.PlayfieldMirrored & ~0x000FF | Reverse8(value));

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteResp0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory => ResetPlayer0(ref s, memory, Begin(ref s, 0));

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteResp1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory => ResetPlayer1(ref s, memory, Begin(ref s, 0));

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteResm0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory => ResetMissile0(ref s, memory, Begin(ref s, 8));

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteResm1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory => ResetMissile1(ref s, memory, Begin(ref s, 8));

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteResbl<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory => ResetBall(ref s, memory, Begin(ref s, 0));

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteAudc0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Audc0 = value & 0xF;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteAudc1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Audc1 = value & 0xF;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteAudf0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Audf0 = value & 0x1F;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteAudf1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Audf1 = value & 0x1F;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteAudv0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Audv0 = value & 0xF;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteAudv1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Audv1 = value & 0xF;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteGrp0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        // Vertical delay: writing one player's graphics moves the other's into its old register.
        Begin(ref s, 1);
        var changed = (value ^ s.Grp0) & s.Vdelp0 - 1 | (s.OldGrp1 ^ s.Grp1) & -s.Vdelp1;
        s.Grp0 = value;
        s.OldGrp1 = s.Grp1;
        if (changed != 0)
            ShowGraphics(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteGrp1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 1);
        var changed = (value ^ s.Grp1) & s.Vdelp1 - 1 | (s.OldGrp0 ^ s.Grp0) & -s.Vdelp0;
        s.Grp1 = value;
        s.OldGrp0 = s.Grp0;
        if (changed != 0)
            ShowGraphics(ref s, memory);
        if (s.OldEnabl == s.Enabl)
            return;
        s.OldEnabl = s.Enabl;
        ShowObjects(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteEnam0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        if (s.Enam0 == (value & 2))
            return;
        s.Enam0 = value & 2;
        ShowObjects(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteEnam1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        if (s.Enam1 == (value & 2))
            return;
        s.Enam1 = value & 2;
        ShowObjects(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteEnabl<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        if (s.Enabl == (value & 2))
            return;
        s.Enabl = value & 2;
        ShowObjects(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteHmp0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Hmp0 = value >> 4;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteHmp1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Hmp1 = value >> 4;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteHmm0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory => SetMotionM0(ref s, memory, Begin(ref s, 0), value >> 4);

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteHmm1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Hmm1 = value >> 4;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteHmbl<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Hmbl = value >> 4;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteVdelp0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        if (s.Vdelp0 == (value & 1))
            return;
        s.Vdelp0 = value & 1;
        ShowGraphics(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteVdelp1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        if (s.Vdelp1 == (value & 1))
            return;
        s.Vdelp1 = value & 1;
        ShowGraphics(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteVdelbl<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Vdelbl = value & 1;
        ShowObjects(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteResmp0<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        if (s.Resmp0 == (value & 2))
            return;
        ReleaseMissile0(ref s, memory, value & 2);
        ShowObjects(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteResmp1<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        if (s.Resmp1 == (value & 2))
            return;
        ReleaseMissile1(ref s, memory, value & 2);
        ShowObjects(ref s, memory);
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteHmove<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory => Hmove(ref s, memory, Begin(ref s, 0));

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteHmclr<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        s.Hmp0 = s.Hmp1 = s.Hmm0 = s.Hmm1 = s.Hmbl = 0;
    }

    [MethodImpl(Hot.FromTheStart)]
    public static void WriteCxclr<TMemory>(ref ConsoleState s, TMemory memory, int value)
        where TMemory : struct, IConsoleMemory
    {
        Begin(ref s, 0);
        CatchUp(ref s, memory);
        s.Collisions = 0;
        // They are latched where a row is drawn, not where it is copied.
        s.StaleMasks |= UnlikeRowAbove;
    }

    // What every write does: a picture without vertical sync is cut off; the beam may go on to where the write takes effect.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Begin(ref ConsoleState s, int delay)
    {
        var clock = s.Cycles * 3;
        AdvanceTarget(ref s, clock + delay);
        if (clock >= s.LongestFrame)
            EndFrame(ref s);
        return clock;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void EndFrame(ref ConsoleState s)
    {
        s.Stop = 1;
        s.Partial = 0;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void WritePlayfield<TMemory>(ref ConsoleState s, TMemory memory, int playfield, int mirrored)
        where TMemory : struct, IConsoleMemory
    {
        var clock = Begin(ref s, 0);
        // 4, 5, 2 or 3 clocks, by the cycle on the line modulo 4.
        AdvanceTarget(ref s, clock + ((CycleOnLine(ref s) & 3 ^ 2) + 2));
        if (playfield == s.Playfield)
            return;
        CatchUp(ref s, memory);
        s.Playfield = playfield;
        s.PlayfieldMirrored = mirrored;
        s.StaleMasks |= ObjectPlayfield;
        s.Enabled = playfield != 0 ? s.Enabled | ObjectPlayfield : s.Enabled & ~ObjectPlayfield;
    }

    // After a write to GRP or VDELP: what the players show now.
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
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
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
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
        s.StaleMasks |= enabled ^ s.Enabled;
        s.Enabled = enabled;
    }

    // PAL sets show colours without hue after a frame with an odd number of lines; ALE marks them by bit 0.
    private static int Colour(ref ConsoleState s, int value) => value & 0xFE | s.ColourLossEnabled & s.ScanlinesOfLastFrame;

    // The registers hold the leftmost pixel in bit 7; masks hold it in bit 0. Nibble i of the constant is i from right to left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Reverse8(int value)
    {
        const ulong nibbles = 0xF7B3D591E6A2C480;
        return (int)(nibbles >> (value & 0x0F) * 4 & 0x0F) << 4 | (int)(nibbles >> (value >> 4) * 4 & 0x0F);
    }
}
