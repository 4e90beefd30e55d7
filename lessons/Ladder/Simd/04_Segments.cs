using System.Numerics;
using System.Runtime.CompilerServices;
using DqnGpu.Lessons.Ladder.Conv;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Ladder.Simd;

// The same tile, but patches is never written: a window is R runs of S C neighbouring floats of x (segments), W C apart, for every position
// alike.
//
// What is saved is the copy, four times x written and read again: 8 MB for 32 samples, more than a second-level cache holds.
public static class Segments
{
    public static SimdRung Rung { get; } = new("Segments", "The tile walks along x itself.", a => Positions(a, 0, a.N * a.P * a.Q));

    /// <summary>z of the positions from first to end, both multiples of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe void Positions(Convolution a, int first, int end)
    {
        float* w = LessonMemory.Pointer(a.w), b = LessonMemory.Pointer(a.b), x = LessonMemory.Pointer(a.x), z = LessonMemory.Pointer(a.z);
        for (var m = first; m < end; m += 4)
            for (var k = 0; k < a.K; k += 2 * Vector<float>.Count)
                Tile(a, x + Window(a, m), x + Window(a, m + 1), x + Window(a, m + 2), x + Window(a, m + 3), w + k, b + k, z + m * a.K + k);
    }

    private static int Window(Convolution a, int m) => a.X(m / a.Q / a.P, m / a.Q % a.P * a.stride, m % a.Q * a.stride, 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Tile(in Convolution a, float* x0, float* x1, float* x2, float* x3, float* w, float* b, float* z)
    {
        var (v, K, length, rowOfX) = (Vector<float>.Count, a.K, a.S * a.C, a.W * a.C);
        Vector<float> z00 = Vector.Load(b), z01 = Vector.Load(b + v), z10 = z00, z11 = z01, z20 = z00, z21 = z01, z30 = z00, z31 = z01;
        for (var r = 0; r < a.R; r++)
            for (var (i, end) = (r * rowOfX, r * rowOfX + length); i < end; i++, w += K)
            {
                var (w0, w1) = (Vector.Load(w), Vector.Load(w + v));
                var x = new Vector<float>(x0[i]);
                (z00, z01) = (Vector.FusedMultiplyAdd(x, w0, z00), Vector.FusedMultiplyAdd(x, w1, z01));
                x = new Vector<float>(x1[i]);
                (z10, z11) = (Vector.FusedMultiplyAdd(x, w0, z10), Vector.FusedMultiplyAdd(x, w1, z11));
                x = new Vector<float>(x2[i]);
                (z20, z21) = (Vector.FusedMultiplyAdd(x, w0, z20), Vector.FusedMultiplyAdd(x, w1, z21));
                x = new Vector<float>(x3[i]);
                (z30, z31) = (Vector.FusedMultiplyAdd(x, w0, z30), Vector.FusedMultiplyAdd(x, w1, z31));
            }
        (*(Vector<float>*)z, *(Vector<float>*)(z + v)) = (z00, z01);
        (*(Vector<float>*)(z + K), *(Vector<float>*)(z + K + v)) = (z10, z11);
        (*(Vector<float>*)(z + 2 * K), *(Vector<float>*)(z + 2 * K + v)) = (z20, z21);
        (*(Vector<float>*)(z + 3 * K), *(Vector<float>*)(z + 3 * K + v)) = (z30, z31);
    }
}
