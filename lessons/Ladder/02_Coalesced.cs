using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// Neighbouring threads take neighbouring COLUMNS: m and n have changed places, nothing else.
//
// A warp's 32 threads now read 32 neighbouring floats of B: 128 bytes, 4 sectors, every byte used. Of A all of them read the same float: 1 sector.
// C is written like B is read. So (K * (1 + 4) + 4) sectors in 2 K + 1 requests: 2.51 each for K = 128, where it was 16.56.
// The hardware calls such requests coalesced: one piece of memory serves the whole warp.
public static class Coalesced
{
    private const int Threads = 128, K = MatrixProductRungs.Size;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "Coalesced", "Neighbouring threads take neighbouring columns.",
        new Claim("sectors a request", (K * (1 + 4.0) + 4) / (2 * K + 1), counts => counts.SectorsPerRequest), new(1, 32, 1),
        (device, p) => () => device.Launch(Kernel, new(p.N / Threads, p.M), new(Threads), p));

    private static void Kernel(MatrixProduct p)
    {
        var m = Grid.IdxY;
        var n = Grid.IdxX * Threads + Group.IdxX;
        var sum = 0f;
        for (var k = 0; k < p.K; k++)
            sum += p.A[m * p.K + k] * p.B[k * p.N + n];
        p.C[m * p.N + n] = sum;
    }
}
