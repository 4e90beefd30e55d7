using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DqnGpu.Benchmarks.Roofs;

/// <summary>What cores can do at most: fused multiply-adds on registers alone, with enough independent sums to hide their latency.</summary>
internal static class MultiplyAddPeak
{
    private const int Iterations = 500_000;
    private const int Sums = 12;
    private const int Tries = 100;

    /// <summary>GFLOP/s of the fastest of many short rounds, in the widest vectors of this processor.</summary>
    /// <param name="threads">One a core.</param>
    public static double Measure(int threads)
    {
        var isWide = Vector512.IsHardwareAccelerated;
        var fastest = Rounds.Fastest(threads, Tries, _ => Multiply(isWide));
        var lanes = isWide ? Vector512<float>.Count : Vector256<float>.Count;
        return 2.0 * Sums * lanes * Iterations * threads / fastest.TotalSeconds / 1e9;
    }

    private static void Multiply(bool isWide)
    {
        if (isWide)
            Loop512(Iterations);
        else
            Loop256(Iterations);
    }

    // No call may follow the loop in its method: the sums would then live in memory instead of registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector512<float> Loop512(int iterations)
    {
        var a = Vector512.Create(1.000001f);
        var b = Vector512.Create(0.999f);
        Vector512<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (var i = 0; i < iterations; i++)
        {
            c0 = Vector512.FusedMultiplyAdd(a, b, c0);
            c1 = Vector512.FusedMultiplyAdd(a, b, c1);
            c2 = Vector512.FusedMultiplyAdd(a, b, c2);
            c3 = Vector512.FusedMultiplyAdd(a, b, c3);
            c4 = Vector512.FusedMultiplyAdd(a, b, c4);
            c5 = Vector512.FusedMultiplyAdd(a, b, c5);
            c6 = Vector512.FusedMultiplyAdd(a, b, c6);
            c7 = Vector512.FusedMultiplyAdd(a, b, c7);
            c8 = Vector512.FusedMultiplyAdd(a, b, c8);
            c9 = Vector512.FusedMultiplyAdd(a, b, c9);
            c10 = Vector512.FusedMultiplyAdd(a, b, c10);
            c11 = Vector512.FusedMultiplyAdd(a, b, c11);
        }
        return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector256<float> Loop256(int iterations)
    {
        var a = Vector256.Create(1.000001f);
        var b = Vector256.Create(0.999f);
        Vector256<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (var i = 0; i < iterations; i++)
        {
            c0 = Vector256.FusedMultiplyAdd(a, b, c0);
            c1 = Vector256.FusedMultiplyAdd(a, b, c1);
            c2 = Vector256.FusedMultiplyAdd(a, b, c2);
            c3 = Vector256.FusedMultiplyAdd(a, b, c3);
            c4 = Vector256.FusedMultiplyAdd(a, b, c4);
            c5 = Vector256.FusedMultiplyAdd(a, b, c5);
            c6 = Vector256.FusedMultiplyAdd(a, b, c6);
            c7 = Vector256.FusedMultiplyAdd(a, b, c7);
            c8 = Vector256.FusedMultiplyAdd(a, b, c8);
            c9 = Vector256.FusedMultiplyAdd(a, b, c9);
            c10 = Vector256.FusedMultiplyAdd(a, b, c10);
            c11 = Vector256.FusedMultiplyAdd(a, b, c11);
        }
        return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
    }
}
