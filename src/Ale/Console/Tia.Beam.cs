using System.Numerics;
using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// Drawing: from where the beam was to where it may go by now, in pieces of lines between which no register changed. A piece is filled
/// with background and playfield, 8 pixels at a time; then the objects are painted over it from the lowest to the highest
/// priority; collisions are found by AND of the objects' masks.
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
        if (s.BeamTarget > s.BeamClock && s.BeamTarget >= s.DisplayStart && s.BeamClock < s.DisplayStop)
            Draw(ref s, memory);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
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
                DrawPiece(ref s, memory, left, to - HorizontalBlank);
                if (s.HmoveBlank != 0 && left < 8)
                    BlankLeftEdge(ref s, memory, left, to - HorizontalBlank);
            }

            s.BeamX = to;
            if (endsLine)
                EndLine(ref s);
        }
        while (s.BeamClock < target);
    }

    private static void BlankLeftEdge<TMemory>(ref ConsoleState s, TMemory memory, int left, int right)
        where TMemory : struct, IConsoleMemory
    {
        memory.SetPixels(s.BeamBlock, memory.Pixels(s.BeamBlock) & ~(ulong.MaxValue << left * 8));
        if (right >= 8)
            s.HmoveBlank = 0;
    }

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

    private static void MoveStar(ref ConsoleState s)
    {
        s.StarCounter = s.StarCounter + 1 & 3;
        // 18, 33, 0, 17 pixels to the left.
        s.PositionM0 = Moved(s.PositionM0, -(0x11002112 >> s.StarCounter * 8 & 0xFF));
        s.StarShape = s.StarCounter == 1 ? StarWide : s.StarCounter == 2 ? StarHidden : 0;
        s.StaleMasks |= ObjectM0;
    }

    // Pixels left .. right - 1 of the beam's line.
    private static void DrawPiece<TMemory>(ref ConsoleState s, TMemory memory, int left, int right)
        where TMemory : struct, IConsoleMemory
    {
        if ((s.Vblank & 2) != 0)
        {
            FillSolid(memory, s.BeamBlock, left, right, 0);
            return;
        }

        var objects = s.Enabled & ~ObjectPlayfield;
        // Playfield in the players' colours: not when it has priority over visible objects.
        var score = (s.Ctrlpf & 2) != 0 && ((s.Ctrlpf & 4) == 0 || objects == 0);
        if ((s.Enabled & ObjectPlayfield) == 0)
        {
            FillSolid(memory, s.BeamBlock, left, right, EightPixels(s.Colubk));
        }
        else if (!score)
        {
            FillPlayfield(ref s, memory, left, right, s.Colupf);
        }
        else
        {
            if (left < 80)
                FillPlayfield(ref s, memory, left, right < 80 ? right : 80, s.Colup0);
            if (right > 80)
                FillPlayfield(ref s, memory, left > 80 ? left : 80, right, s.Colup1);
        }

        if (objects != 0)
            PaintObjects(ref s, memory, left, right);
    }

    private static void FillSolid<TMemory>(TMemory memory, int row, int left, int right, ulong pixels)
        where TMemory : struct, IConsoleMemory
    {
        var block = left >> 3;
        if ((left & 7) != 0)
        {
            Blend(memory, row + block, PieceOfBlock(block, left, right), pixels);
            block++;
        }
        var whole = (right >> 3) - block;
        if (whole > 0)
        {
            memory.FillPixels(row + block, whole, pixels);
            block += whole;
        }
        if (block * 8 < right)
            Blend(memory, row + block, PieceOfBlock(block, left, right), pixels);
    }

    private static void FillPlayfield<TMemory>(ref ConsoleState s, TMemory memory, int left, int right, int colour)
        where TMemory : struct, IConsoleMemory
    {
        var row = s.BeamBlock;
        var background = EightPixels(s.Colubk);
        var difference = background ^ EightPixels(colour);
        var block = left >> 3;
        // A block of 8 pixels is two cells.
        var cells = PlayfieldCells(ref s) >> block * 2;

        if ((left & 7) != 0)
        {
            Blend(memory, row + block, PieceOfBlock(block, left, right), background ^ difference & BytesOfCells(cells));
            cells >>= 2;
            block++;
        }
        for (; block * 8 + 8 <= right; block++)
        {
            memory.SetPixels(row + block, background ^ difference & BytesOfCells(cells));
            cells >>= 2;
        }
        if (block * 8 < right)
            Blend(memory, row + block, PieceOfBlock(block, left, right), background ^ difference & BytesOfCells(cells));
    }

    private static void PaintObjects<TMemory>(ref ConsoleState s, TMemory memory, int left, int right)
        where TMemory : struct, IConsoleMemory
    {
        RefreshMasks(ref s, s.Enabled);
        LineMask piece;
        piece.A = BitsFrom(left) & ~BitsFrom(right);
        piece.B = BitsFrom(left - 64) & ~BitsFrom(right - 64);
        piece.C = BitsFrom(left - 128) & ~BitsFrom(right - 128);

        FindCollisions(ref s, ref piece);

        var enabled = s.Enabled;
        var row = s.BeamBlock;
        // What the players and missiles cannot cover: everything of the playfield and ball if these have priority, and in score mode
        // the left half's playfield for player 1.
        LineMask rest1 = piece, rest0 = piece;
        if ((s.Ctrlpf & 4) != 0)
        {
            if ((enabled & ObjectPlayfield) != 0)
                Remove(ref rest0, ref s.MaskPlayfield);
            rest1 = rest0;
        }
        else if ((s.Ctrlpf & 2) != 0 && (enabled & ObjectPlayfield) != 0)
        {
            rest1.A &= ~s.MaskPlayfield.A;
            rest1.B &= ~(s.MaskPlayfield.B & 0xFFFF);
        }

        if ((enabled & ObjectBall) != 0 && (s.Ctrlpf & 4) == 0)
        {
            // Score mode: the playfield is in front of the ball.
            var ball = piece;
            if ((s.Ctrlpf & 2) != 0 && (enabled & ObjectPlayfield) != 0)
                Remove(ref ball, ref s.MaskPlayfield);
            Paint(memory, row, ref ball, ref s.MaskBall, EightPixels(s.Colupf));
        }
        if ((enabled & (ObjectP1 | ObjectM1)) != 0)
        {
            var colour = EightPixels(s.Colup1);
            if ((enabled & ObjectP1) != 0)
                Paint(memory, row, ref rest1, ref s.MaskP1, colour);
            if ((enabled & ObjectM1) != 0)
                Paint(memory, row, ref rest1, ref s.MaskM1, colour);
        }
        if ((enabled & (ObjectP0 | ObjectM0)) != 0)
        {
            var colour = EightPixels(s.Colup0);
            if ((enabled & ObjectP0) != 0)
                Paint(memory, row, ref rest0, ref s.MaskP0, colour);
            if ((enabled & ObjectM0) != 0)
                Paint(memory, row, ref rest0, ref s.MaskM0, colour);
        }
        if ((enabled & ObjectBall) != 0 && (s.Ctrlpf & 4) != 0)
            Paint(memory, row, ref piece, ref s.MaskBall, EightPixels(s.Colupf));
    }

    private static void Paint<TMemory>(TMemory memory, int row, ref LineMask where, ref LineMask mask, ulong colour)
        where TMemory : struct, IConsoleMemory
    {
        PaintBits(memory, row, where.A & mask.A, colour);
        PaintBits(memory, row + 8, where.B & mask.B, colour);
        PaintBits(memory, row + 16, where.C & mask.C, colour);
    }

    private static void PaintBits<TMemory>(TMemory memory, int block, ulong bits, ulong colour)
        where TMemory : struct, IConsoleMemory
    {
        while (bits != 0)
        {
            var first = BitOperations.TrailingZeroCount(bits) & ~7;
            Blend(memory, block + (first >> 3), BytesOfBits(bits >> first & 0xFF), colour);
            bits &= ~(0xFFUL << first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blend<TMemory>(TMemory memory, int block, ulong where, ulong pixels)
        where TMemory : struct, IConsoleMemory
    {
        var old = memory.Pixels(block);
        memory.SetPixels(block, old ^ (old ^ pixels) & where);
    }

    private static void Remove(ref LineMask from, ref LineMask bits)
    {
        from.A &= ~bits.A;
        from.B &= ~bits.B;
        from.C &= ~bits.C;
    }

    // All ones from bit `index` on; all ones below 0, none from 64 on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BitsFrom(int index) => index <= 0 ? ulong.MaxValue : index >= 64 ? 0 : ulong.MaxValue << index;

    // 0xFF in the bytes of block `block` that belong to pixels left .. right - 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PieceOfBlock(int block, int left, int right) =>
        BitsFrom((left - block * 8) * 8) & ~BitsFrom((right - block * 8) * 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightPixels(int colour) => (ulong)colour * 0x0101010101010101;

    // Two cells to 4 bytes of 0 or 0xFF each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BytesOfCells(ulong cells) => 0 - (cells & 1) & 0xFFFFFFFF | (0 - (cells >> 1 & 1)) << 32;

    // Bit i of 8 to 0 or 0xFF in byte i: each byte keeps its own bit, which then fills the byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BytesOfBits(ulong bits)
    {
        var own = bits * 0x0101010101010101 & 0x8040201008040201;
        return ((own + 0x7F7F7F7F7F7F7F7F | own) >> 7 & 0x0101010101010101) * 0xFF;
    }
}
