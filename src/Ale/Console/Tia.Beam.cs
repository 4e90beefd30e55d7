using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// Drawing: from where the beam was to where it may go by now, in pieces of lines between which no register changed. A piece is
/// painted in layers, from the background to the object of highest priority, where the bits of the objects' masks say so; collisions are
/// found by AND of the masks.
/// </summary>
internal static partial class Tia
{
    private const int StarWide = 1;
    private const int StarHidden = 2;

    // The halves of a line in score mode.
    private const int ScoreLeft = 1;
    private const int ScoreRight = 2;

    /// <summary>Draws up to <see cref="ConsoleState.BeamTarget"/>. To be called before anything that is shown changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CatchUp<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        // Within the blank there is nothing to draw yet: most registers are written there.
        if (s.BeamTarget > s.BeamClock && s.BeamTarget >= s.DisplayStart && s.BeamClock < s.DisplayStop
            && s.BeamX + s.BeamTarget - s.BeamClock > HorizontalBlank)
            Draw(ref s, memory);
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

            if (to > HorizontalBlank)
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
    }

    // Most rows equal the one above: then so do their collisions, which are latched already.
    [MethodImpl(Hot.FromTheStart)]
    private static void DrawRow<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        var blanked = s.HmoveBlank * EdgeAboveBlanked;
        if (s.StaleMasks == blanked)
        {
            memory.CopyRowAbove(s.BeamBlock);
            s.HmoveBlank = 0;
            return;
        }
        DrawPiece(ref s, memory, 0, PixelsPerLine);
        if (blanked != 0)
            BlankLeftEdge(ref s, memory, 0, PixelsPerLine);
        s.StaleMasks = s.StaleMasks & AllMasks | blanked;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void DrawPart<TMemory>(ref ConsoleState s, TMemory memory, int left, int right)
        where TMemory : struct, IConsoleMemory
    {
        DrawPiece(ref s, memory, left, right);
        if (s.HmoveBlank != 0 && left < 8)
            BlankLeftEdge(ref s, memory, left, right);
        s.StaleMasks |= UnlikeRowAbove;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void BlankLeftEdge<TMemory>(ref ConsoleState s, TMemory memory, int left, int right)
        where TMemory : struct, IConsoleMemory
    {
        memory.SetPixels(s.BeamBlock, memory.Pixels(s.BeamBlock) & (1UL << left * 8) - 1);
        if (right >= 8)
            s.HmoveBlank = 0;
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

    // Pixels left .. right - 1 of the beam's line.
    [MethodImpl(Hot.FromTheStart)]
    private static void DrawPiece<TMemory>(ref ConsoleState s, TMemory memory, int left, int right)
        where TMemory : struct, IConsoleMemory
    {
        if ((s.Vblank & 2) != 0)
        {
            Fill(memory, s.BeamBlock, left, right, 0);
            return;
        }
        if (s.Enabled == 0)
        {
            Fill(memory, s.BeamBlock, left, right, s.Colubk);
            return;
        }

        RefreshMasks(ref s);
        // Playfield in the players' colours: not when it has priority over visible objects.
        if ((s.Ctrlpf & 2) == 0 || ((s.Ctrlpf & 4) != 0 && (s.Enabled & ~ObjectPlayfield) != 0))
        {
            DrawObjects(ref s, memory, left, right, s.Colupf, 0);
            return;
        }
        const int middle = PixelsPerLine / 2;
        if (left < middle)
            DrawObjects(ref s, memory, left, right < middle ? right : middle, s.Colup0, ScoreLeft);
        if (right > middle)
            DrawObjects(ref s, memory, left > middle ? left : middle, right, s.Colup1, ScoreRight);
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void Fill<TMemory>(TMemory memory, int row, int left, int right, int colour)
        where TMemory : struct, IConsoleMemory
    {
        if (right - left == PixelsPerLine)
        {
            memory.FillPixels(row, BlocksPerRow, (ulong)colour * 0x0101010101010101);
            return;
        }
        memory.PaintPixels(row, 64, Piece(left, right), 0, 0, 0, 0, (ulong)colour);
        if (right > 64)
            memory.PaintPixels(row + 8, 64, Piece(left - 64, right - 64), 0, 0, 0, 0, (ulong)colour);
        if (right > 128)
            memory.PaintPixels(row + 16, 32, Piece(left - 128, right - 128), 0, 0, 0, 0, (ulong)colour);
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void DrawObjects<TMemory>(ref ConsoleState s, TMemory memory, int left, int right, int playfieldColour, int score)
        where TMemory : struct, IConsoleMemory
    {
        // A byte for each layer, the background's lowest.
        var colours = (ulong)((long)s.Colup0 << 32 | (long)s.Colup1 << 24 | (long)s.Colupf << 16 | (long)playfieldColour << 8 | (long)s.Colubk);
        if (left < 64)
            DrawBlock(
                ref s, memory, s.BeamBlock, 64, Piece(left, right), s.MaskPlayfield.A, s.MaskBall.A,
                s.MaskP0.A, s.MaskM0.A, s.MaskP1.A, s.MaskM1.A, colours, score);
        if (left < 128 && right > 64)
            DrawBlock(
                ref s, memory, s.BeamBlock + 8, 64, Piece(left - 64, right - 64), s.MaskPlayfield.B, s.MaskBall.B,
                s.MaskP0.B, s.MaskM0.B, s.MaskP1.B, s.MaskM1.B, colours, score);
        if (right > 128)
            DrawBlock(
                ref s, memory, s.BeamBlock + 16, 32, Piece(left - 128, right - 128), s.MaskPlayfield.C, s.MaskBall.C,
                s.MaskP0.C, s.MaskM0.C, s.MaskP1.C, s.MaskM1.C, colours, score);
    }

    // The pixels `where` of 64 or 32: collisions, then the colours by priority.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DrawBlock<TMemory>(
        ref ConsoleState s, TMemory memory, int block, int count, ulong where, ulong playfield, ulong ball,
        ulong p0, ulong m0, ulong p1, ulong m1, ulong colours, int score)
        where TMemory : struct, IConsoleMemory
    {
        var once = playfield | ball;
        var twice = playfield & ball;
        twice |= once & p0;
        once |= p0;
        twice |= once & m0;
        once |= m0;
        twice |= once & p1;
        once |= p1;
        twice |= once & m1;
        twice &= where;
        if (twice != 0)
            LatchCollisions(ref s, twice, playfield, ball, p0, m0, p1, m1);

        var players0 = p0 | m0;
        var players1 = p1 | m1;
        if (((s.Ctrlpf & 4) | score) != 0)
        {
            // With priority, playfield and ball cover the players. In score mode the playfield covers the ball and, on the left, player 1.
            if (score == 0)
                players0 &= ~(playfield | ball);
            if (score != ScoreRight)
                players1 &= ~playfield;
            if (score == 0)
                players1 &= ~ball;
            else
                ball &= ~playfield;
        }
        memory.PaintPixels(block, count, where, playfield, ball, players1, players0, colours);
    }

    // All ones from bit `index` on; all ones below 0, none from 64 on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BitsFrom(int index) => index <= 0 ? ulong.MaxValue : index >= 64 ? 0 : ulong.MaxValue << index;

    // All ones for pixels left .. right - 1 of 64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Piece(int left, int right) => BitsFrom(left) & ~BitsFrom(right);
}
