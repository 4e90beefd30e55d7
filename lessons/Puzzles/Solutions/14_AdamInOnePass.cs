using ILGPU;
using static DqnGpu.Lessons.Puzzles.AdamInOnePass;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class AdamInOnePass
{
    public static void Kernel(Arguments p)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i >= p.W.Length)
            return;
        var g = p.G[i];
        var m = p.Beta1 * p.M[i] + (1 - p.Beta1) * g;
        var v = p.Beta2 * p.V[i] + (1 - p.Beta2) * g * g;
        p.M[i] = m;
        p.V[i] = v;
        p.W[i] -= p.Rate * (m / p.C1) / (MathF.Sqrt(v / p.C2) + p.Epsilon);
    }
}
