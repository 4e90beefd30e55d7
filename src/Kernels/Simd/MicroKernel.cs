using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DqnGpu.Kernels.Simd;

/// <summary>The inner product of a register tile: where nearly all arithmetic of the SIMD device happens.</summary>
/// <remarks>
/// <para>Mathematics: for 8 rows and two vectors of columns,</para>
/// <code>
/// c[row, column] = start + sum over k of  a[row, k] * b[k, column]
/// </code>
/// <para>The scalar equivalent, for one row and one column:</para>
/// <code>
/// for (k = 0; k &lt; Depth; k++)  { c += row[Offsets[k]] * b[0];  b += BStep; }
/// </code>
/// <para>Why a tile: a loop that computes one c needs two loads for each multiply-add, and a core does at most two loads in the time of its
/// multiply-adds. A tile of 8 rows by 2 vectors loads 2 vectors of b and 8 values of a, each copied to all lanes, and does 16 vector
/// multiply-adds with them: 10 loads for 16. The sums stay in registers, one named local each (an array would live in memory); 16
/// independent sums also hide the 4 cycles that each multiply-add takes. AVX2 has 16 registers instead of 32, so the tile is 6 rows
/// high there: 12 sums, 2 of b, 1 of a. What these leave over are tiles of 4 rows: 32 rows are four of 6 and two of 4, where a sixth of 6 would
/// repeat a row four times.</para>
/// <para>The loop reaches the multiply-adds' own pace only while a and b come from the first-level cache. Lines of a or b that lie 256 bytes apart share a
/// quarter of its sets: that is why <see cref="RightFactor"/> has panels.</para>
/// <para>Lanes run along the columns, so that b and c are read and written as whole vectors. Tails: <see cref="MatrixProduct"/> repeats
/// the last row where rows are missing and uses narrower vectors for the last columns.</para>
/// <para>Why offsets: the rows of a convolution's input matrix ("im2col") overlap. That matrix is never written: row m starts at
/// some address, and its elements lie at the same distances from the start for every row. One loop over a table of them, four steps a turn: where a
/// loop ends unforeseen some 20 cycles are lost, as many as three steps take, and the end of short loops within a loop, or of many turns, is foreseen badly.</para>
/// </remarks>
internal static unsafe class MicroKernel
{
    private const int CacheLine = 64;

