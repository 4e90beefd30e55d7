using DqnGpu.PtxMachine;
using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// The input's gradient in the forward pass's own loops: each position adds to every pixel that it saw. WRONG, and here to be seen.
//
// Where forward did z += x * w, this does dx += dz * w. In one thread that is right. In many it is not: windows overlap, so R S / stride^2
// = 4 threads add to the same dx, each may read it before the others have written, and then their share is lost. The machine stops at the
// first two and names them. With atomic additions nothing would be lost, but they come in another order in every run, and so do the last
// digits.
public static class InputScatter
{
    private const int Threads = 64;

    public static Rung Rung { get; } = ConvolutionRungs.Input(
        "Input, scattering", "Each position adds to the pixels that it saw.",
        new Claim("none: it is wrong", double.NaN, _ => double.NaN),
        (device, a) => () => device.Launch(Kernel, new(a.N * a.P * a.Q * a.C / Threads), new(Threads), a), FaultKind.Race);

    private static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var (c, q, p, n) = (i % a.C, i / a.C % a.Q, i / a.C / a.Q % a.P, i / a.C / a.Q / a.P);
        for (var r = 0; r < a.R; r++)
            for (var s = 0; s < a.S; s++)
            {
                var sum = 0f;
                for (var k = 0; k < a.K; k++)
                    sum += a.dz[a.Z(n, p, q, k)] * a.w[a.Weight(r, s, c, k)];
                a.dx[a.X(n, p * a.stride + r, q * a.stride + s, c)] += sum;
            }
    }
}
