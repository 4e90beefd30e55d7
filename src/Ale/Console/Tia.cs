using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The TIA, the chip that draws the picture while the electron beam runs. A line has 228 colour clocks: 68 of horizontal blank, then
/// 160 pixels. It knows a playfield of 20 cells (twice per line), two players of 8 pixels, two missiles and a ball.
/// </summary>
/// <remarks>
/// This file: the registers as the processor reads them, and frames. Drawing lags behind the processor: a write only draws up to its own
/// clock if it changes what is shown, and otherwise just notes how far the picture may be drawn (<see cref="ConsoleState.BeamTarget"/>).
/// </remarks>
internal static partial class Tia
{
    public const int ClocksPerLine = 228;
    public const int HorizontalBlank = 68;
    public const int CyclesPerLine = 76;
    public const int PixelsPerLine = 160;
    public const int BlocksPerRow = 20;
    public const int RowsPerScreen = 300;
    public const int BlocksPerScreen = RowsPerScreen * BlocksPerRow;

    /// <summary>For <see cref="ConsoleState.Charge0"/>: nothing is plugged in, the input stays 0.</summary>
    public const int NeverCharges = -1;

    /// <summary>For <see cref="ConsoleState.Charge0"/>: no resistance, the input is always 1.</summary>
    public const int AlwaysCharged = -2;

    public const int ObjectP0 = 1;
    public const int ObjectM0 = 2;
    public const int ObjectP1 = 4;
    public const int ObjectM1 = 8;
    public const int ObjectBall = 16;
    public const int ObjectPlayfield = 32;
    public const int AllMasks = 63;

    /// <summary>
    /// In <see cref="ConsoleState.StaleMasks"/>: the row above may look otherwise than the beam's, for it was drawn in pieces, or what is shown has changed
    /// besides the masks. Where no bit is set, a whole row is a copy of the one above.
    /// </summary>
    public const int UnlikeRowAbove = 64;

    /// <summary>In <see cref="ConsoleState.StaleMasks"/>: the left edge of the row above is blanked after HMOVE.</summary>
    public const int EdgeAboveBlanked = 128;

    /// <summary>For <see cref="ConsoleState.Picture"/>: should the frame not end within the update, what is not drawn is left as it is.</summary>
    public const int NotGreyed = 1;

    /// <summary>For <see cref="ConsoleState.Picture"/>: the screen is left as it is. Collisions are latched all the same.</summary>
    public const int NotPainted = 2;

    /// <summary>Before any clock at which something is drawn.</summary>
    private const int NothingToDraw = int.MinValue;

    /// <summary>Power-on and system reset: registers but those of the sound, and positions, 0; both screens black.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void Reset<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        s.Vsync = s.Vblank = s.Nusiz0 = s.Nusiz1 = s.Ctrlpf = 0;
        s.Colup0 = s.Colup1 = s.Colupf = s.Colubk = 0;
        s.Refp0 = s.Refp1 = s.Grp0 = s.Grp1 = s.OldGrp0 = s.OldGrp1 = s.Vdelp0 = s.Vdelp1 = 0;
        s.Enam0 = s.Enam1 = s.Enabl = s.OldEnabl = s.Vdelbl = s.Resmp0 = s.Resmp1 = 0;
        s.Hmp0 = s.Hmp1 = s.Hmm0 = s.Hmm1 = s.Hmbl = 0;
        s.PositionP0 = s.PositionP1 = s.PositionM0 = s.PositionM1 = s.PositionBall = 0;
        s.Playfield = s.PlayfieldMirrored = s.PlayfieldReflected = s.ShownGrp0 = s.ShownGrp1 = s.FirstCopyHidden0 = s.FirstCopyHidden1 = 0;
        s.Enabled = s.Collisions = 0;
        s.HmoveBlank = s.LastHmoveClock = s.StarEnabled = s.StarCounter = s.StarShape = 0;
        s.StaleMasks = AllMasks | UnlikeRowAbove;
        s.DumpEnabled = s.DumpDisabledCycle = 0;