    /// <summary>c of 8, 6 or 4 rows and 2 vectors of columns.</summary>
    /// <param name="product">What is computed.</param>
    /// <param name="a">Where each row of A starts.</param>
    /// <param name="b">B[0, column].</param>
    /// <param name="c">Where each row of C starts.</param>
    /// <param name="nextC">The rows of C of the next tile, whose lines are fetched before its stores; of the last tile its own.</param>
    /// <param name="column">The first of the columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [Computes(
        Operation.ConvolutionForward, Operation.ConvolutionForwardFromFrames, Operation.ConvolutionBackwardInput,
        Operation.ConvolutionBackwardWeights, Operation.ConvolutionBackwardWeightsFromFrames, Operation.LinearBackwardInput,
        Operation.LinearBackwardWeights, Depth = 3)]
    public static void TwoVectors<TUnit, TVector, TRows>(in MatrixProduct product, float** a, float* b, float** c, float** nextC, int column)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TRows : struct, ITileRows
    {
        // Before the sums are in registers: a call would have to put them into memory.
        var line = TRows.FetchesAhead ? product.Ahead->Take(product.Depth / 4) : null;
        var lineStep = TRows.FetchesAhead ? product.Ahead->LineStep : 0;
        var v = TUnit.Lanes;
        TVector c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, c60, c61, c70, c71;
        if (product.Accumulate)
        {
            (c00, c01) = (TUnit.Load(c[0] + column), TUnit.Load(c[0] + column + v));
            (c10, c11) = (TUnit.Load(c[1] + column), TUnit.Load(c[1] + column + v));
            (c20, c21) = (TUnit.Load(c[2] + column), TUnit.Load(c[2] + column + v));
            (c30, c31) = (TUnit.Load(c[3] + column), TUnit.Load(c[3] + column + v));
            (c40, c41) = TRows.Count > 4 ? (TUnit.Load(c[4] + column), TUnit.Load(c[4] + column + v)) : (default, default);
            (c50, c51) = TRows.Count > 4 ? (TUnit.Load(c[5] + column), TUnit.Load(c[5] + column + v)) : (default, default);
            (c60, c61) = TRows.Count > 6 ? (TUnit.Load(c[6] + column), TUnit.Load(c[6] + column + v)) : (default, default);
            (c70, c71) = TRows.Count > 6 ? (TUnit.Load(c[7] + column), TUnit.Load(c[7] + column + v)) : (default, default);
        }
        else
        {
            FetchForStores<TRows>(nextC, column);
            if (2 * v * sizeof(float) > CacheLine)
                FetchForStores<TRows>(nextC, column + v);
            (c00, c01) = product.Bias is null ? (default, default) : (TUnit.Load(product.Bias + column), TUnit.Load(product.Bias + column + v));
            (c10, c20, c30, c40, c50, c60, c70) = (c00, c00, c00, c00, c00, c00, c00);
            (c11, c21, c31, c41, c51, c61, c71) = (c01, c01, c01, c01, c01, c01, c01);
        }

        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
        float* a4 = TRows.Count > 4 ? a[4] : null, a5 = TRows.Count > 4 ? a[5] : null;
        float* a6 = TRows.Count > 6 ? a[6] : null, a7 = TRows.Count > 6 ? a[7] : null;
        nint bStep = product.B.Step;
        var offset = product.Offsets;
        var end = offset + product.Depth;
        for (; offset <= end - 4; offset += 4)
        {
            if (TRows.FetchesAhead)
            {
                Sse.Prefetch1(line);
                line += lineStep;
            }
            Step<TUnit, TVector, TRows>(
                offset[0], b, a0, a1, a2, a3, a4, a5, a6, a7,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71);
            b += bStep;
            Step<TUnit, TVector, TRows>(
                offset[1], b, a0, a1, a2, a3, a4, a5, a6, a7,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71);
            b += bStep;
            Step<TUnit, TVector, TRows>(
                offset[2], b, a0, a1, a2, a3, a4, a5, a6, a7,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71);
            b += bStep;
            Step<TUnit, TVector, TRows>(
                offset[3], b, a0, a1, a2, a3, a4, a5, a6, a7,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71);
            b += bStep;
        }
        for (; offset < end; offset++, b += bStep)
            Step<TUnit, TVector, TRows>(
                offset[0], b, a0, a1, a2, a3, a4, a5, a6, a7,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71);

        if (product.Relu)
        {
            (c00, c01, c10, c11) = (TUnit.Relu(c00), TUnit.Relu(c01), TUnit.Relu(c10), TUnit.Relu(c11));
            (c20, c21, c30, c31) = (TUnit.Relu(c20), TUnit.Relu(c21), TUnit.Relu(c30), TUnit.Relu(c31));
            if (TRows.Count > 4)
                (c40, c41, c50, c51) = (TUnit.Relu(c40), TUnit.Relu(c41), TUnit.Relu(c50), TUnit.Relu(c51));
            if (TRows.Count > 6)
                (c60, c61, c70, c71) = (TUnit.Relu(c60), TUnit.Relu(c61), TUnit.Relu(c70), TUnit.Relu(c71));
        }
        Store<TUnit, TVector>(c[0] + column, c00, c01);
        Store<TUnit, TVector>(c[1] + column, c10, c11);
        Store<TUnit, TVector>(c[2] + column, c20, c21);
        Store<TUnit, TVector>(c[3] + column, c30, c31);
        if (TRows.Count > 4)
        {
            Store<TUnit, TVector>(c[4] + column, c40, c41);
            Store<TUnit, TVector>(c[5] + column, c50, c51);
        }
        if (TRows.Count > 6)
        {
            Store<TUnit, TVector>(c[6] + column, c60, c61);
            Store<TUnit, TVector>(c[7] + column, c70, c71);
        }
    }

    /// <summary>The same with 1 vector of columns: what two vectors leave over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneVector<TUnit, TVector, TRows>(in MatrixProduct product, float** a, float* b, float** c, int column)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TRows : struct, ITileRows
    {
        TVector c0, c1, c2, c3, c4, c5, c6, c7;
        if (product.Accumulate)
        {
            c0 = TUnit.Load(c[0] + column);
            c1 = TUnit.Load(c[1] + column);
            c2 = TUnit.Load(c[2] + column);
            c3 = TUnit.Load(c[3] + column);
            c4 = TRows.Count > 4 ? TUnit.Load(c[4] + column) : default;
            c5 = TRows.Count > 4 ? TUnit.Load(c[5] + column) : default;
            c6 = TRows.Count > 6 ? TUnit.Load(c[6] + column) : default;
            c7 = TRows.Count > 6 ? TUnit.Load(c[7] + column) : default;
        }
        else
        {
            FetchForStores<TRows>(c, column);
            c0 = product.Bias is null ? default : TUnit.Load(product.Bias + column);
            (c1, c2, c3, c4, c5, c6, c7) = (c0, c0, c0, c0, c0, c0, c0);
        }

        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
        float* a4 = TRows.Count > 4 ? a[4] : null, a5 = TRows.Count > 4 ? a[5] : null;
        float* a6 = TRows.Count > 6 ? a[6] : null, a7 = TRows.Count > 6 ? a[7] : null;
        nint bStep = product.B.Step;
        var offsets = product.Offsets;
        for (var end = offsets + product.Depth; offsets < end; offsets++, b += bStep)
        {
            nint k = *offsets;
            var b0 = TUnit.Load(b);
            c0 = TUnit.MultiplyAdd(TUnit.Broadcast(a0[k]), b0, c0);
            c1 = TUnit.MultiplyAdd(TUnit.Broadcast(a1[k]), b0, c1);
            c2 = TUnit.MultiplyAdd(TUnit.Broadcast(a2[k]), b0, c2);
            c3 = TUnit.MultiplyAdd(TUnit.Broadcast(a3[k]), b0, c3);
            if (TRows.Count > 4)
            {
                c4 = TUnit.MultiplyAdd(TUnit.Broadcast(a4[k]), b0, c4);
                c5 = TUnit.MultiplyAdd(TUnit.Broadcast(a5[k]), b0, c5);
            }
            if (TRows.Count > 6)
            {
                c6 = TUnit.MultiplyAdd(TUnit.Broadcast(a6[k]), b0, c6);
                c7 = TUnit.MultiplyAdd(TUnit.Broadcast(a7[k]), b0, c7);
            }
        }

        if (product.Relu)
        {
            (c0, c1, c2, c3) = (TUnit.Relu(c0), TUnit.Relu(c1), TUnit.Relu(c2), TUnit.Relu(c3));
            if (TRows.Count > 4)
                (c4, c5) = (TUnit.Relu(c4), TUnit.Relu(c5));
            if (TRows.Count > 6)
                (c6, c7) = (TUnit.Relu(c6), TUnit.Relu(c7));
        }
        TUnit.Store(c[0] + column, c0);
        TUnit.Store(c[1] + column, c1);
        TUnit.Store(c[2] + column, c2);
        TUnit.Store(c[3] + column, c3);
        if (TRows.Count > 4)
        {
            TUnit.Store(c[4] + column, c4);
            TUnit.Store(c[5] + column, c5);
        }
        if (TRows.Count > 6)
        {
            TUnit.Store(c[6] + column, c6);
            TUnit.Store(c[7] + column, c7);
        }
    }

    /// <summary>One k of two vectors: 16 multiply-adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TUnit, TVector, TRows>(
        nint k, float* b, float* a0, float* a1, float* a2, float* a3, float* a4, float* a5, float* a6, float* a7,
        ref TVector c00, ref TVector c01, ref TVector c10, ref TVector c11, ref TVector c20, ref TVector c21, ref TVector c30, ref TVector c31,
        ref TVector c40, ref TVector c41, ref TVector c50, ref TVector c51, ref TVector c60, ref TVector c61, ref TVector c70, ref TVector c71)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TRows : struct, ITileRows
    {
        var b0 = TUnit.Load(b);
        var b1 = TUnit.Load(b + TUnit.Lanes);
        Row<TUnit, TVector>(a0[k], b0, b1, ref c00, ref c01);
        Row<TUnit, TVector>(a1[k], b0, b1, ref c10, ref c11);
        Row<TUnit, TVector>(a2[k], b0, b1, ref c20, ref c21);
        Row<TUnit, TVector>(a3[k], b0, b1, ref c30, ref c31);
        if (TRows.Count > 4)
        {
            Row<TUnit, TVector>(a4[k], b0, b1, ref c40, ref c41);
            Row<TUnit, TVector>(a5[k], b0, b1, ref c50, ref c51);
        }
        if (TRows.Count > 6)
        {
            Row<TUnit, TVector>(a6[k], b0, b1, ref c60, ref c61);
            Row<TUnit, TVector>(a7[k], b0, b1, ref c70, ref c71);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TUnit, TVector>(float a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var everywhere = TUnit.Broadcast(a);
        c0 = TUnit.MultiplyAdd(everywhere, b0, c0);
        c1 = TUnit.MultiplyAdd(everywhere, b1, c1);
    }

    /// <summary>Has lines of c on their way while sums are computed: a store to a line that is far away would wait for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchForStores<TRows>(float** c, int column) where TRows : struct, ITileRows
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(c[0] + column);
        Sse.Prefetch0(c[1] + column);
        Sse.Prefetch0(c[2] + column);
        Sse.Prefetch0(c[3] + column);
        if (TRows.Count > 4)
        {
            Sse.Prefetch0(c[4] + column);
            Sse.Prefetch0(c[5] + column);
        }
        if (TRows.Count > 6)
        {
            Sse.Prefetch0(c[6] + column);
            Sse.Prefetch0(c[7] + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TUnit, TVector>(float* c, TVector value0, TVector value1)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        TUnit.Store(c, value0);
        TUnit.Store(c + TUnit.Lanes, value1);
    }
}
