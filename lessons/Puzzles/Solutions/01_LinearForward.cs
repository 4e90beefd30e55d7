using ILGPU;
using static DqnGpu.Lessons.Puzzles.LinearForward;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class LinearForward
{
    public static void Kernel(Arguments p)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= p.N * p.Out)
            return;
        var n = index / p.Out;
        var o = index % p.Out;
        var sum = p.B[o];
        for (var i = 0; i < p.In; i++)
            sum += p.W[o * p.In + i] * p.X[n * p.In + i];
        p.Y[index] = sum;
    }
}
