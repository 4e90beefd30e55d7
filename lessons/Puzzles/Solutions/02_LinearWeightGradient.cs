using ILGPU;
using static DqnGpu.Lessons.Puzzles.LinearWeightGradient;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class LinearWeightGradient
{
    public static void Kernel(Arguments p)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= p.Out * p.In)
            return;
        var o = index / p.In;
        var i = index % p.In;
        var sum = 0f;
        for (var n = 0; n < p.N; n++)
            sum += p.Dz[n * p.Out + o] * p.X[n * p.In + i];
        p.Dw[index] = sum;
    }
}
