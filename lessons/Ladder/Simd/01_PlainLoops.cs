using System.Runtime.CompilerServices;
using DqnGpu.Lessons.Ladder.Conv;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Ladder.Simd;

// The formula's loops, on one core.
//
// Each multiply-add reads two floats, and waits for the one before, since both add to the same z: 2 to 4 cycles. At 3 GHz that is about a
// billion multiply-adds a second, 2 GFLOP/s, of a core that could do 100: no compiler changes the order of a sum of floats by itself.
public static class PlainLoops
{
    public static SimdRung Rung { get; } = new("Plain loops", "The formula.", Forward);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Forward(Convolution a)
    {
        float* x = LessonMemory.Pointer(a.x), w = LessonMemory.Pointer(a.w), b = LessonMemory.Pointer(a.b), z = LessonMemory.Pointer(a.z);
        for (var n = 0; n < a.N; n++)
            for (var p = 0; p < a.P; p++)
                for (var q = 0; q < a.Q; q++)
                    for (var k = 0; k < a.K; k++)
                    {
                        var sum = b[k];
                        for (var r = 0; r < a.R; r++)
                            for (var s = 0; s < a.S; s++)
                                for (var c = 0; c < a.C; c++)
                                    sum += x[a.X(n, p * a.stride + r, q * a.stride + s, c)] * w[a.Weight(r, s, c, k)];
                        z[a.Z(n, p, q, k)] = sum;
                    }
    }
}
