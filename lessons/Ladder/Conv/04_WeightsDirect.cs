using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>The weights' gradient: a thread for each dw[r,s,c,k], which sums over all positions of all samples.</summary>
/// <remarks>
/// A weight was used at every position, so it collects from all of them: dw[r,s,c,k] = sum over n, p, q of x[n, p stride + r, q stride + s, c] dz[n,p,q,k].
/// There are few weights and many positions: R S C K / 256 = 32 groups for the 132 multiprocessors of an H100, each of which could hold 8. It is not
/// what is counted in bytes that is wrong here, but that most of the card has nothing to do, while a thread adds N P Q numbers one after the other.
/// </remarks>
public static class WeightsDirect
{
    public static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var (k, c, s, r) = (i % a.K, i / a.K % a.C, i / a.K / a.C % a.S, i / a.K / a.C / a.S);
        var dw = 0f;
        for (var n = 0; n < a.N; n++)
            for (var p = 0; p < a.P; p++)
                for (var q = 0; q < a.Q; q++)
                    dw = a.x[a.X(n, p * a.stride + r, q * a.stride + s, c)] * a.dz[a.Z(n, p, q, k)] + dw;
        a.dw[i] = dw;
    }
}
