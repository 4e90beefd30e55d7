using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DqnGpu.Kernels.Simd;

/// <summary>From the byte planes of a frame stack to the floats that the first convolution reads: x[i, c] = plane[c][i] / 255.</summary>
/// <remarks>
/// Done for a part of one sample at a time, into memory of one worker that stays in its cache: the whole minibatch as
/// floats would be four times the bytes of the frames, written to memory and read back.
/// </remarks>
internal static unsafe class FrameInterleave
{
    private const int PixelsAtOnce = 16;
    private const float Scale = 1 / 255f;

    /// <summary>Pixels <paramref name="start"/> .. <paramref name="start"/> + <paramref name="count"/> - 1 of every plane.</summary>
    /// <param name="planes">[C, <paramref name="planeLength"/>] bytes.</param>
    /// <param name="planeLength">H W.</param>
    /// <param name="channels">C.</param>
    /// <param name="start">First pixel.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="x">[count, C]; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TUnit, TVector>(byte* planes, int planeLength, int channels, int start, int count, float* x)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var done = channels == 4 && Interleave.IsSupported ? FourPlanes<TUnit, TVector>(planes + start, planeLength, count, x) : 0;
        for (var i = done; i < count; i++)
            for (var c = 0; c < channels; c++)
                x[i * channels + c] = planes[(long)c * planeLength + start + i] * Scale;
    }

    /// <summary>The usual stack of four: 16 pixels of each plane at a time become 16 groups of four bytes, then 64 floats.</summary>
    /// <remarks>Two interleaving steps, as in a 4x4 transposition: a b c d -> abab.. cdcd.. -> abcdabcd..</remarks>
    /// <returns>Pixels done: whole groups of 16.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FourPlanes<TUnit, TVector>(byte* planes, int planeLength, int count, float* x)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var scale = TUnit.Broadcast(Scale);
        var bytes = stackalloc byte[4 * PixelsAtOnce];
        var i = 0;
        for (; i + PixelsAtOnce <= count; i += PixelsAtOnce)
        {
            var a = Vector128.Load(planes + i);
            var b = Vector128.Load(planes + planeLength + i);
            var c = Vector128.Load(planes + 2 * planeLength + i);
            var d = Vector128.Load(planes + 3 * planeLength + i);
            var abLow = Interleave.Low(a, b).AsInt16();
            var abHigh = Interleave.High(a, b).AsInt16();
            var cdLow = Interleave.Low(c, d).AsInt16();
            var cdHigh = Interleave.High(c, d).AsInt16();
            Interleave.Low(abLow, cdLow).AsByte().Store(bytes);
            Interleave.High(abLow, cdLow).AsByte().Store(bytes + 16);
            Interleave.Low(abHigh, cdHigh).AsByte().Store(bytes + 32);
            Interleave.High(abHigh, cdHigh).AsByte().Store(bytes + 48);
            var to = x + 4 * i;
            for (var j = 0; j < 4 * PixelsAtOnce; j += 4 * TUnit.Lanes)
            {
                TUnit.Store(to + j, TUnit.Multiply(scale, TUnit.FromBytes(bytes + j)));
                TUnit.Store(to + j + TUnit.Lanes, TUnit.Multiply(scale, TUnit.FromBytes(bytes + j + TUnit.Lanes)));
                TUnit.Store(to + j + 2 * TUnit.Lanes, TUnit.Multiply(scale, TUnit.FromBytes(bytes + j + 2 * TUnit.Lanes)));
                TUnit.Store(to + j + 3 * TUnit.Lanes, TUnit.Multiply(scale, TUnit.FromBytes(bytes + j + 3 * TUnit.Lanes)));
            }
        }
        return i;
    }
}
