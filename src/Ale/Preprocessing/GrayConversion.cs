using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DqnGpu.Ale;

/// <summary>
/// Turns frames of palette indices into gray pictures, alone or as the maximum of two consecutive frames (games draw some objects on
/// every other frame only). An instance serves one palette, holds only tables and may be shared by threads.
/// </summary>
/// <remarks>
/// The maximum and the gray conversion do not commute, and both orders are in use: <see cref="MaxThenGray"/> takes the maximum of R, G
/// and B (SB3, CleanRL, the Nature agent), <see cref="GrayThenMax"/> that of the gray values (Gymnasium, Dopamine). A frame has at most
/// 256 different values, so both are exact by table; no RGB picture is ever made.
/// </remarks>
public sealed class GrayConversion
{
    private const int Colours = 256;

    // CCIR 601's weights of R, G and B in 15-bit fixed point, rounded to nearest: with them gray equals OpenCV's to the bit.
    private const int RedWeight = 9798;
    private const int GreenWeight = 19235;
    private const int BlueWeight = 3735;
    private const int HalfOfOne = 1 << 14;
    private const int WeightBits = 15;

    private readonly byte[] _aleGray = new byte[Colours];
    private readonly byte[] _rgbGray = new byte[Colours];

    // The same of the even indices alone.
    private readonly byte[] _aleGrayOfEven = new byte[Colours / 2];
    private readonly byte[] _rgbGrayOfEven = new byte[Colours / 2];

    // [a, b] -> gray of the channel-wise maximum of colours a and b.
    private readonly byte[] _grayOfMax = new byte[Colours * Colours];

    // [3, 128]: R, G and B of the even indices.
    private readonly byte[] _channels = new byte[3 * Colours / 2];

    private static readonly Lazy<GrayConversion> Ntsc = new(() => new GrayConversion(Palette.Ntsc));
    private static readonly Lazy<GrayConversion> Pal = new(() => new GrayConversion(Palette.Pal));

    private GrayConversion(Palette palette)
    {
        palette.GrayTable.CopyTo(_aleGray);
        for (int a = 0; a < Colours; a++)
        {
            for (int b = 0; b < Colours; b++)
                _grayOfMax[a * Colours + b] = Gray(ChannelwiseMax(palette.Rgb(a), palette.Rgb(b)));
            _rgbGray[a] = _grayOfMax[a * Colours + a];
        }
        for (int c = 0; c < Colours / 2; c++)
        {
            (int r, int g, int b) = palette.Rgb(2 * c);
            _channels[c] = (byte)r;
            _channels[Colours / 2 + c] = (byte)g;
            _channels[Colours + c] = (byte)b;
            _aleGrayOfEven[c] = _aleGray[2 * c];
            _rgbGrayOfEven[c] = _rgbGray[2 * c];
        }
    }

    /// <summary>The conversion for a palette; its tables are made once.</summary>
    public static GrayConversion Of(Palette palette) => (palette == Palette.Pal ? Pal : Ntsc).Value;

    /// <summary>The gray of the channel-wise maximum of two frames.</summary>
    /// <param name="older">A frame of palette indices, [H, 160].</param>
    /// <param name="newer">The next frame, as long.</param>
    /// <param name="gray">Receives the gray picture, as long.</param>
    public void MaxThenGray(ReadOnlySpan<byte> older, ReadOnlySpan<byte> newer, Span<byte> gray) =>
        Convert(older, newer, gray, maxFirst: true, BestPath);

    /// <summary>The maximum of two frames' gray values.</summary>
    /// <inheritdoc cref="MaxThenGray" path="/param"/>
    public void GrayThenMax(ReadOnlySpan<byte> older, ReadOnlySpan<byte> newer, Span<byte> gray) =>
        Convert(older, newer, gray, maxFirst: false, BestPath);

    internal static SimdPath BestPath =>
        Avx512Vbmi.IsSupported ? SimdPath.Vector512 : Avx2.IsSupported ? SimdPath.Vector256 : Vector128.IsHardwareAccelerated ? SimdPath.Vector128 : SimdPath.Scalar;

