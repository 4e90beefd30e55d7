using DqnGpu.Kernels.Ilgpu;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// Shared memory holds two tiles of each factor: one is multiplied while the next is on its way. The loads of the next step come before the products of
// this one and are stored behind them, so 512 multiply-adds hide the hundreds of cycles that global memory takes.
//
// Nobody overwrites what others still read, so one barrier a step is enough: 1 + K / 8 = 17 for K = 128, where it was 2 K / 8 = 32.
public static class DoubleBuffer
{
    private const int Tile = Vectors.Tile, Depth = Vectors.Depth, Vector = 4, AVectors = Depth * Vectors.Stride / 4, BVectors = Depth * Tile / 4;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "Double buffer", "The next tiles are loaded while these are multiplied.",
        new Claim("barriers", 1 + MatrixProductRungs.Size / Depth, counts => counts.Barriers), ProductTile.Shared(Tile, Tile, Depth, 8, 8),
        (device, p) => () => device.Launch(Kernel, new(p.N / Tile, p.M / Tile), new(Vectors.Threads), p));

    private static void Kernel(MatrixProduct p) => Multiply(p, p.C.Cast<Float4>(), 0, p.K);

    /// <summary>c = A B over the k from begin to end, the group's tile of it.</summary>
    internal static void Multiply(MatrixProduct p, ArrayView<Float4> c, int begin, int end)
    {
        var a = SharedMemory.Allocate<Float4>(2 * AVectors);
        var b = SharedMemory.Allocate<Float4>(2 * BVectors);
        var (x, y, half, row) = (Group.IdxX % 8, Group.IdxX / 8, Group.IdxX % 2, Group.IdxX / 2);
        var (m0, n0) = (Grid.IdxY * Tile, Grid.IdxX * Tile);
        var aFrom = p.A.Cast<Float4>().SubView((m0 + row) * p.K / Vector + half);
        var bFrom = p.B.Cast<Float4>().SubView((Group.IdxX / 16 * p.N + n0) / Vector + Group.IdxX % 16);
        var sum = default(RegisterTile);
        Float4 a0 = default, a1 = default, b0 = default, b1 = default;
        for (var k0 = begin - Depth; k0 < end; k0 += Depth)
        {
            var (now, next) = (k0 / Depth & 1, k0 / Depth + 1 & 1);
            if (k0 + Depth < end)
            {
                (a0, a1) = (aFrom[(k0 + Depth) / Vector], aFrom[(k0 + Depth + 32 * p.K) / Vector]);
                (b0, b1) = (bFrom[(k0 + Depth) * p.N / Vector], bFrom[(k0 + Depth + 4) * p.N / Vector]);
            }
            for (var k = 0; k < Depth && k0 >= begin; k++)
            {
                var (i, j) = (now * AVectors + k * Vectors.Stride / Vector + y, now * BVectors + k * Tile / Vector + x);
                sum.AddOuterProduct(a[i], a[i + 8], b[j], b[j + 8]);
            }
            Vectors.StoreTransposed(a.SubView(next * AVectors), half, row, a0);
            Vectors.StoreTransposed(a.SubView(next * AVectors), half, row + 32, a1);
            (b[next * BVectors + Group.IdxX], b[next * BVectors + Group.IdxX + Vectors.Threads]) = (b0, b1);
            Group.Barrier();
        }
        MatrixTile.Store(c.SubView(((m0 + 4 * y) * p.N + n0) / Vector + x), p.N / Vector, sum);
    }
}
