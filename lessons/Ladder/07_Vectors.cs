using DqnGpu.Kernels.Ilgpu;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// Four neighbouring floats move by one instruction of 16 bytes (Float4). A thread's rows are 4 y .. 4 y + 3 and the same 32 further on, its columns likewise.
//
// For each k a thread loads 4 vectors instead of 16 floats. It stores A's 8 floats of a step one by one, for they are transposed, and B's as 2 vectors:
// (8 + 2 + 8 * 4) / (8 * 64) = 0.082 requests a multiply-add, where it was 0.281. Why not 8 columns in a row? Then 8 threads' vectors would lie 32 bytes apart, and
// every second bank would be asked twice.
public static class Vectors
{
    internal const int Tile = 64, Depth = 8, Threads = 64, Stride = Tile + 4;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "Float4", "Four floats move by one instruction.",
        new Claim("shared requests a multiply-add", (8 + 2 + Depth * 4.0) / (Depth * 64), counts => counts.SharedRequestsPerMultiplyAdd), ProductTile.Shared(Tile, Tile, Depth, 8, 8),
        (device, p) => () => device.Launch(Kernel, new(p.N / Tile, p.M / Tile), new(Threads), p));

    private static void Kernel(MatrixProduct p)
    {
        var a = SharedMemory.Allocate<Float4>(Depth * Stride / 4);
        var b = SharedMemory.Allocate<Float4>(Depth * Tile / 4);
        var (x, y) = (Group.IdxX % 8, Group.IdxX / 8);
        var (m0, n0) = (Grid.IdxY * Tile, Grid.IdxX * Tile);
        var sum = default(RegisterTile);
        for (var k0 = 0; k0 < p.K; k0 += Depth)
        {
            for (var i = 0; i < 2; i++)
            {
                StoreTransposed(a, Group.IdxX % 2, Group.IdxX / 2 + 32 * i, p.A.Cast<Float4>()[((m0 + Group.IdxX / 2 + 32 * i) * p.K + k0) / 4 + Group.IdxX % 2]);
                b[Group.IdxX + Threads * i] = p.B.Cast<Float4>()[((k0 + Group.IdxX / 16 + 4 * i) * p.N + n0) / 4 + Group.IdxX % 16];
            }
            Group.Barrier();
            for (var k = 0; k < Depth; k++)
                sum.AddOuterProduct(a[k * Stride / 4 + y], a[k * Stride / 4 + y + 8], b[k * Tile / 4 + x], b[k * Tile / 4 + x + 8]);
            Group.Barrier();
        }
        MatrixTile.Store(p.C.Cast<Float4>().SubView(((m0 + 4 * y) * p.N + n0) / 4 + x), p.N / 4, sum);
    }

    /// <summary>Four floats of a row of A become a column: their k is 4 half .. 4 half + 3.</summary>
    internal static void StoreTransposed(ArrayView<Float4> tile, int half, int m, Float4 row)
    {
        var column = tile.Cast<float>().SubView(4 * half * Stride + m);
        column[0] = row.X;
        column[Stride] = row.Y;
        column[2 * Stride] = row.Z;
        column[3 * Stride] = row.W;
    }
}
