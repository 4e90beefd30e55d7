using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>Forward, the formula as it stands: a thread for each z[n,p,q,k], three loops over the window.</summary>
/// <remarks>
/// Lanes are filters: k runs fastest. So a warp's 32 lanes want the same pixel (1 sector) and 32 neighbouring weights (4 sectors): nothing is scattered.
/// Yet each multiply-add of a warp moves those 5 sectors, 160 bytes for 32 multiply-adds.
/// </remarks>
public static class ForwardDirect
{
    public static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var (k, q, p, n) = (i % a.K, i / a.K % a.Q, i / a.K / a.Q % a.P, i / a.K / a.Q / a.P);
        var z = a.b[k];
        for (var r = 0; r < a.R; r++)
            for (var s = 0; s < a.S; s++)
                for (var c = 0; c < a.C; c++)
                    z = a.x[a.X(n, p * a.stride + r, q * a.stride + s, c)] * a.w[a.Weight(r, s, c, k)] + z;
        a.z[i] = z;
    }
}
