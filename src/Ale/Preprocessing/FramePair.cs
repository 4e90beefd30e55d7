using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>Two consecutive frames of palette indices, [H, 160], as the rows of the gray picture that is made of both.</summary>
/// <param name="conversion">Of two colours to a gray.</param>
/// <param name="older">The first frame.</param>
/// <param name="newer">The second frame; may be the first.</param>
/// <param name="row">160 bytes, in which a row is made.</param>
/// <param name="maxFirst">The gray of the maximum; otherwise the maximum of the grays.</param>
/// <param name="path">The vectors to use.</param>
internal readonly unsafe struct FramePair(GrayConversion conversion, byte* older, byte* newer, byte* row, bool maxFirst, SimdPath path) : IGrayRows
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool EqualsRowAbove(int y) =>
        GrayPicture.EqualsRowAbove(older + y * AtariEnvironment.ScreenWidth) && GrayPicture.EqualsRowAbove(newer + y * AtariEnvironment.ScreenWidth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Row(int y)
    {
        int first = y * AtariEnvironment.ScreenWidth;
        conversion.Convert(older + first, newer + first, row, AtariEnvironment.ScreenWidth, maxFirst, path);
        return row;
    }
}
