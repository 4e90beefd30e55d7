using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// Forward, the formula as it stands: a thread for each z[n,p,q,k], and three loops over what its window sees.
//
// k runs fastest, so a warp's 32 threads are the 32 filters of one position. For each multiply-add they want one and the same number of x
// (1 sector) and 32 neighbouring weights (4 sectors): nothing is scattered. Yet that is 160 bytes for 32 multiply-adds, 0.2 a byte. An H100
// could do 10 while its memory brings a byte: where no cache helped, it would wait 98 % of its time. With b and z (4 sectors each): 256 /
// (256 * 5 + 8) for R S C = 256.
public static class ForwardDirect
{
    private const int Threads = 256;

    public static Rung Rung { get; } = ConvolutionRungs.Forward(
        "Forward, direct", "A thread for each z, and the formula's loops.",
        new Claim("multiply-adds a byte", 256 / (256 * 5 + 8.0), counts => counts.MultiplyAddsPerByte, MoreIsBetter: true),
        (device, a) => () => device.Launch(Kernel, new(a.N * a.P * a.Q * a.K / Threads), new(Threads), a));

    private static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var (k, q, p, n) = (i % a.K, i / a.K % a.Q, i / a.K / a.Q % a.P, i / a.K / a.Q / a.P);
        var z = a.b[k];
        for (var r = 0; r < a.R; r++)
            for (var s = 0; s < a.S; s++)
                for (var c = 0; c < a.C; c++)
                    z += a.x[a.X(n, p * a.stride + r, q * a.stride + s, c)] * a.w[a.Weight(r, s, c, k)];
        a.z[i] = z;
    }
}
