using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DqnGpu.Ale;

/// <summary>
/// <see cref="IConsoleMemory.CoverRow"/> and <see cref="IConsoleMemory.PaintRow"/>: from the objects' masks to the number of each pixel's colour, as
/// two bits in <see cref="ConsoleState.ColourBit0"/> and <see cref="ConsoleState.ColourBit1"/>, and from there to pixels.
/// </summary>
/// <remarks>
/// The numbers are 0 for the background, 1 for playfield and ball, 2 for player 1 and its missile, 3 for player 0 and its missile. Each
/// step is here as plain code on words, which runs anywhere, and on vectors: a whole line's masks in one of 256 bits with AVX2; 32 pixels with
/// AVX2 or 16 with SSSE3 or NEON, whose colours are looked up by a shuffle.
/// </remarks>
internal static unsafe class RowPixels
{
    private const ulong EachByte = 0x0101010101010101;
    private const ulong OwnBits = 0x8040201008040201;

    /// <summary>A line's masks at once, or by words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Cover(ref ConsoleState s, int left, int right)
    {
        if (Avx2.IsSupported)
            CoverByVector(ref s, left, right);
        else
            CoverByWords(ref s, left, right);
    }

    /// <summary>Pixels <paramref name="left"/> .. <paramref name="right"/> - 1, 64 at a time.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void CoverByWords(ref ConsoleState s, int left, int right)
    {
        if (left < 64)
            CoverWord(
                ref s, left, right, ref s.ColourBit0.A, ref s.ColourBit1.A, ~0UL, s.MaskPlayfield.A, s.MaskBall.A, s.MaskP0.A, s.MaskM0.A, s.MaskP1.A, s.MaskM1.A);
        if (left < 128 && right > 64)
            CoverWord(
                ref s, left - 64, right - 64, ref s.ColourBit0.B, ref s.ColourBit1.B, 0xFFFF, s.MaskPlayfield.B, s.MaskBall.B,
                s.MaskP0.B, s.MaskM0.B, s.MaskP1.B, s.MaskM1.B);
        if (right > 128)
            CoverWord(
                ref s, left - 128, right - 128, ref s.ColourBit0.C, ref s.ColourBit1.C, 0, s.MaskPlayfield.C, s.MaskBall.C,
                s.MaskP0.C, s.MaskM0.C, s.MaskP1.C, s.MaskM1.C);
    }

