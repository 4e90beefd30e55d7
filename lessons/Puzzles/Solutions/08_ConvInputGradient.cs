using ILGPU;
using static DqnGpu.Lessons.Puzzles.ConvInputGradient;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class ConvInputGradient
{
    public static void Kernel(Arguments a)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= a.Dx.Length)
            return;
        var c = index % a.Shape.C;
        var w = index / a.Shape.C % a.Shape.W;
        var h = index / a.Shape.C / a.Shape.W % a.Shape.H;
        var n = index / a.Shape.C / a.Shape.W / a.Shape.H;
        var sum = 0f;
        // Only every stride-th r and s leads to a window's corner.
        for (var r = h % a.Shape.Stride; r < a.Shape.R; r += a.Shape.Stride)
            for (var s = w % a.Shape.Stride; s < a.Shape.S; s += a.Shape.Stride)
            {
                var p = (h - r) / a.Shape.Stride;
                var q = (w - s) / a.Shape.Stride;
                if (h < r || w < s || p >= a.Shape.P || q >= a.Shape.Q)
                    continue;
                for (var k = 0; k < a.Shape.K; k++)
                    sum += a.W[ConvIndex.W(a.Shape, r, s, c, k)] * a.Dz[ConvIndex.Z(a.Shape, n, p, q, k)];
            }
        a.Dx[index] = sum;
    }
}
