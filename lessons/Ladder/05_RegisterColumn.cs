using DqnGpu.Kernels.Ilgpu;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// A thread makes 8 elements of a column of C, in 8 registers. The group's tile is 64 x 64 now, with 512 threads, and a step is 8 deep: so each thread
// still copies one float of A and one of B.
//
// Shared memory was the bottleneck: 2 loads for each multiply-add. Now one float of B is multiplied by 8 of A: 9 loads for 8 multiply-adds. With
// the 2 stores of a step, (2 + 8 * 9) / (8 * 8) = 1.156 requests a multiply-add; it was (2 + 32 * 2) / 32 = 2.06.
// Rows of A's tile take 68 floats: a warp stores 8 columns of 4 rows, float k * 68 + row, in the banks 4 k + row: all different.
public static class RegisterColumn
{
    private const int Tile = 64, Depth = 8, Rows = 8, Stride = Tile + 4;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "One-dimensional register tile", "A thread makes 8 elements of a column, so that a float of B serves 8 times.",
        new Claim("shared requests a multiply-add", (2 + Depth * (Rows + 1.0)) / (Depth * Rows), counts => counts.SharedRequestsPerMultiplyAdd), ProductTile.Shared(Tile, Tile, Depth, Rows),
        (device, p) => () => device.Launch(Kernel, new(p.N / Tile, p.M / Tile), new(Tile * Tile / Rows), p));

    private static void Kernel(MatrixProduct p)
    {
        var a = SharedMemory.Allocate<float>(Depth * Stride);
        var b = SharedMemory.Allocate<float>(Depth * Tile);
        var (x, y) = (Group.IdxX % Tile, Group.IdxX / Tile);
        var (aK, aM) = (Group.IdxX % Depth, Group.IdxX / Depth);
        var (m0, n0) = (Grid.IdxY * Tile, Grid.IdxX * Tile);
        var sum = default(RegisterRow);
        for (var k0 = 0; k0 < p.K; k0 += Depth)
        {
            a[aK * Stride + aM] = p.A[(m0 + aM) * p.K + k0 + aK];
            b[y * Tile + x] = p.B[(k0 + y) * p.N + n0 + x];
            Group.Barrier();
            for (var k = 0; k < Depth; k++)
            {
                var i = k * Stride + y * Rows;
                sum.AddScaled(b[k * Tile + x], new(a[i], a[i + 1], a[i + 2], a[i + 3]), new(a[i + 4], a[i + 5], a[i + 6], a[i + 7]));
            }
            Group.Barrier();
        }
        var c = (m0 + y * Rows) * p.N + n0 + x;
        p.C[c] = sum.Low.X;
        p.C[c + p.N] = sum.Low.Y;
        p.C[c + 2 * p.N] = sum.Low.Z;
        p.C[c + 3 * p.N] = sum.Low.W;
        p.C[c + 4 * p.N] = sum.High.X;
        p.C[c + 5 * p.N] = sum.High.Y;
        p.C[c + 6 * p.N] = sum.High.Z;
        p.C[c + 7 * p.N] = sum.High.W;
    }
}
