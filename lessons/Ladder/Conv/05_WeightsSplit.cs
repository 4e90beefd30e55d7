using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// The same sum in parts (known as split K): a thread for each weight and each row of positions, and a second kernel that adds the parts.
//
// P = 8 times as many groups, 256, and each thread adds N Q = 16 products instead of 128. The price: P R S C K partial sums are written and
// read once more. They are added in the order of their numbers, whichever group was done first: floating-point addition is not associative,
// and groups that add to dw by atomics as they come give other bits in every run.
public static class WeightsSplit
{
    private const int Threads = 256, NQ = 16;

    public static Rung Rung { get; } = ConvolutionRungs.Weights(
        "Weights, split K", "Each row of positions has threads of its own; a second kernel adds their sums in a fixed order.",
        new Claim("multiply-adds one after the other", NQ, MultiplyAddsOfThread),
        (device, a) => () =>
        {
            device.Launch(Part, new(a.R * a.S * a.C * a.K / Threads, a.P), new(Threads), a);
            device.Launch(Add, new(a.R * a.S * a.C * a.K / Threads), new(Threads), a);
        });

    internal static double MultiplyAddsOfThread(RungCounts counts) =>
        counts.Launches.Sum(launch => (double)launch.MultiplyAdds / (launch.Launch.Grid.Count * launch.Launch.Group.Count));

    private static void Part(Convolution a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var p = Grid.IdxY;
        var (k, c, s, r) = (i % a.K, i / a.K % a.C, i / a.K / a.C % a.S, i / a.K / a.C / a.S);
        var dw = 0f;
        for (var n = 0; n < a.N; n++)
            for (var q = 0; q < a.Q; q++)
                dw += a.x[a.X(n, p * a.stride + r, q * a.stride + s, c)] * a.dz[a.Z(n, p, q, k)];
        a.parts[p * a.dw.IntLength + i] = dw;
    }

    private static void Add(Convolution a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var dw = 0f;
        for (var p = 0; p < a.P; p++)
            dw += a.parts[p * a.dw.IntLength + i];
        a.dw[i] = dw;
    }
}
