using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// By phases of the stride: pixels with the same h mod stride and w mod stride meet the same part of the kernel.
//
// An even pixel meets even r alone, an odd one odd r. So each of the stride^2 = 4 phases is a dense sum over a quarter of the kernel: no
// test inside, and no multiplication by zero. A group belongs to one phase, and a warp holds the 16 channels of one pixel in two samples:
// all of its 32 threads walk together, at the image's edge too, where a pixel has fewer windows. What is left to mend: neighbouring
// channels' weights lie K floats apart.
public static class InputPhases
{
    private const int Threads = 96;

    public static Rung Rung { get; } = ConvolutionRungs.Input(
        "Input, phases", "Pixels are sorted by h mod stride and w mod stride, so that no test is left in the loop.",
        new Claim("threads of a multiply-add", 32, InputGather.ThreadsOfMultiplyAdd, MoreIsBetter: true),
        (device, a) => () => device.Launch(
            Kernel, new(a.N * a.H * a.W * a.C / a.stride / a.stride / Threads, a.stride, a.stride), new(Threads), a));

    private static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var (c, n, pixel) = (i % a.C, i / a.C % a.N, i / a.C / a.N);
        var (row, column) = (pixel / (a.W / a.stride), pixel % (a.W / a.stride));
        var (h, w) = (row * a.stride + Grid.IdxY, column * a.stride + Grid.IdxZ);
        // The windows that see the pixel: from the one that only just reaches it to the one that begins at it, as far as there are such.
        var (firstP, lastP) = (IntrinsicMath.Max(row - a.R / a.stride + 1, 0), IntrinsicMath.Min(row, a.P - 1));
        var (firstQ, lastQ) = (IntrinsicMath.Max(column - a.S / a.stride + 1, 0), IntrinsicMath.Min(column, a.Q - 1));
        var dx = 0f;
        for (var p = firstP; p <= lastP; p++)
            for (var q = firstQ; q <= lastQ; q++)
                for (var k = 0; k < a.K; k++)
                    dx += a.dz[a.Z(n, p, q, k)] * a.w[a.Weight(h - p * a.stride, w - q * a.stride, c, k)];
        a.dx[a.X(n, h, w, c)] = dx;
    }
}
