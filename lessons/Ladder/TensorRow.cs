using DqnGpu.Kernels.Ilgpu;
using ILGPU;
using static DqnGpu.Lessons.Ladder.TensorCores;

namespace DqnGpu.Lessons.Ladder;

/// <summary>16 x 32 results of a warp on tensor cores: four times 16 x 8, of each of which a thread holds four (<see cref="TensorCore.MultiplyAdd"/>).</summary>
internal struct TensorRow
{
    private Float4 c0, c8, c16, c24;

    public void Add(ArrayView<uint> a, ArrayView<uint> b)
    {
        var left = new Tf32Vector(a[0], a[8 * AStride], a[4], a[8 * AStride + 4]);
        MultiplyAdd(ref c0, left, b);
        MultiplyAdd(ref c8, left, b.SubView(8));
        MultiplyAdd(ref c16, left, b.SubView(16));
        MultiplyAdd(ref c24, left, b.SubView(24));
    }

    public readonly void Store(ArrayView<float> c, int n)
    {
        Store(c, n, c0);
        Store(c.SubView(8), n, c8);
        Store(c.SubView(16), n, c16);
        Store(c.SubView(24), n, c24);
    }

    private static void MultiplyAdd(ref Float4 c, Tf32Vector a, ArrayView<uint> b) =>
        TensorCore.MultiplyAdd(ref c.X, ref c.Y, ref c.Z, ref c.W, a.X, a.Y, a.Z, a.W, b[0], b[4 * BStride]);

    private static void Store(ArrayView<float> c, int n, Float4 sum) =>
        (c[0], c[1], c[8 * n], c[8 * n + 1]) = (sum.X, sum.Y, sum.Z, sum.W);
}
