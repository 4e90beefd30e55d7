using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>The same sum in parts (split K): a thread for each weight and each row of positions; a second kernel adds the parts.</summary>
/// <remarks>
/// P = 8 times as many groups, 256, and each thread adds an eighth as many numbers. The price: P R S C K partial sums written and read once more.
/// They are added in the order of their numbers, whichever group was done first: floating-point addition is not associative, and who adds by atomics
/// as the groups come gets other bits in every run.
/// </remarks>
public static class WeightsSplit
{
    /// <summary>parts[p, r,s,c,k] = sum over n, q of x[n, p stride + r, q stride + s, c] dz[n,p,q,k]; p is the group's number in y.</summary>
    public static void Part(Convolution a)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var p = Grid.IdxY;
        var (k, c, s, r) = (i % a.K, i / a.K % a.C, i / a.K / a.C % a.S, i / a.K / a.C / a.S);
        var dw = 0f;
        for (var n = 0; n < a.N; n++)
            for (var q = 0; q < a.Q; q++)
                dw = a.x[a.X(n, p * a.stride + r, q * a.stride + s, c)] * a.dz[a.Z(n, p, q, k)] + dw;
        a.parts[p * a.dw.IntLength + i] = dw;
    }

    /// <summary>dw = parts[0] + parts[1] + ..., in this order.</summary>
    public static void Add(Convolution a)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var dw = 0f;
        for (var p = 0; p < a.P; p++)
            dw += a.parts[p * a.dw.IntLength + i];
        a.dw[i] = dw;
    }
}
