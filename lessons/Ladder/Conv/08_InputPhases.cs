using System;
using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>By phases of the stride: pixels with the same h mod stride and w mod stride meet the same part of the kernel.</summary>
/// <remarks>
/// An even pixel meets only even r, an odd one only odd r. So each of the stride^2 = 4 phases is a dense sum over R S / 4 places of the kernel, at every
/// stride-th of them, with no test inside and no multiplication by zero. A group belongs to one phase, so the lanes of a warp walk together; only at the
/// image's edge, where a window is missing, does a pixel have fewer terms.
/// </remarks>
public static class InputPhases
{
    public static void Kernel(Convolution a)
    {
        var (phaseH, phaseW) = (Grid.IdxY / a.stride, Grid.IdxY % a.stride);
        var (rows, columns) = (a.H / a.stride, a.W / a.stride);
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var (c, column, row, n) = (i % a.C, i / a.C % columns, i / a.C / columns % rows, i / a.C / columns / rows);
        var (h, w) = (row * a.stride + phaseH, column * a.stride + phaseW);
        // Of the windows that see pixel h, p is the last, and the first is as far in front as the kernel reaches.
        var (lastP, lastQ) = (IntrinsicMath.Min(row, a.P - 1), IntrinsicMath.Min(column, a.Q - 1));
        var firstP = IntrinsicMath.Max(0, (h - a.R + a.stride) / a.stride);
        var firstQ = IntrinsicMath.Max(0, (w - a.S + a.stride) / a.stride);
        var dx = 0f;
        for (var p = firstP; p <= lastP; p++)
            for (var q = firstQ; q <= lastQ; q++)
                for (var k = 0; k < a.K; k++)
                    dx = a.dz[a.Z(n, p, q, k)] * a.w[a.Weight(h - p * a.stride, w - q * a.stride, c, k)] + dx;
        a.dx[a.X(n, h, w, c)] = dx;
    }
}
