using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// One thread makes one element of C: a dot product of a row of A and a column of B. Neighbouring threads take neighbouring ROWS.
//
// A warp's 32 threads then read 32 floats of A that lie K floats apart: each in a sector of 32 bytes of its own, of which 4 bytes are used. Of B
// all of them read the same float: 1 sector. At the end each writes C, N floats apart: 32 sectors.
// So (K * (32 + 1) + 32) sectors in 2 K + 1 requests: 16.56 each for K = 128.
public static class Naive
{
    private const int Threads = 128, K = MatrixProductRungs.Size;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "Naive", "A thread for each element of C; neighbouring threads take neighbouring rows.",
        new Claim("sectors a request", (K * (32 + 1.0) + 32) / (2 * K + 1), counts => counts.SectorsPerRequest), new(32, 1, 1),
        (device, p) => () => device.Launch(Kernel, new(p.M / Threads, p.N), new(Threads), p));

    private static void Kernel(MatrixProduct p)
    {
        var m = Grid.IdxX * Threads + Group.IdxX;
        var n = Grid.IdxY;
        var sum = 0f;
        for (var k = 0; k < p.K; k++)
            sum += p.A[m * p.K + k] * p.B[k * p.N + n];
        p.C[m * p.N + n] = sum;
    }
}
