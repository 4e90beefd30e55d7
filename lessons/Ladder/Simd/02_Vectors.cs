using System.Numerics;
using System.Runtime.CompilerServices;
using DqnGpu.Lessons.Ladder.Conv;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Ladder.Simd;

// Neighbouring filters in the lanes of a vector: what a warp's threads were on a GPU.
//
// A vector holds 4, 8 or 16 floats, as the processor has it. One instruction multiplies a number of x, copied to all lanes, with as many
// neighbouring weights, and adds: 8 times the plain loops with 8 lanes. But each still waits 4 cycles for the one before, where a core
// could begin 2 in each cycle.
public static class Vectors
{
    public static SimdRung Rung { get; } = new("Vectors", "Neighbouring filters share an instruction.", Forward);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Forward(Convolution a)
    {
        float* x = LessonMemory.Pointer(a.x), w = LessonMemory.Pointer(a.w), b = LessonMemory.Pointer(a.b), z = LessonMemory.Pointer(a.z);
        for (var n = 0; n < a.N; n++)
            for (var p = 0; p < a.P; p++)
                for (var q = 0; q < a.Q; q++)
                    for (var k = 0; k < a.K; k += Vector<float>.Count)
                    {
                        var sum = Vector.Load(b + k);
                        for (var r = 0; r < a.R; r++)
                            for (var s = 0; s < a.S; s++)
                            {
                                var pixel = x + a.X(n, p * a.stride + r, q * a.stride + s, 0);
                                var weights = w + a.Weight(r, s, 0, k);
                                for (var c = 0; c < a.C; c++)
                                    sum = Vector.FusedMultiplyAdd(new Vector<float>(pixel[c]), Vector.Load(weights + c * a.K), sum);
                            }
                        Vector.Store(sum, z + a.Z(n, p, q, k));
                    }
    }
}
