using DqnGpu.Kernels.Ilgpu;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// A thread makes 8 x 8 elements of C, in 64 registers: the rows y, y + 8, ..., the columns x, x + 8, ... of the group's tile. 64 threads make 64 x 64.
//
// For each k a thread loads 8 floats of A and 8 of B, and each serves 8 times: 16 loads for 64 multiply-adds. With the 16 stores of a step (8 floats
// of each tile), (16 + 8 * 16) / (8 * 64) = 0.281 requests a multiply-add, where it was 1.156. More results a thread would need more registers than it has.
public static class RegisterSquare
{
    private const int Tile = 64, Depth = 8, Threads = 64, Stride = Tile + 4, Each = Tile * Depth / Threads;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "Two-dimensional register tile", "A thread makes 8 x 8 elements, so that each float it loads serves 8 times.",
        new Claim("shared requests a multiply-add", (2 * Each + Depth * 16.0) / (Depth * 64), counts => counts.SharedRequestsPerMultiplyAdd), ProductTile.Shared(Tile, Tile, Depth, 8, 8),
        (device, p) => () => device.Launch(Kernel, new(p.N / Tile, p.M / Tile), new(Threads), p));

    private static void Kernel(MatrixProduct p)
    {
        var a = SharedMemory.Allocate<float>(Depth * Stride);
        var b = SharedMemory.Allocate<float>(Depth * Tile);
        var (x, y) = (Group.IdxX % 8, Group.IdxX / 8);
        var (m0, n0) = (Grid.IdxY * Tile, Grid.IdxX * Tile);
        var sum = default(RegisterTile);
        for (var k0 = 0; k0 < p.K; k0 += Depth)
        {
            for (var i = 0; i < Each; i++)
            {
                a[x * Stride + y + 8 * i] = p.A[(m0 + y + 8 * i) * p.K + k0 + x];
                b[i * Tile + Group.IdxX] = p.B[(k0 + i) * p.N + n0 + Group.IdxX];
            }
            Group.Barrier();
            for (var k = 0; k < Depth; k++)
                sum.AddOuterProduct(Four(a, k * Stride + y), Four(a, k * Stride + y + 32), Four(b, k * Tile + x), Four(b, k * Tile + x + 32));
            Group.Barrier();
        }
        var c = p.C.SubView((m0 + y) * p.N + n0 + x);
        Store(c, sum.Row0);
        Store(c.SubView(8 * p.N), sum.Row1);
        Store(c.SubView(16 * p.N), sum.Row2);
        Store(c.SubView(24 * p.N), sum.Row3);
        Store(c.SubView(32 * p.N), sum.Row4);
        Store(c.SubView(40 * p.N), sum.Row5);
        Store(c.SubView(48 * p.N), sum.Row6);
        Store(c.SubView(56 * p.N), sum.Row7);
    }

    private static Float4 Four(ArrayView<float> tile, int i) => new(tile[i], tile[i + 8], tile[i + 16], tile[i + 24]);

    private static void Store(ArrayView<float> c, RegisterRow row)
    {
        (c[0], c[8], c[16], c[24]) = (row.Low.X, row.Low.Y, row.Low.Z, row.Low.W);
        (c[32], c[40], c[48], c[56]) = (row.High.X, row.High.Y, row.High.Z, row.High.W);
    }
}