    internal unsafe void Convert(ReadOnlySpan<byte> older, ReadOnlySpan<byte> newer, Span<byte> gray, bool maxFirst, SimdPath path)
    {
        int length = gray.Length;
        if (older.Length != length || newer.Length != length)
            throw new ArgumentException($"The frames have {older.Length} and {newer.Length} pixels, the destination {length}; expected equal sizes.");

        fixed (byte* a = older, b = newer, to = gray)
            Convert(a, b, to, length, maxFirst, path);
    }

    /// <summary>Converts <paramref name="length"/> pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Convert(byte* older, byte* newer, byte* gray, int length, bool maxFirst, SimdPath path)
    {
        int done = path switch
        {
            SimdPath.Vector512 => Convert512(older, newer, gray, length, maxFirst),
            SimdPath.Vector256 => Convert256(older, newer, gray, length, maxFirst),
            SimdPath.Vector128 => Convert128(older, newer, gray, length, maxFirst),
            _ => 0,
        };
        ConvertScalar(older + done, newer + done, gray + done, length - done, maxFirst);
    }

    private static byte Gray((int R, int G, int B) colour) =>
        (byte)((RedWeight * colour.R + GreenWeight * colour.G + BlueWeight * colour.B + HalfOfOne) >> WeightBits);

    private static (int R, int G, int B) ChannelwiseMax((int R, int G, int B) a, (int R, int G, int B) b) =>
        (Math.Max(a.R, b.R), Math.Max(a.G, b.G), Math.Max(a.B, b.B));

    [MethodImpl(Hot.FromTheStart)]
    private unsafe void ConvertScalar(byte* older, byte* newer, byte* gray, int length, bool maxFirst)
    {
        for (int i = 0; i < length; i++)
            gray[i] = ConvertPixel(older[i], newer[i], maxFirst);
    }

    private byte ConvertPixel(byte a, byte b, bool maxFirst) =>
        maxFirst ? _grayOfMax[a * Colours + b] : Math.Max(_aleGray[a], _aleGray[b]);

    /// <summary>64 pixels at a time: the 256-entry table fits four registers, two permutations of 128 bytes look it up.</summary>
    [MethodImpl(Hot.FromTheStart)]
    private unsafe int Convert512(byte* older, byte* newer, byte* gray, int length, bool maxFirst)
    {
        if (length < 64)
            return 0;
        ref byte table = ref MemoryMarshal.GetArrayDataReference(maxFirst ? _rgbGray : _aleGray);
        var t0 = Vector512.LoadUnsafe(ref table, 0);
        var t1 = Vector512.LoadUnsafe(ref table, 64);
        var t2 = Vector512.LoadUnsafe(ref table, 128);
        var t3 = Vector512.LoadUnsafe(ref table, 192);

        for (int next = 0; next < length; next += 64)
        {
            // A row is two and a half times 64: the last pixels are converted with some of those before them.
            int i = Math.Min(next, length - 64);
            var a = Vector512.Load(older + i);
            var b = Vector512.Load(newer + i);
            var grayOfOlder = Lookup512(a, t0, t1, t2, t3);
            if (!maxFirst)
            {
                Vector512.Max(grayOfOlder, Lookup512(b, t0, t1, t2, t3)).Store(gray + i);
            }
            else if (a == b)
            {
                grayOfOlder.Store(gray + i);
            }
            else if (((a | b) & Vector512<byte>.One) == Vector512<byte>.Zero)
            {
                GrayOfMax512(a >> 1, b >> 1).Store(gray + i);
            }
            else
            {
                ConvertScalar(older + i, newer + i, gray + i, 64, maxFirst);
            }
        }
        return length;
    }

