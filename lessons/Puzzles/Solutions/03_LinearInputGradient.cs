using ILGPU;
using static DqnGpu.Lessons.Puzzles.LinearInputGradient;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class LinearInputGradient
{
    public static void Kernel(Arguments p)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= p.N * p.In)
            return;
        var n = index / p.In;
        var i = index % p.In;
        var sum = 0f;
        for (var o = 0; o < p.Out; o++)
            sum += p.W[o * p.In + i] * p.Dz[n * p.Out + o];
        p.Dx[index] = sum;
    }
}
