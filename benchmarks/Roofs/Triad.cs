using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DqnGpu.Benchmarks.Roofs;

/// <summary>What memory gives at most: a = b + s c over arrays that no cache holds (McCalpin 1995).</summary>
/// <remarks>Twelve bytes count for an element, as is usual; that most processors also read the line that they write to does not.</remarks>
internal static unsafe class Triad
{
    // 384 MB in all: more than the caches of most servers.
    private const int Length = 32 << 20;
    private const int RoundCount = 8;

    /// <summary>GB/s of the fastest round.</summary>
    /// <param name="threads">How many share the arrays, one a core.</param>
    public static double Measure(int threads)
    {
        var memory = (float*)NativeMemory.AlignedAlloc(3u * Length * sizeof(float), 64);
        try
        {
            var part = Length / threads / Vector<float>.Count * Vector<float>.Count;
            Rounds.Fastest(threads, 1, thread => { for (var array = 0; array < 3; array++) Part(array, thread).Fill(array); });
            var fastest = Rounds.Fastest(threads, RoundCount, thread => Add(Part(0, thread), Part(1, thread), Part(2, thread)));
            return 3.0 * sizeof(float) * part * threads / fastest.TotalSeconds / 1e9;

            Span<float> Part(int array, int thread) => new(memory + (long)array * Length + (long)thread * part, part);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Add(Span<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c)
    {
        var s = new Vector<float>(3);
        var va = MemoryMarshal.Cast<float, Vector<float>>(a);
        var vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        var vc = MemoryMarshal.Cast<float, Vector<float>>(c);
        for (var i = 0; i < va.Length; i++)
            va[i] = vb[i] + s * vc[i];
    }
}
