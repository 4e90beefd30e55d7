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
/// for each segment:  for (k = 0; k &lt; SegmentLength; k++)  { c += row[Segments[segment] + k * Step] * b[0];  b += BStep; }
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
/// <para>Why segments: the rows of a convolution's input matrix ("im2col") overlap. That matrix is never written: row m starts at
/// some address, and its elements are a few contiguous runs at the same distances from the start for every row.</para>
/// </remarks>
internal static unsafe class MicroKernel
{
    /// <summary>c of 8, 6 or 4 rows and 2 vectors of columns from <paramref name="column"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [Computes(
        Operation.ConvolutionForward, Operation.ConvolutionForwardFromFrames, Operation.ConvolutionBackwardInput,
        Operation.ConvolutionBackwardWeights, Operation.ConvolutionBackwardWeightsFromFrames, Operation.LinearBackwardInput,
        Operation.LinearBackwardWeights, Depth = 3)]
    public static void TwoVectors<TUnit, TVector, TRows>(in MatrixProduct product, float** a, float** c, int column)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TRows : struct, ITileRows
    {
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
            FetchForStores<TRows>(c, column);
            FetchForStores<TRows>(c, column + v);
            c00 = product.Bias is null ? default : TUnit.Load(product.Bias + column);
            c01 = product.Bias is null ? default : TUnit.Load(product.Bias + column + v);
            (c10, c20, c30, c40, c50, c60, c70) = (c00, c00, c00, c00, c00, c00, c00);
            (c11, c21, c31, c41, c51, c61, c71) = (c01, c01, c01, c01, c01, c01, c01);
        }

        float* a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
        float* a4 = TRows.Count > 4 ? a[4] : null, a5 = TRows.Count > 4 ? a[5] : null;
        float* a6 = TRows.Count > 6 ? a[6] : null, a7 = TRows.Count > 6 ? a[7] : null;
        var b = product.B.Column(column);
        nint step = product.Step;
        nint bStep = product.B.Step;
        for (var segment = 0; segment < product.SegmentCount; segment++)
        {
            nint k = product.Segments[segment];
            for (var left = product.SegmentLength; left > 0; left--)
            {
                var b0 = TUnit.Load(b);
                var b1 = TUnit.Load(b + v);
                var row = TUnit.Broadcast(a0[k]);
                c00 = TUnit.MultiplyAdd(row, b0, c00);
                c01 = TUnit.MultiplyAdd(row, b1, c01);
                row = TUnit.Broadcast(a1[k]);
                c10 = TUnit.MultiplyAdd(row, b0, c10);
                c11 = TUnit.MultiplyAdd(row, b1, c11);
                row = TUnit.Broadcast(a2[k]);
                c20 = TUnit.MultiplyAdd(row, b0, c20);
                c21 = TUnit.MultiplyAdd(row, b1, c21);
                row = TUnit.Broadcast(a3[k]);
                c30 = TUnit.MultiplyAdd(row, b0, c30);
                c31 = TUnit.MultiplyAdd(row, b1, c31);
                if (TRows.Count > 4)
                {
                    row = TUnit.Broadcast(a4[k]);
                    c40 = TUnit.MultiplyAdd(row, b0, c40);
                    c41 = TUnit.MultiplyAdd(row, b1, c41);
                    row = TUnit.Broadcast(a5[k]);
                    c50 = TUnit.MultiplyAdd(row, b0, c50);
                    c51 = TUnit.MultiplyAdd(row, b1, c51);
                }
                if (TRows.Count > 6)
                {
                    row = TUnit.Broadcast(a6[k]);
                    c60 = TUnit.MultiplyAdd(row, b0, c60);
                    c61 = TUnit.MultiplyAdd(row, b1, c61);
                    row = TUnit.Broadcast(a7[k]);
                    c70 = TUnit.MultiplyAdd(row, b0, c70);
                    c71 = TUnit.MultiplyAdd(row, b1, c71);
                }
                k += step;
                b += bStep;
            }
        }

        Store<TUnit, TVector>(product, c[0] + column, c00, c01);
        Store<TUnit, TVector>(product, c[1] + column, c10, c11);
        Store<TUnit, TVector>(product, c[2] + column, c20, c21);
        Store<TUnit, TVector>(product, c[3] + column, c30, c31);
        if (TRows.Count > 4)
        {
            Store<TUnit, TVector>(product, c[4] + column, c40, c41);
            Store<TUnit, TVector>(product, c[5] + column, c50, c51);
        }
        if (TRows.Count > 6)
        {
            Store<TUnit, TVector>(product, c[6] + column, c60, c61);
            Store<TUnit, TVector>(product, c[7] + column, c70, c71);
        }
    }

    /// <summary>The same with 1 vector of columns: what two vectors leave over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneVector<TUnit, TVector, TRows>(in MatrixProduct product, float** a, float** c, int column)
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
        var b = product.B.Column(column);
        nint step = product.Step;
        nint bStep = product.B.Step;
        for (var segment = 0; segment < product.SegmentCount; segment++)
        {
            nint k = product.Segments[segment];
            for (var left = product.SegmentLength; left > 0; left--)
            {
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
                k += step;
                b += bStep;
            }
        }

        Store<TUnit, TVector>(product, c[0] + column, c0);
        Store<TUnit, TVector>(product, c[1] + column, c1);
        Store<TUnit, TVector>(product, c[2] + column, c2);
        Store<TUnit, TVector>(product, c[3] + column, c3);
        if (TRows.Count > 4)
        {
            Store<TUnit, TVector>(product, c[4] + column, c4);
            Store<TUnit, TVector>(product, c[5] + column, c5);
        }
        if (TRows.Count > 6)
        {
            Store<TUnit, TVector>(product, c[6] + column, c6);
            Store<TUnit, TVector>(product, c[7] + column, c7);
        }
    }

    /// <summary>Has the lines of c on their way while the sums are computed: a store to a line that is far away would wait for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchForStores<TRows>(float** c, int column) where TRows : struct, ITileRows
    {
        if (!Sse.IsSupported)
            return;
        for (var row = 0; row < TRows.Count; row++)
            Sse.Prefetch0(c[row] + column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TUnit, TVector>(in MatrixProduct product, float* c, TVector value0, TVector value1)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        Store<TUnit, TVector>(product, c, value0);
        Store<TUnit, TVector>(product, c + TUnit.Lanes, value1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TUnit, TVector>(in MatrixProduct product, float* c, TVector value)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged =>
        TUnit.Store(c, product.Relu ? TUnit.Relu(value) : value);
}
