using ILGPU;
using static DqnGpu.Lessons.Puzzles.ConvWeightGradient;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class ConvWeightGradient
{
    public static void Kernel(Arguments a)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= a.Dw.Length)
            return;
        var k = index % a.Shape.K;
        var c = index / a.Shape.K % a.Shape.C;
        var s = index / a.Shape.K / a.Shape.C % a.Shape.S;
        var r = index / a.Shape.K / a.Shape.C / a.Shape.S;
        var sum = 0f;
        for (var n = 0; n < a.Shape.N; n++)
            for (var p = 0; p < a.Shape.P; p++)
                for (var q = 0; q < a.Shape.Q; q++)
                    sum += a.X[ConvIndex.X(a.Shape, n, p * a.Shape.Stride + r, q * a.Shape.Stride + s, c)] *
                        a.Dz[ConvIndex.Z(a.Shape, n, p, q, k)];
        a.Dw[index] = sum;
    }
}