        s.FrameStart = s.Cycles * 3;
        SetFrameClocks(ref s);
        s.BeamClock = s.FrameStart;
        s.BeamX = s.PaintedTo = s.EdgeBlanked = 0;
        s.BeamBlock = s.CurrentScreen * BlocksPerScreen;
        s.DrawFrom = NextToDraw(in s);
        s.BeamTarget = NothingToDraw;
        s.VsyncFinish = int.MaxValue;
        s.ScanlinesOfLastFrame = s.CurrentScanline = 0;
        memory.FillPixels(0, 2 * BlocksPerScreen, 0);
    }

    /// <summary>Begins the frame that follows a finished one: the screens swap, the cycle counter starts again.</summary>
    /// <remarks>The clocks of the line on which VSYNC ended carry over: that line is line 0 of the new frame.</remarks>
    [MethodImpl(Hot.FromTheStart)]
    public static void StartFrame(ref ConsoleState s)
    {
        s.CurrentScreen ^= 1;
        var clocksOnLine = (int)((uint)(s.Cycles * 3 - s.FrameStart) % ClocksPerLine);
        ResetCycles(ref s);
        s.FrameStart = -clocksOnLine;
        SetFrameClocks(ref s);
        s.BeamClock = s.DisplayStart;
        s.BeamX = s.PaintedTo = s.EdgeBlanked = 0;
        s.BeamBlock = s.CurrentScreen * BlocksPerScreen;
        s.DrawFrom = NextToDraw(in s);
        s.BeamTarget = NothingToDraw;
        s.StaleMasks |= UnlikeRowAbove;
        s.Greyed = 0;

        if (s.ColourLossEnabled != 0)
        {
            var loss = s.ScanlinesOfLastFrame & 1;
            s.Colup0 = s.Colup0 & 0xFE | loss;
            s.Colup1 = s.Colup1 & 0xFE | loss;
            s.Colupf = s.Colupf & 0xFE | loss;
            s.Colubk = s.Colubk & 0xFE | loss;
        }
    }

    /// <summary>After the processor has stopped: finishes the frame, or greys what is not drawn of an unfinished one.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void EndUpdate<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        CatchUp(ref s, memory);
        PaintBehindBeam(ref s, memory);
        s.CurrentScanline = Scanline(ref s);
        if (s.Partial == 0)
        {
            s.ScanlinesOfLastFrame = s.CurrentScanline;
            s.Greyed = 0;
            return;
        }
        if (s.Greyed == 0 && s.Picture == 0)
            Grey(ref s, memory);
        s.Greyed = 1;
        s.StaleMasks |= UnlikeRowAbove;
    }

    /// <summary>The number of whole lines since the frame began.</summary>
    public static int Scanline(ref ConsoleState s) => (int)((uint)(s.Cycles * 3 - s.FrameStart) / ClocksPerLine);

    /// <summary>Counts cycles from 0 again; everything that remembers a cycle is moved along.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void ResetCycles(ref ConsoleState s)
    {
        var clocks = s.Cycles * 3;
        s.TimerSetCycle -= s.Cycles;
        s.TimerInterruptCycle -= s.Cycles;
        s.DumpDisabledCycle -= s.Cycles;
        s.Dpc.MusicCycle -= s.Cycles;
        s.VsyncFinish -= clocks;
        s.LastHmoveClock -= clocks;
        s.Cycles = 0;
    }

    /// <summary>Reads register <paramref name="register"/>, 0..15, at <see cref="ConsoleState.Cycles"/>.</summary>
    /// <param name="s">The console.</param>
    /// <param name="memory">Its bytes.</param>
    /// <param name="register">The low four bits of the address.</param>
    /// <param name="bus">The byte on the bus before: the chip drives only bits 7 and 6 (or 7).</param>
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int register, int bus)
        where TMemory : struct, IConsoleMemory
    {
        AdvanceTarget(ref s, s.Cycles * 3);
        if (register < 8)
            CatchUp(ref s, memory);

        var floating = bus & 0x3F;
        return floating | register switch
        {
            // CXM0P .. CXPPMM: two latches each.
            < 6 => (s.Collisions >> 2 * register & 1) << 7 | (s.Collisions >> 2 * register & 2) << 5,
            6 => (s.Collisions >> 12 & 1) << 7,
            7 => (s.Collisions >> 13 & 1) << 7 | (s.Collisions >> 13 & 2) << 5,
            8 => ReadPaddle(ref s, s.Charge0),
            9 => ReadPaddle(ref s, s.Charge1),
            10 => ReadPaddle(ref s, s.Charge2),
            11 => ReadPaddle(ref s, s.Charge3),
            12 => s.Inpt4,
            13 => s.Inpt5,
            _ => 0,
        };
    }

    // A capacitor charges through the paddle's resistance since VBLANK bit 7 ended its discharge. Unsigned as in ALE: if that was in an
    // earlier frame, so long ago that the sum is negative, the input reads 0.
    [MethodImpl(Hot.FromTheStart)]
    private static int ReadPaddle(ref ConsoleState s, int charge)
    {
        if (charge == AlwaysCharged)
            return 0x80;
        if (charge == NeverCharges || s.DumpEnabled != 0)
            return 0;
        return (uint)s.Cycles > (uint)(s.DumpDisabledCycle + charge) ? 0x80 : 0;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void SetFrameClocks(ref ConsoleState s)
    {
        s.LongestFrame = s.FrameStart + (s.MaxScanlines + 1) * ClocksPerLine;
        s.LineStart = s.FrameStart / 3;
        s.DisplayStart = s.FrameStart + ClocksPerLine * s.YStart;
        s.DisplayStop = s.DisplayStart + ClocksPerLine * s.Rows;
    }

    // ALE marks a frame that it could not finish: from the current line on, the old picture without hue, half as bright.
    [MethodImpl(Hot.FromTheStart)]
    private static void Grey<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        var line = Scanline(ref s);
        if ((uint)line < (uint)s.YStart)
            line = s.YStart;
        if ((uint)line >= (uint)(s.YStart + s.Rows))
            return;
        var screen = s.CurrentScreen * BlocksPerScreen;
        for (var block = screen + (line - s.YStart) * BlocksPerRow; block < screen + s.Rows * BlocksPerRow; block++)
            memory.SetPixels(block, memory.Pixels(block) >> 1 & 0x0707070707070707);
    }

    /// <summary>The cycle within its line, 0..75.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CycleOnLine(ref ConsoleState s)
    {
        var cycle = s.Cycles - s.LineStart;
        return (uint)cycle < CyclesPerLine ? cycle : FindLine(ref s);
    }

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static int FindLine(ref ConsoleState s)
    {
        var cycle = s.Cycles - s.LineStart - CyclesPerLine;
        // Most often it is the next line.
        if ((uint)cycle >= CyclesPerLine)
            cycle = (int)((uint)(s.Cycles - s.FrameStart / 3) % CyclesPerLine);
        s.LineStart = s.Cycles - cycle;
        return cycle;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AdvanceTarget(ref ConsoleState s, int clock)
    {
        if (clock > s.BeamTarget)
            s.BeamTarget = clock;
    }
}
