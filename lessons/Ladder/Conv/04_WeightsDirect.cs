using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// The weights' gradient: a thread for each dw[r,s,c,k], which sums over all positions of all samples.
//
// A weight was used at every position, so it collects from all of them: dw[r,s,c,k] = sum over n, p, q of x[n, p stride + r, q stride + s,
// c] * dz[n,p,q,k]. There are few weights and many positions. R S C K / 256 = 32 groups are all there is to do, for the 132 multiprocessors
// of an H100 of which each could hold 8 such groups; and each thread adds N P Q = 128 products one after the other (2592 in the article's
// layer with a minibatch of 32).
public static class WeightsDirect
{
    private const int Threads = 256, NPQ = 128;

    public static Rung Rung { get; } = ConvolutionRungs.Weights(
        "Weights, direct", "A thread for each dw: few threads, long sums.",
        new Claim("multiply-adds one after the other", NPQ, WeightsSplit.MultiplyAddsOfThread),
        (device, a) => () => device.Launch(Kernel, new(a.R * a.S * a.C * a.K / Threads), new(Threads), a));

    private static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var (k, c, s, r) = (i % a.K, i / a.K % a.C, i / a.K / a.C % a.S, i / a.K / a.C / a.S);
        var dw = 0f;
        for (var n = 0; n < a.N; n++)
            for (var p = 0; p < a.P; p++)
                for (var q = 0; q < a.Q; q++)
                    dw += a.x[a.X(n, p * a.stride + r, q * a.stride + s, c)] * a.dz[a.Z(n, p, q, k)];
        a.dw[i] = dw;
    }
}
