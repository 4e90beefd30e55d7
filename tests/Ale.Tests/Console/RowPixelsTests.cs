using System.Runtime.InteropServices;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// From masks to colours, by this processor's widest vectors and by words, against the definition pixel by pixel. With
/// DOTNET_EnableAVX2=0 and DOTNET_EnableHWIntrinsic=0 the narrower paths are taken.
/// </summary>
public class RowPixelsTests
{
    private const int PlayfieldInPlayersColours = 2;
    private const int PlayfieldFirst = 4;

    [Test]
    public void EachPixelHasTheColourOfTheFirstObjectThatCoversIt([Values(0, 2, 4, 6)] int controls, [Range(1, 30)] int seed)
    {
        var random = new Random(seed * 8 + controls);
        var old = RandomState(random, controls);
        var (left, right) = RandomPiece(random);
        var (byVector, byWords) = (old, old);

        RowPixels.Cover(ref byVector, left, right);
        RowPixels.CoverByWords(ref byWords, left, right);

        for (var i = 0; i < Tia.PixelsPerLine; i++)
        {
            var expected = i >= left && i < right ? ColourNumber(old, i) : Number(old, i);
            Assert.That(Number(byVector, i), Is.EqualTo(expected), $"pixel {i} of {left}..{right}, by vectors");
            Assert.That(Number(byWords, i), Is.EqualTo(expected), $"pixel {i} of {left}..{right}, by words");
        }
    }

    /// <summary>Two objects whose masks meet in one pixel, in the piece and beside it.</summary>
    [Test]
    public void WhatMeetsInThePieceIsLatched([Range(0, 4)] int one, [Range(1, 5)] int further, [Values(0, 63, 64, 100, 128, 159)] int pixel)
    {
        var state = new ConsoleState();
        Set(ref Mask(ref state, one), pixel);
        Set(ref Mask(ref state, (one + further) % 6), pixel);
        var (byVector, byWords, beside) = (state, state, state);

        RowPixels.Cover(ref byVector, pixel, pixel + 1);
        RowPixels.CoverByWords(ref byWords, 0, Tia.PixelsPerLine);
        RowPixels.Cover(ref beside, 0, pixel);
        RowPixels.Cover(ref beside, pixel + 1, Tia.PixelsPerLine);

        Assert.That(int.PopCount(byWords.Collisions), Is.EqualTo(1));
        Assert.That(byVector.Collisions, Is.EqualTo(byWords.Collisions));
        Assert.That(beside.Collisions, Is.Zero);
    }

