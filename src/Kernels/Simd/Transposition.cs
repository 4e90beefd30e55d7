using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DqnGpu.Kernels.Simd;

/// <summary>to[j, i] = from[i, j].</summary>
internal static unsafe class Transposition
{
    /// <summary>Transposes 4x4 blocks in registers where the processor can interleave vectors, and what is left element by element.</summary>
    /// <param name="from">[rows, columns], with <paramref name="fromStep"/> floats from row to row.</param>
    /// <param name="fromStep">At least columns.</param>
    /// <param name="to">[columns, rows], with <paramref name="toStep"/> floats from row to row; overwritten.</param>
    /// <param name="toStep">At least rows.</param>
    /// <param name="rows">Rows of <paramref name="from"/>.</param>
    /// <param name="columns">Columns of <paramref name="from"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* from, int fromStep, float* to, int toStep, int rows, int columns)
    {
        var wholeRows = Interleave.IsSupported ? rows & ~3 : 0;
        var wholeColumns = Interleave.IsSupported ? columns & ~3 : 0;
        for (var j = 0; j < wholeColumns; j += 4)
            for (var i = 0; i < wholeRows; i += 4)
                Block(from + (long)i * fromStep + j, fromStep, to + (long)j * toStep + i, toStep);
        Elements(from, fromStep, to, toStep, wholeRows, rows, 0, columns);
        Elements(from, fromStep, to, toStep, 0, wholeRows, wholeColumns, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* from, int fromStep, float* to, int toStep)
    {
        var r0 = Vector128.Load(from);
        var r1 = Vector128.Load(from + fromStep);
        var r2 = Vector128.Load(from + 2 * (long)fromStep);
        var r3 = Vector128.Load(from + 3 * (long)fromStep);
        var low01 = Interleave.Low(r0, r1);
        var low23 = Interleave.Low(r2, r3);
        var high01 = Interleave.High(r0, r1);
        var high23 = Interleave.High(r2, r3);
        Interleave.LowPairs(low01, low23).Store(to);
        Interleave.HighPairs(low01, low23).Store(to + toStep);
        Interleave.LowPairs(high01, high23).Store(to + 2 * (long)toStep);
        Interleave.HighPairs(high01, high23).Store(to + 3 * (long)toStep);
    }

    private static void Elements(float* from, int fromStep, float* to, int toStep, int row0, int row1, int column0, int column1)
    {
        for (var i = row0; i < row1; i++)
            for (var j = column0; j < column1; j++)
                to[(long)j * toStep + i] = from[(long)i * fromStep + j];
    }
}
