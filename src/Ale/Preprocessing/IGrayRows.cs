using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DqnGpu.Ale;

/// <summary>A gray picture, [H, 160], by rows: each is made when it is asked for, and most are not, for they equal the row above.</summary>
internal unsafe interface IGrayRows
{
    /// <summary>Whether row <paramref name="y"/>, 1 .. H - 1, is known to equal the one above it.</summary>
    bool EqualsRowAbove(int y);

    /// <summary>The 160 pixels of row <paramref name="y"/>, until the next call.</summary>
    byte* Row(int y);
}

/// <summary>A picture that lies in memory.</summary>
internal readonly unsafe struct GrayPicture(byte* pixels) : IGrayRows
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool EqualsRowAbove(int y) => EqualsRowAbove(pixels + y * AtariEnvironment.ScreenWidth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Row(int y) => pixels + y * AtariEnvironment.ScreenWidth;

    /// <summary>Whether the 160 bytes at <paramref name="row"/> equal the 160 before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EqualsRowAbove(byte* row)
    {
        const int width = AtariEnvironment.ScreenWidth;
        if (!Vector256.IsHardwareAccelerated)
            return new ReadOnlySpan<byte>(row, width).SequenceEqual(new ReadOnlySpan<byte>(row - width, width));
        var different = Vector256<byte>.Zero;
        for (int x = 0; x < width; x += Vector256<byte>.Count)
            different |= Vector256.Load(row + x) ^ Vector256.Load(row - width + x);
        return different == Vector256<byte>.Zero;
    }
}