    [Test]
    public unsafe void EachPixelOfThePieceIsPainted([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var state = RandomState(random, 0);
        var (left, right) = RandomPiece(random);
        var colours = (uint)random.NextInt64(1L << 32);
        var row = new byte[Tia.PixelsPerLine];
        random.NextBytes(row);

        var expected = row.ToArray();
        for (var i = left; i < right; i++)
            expected[i] = (byte)(colours >> 8 * Number(state, i));
        var byEight = MemoryMarshal.Cast<byte, ulong>(row).ToArray();
        for (var i = 0; i < byEight.Length; i++)
            byEight[i] = RowPixels.EightPixels(byEight[i], 8 * i, ref state.ColourBit0, ref state.ColourBit1, left, right, colours);
        fixed (byte* first = row)
            RowPixels.Paint(first, ref state.ColourBit0, ref state.ColourBit1, left, right, colours);

        Assert.That(row, Is.EqualTo(expected));
        Assert.That(MemoryMarshal.AsBytes(byEight.AsSpan()).ToArray(), Is.EqualTo(expected));
    }

    /// <summary>The eight pixels of copies, at every place on the line.</summary>
    [Test]
    public void WhatLeavesTheLineOnTheRightEntersItOnTheLeft([Values(0x81UL, 0xFF00FF00FFUL, 0x1FFFFFFFEUL)] ulong low, [Values(0UL, 0xA5UL)] ulong high)
    {
        for (var position = 0; position < Tia.PixelsPerLine; position++)
        {
            LineMask byVector = default, byWords = default, expected = default;
            for (var i = 0; i < 128; i++)
                if (((i < 64 ? low : high) >> i % 64 & 1) != 0)
                    Set(ref expected, (position + i) % Tia.PixelsPerLine);

            RowPixels.PlaceOnLine(ref byVector, low, high, position);
            Tia.PlaceOnLine(ref byWords, low, high, position);

            Assert.That((byVector.A, byVector.B, byVector.C, byVector.D), Is.EqualTo((expected.A, expected.B, expected.C, 0UL)), $"at {position}");
            Assert.That((byWords.A, byWords.B, byWords.C, byWords.D), Is.EqualTo((expected.A, expected.B, expected.C, 0UL)), $"at {position}, by words");
        }
    }

    [Test]
    public void ACellOfThePlayfieldCoversFourPixels([Range(1, 20)] int seed)
    {
        var cells = (ulong)new Random(seed).NextInt64(1L << 40);
        LineMask byVector = default, byWords = default;

        RowPixels.CoverPlayfield(ref byVector, cells);
        Tia.PlayfieldMask(ref byWords, cells);

        for (var i = 0; i < Tia.PixelsPerLine; i++)
        {
            Assert.That(Covers(byVector, i), Is.EqualTo((cells >> i / 4 & 1) != 0), $"pixel {i}");
            Assert.That(Covers(byWords, i), Is.EqualTo((cells >> i / 4 & 1) != 0), $"pixel {i}, by words");
        }
    }

    // The whole line now and then, and pieces that end at a word's end.
    private static (int Left, int Right) RandomPiece(Random random)
    {
        if (random.Next(4) == 0)
            return (0, Tia.PixelsPerLine);
        var left = random.Next(3) == 0 ? 32 * random.Next(5) : random.Next(Tia.PixelsPerLine);
        var right = random.Next(3) == 0 ? 32 * (left / 32 + 1) : random.Next(left + 1, Tia.PixelsPerLine + 1);
        return (left, right);
    }

    private static ConsoleState RandomState(Random random, int controls)
    {
        var state = new ConsoleState { Ctrlpf = controls, Enabled = random.Next(3) == 0 ? Tia.ObjectPlayfield : Tia.AllMasks };
        for (var i = 0; i < 8; i++)
        {
            // Sparse, dense, empty.
            var kind = random.Next(3);
            var isSeen = i >= 6 || (state.Enabled & (i == 5 ? Tia.ObjectPlayfield : Tia.ObjectP0)) != 0;
            for (var pixel = 0; isSeen && kind < 2 && pixel < Tia.PixelsPerLine; pixel++)
                if (random.Next(kind == 0 ? 12 : 2) == 0)
                    Set(ref Mask(ref state, i), pixel);
        }
        return state;
    }

    // Playfield and ball are 1, player 1 and its missile 2, player 0 and its missile 3.
    private static int ColourNumber(ConsoleState s, int pixel)
    {
        bool player0 = Covers(s.MaskP0, pixel) || Covers(s.MaskM0, pixel), player1 = Covers(s.MaskP1, pixel) || Covers(s.MaskM1, pixel);
        bool playfield = Covers(s.MaskPlayfield, pixel), ball = Covers(s.MaskBall, pixel);
        var seesOthers = (s.Enabled & ~Tia.ObjectPlayfield) != 0;
        var inPlayersColours = (s.Ctrlpf & PlayfieldInPlayersColours) != 0 && ((s.Ctrlpf & PlayfieldFirst) == 0 || !seesOthers);
        if (inPlayersColours)
        {
            // On the left in player 0's colour and over player 1, on the right in player 1's and below player 0.
            if (player0)
                return 3;
            if (playfield && pixel < 80)
                return 3;
            return player1 || playfield ? 2 : ball ? 1 : 0;
        }
        if ((s.Ctrlpf & PlayfieldFirst) != 0 && (playfield || ball))
            return 1;
        return player0 ? 3 : player1 ? 2 : playfield || ball ? 1 : 0;
    }

    private static int Number(ConsoleState s, int pixel) => (Covers(s.ColourBit0, pixel) ? 1 : 0) + (Covers(s.ColourBit1, pixel) ? 2 : 0);

    private static bool Covers(LineMask mask, int pixel) =>
        ((pixel < 64 ? mask.A : pixel < 128 ? mask.B : mask.C) >> pixel % 64 & 1) != 0;

    private static void Set(ref LineMask mask, int pixel)
    {
        ref var word = ref mask.A;
        if (pixel >= 128)
            word = ref mask.C;
        else if (pixel >= 64)
            word = ref mask.B;
        word |= 1UL << pixel % 64;
    }

    private static ref LineMask Mask(ref ConsoleState s, int index)
    {
        switch (index)
        {
            case 0: return ref s.MaskP0;
            case 1: return ref s.MaskM0;
            case 2: return ref s.MaskP1;
            case 3: return ref s.MaskM1;
            case 4: return ref s.MaskBall;
            case 5: return ref s.MaskPlayfield;
            case 6: return ref s.ColourBit0;
            default: return ref s.ColourBit1;
        }
    }
}