    // `leftHalf` are those of the word's pixels that lie in the line's left half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CoverWord(
        ref ConsoleState s, int left, int right, ref ulong bit0, ref ulong bit1, ulong leftHalf, ulong playfield, ulong ball,
        ulong p0, ulong m0, ulong p1, ulong m1)
    {
        var where = Tia.Piece(left, right);
        var once = playfield | ball;
        var twice = playfield & ball;
        twice |= once & p0;
        once |= p0;
        twice |= once & m0;
        once |= m0;
        twice |= once & p1;
        once |= p1;
        twice |= once & m1;
        if ((twice & where) != 0)
            Tia.LatchCollisions(ref s, where, playfield, ball, p0, m0, p1, m1);

        var ground = playfield | ball;
        var players0 = p0 | m0;
        var players1 = p1 | m1;
        if (Tia.IsPlayfieldInPlayersColours(ref s))
        {
            ground = ball;
            players0 |= playfield & leftHalf;
            players1 |= playfield & ~leftHalf;
        }
        else if ((s.Ctrlpf & 4) != 0)
        {
            players0 &= ~ground;
            players1 &= ~ground;
        }
        bit0 = bit0 & ~where | (players0 | ground & ~players1) & where;
        bit1 = bit1 & ~where | (players0 | players1) & where;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CoverByVector(ref ConsoleState s, int left, int right)
    {
        var playfield = Vector256.LoadUnsafe(ref s.MaskPlayfield.A);
        var ball = Vector256.LoadUnsafe(ref s.MaskBall.A);
        var p0 = Vector256.LoadUnsafe(ref s.MaskP0.A);
        var m0 = Vector256.LoadUnsafe(ref s.MaskM0.A);
        var p1 = Vector256.LoadUnsafe(ref s.MaskP1.A);
        var m1 = Vector256.LoadUnsafe(ref s.MaskM1.A);
        var where = PixelsBefore(right) & ~PixelsBefore(left);

        var ground = playfield | ball;
        var twice = playfield & ball;
        twice |= ground & p0;
        var once = ground | p0;
        twice |= once & m0;
        once |= m0;
        twice |= once & p1;
        once |= p1;
        twice |= once & m1;

        var players0 = p0 | m0;
        var players1 = p1 | m1;
        if ((s.Ctrlpf & 6) != 0)
        {
            if (Tia.IsPlayfieldInPlayersColours(ref s))
            {
                var leftHalf = Vector256.Create(~0UL, 0xFFFF, 0, 0);
                ground = ball;
                players0 |= playfield & leftHalf;
                players1 |= playfield & ~leftHalf;
            }
            else if ((s.Ctrlpf & 4) != 0)
            {
                players0 &= ~ground;
                players1 &= ~ground;
            }
        }
        Merge(ref s.ColourBit0, players0 | ground & ~players1, where);
        Merge(ref s.ColourBit1, players0 | players1, where);
        // Last, so that no vector has to be kept meanwhile.
        if (!Avx.TestZ(twice, where))
            LatchCollisions(ref s, left, right);
    }

    /// <summary><see cref="IConsoleMemory.CoverWithBackground"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CoverWithBackground(ref ConsoleState s, int left, int right)
    {
        if (!Avx2.IsSupported)
        {
            CoverWithBackgroundByWords(ref s, left, right);
            return;
        }
        var where = PixelsBefore(right) & ~PixelsBefore(left);
        Merge(ref s.ColourBit0, Vector256<ulong>.Zero, where);
        Merge(ref s.ColourBit1, Vector256<ulong>.Zero, where);
    }

    /// <summary>The same, 64 pixels at a time.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void CoverWithBackgroundByWords(ref ConsoleState s, int left, int right)
    {
        ulong a = Tia.Piece(left, right), b = Tia.Piece(left - 64, right - 64), c = Tia.Piece(left - 128, right - 128);
        s.ColourBit0.A &= ~a;
        s.ColourBit0.B &= ~b;
        s.ColourBit0.C &= ~c;
        s.ColourBit1.A &= ~a;
        s.ColourBit1.B &= ~b;
        s.ColourBit1.C &= ~c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge(ref LineMask line, Vector256<ulong> piece, Vector256<ulong> where)
    {
        var old = Vector256.LoadUnsafe(ref line.A);
        (old ^ (old ^ piece) & where).StoreUnsafe(ref line.A);
    }

    // Ones for pixels 0 .. end - 1: lane i of ones is shifted right by 64 (i + 1) - end, by nothing where that is below 0; 64 and more leave nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> PixelsBefore(int end)
    {
        var count = Avx2.SubtractSaturate(Vector256.Create(64UL, 128, 192, 256).AsUInt16(), Vector256.Create((ulong)end).AsUInt16()).AsUInt64();
        return Avx2.ShiftRightLogicalVariable(Vector256<ulong>.AllBitsSet, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static void LatchCollisions(ref ConsoleState s, int left, int right)
    {
        Tia.LatchCollisions(ref s, Tia.Piece(left, right), s.MaskPlayfield.A, s.MaskBall.A, s.MaskP0.A, s.MaskM0.A, s.MaskP1.A, s.MaskM1.A);
        Tia.LatchCollisions(ref s, Tia.Piece(left - 64, right - 64), s.MaskPlayfield.B, s.MaskBall.B, s.MaskP0.B, s.MaskM0.B, s.MaskP1.B, s.MaskM1.B);
        Tia.LatchCollisions(ref s, Tia.Piece(left - 128, right - 128), s.MaskPlayfield.C, s.MaskBall.C, s.MaskP0.C, s.MaskM0.C, s.MaskP1.C, s.MaskM1.C);
    }

    /// <summary>Paints pixels <paramref name="left"/> .. <paramref name="right"/> - 1 of the row at <paramref name="row"/>, on vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Paint(byte* row, ref LineMask bit0, ref LineMask bit1, int left, int right, uint colours)
    {
        if (Avx2.IsSupported)
            PaintBy32(row, ref bit0, ref bit1, left, right, colours);
        else
            PaintBy16(row, ref bit0, ref bit1, left, right, colours);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PaintBy32(byte* row, ref LineMask bit0, ref LineMask bit1, int left, int right, uint colours)
    {
        var table = Vector256.Create(colours).AsByte();
        if (left == 0 && right == Tia.PixelsPerLine)
        {
            Painted32(ref bit0, ref bit1, 0, table).Store(row);
            Painted32(ref bit0, ref bit1, 32, table).Store(row + 32);
            Painted32(ref bit0, ref bit1, 64, table).Store(row + 64);
            Painted32(ref bit0, ref bit1, 96, table).Store(row + 96);
            Painted32(ref bit0, ref bit1, 128, table).Store(row + 128);
            return;
        }
        for (var first = left & ~31; first < right; first += 32)
        {
            var index = Vector256<sbyte>.Indices;
            var where = Vector256.GreaterThanOrEqual(index, Vector256.Create((sbyte)Math.Max(left - first, 0)))
                & Vector256.LessThan(index, Vector256.Create((sbyte)Math.Min(right - first, 32)));
            Vector256.ConditionalSelect(where.AsByte(), Painted32(ref bit0, ref bit1, first, table), Vector256.Load(row + first)).Store(row + first);
        }
    }

    // Byte i of a vector is looked at for bit i: byte i / 8 of the bits goes to it, of which its own is bit i % 8.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Painted32(ref LineMask bit0, ref LineMask bit1, int first, Vector256<byte> table)
    {
        var own = Vector256.Create(OwnBits).AsByte();
        var place = Vector256.Create(0, EachByte, 2 * EachByte, 3 * EachByte).AsByte();
        var own0 = Avx2.Shuffle(Vector256.Create(Bits32(ref bit0, first)).AsByte(), place) & own;
        var own1 = Avx2.Shuffle(Vector256.Create(Bits32(ref bit1, first)).AsByte(), place) & own;
        return Avx2.Shuffle(table, Vector256.Min(own0, Vector256<byte>.One) | Vector256.Equals(own1, own) & Vector256.Create((byte)2));
    }

    private static void PaintBy16(byte* row, ref LineMask bit0, ref LineMask bit1, int left, int right, uint colours)
    {
        var table = Vector128.Create(colours).AsByte();
        var own = Vector128.Create(OwnBits).AsByte();
        var place = Vector128.Create(0, EachByte).AsByte();
        for (var first = left & ~15; first < right; first += 16)
        {
            var own0 = Vector128.ShuffleNative(Vector128.Create(Bits16(ref bit0, first)).AsByte(), place) & own;
            var own1 = Vector128.ShuffleNative(Vector128.Create(Bits16(ref bit1, first)).AsByte(), place) & own;
            var number = Vector128.Min(own0, Vector128<byte>.One) | Vector128.Equals(own1, own) & Vector128.Create((byte)2);
            var painted = Vector128.ShuffleNative(table, number);
            if (first < left || first + 16 > right)
            {
                var index = Vector128<sbyte>.Indices;
                var where = Vector128.GreaterThanOrEqual(index, Vector128.Create((sbyte)Math.Max(left - first, 0)))
                    & Vector128.LessThan(index, Vector128.Create((sbyte)Math.Min(right - first, 16)));
                painted = Vector128.ConditionalSelect(where.AsByte(), painted, Vector128.Load(row + first));
            }
            painted.Store(row + first);
        }
    }

    /// <summary><see cref="IConsoleMemory.PaintRow"/>, 8 pixels at a time, in any memory.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void PaintByWords<TMemory>(ref ConsoleState s, TMemory memory, int left, int right, uint colours)
        where TMemory : struct, IConsoleMemory
    {
        for (var first = left & ~7; first < right; first += 8)
        {
            var block = s.BeamBlock + first / 8;
            memory.SetPixels(block, EightPixels(memory.Pixels(block), first, ref s.ColourBit0, ref s.ColourBit1, left, right, colours));
        }
    }

    /// <summary>The 8 pixels from <paramref name="first"/> on, as far as they lie in <paramref name="left"/> .. <paramref name="right"/> - 1.</summary>
    /// <returns>What the pixels <paramref name="old"/> have become.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EightPixels(ulong old, int first, ref LineMask bit0, ref LineMask bit1, int left, int right, uint colours)
    {
        var number0 = EightBytes(first < 64 ? bit0.A >> first : first < 128 ? bit0.B >> (first - 64) : bit0.C >> (first - 128));
        var number1 = EightBytes(first < 64 ? bit1.A >> first : first < 128 ? bit1.B >> (first - 64) : bit1.C >> (first - 128));
        var low = Select(number0, EachByte * (colours >> 8 & 0xFF), EachByte * (colours & 0xFF));
        var high = Select(number0, EachByte * (colours >> 24), EachByte * (colours >> 16 & 0xFF));
        return Select(EightBytes(Tia.Piece(left - first, right - first)), Select(number1, high, low), old);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bits32(ref LineMask mask, int first) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.AddByteOffset(ref Unsafe.As<LineMask, byte>(ref mask), (nint)(uint)(first >> 3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort Bits16(ref LineMask mask, int first) =>
        Unsafe.ReadUnaligned<ushort>(ref Unsafe.AddByteOffset(ref Unsafe.As<LineMask, byte>(ref mask), (nint)(uint)(first >> 3)));

    // Byte i is all ones if bit i of the low 8 is set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightBytes(ulong bits)
    {
        var own = (bits & 0xFF) * EachByte & OwnBits;
        return ((own + 0x7F7F7F7F7F7F7F7F | own) >> 7 & EachByte) * 0xFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Select(ulong where, ulong one, ulong other) => other ^ (one ^ other) & where;

    /// <summary><see cref="IConsoleMemory.PlaceOnLine"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PlaceOnLine(ref LineMask mask, ulong low, ulong high, int position)
    {
        if (!Avx2.IsSupported)
        {
            Tia.PlaceOnLine(ref mask, low, high, position);
            return;
        }
        // By position % 8 bits in words, by position / 8 bytes in a vector.
        var bits = position & 7;
        var pixels = Vector128.Create(low << bits, high << bits).AsByte();
        var place = Vector256.LoadUnsafe(in MemoryMarshal.GetReference(BytesAtPlace), (nuint)(uint)(position >> 3) * 32);
        Avx2.Shuffle(Vector256.Create(pixels, pixels), place).AsUInt64().StoreUnsafe(ref mask.A);
    }

    private const byte N = 0x80;

    // [20, 32]: which of 10 bytes goes to each byte of a line's 20 and 12 more, when the first goes to byte i; N where none does.
    private static ReadOnlySpan<byte> BytesAtPlace =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, N, N,
        9, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, N, N, N, N, N, N, N, N, N, N, N, N,
        8, 9, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, N, N, N, N, N, N, N, N, N, N, N, N,
        7, 8, 9, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, N, N, N, N, N, N, N, N, N, N, N, N,
        6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, N, N, N, N, N, N, N, N, N, N, N, N,
        5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, N, N, N, N, N, N, N, N, N, N, N, N,
        4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, N, N, N, N, N, N, N, N, N, N, N, N,
        3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, N, N, N, N, N, N, N, N, N, N, N, N,
        2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, 0, 1, N, N, N, N, N, N, N, N, N, N, N, N,
        1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N, N, N, N, N, 0, N, N, N, N, N, N, N, N, N, N, N, N,
    ];

    /// <summary><see cref="IConsoleMemory.CoverPlayfield"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CoverPlayfield(ref LineMask mask, ulong cells)
    {
        if (!Avx2.IsSupported)
        {
            Tia.PlayfieldMask(ref mask, cells);
            return;
        }
        // A byte of 8 pixels is two cells: bits 2 (i % 4) and the next of byte i / 4.
        var place = Vector256.Create(0, 0x01010101, 0x02020202, 0x03030303, 0x04040404, 0x07070707, 0x07070707, 0x07070707).AsByte();
        var bytes = Avx2.Shuffle(Vector256.Create(cells).AsByte(), place);
        Vector256<byte> first = Vector256.Create(0x40100401).AsByte(), second = Vector256.Create(0x80200802).AsByte();
        var pixels = Vector256.Equals(bytes & first, first) & Vector256.Create((byte)0x0F) | Vector256.Equals(bytes & second, second) & Vector256.Create((byte)0xF0);
        pixels.AsUInt64().StoreUnsafe(ref mask.A);
    }
}
