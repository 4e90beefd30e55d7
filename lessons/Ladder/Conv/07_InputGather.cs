using DqnGpu.PtxMachine;
using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// Turned round: a thread for each dx[n,h,w,c], which collects from every window that saw its pixel. No two threads write the same.
//
// dx[n,h,w,c] = sum over k and all (p, r) with p stride + r = h, all (q, s) with q stride + s = w of dz[n,p,q,k] * w[r,s,c,k]. So every r
// and s is tried, and one of stride^2 = 4 fits. A warp holds the 16 channels of two neighbouring pixels, one even and one odd: whatever s
// is tried, it fits at most one of them, and one half of the warp waits for the other. Of each multiply-add's 32 threads, 16 are at work.
public static class InputGather
{
    private const int Threads = 96;

    public static Rung Rung { get; } = ConvolutionRungs.Input(
        "Input, gathering", "Each pixel collects from the windows that saw it, with tests in the loop.",
        new Claim("threads of a multiply-add", 16, ThreadsOfMultiplyAdd, MoreIsBetter: true),
        (device, a) => () => device.Launch(Kernel, new(a.N * a.H * a.W * a.C / Threads), new(Threads), a));

    internal static double ThreadsOfMultiplyAdd(RungCounts counts) =>
        (double)counts.MultiplyAdds / counts.Launches.Sum(launch => launch[InstructionKind.MultiplyAdd]);

    private static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var (c, w, h, n) = (i % a.C, i / a.C % a.W, i / a.C / a.W % a.H, i / a.C / a.W / a.H);
        var dx = 0f;
        for (var r = 0; r < a.R; r++)
            for (var s = 0; s < a.S; s++)
            {
                var (p, q) = ((h - r) / a.stride, (w - s) / a.stride);
                if (p * a.stride + r != h || q * a.stride + s != w || h < r || w < s || p >= a.P || q >= a.Q)
                    continue;
                for (var k = 0; k < a.K; k++)
                    dx += a.dz[a.Z(n, p, q, k)] * a.w[a.Weight(r, s, c, k)];
            }
        a.dx[i] = dx;
    }
}
