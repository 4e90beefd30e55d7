using System.Numerics;
using System.Runtime.CompilerServices;
using DqnGpu.Lessons.Ladder.Conv;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Ladder.Simd;

// 4 positions and 2 vectors of filters together: 8 sums in registers, over patches that are written down first.
//
// For each place of the window 2 vectors of weights and 4 numbers are loaded, and serve 8 multiply-adds: 0.75 loads each instead of 2. And
// the 8 sums wait for none but themselves: 4 cycles times 2 in each cycle is 8, just what keeps the core busy. They have names, because an
// array would lie in memory.
public static class RegisterTile
{
    public static SimdRung Rung { get; } = new("Register tile", "4 positions by 2 vectors of filters, over patches in memory.", Forward);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Forward(Convolution a)
    {
        float* x = LessonMemory.Pointer(a.x), patches = LessonMemory.Pointer(a.patches), z = LessonMemory.Pointer(a.z);
        var (positions, row, length) = (a.N * a.P * a.Q, a.S * a.C, a.R * a.S * a.C);
        for (var m = 0; m < positions; m++)
            for (var r = 0; r < a.R; r++)
                new Span<float>(x + a.X(m / a.Q / a.P, m / a.Q % a.P * a.stride + r, m % a.Q * a.stride, 0), row)
                    .CopyTo(new(patches + m * length + r * row, row));
        for (var m = 0; m < positions; m += 4)
            for (var k = 0; k < a.K; k += 2 * Vector<float>.Count)
                Tile(patches + m * length, length, LessonMemory.Pointer(a.w) + k, LessonMemory.Pointer(a.b) + k, z + m * a.K + k, a.K);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Tile(float* patch, int length, float* w, float* b, float* z, int K)
    {
        var v = Vector<float>.Count;
        Vector<float> z00 = Vector.Load(b), z01 = Vector.Load(b + v), z10 = z00, z11 = z01, z20 = z00, z21 = z01, z30 = z00, z31 = z01;
        for (var i = 0; i < length; i++, w += K)
        {
            var (w0, w1) = (Vector.Load(w), Vector.Load(w + v));
            var x = new Vector<float>(patch[i]);
            (z00, z01) = (Vector.FusedMultiplyAdd(x, w0, z00), Vector.FusedMultiplyAdd(x, w1, z01));
            x = new Vector<float>(patch[i + length]);
            (z10, z11) = (Vector.FusedMultiplyAdd(x, w0, z10), Vector.FusedMultiplyAdd(x, w1, z11));
            x = new Vector<float>(patch[i + 2 * length]);
            (z20, z21) = (Vector.FusedMultiplyAdd(x, w0, z20), Vector.FusedMultiplyAdd(x, w1, z21));
            x = new Vector<float>(patch[i + 3 * length]);
            (z30, z31) = (Vector.FusedMultiplyAdd(x, w0, z30), Vector.FusedMultiplyAdd(x, w1, z31));
        }
        (*(Vector<float>*)z, *(Vector<float>*)(z + v)) = (z00, z01);
        (*(Vector<float>*)(z + K), *(Vector<float>*)(z + K + v)) = (z10, z11);
        (*(Vector<float>*)(z + 2 * K), *(Vector<float>*)(z + 2 * K + v)) = (z20, z21);
        (*(Vector<float>*)(z + 3 * K), *(Vector<float>*)(z + 3 * K + v)) = (z30, z31);
    }
}
