using ILGPU;
using static DqnGpu.Lessons.Puzzles.ConvForward;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class ConvForward
{
    public static void Kernel(Arguments a)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= a.Z.Length)
            return;
        var k = index % a.Shape.K;
        var q = index / a.Shape.K % a.Shape.Q;
        var p = index / a.Shape.K / a.Shape.Q % a.Shape.P;
        var n = index / a.Shape.K / a.Shape.Q / a.Shape.P;
        var sum = a.B[k];
        for (var r = 0; r < a.Shape.R; r++)
            for (var s = 0; s < a.Shape.S; s++)
                for (var c = 0; c < a.Shape.C; c++)
                    sum += a.W[ConvIndex.W(a.Shape, r, s, c, k)] *
                        a.X[ConvIndex.X(a.Shape, n, p * a.Shape.Stride + r, q * a.Shape.Stride + s, c)];
        a.Z[index] = sum;
    }
}
