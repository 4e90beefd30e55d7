using DqnGpu.Kernels.Ilgpu;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// A warp multiplies 16 x 8 floats of A by 8 x 8 of B in one instruction (mma.sync): 1,024 multiply-adds, 32 for each thread, where a multiply-add was one.
// The factors are rounded to TF32, 11 bits of significand, so C is right to 3 digits only; the sums stay fp32. A group of 4 warps makes 64 x 64, a warp 32 x 32.
//
// All threads of the warp hold the matrices together (TensorCore tells who holds what): thread 4 g + t loads A's rows g, g + 8 and columns t, t + 4. With rows
// of 12 in shared memory these are the banks 12 g + t mod 32, all different; and so are 8 k + n of B's rows of 72.
public static class TensorCores
{
    internal const int Tile = 64, Depth = 8, Threads = 128, AStride = 12, BStride = 72;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "Tensor cores", "A warp multiplies 16 x 8 by 8 x 8 in one instruction, factors rounded to TF32.",
        new Claim("multiply-adds of a multiplying instruction", 16 * 8 * 8 / 32, counts => counts.MultiplyAddsPerMultiplication, MoreIsBetter: true),
        ProductTile.Shared(Tile, Tile, Depth),
        (device, p) => () => device.Launch(Kernel, new(p.N / Tile, p.M / Tile), new(Threads), p), Expectation.Tf32, needsCuda: true);

    private static void Kernel(MatrixProduct p)
    {
        var a = SharedMemory.Allocate<Tf32Vector>(Tile * AStride / 4);
        var b = SharedMemory.Allocate<Tf32Vector>(Depth * BStride / 4);
        var (warp, g, t) = (Group.IdxX / 32, Group.IdxX % 32 / 4, Group.IdxX % 4);
        var (m0, n0) = (Grid.IdxY * Tile, Grid.IdxX * Tile);
        var (aM, aHalf, bK, bN) = (Group.IdxX % 8 + Group.IdxX / 16 * 8, Group.IdxX / 8 % 2, Group.IdxX / 16, Group.IdxX % 16);
        var (top, bottom) = (default(TensorRow), default(TensorRow));
        for (var k0 = 0; k0 < p.K; k0 += Depth)
        {
            a[aM * AStride / 4 + aHalf] = Tf32Vector.Nearest(p.A.Cast<Float4>()[((m0 + aM) * p.K + k0) / 4 + aHalf]);
            b[bK * BStride / 4 + bN] = Tf32Vector.Nearest(p.B.Cast<Float4>()[((k0 + bK) * p.N + n0) / 4 + bN]);
            Group.Barrier();
            var aFrom = a.Cast<uint>().SubView((warp / 2 * 32 + g) * AStride + t);
            var bFrom = b.Cast<uint>().SubView(t * BStride + warp % 2 * 32 + g);
            top.Add(aFrom, bFrom);
            bottom.Add(aFrom.SubView(16 * AStride), bFrom);
            Group.Barrier();
        }
        var c = (m0 + warp / 2 * 32 + g) * p.N + n0 + warp % 2 * 32 + 2 * t;
        top.Store(p.C.SubView(c), p.N);
        bottom.Store(p.C.SubView(c + 16 * p.N), p.N);
    }
}
