using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// Drawing: from where the beam was to where it may go by now, in pieces of lines between which no register changed. Of a piece the
/// objects' masks tell which colour each pixel has and, by AND, which objects collide; a line's pieces are painted together at its end, or
/// before a colour changes.
/// </summary>
internal static partial class Tia
{
    private const int StarWide = 1;
    private const int StarHidden = 2;

    /// <summary>Draws up to <see cref="ConsoleState.BeamTarget"/>. To be called before anything that is shown changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CatchUp<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        if (s.BeamTarget > s.DrawFrom)
            Draw(ref s, memory);
    }

    /// <summary>
    /// The clock that a target must pass for something to be drawn, or a line to be ended. Within the blank there is nothing to draw yet: most
    /// registers are written there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextToDraw(in ConsoleState s)
    {
        if (s.BeamClock >= s.DisplayStop)
            return int.MaxValue;
        var next = s.BeamX < HorizontalBlank ? s.BeamClock + HorizontalBlank - s.BeamX : s.BeamClock;
        return next < s.DisplayStart ? s.DisplayStart - 1 : next;
    }

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static void Draw<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        var target = s.BeamTarget < s.DisplayStop ? s.BeamTarget : s.DisplayStop;
        do
        {
            var from = s.BeamX;
            var toLineEnd = ClocksPerLine - from;
            // A line that is drawn exactly to its end is only ended when the beam goes on: ALE lets a register written at that very
            // clock still belong to the old line.
            var endsLine = target - s.BeamClock > toLineEnd;
            var to = endsLine ? ClocksPerLine : from + target - s.BeamClock;
            s.BeamClock += to - from;

            if (to > HorizontalBlank && from < ClocksPerLine)
            {
                var left = from < HorizontalBlank ? 0 : from - HorizontalBlank;
                if (left == 0 && to == ClocksPerLine)
                    DrawRow(ref s, memory);
                else
                    DrawPart(ref s, memory, left, to - HorizontalBlank);
            }

            s.BeamX = to;
            if (endsLine)
                EndLine(ref s);
        }
        while (s.BeamClock < target);
        s.DrawFrom = NextToDraw(in s);
    }

    // Most rows equal the one above: then so do their collisions, which are latched already.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DrawRow<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        var blanked = s.HmoveBlank * EdgeAboveBlanked;
        if (s.StaleMasks == blanked)
        {
            if (s.Picture != NotPainted)
                memory.CopyRowAbove(s.BeamBlock);
            s.HmoveBlank = 0;
            return;
        }
        DrawPiece(ref s, memory, 0, PixelsPerLine);
        s.StaleMasks = s.StaleMasks & AllMasks | blanked;
        Paint(ref s, memory, PixelsPerLine);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DrawPart<TMemory>(ref ConsoleState s, TMemory memory, int left, int right)
        where TMemory : struct, IConsoleMemory
    {
        DrawPiece(ref s, memory, left, right);
        s.StaleMasks |= UnlikeRowAbove;
        if (right == PixelsPerLine)
            Paint(ref s, memory, right);
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void EndLine(ref ConsoleState s)
    {
        s.BeamX = 0;
        s.BeamBlock += BlocksPerRow;

        if (s.PlayfieldReflected != (s.Ctrlpf & 1))
        {
            s.PlayfieldReflected = s.Ctrlpf & 1;
            s.StaleMasks |= ObjectPlayfield;
        }
        if ((s.FirstCopyHidden0 | s.FirstCopyHidden1) != 0)
        {
            s.FirstCopyHidden0 = s.FirstCopyHidden1 = 0;
            s.StaleMasks |= ObjectP0 | ObjectP1;
        }
        if (s.StarEnabled != 0)
            MoveStar(ref s);
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void MoveStar(ref ConsoleState s)
    {
        s.StarCounter = s.StarCounter + 1 & 3;
        // 18, 33, 0, 17 pixels to the left.
        s.PositionM0 = Moved(s.PositionM0, -(0x11002112 >> s.StarCounter * 8 & 0xFF));
        s.StarShape = s.StarCounter == 1 ? StarWide : s.StarCounter == 2 ? StarHidden : 0;
        s.StaleMasks |= ObjectM0;
    }

    // Notes the colours of pixels left .. right - 1 of the beam's line, and latches their collisions; they are painted later, many pieces at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DrawPiece<TMemory>(ref ConsoleState s, TMemory memory, int left, int right)
        where TMemory : struct, IConsoleMemory
    {
        if (s.HmoveBlank != 0 && left < 8)
        {
            s.EdgeBlanked = 1;
            if (right >= 8)
                s.HmoveBlank = 0;
        }
        if (IsOnlyBackground(ref s))
        {
            memory.CoverWithBackground(ref s, left, right);
            return;
        }
        RenewMasks(ref s, memory);
        memory.CoverRow(ref s, left, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOnlyBackground(ref ConsoleState s) => s.Enabled == 0 || (s.Vblank & 2) != 0;

    /// <summary>Paints what the beam has passed on its line. To be called before a colour changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PaintBehindBeam<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        // A line that is drawn to its end is painted.
        var passed = s.BeamX - HorizontalBlank;
        if (passed > s.PaintedTo && passed < PixelsPerLine)
            Paint(ref s, memory, passed);
    }

    // The beam's row from where it is painted up to pixel `to`.
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static void Paint<TMemory>(ref ConsoleState s, TMemory memory, int to)
        where TMemory : struct, IConsoleMemory
    {
        var from = s.PaintedTo;
        s.PaintedTo = to == PixelsPerLine ? 0 : to;
        if (s.Picture == NotPainted)
        {
            s.EdgeBlanked = 0;
            return;
        }
        var colours = (s.Vblank & 2) != 0 ? 0 : (uint)(s.Colup0 << 24 | s.Colup1 << 16 | s.Colupf << 8 | s.Colubk);
        memory.PaintRow(ref s, from, to, colours);
        if (s.EdgeBlanked != 0)
        {
            if (from < 8)
                memory.SetPixels(s.BeamBlock, memory.Pixels(s.BeamBlock) & (1UL << from * 8) - 1);
            s.EdgeBlanked = 0;
        }
    }

    /// <summary>The playfield is shown in the players' colours: not where it has priority over objects that can be seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlayfieldInPlayersColours(ref ConsoleState s) =>
        (s.Ctrlpf & 2) != 0 && ((s.Ctrlpf & 4) == 0 || (s.Enabled & ~ObjectPlayfield) == 0);

    // All ones from bit `index` on; all ones below 0, none from 64 on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BitsFrom(int index) => index <= 0 ? ulong.MaxValue : index >= 64 ? 0 : ulong.MaxValue << index;

    /// <summary>All ones for pixels <paramref name="left"/> .. <paramref name="right"/> - 1 of 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Piece(int left, int right) => BitsFrom(left) & ~BitsFrom(right);
}