    /// <summary>Maximum of R, G and B of 64 pairs of colours (halves of even indices), then gray.</summary>
    private Vector512<byte> GrayOfMax512(Vector512<byte> a, Vector512<byte> b)
    {
        var red = ChannelMax512(a, b, 0);
        var green = ChannelMax512(a, b, Colours / 2);
        var blue = ChannelMax512(a, b, Colours);
        return Vector512.Narrow(
            Gray512(Vector512.WidenLower(red), Vector512.WidenLower(green), Vector512.WidenLower(blue)),
            Gray512(Vector512.WidenUpper(red), Vector512.WidenUpper(green), Vector512.WidenUpper(blue)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<byte> ChannelMax512(Vector512<byte> a, Vector512<byte> b, int channel)
    {
        ref byte table = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_channels), channel);
        var t0 = Vector512.LoadUnsafe(ref table, 0);
        var t1 = Vector512.LoadUnsafe(ref table, 64);
        return Vector512.Max(Avx512Vbmi.PermuteVar64x8x2(t0, a, t1), Avx512Vbmi.PermuteVar64x8x2(t0, b, t1));
    }

    /// <summary>
    /// Gray of 32 colours. Words are paired as (R, G) and (B, 1), so that two multiply-adds of pairs make the sum in 32 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Gray512(Vector512<ushort> red, Vector512<ushort> green, Vector512<ushort> blue)
    {
        var low = Gray512(Avx512BW.UnpackLow(red, green), Avx512BW.UnpackLow(blue, Vector512<ushort>.One));
        var high = Gray512(Avx512BW.UnpackHigh(red, green), Avx512BW.UnpackHigh(blue, Vector512<ushort>.One));
        return Avx512BW.PackUnsignedSaturate(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Gray512(Vector512<ushort> redGreen, Vector512<ushort> blueOne)
    {
        var redGreenWeights = Vector512.Create(RedWeight | (GreenWeight << 16)).AsInt16();
        var blueOneWeights = Vector512.Create(BlueWeight | (HalfOfOne << 16)).AsInt16();
        return (Avx512BW.MultiplyAddAdjacent(redGreen.AsInt16(), redGreenWeights)
            + Avx512BW.MultiplyAddAdjacent(blueOne.AsInt16(), blueOneWeights)) >> WeightBits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Lookup512(
        Vector512<byte> index, Vector512<byte> t0, Vector512<byte> t1, Vector512<byte> t2, Vector512<byte> t3)
    {
        var low = Avx512Vbmi.PermuteVar64x8x2(t0, index, t1);
        var high = Avx512Vbmi.PermuteVar64x8x2(t2, index, t3);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(index, Vector512.Create((byte)127)), high, low);
    }

    /// <summary>
    /// 32 pixels at a time. Of the seven bits of an even index four choose a byte of each sixteenth of the table, and three one of the eight bytes chosen.
    /// </summary>
    [MethodImpl(Hot.FromTheStart)]
    private unsafe int Convert256(byte* older, byte* newer, byte* gray, int length, bool maxFirst)
    {
        ref byte even = ref MemoryMarshal.GetArrayDataReference(maxFirst ? _rgbGrayOfEven : _aleGrayOfEven);
        var t0 = Twice(ref even, 0);
        var t1 = Twice(ref even, 1);
        var t2 = Twice(ref even, 2);
        var t3 = Twice(ref even, 3);
        var t4 = Twice(ref even, 4);
        var t5 = Twice(ref even, 5);
        var t6 = Twice(ref even, 6);
        var t7 = Twice(ref even, 7);
        int i = 0;
        for (; i + 32 <= length; i += 32)
        {
            var a = Vector256.Load(older + i);
            var b = Vector256.Load(newer + i);
            if (((a | b) & Vector256<byte>.One) != Vector256<byte>.Zero)
            {
                ConvertScalar(older + i, newer + i, gray + i, 32, maxFirst);
                continue;
            }
            var grayOfOlder = Lookup256(a, t0, t1, t2, t3, t4, t5, t6, t7);
            if (maxFirst)
            {
                grayOfOlder.Store(gray + i);
                MaxWhereDifferent(older + i, newer + i, gray + i, ~Vector256.Equals(a, b).ExtractMostSignificantBits());
            }
            else
            {
                (a == b ? grayOfOlder : Vector256.Max(grayOfOlder, Lookup256(b, t0, t1, t2, t3, t4, t5, t6, t7))).Store(gray + i);
            }
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Twice(ref byte table, int sixteenth)
    {
        var bytes = Vector128.LoadUnsafe(ref table, (nuint)(sixteenth * 16));
        return Vector256.Create(bytes, bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Lookup256(
        Vector256<byte> even, Vector256<byte> t0, Vector256<byte> t1, Vector256<byte> t2, Vector256<byte> t3,
        Vector256<byte> t4, Vector256<byte> t5, Vector256<byte> t6, Vector256<byte> t7)
    {
        // The choosing bit of a byte is its topmost: 7, then 6, then 5 of an index.
        var place = (even.AsUInt16() >> 1).AsByte() & Vector256.Create((byte)15);
        var bit6 = even + even;
        var bit5 = bit6 + bit6;
        var from0 = Avx2.BlendVariable(Avx2.Shuffle(t0, place), Avx2.Shuffle(t1, place), bit5);
        var from2 = Avx2.BlendVariable(Avx2.Shuffle(t2, place), Avx2.Shuffle(t3, place), bit5);
        var from4 = Avx2.BlendVariable(Avx2.Shuffle(t4, place), Avx2.Shuffle(t5, place), bit5);
        var from6 = Avx2.BlendVariable(Avx2.Shuffle(t6, place), Avx2.Shuffle(t7, place), bit5);
        return Avx2.BlendVariable(Avx2.BlendVariable(from0, from2, bit6), Avx2.BlendVariable(from4, from6, bit6), even);
    }

    /// <summary>
    /// 16 pixels at a time. Indices are even but for PAL frames that lost their colour, so half an index chooses among 128 grays: eight
    /// 16-byte shuffles, each of which yields zero unless the index lies in its sixteenth.
    /// </summary>
    [MethodImpl(Hot.FromTheStart)]
    private unsafe int Convert128(byte* older, byte* newer, byte* gray, int length, bool maxFirst)
    {
        ref byte even = ref MemoryMarshal.GetArrayDataReference(maxFirst ? _rgbGrayOfEven : _aleGrayOfEven);
        int i = 0;
        for (; i + 16 <= length; i += 16)
        {
            var a = Vector128.Load(older + i);
            var b = Vector128.Load(newer + i);
            if (((a | b) & Vector128<byte>.One) != Vector128<byte>.Zero)
            {
                ConvertScalar(older + i, newer + i, gray + i, 16, maxFirst);
                continue;
            }
            var grayOfOlder = Lookup128(a >> 1, ref even);
            if (maxFirst)
            {
                grayOfOlder.Store(gray + i);
                MaxWhereDifferent(older + i, newer + i, gray + i, ~Vector128.Equals(a, b).ExtractMostSignificantBits() & 0xFFFF);
            }
            else
            {
                (a == b ? grayOfOlder : Vector128.Max(grayOfOlder, Lookup128(b >> 1, ref even))).Store(gray + i);
            }
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Lookup128(Vector128<byte> index, ref byte table)
    {
        // Adding 0x70 sets the top bit of every index of 16 or more; the shuffle then yields zero.
        var beyond = Vector128.Create((byte)0x70);
        var result = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref table), Vector128.AddSaturate(index, beyond));
        for (int part = 1; part < 8; part++)
        {
            var within = index ^ Vector128.Create((byte)(part << 4));
            result |= Vector128.ShuffleNative(Vector128.LoadUnsafe(ref table, (nuint)(part * 16)), Vector128.AddSaturate(within, beyond));
        }
        return result;
    }

    /// <summary>
    /// Looks up the pairs of the pixels in which two frames differ; bit k of the mask is pixel k. They are few in most frames.
    /// </summary>
    [MethodImpl(Hot.FromTheStart)]
    private unsafe void MaxWhereDifferent(byte* older, byte* newer, byte* gray, ulong different)
    {
        ref byte grayOfMax = ref MemoryMarshal.GetArrayDataReference(_grayOfMax);
        while (different != 0)
        {
            int k = BitOperations.TrailingZeroCount(different);
            gray[k] = Unsafe.Add(ref grayOfMax, older[k] * Colours + newer[k]);
            different &= different - 1;
        }
    }
}
