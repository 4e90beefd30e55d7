using System.Runtime.CompilerServices;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Ladder;

/// <summary>The ladder of the matrix product: M, N and K are 128 where it is counted, larger where it is timed.</summary>
public static class MatrixProductRungs
{
    /// <summary>M, N and K where the product is counted.</summary>
    public const int Size = 128;

    /// <summary>From the naive kernel to the tensor cores.</summary>
    public static KernelRungs Ladder { get; } = new("matmul", "matrix product, C [M, N] = A [M, K] B [K, N]", Naive.Rung, Coalesced.Rung, SharedTile.Rung, NoBankConflicts.Rung, RegisterColumn.Rung, RegisterSquare.Rung, Vectors.Rung,
        DoubleBuffer.Rung, SplitK.Rung, TensorCores.Rung);

    /// <summary>A rung that multiplies the matrices by the launches given.</summary>
    /// <param name="title">See <see cref="Rung.Title"/>.</param>
    /// <param name="change">See <see cref="Rung.Change"/>.</param>
    /// <param name="claim">See <see cref="Rung.Claim"/>.</param>
    /// <param name="tile">See <see cref="Rung.Tile"/>.</param>
    /// <param name="launches">What launches its kernels on a device, for the matrices.</param>
    /// <param name="tolerance">See <see cref="Expectation.Tolerance"/>.</param>
    /// <param name="needsCuda">See <see cref="Rung.NeedsCuda"/>.</param>
    /// <param name="file">The file it is written in.</param>
    public static Rung Rung(string title, string change, Claim claim, ProductTile tile, Func<IRungDevice, MatrixProduct, Action> launches,
        double tolerance = Expectation.Fp32, bool needsCuda = false, [CallerFilePath] string file = "") =>
        new(title, change, claim, device => Prepare(device, launches, tolerance), file) { Tile = tile, NeedsCuda = needsCuda };

    private static PreparedRung Prepare(IRungDevice device, Func<IRungDevice, MatrixProduct, Action> launches, double tolerance)
    {
        var size = Size * device.Scale;
        float[] a = RandomData.Normal(size * size, seed: 1), b = RandomData.Normal(size * size, seed: 2);
        var product = new MatrixProduct { A = device.Allocate(a), B = device.Allocate(b), C = device.Allocate<float>((long)size * size), M = size, N = size, K = size };
        var expected = new Expectation("C", [size, size], product.C, () => Reference(a, b, size), tolerance);
        return new(launches(device, product), expected) { Operations = 2.0 * size * size * size, Vendors = device is TimingDevice ? CuBlas.Product(product) : null };
    }

    private static double[] Reference(float[] a, float[] b, int size)
    {
        var c = new double[size * size];
        for (var m = 0; m < size; m++)
            for (var k = 0; k < size; k++)
                for (var n = 0; n < size; n++)
                    c[m * size + n] += (double)a[m * size + k] * b[k * size + n];
        return c;
    }
}
