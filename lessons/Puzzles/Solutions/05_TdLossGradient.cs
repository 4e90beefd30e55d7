using ILGPU;
using static DqnGpu.Lessons.Puzzles.TdLossGradient;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class TdLossGradient
{
    public static void Kernel(Arguments p)
    {
        var n = Grid.IdxX * Group.DimX + Group.IdxX;
        if (n >= p.N)
            return;
        var row = n * p.Actions;
        var greatest = p.Next[row];
        for (var a = 1; a < p.Actions; a++)
            greatest = IntrinsicMath.Max(greatest, p.Next[row + a]);
        var taken = p.Taken[n];
        var d = p.Q[row + taken] - (p.Rewards[n] + p.Discounts[n] * greatest);
        var derivative = IntrinsicMath.Max(-1f, IntrinsicMath.Min(1f, d)) / p.N;
        for (var a = 0; a < p.Actions; a++)
            p.Dq[row + a] = a == taken ? derivative : 0;
    }
}
