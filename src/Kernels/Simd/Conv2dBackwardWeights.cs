using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>
/// dw[(r, s, c), k] = sum over m of x[m; r, s, c] * dz[m, k] and db[k] = sum over m of dz[m, k]; a task is one kernel row r of one chunk of
/// samples.
/// </summary>
/// <remarks>
/// Row (r, s, c) of A starts at x + r W C + s C + c; its segments are the output rows (n, p), whose Q elements lie stride C
/// apart. B is dz as it is. The sum runs over the chunk only: [chunk][(R S C) K + K] partial gradients (weights, then bias) go to scratch
/// memory and <see cref="SumOfRows"/> adds them in order, so the result does not depend on which thread took which chunk.
/// </remarks>
internal readonly unsafe struct Conv2dBackwardWeights(Conv2dShape shape, SampleChunks chunks, float* x, float* dz, float* partial)
    : IVectorWork
{
    /// <summary>Samples that one product sums over: they bound the table of segments.</summary>
    private const int SamplesAtOnce = 4;

    [Computes(Operation.ConvolutionBackwardWeights, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var (chunk, r) = (task / shape.R, task % shape.R);
        var dw = partial + chunk * (shape.WeightLength + shape.K);
        var rowLength = shape.S * shape.C;
        for (var n = chunks.Start(chunk); n < chunks.End(chunk); n += SamplesAtOnce)
            Rows<TUnit, TVector>(
                shape, x + (long)n * shape.H * shape.W * shape.C, dz + (long)n * shape.P * shape.Q * shape.K,
                Math.Min(SamplesAtOnce, chunks.End(chunk) - n), r * rowLength, (r + 1) * rowLength, dw, accumulate: n > chunks.Start(chunk));
        if (r == 0)
            BiasGradient<TUnit, TVector>(shape, dz, chunks.Start(chunk), chunks.End(chunk), dw + shape.WeightLength);
    }

    /// <summary>
    /// Rows [<paramref name="start"/>, <paramref name="end"/>) of dw [R S C, K], summed over <paramref name="samples"/> samples.
    /// </summary>
    [Computes(Operation.ConvolutionBackwardWeights, Operation.ConvolutionBackwardWeightsFromFrames, Depth = 2)]
    public static void Rows<TUnit, TVector>(
        in Conv2dShape shape, float* x, float* dz, int samples, int start, int end, float* dw, bool accumulate)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var outputRows = stackalloc int[samples * shape.P];
        for (var n = 0; n < samples; n++)
            for (var p = 0; p < shape.P; p++)
                outputRows[n * shape.P + p] = (n * shape.H + p * shape.Stride) * shape.W * shape.C;
        var product = new MatrixProduct
        {
            Segments = outputRows,
            SegmentCount = samples * shape.P,
            SegmentLength = shape.Q,
            Step = shape.Stride * shape.C,
            B = dz,
            BStep = shape.K,
            Columns = shape.K,
            Accumulate = accumulate,
        };
        var a = stackalloc float*[MatrixProduct.BlockRows];
        var c = stackalloc float*[MatrixProduct.BlockRows];
        var rowLength = shape.S * shape.C;
        for (var first = start; first < end; first += MatrixProduct.BlockRows)
        {
            var rows = Math.Min(MatrixProduct.BlockRows, end - first);
            for (var row = 0; row < rows; row++)
            {
                var (r, column) = ((first + row) / rowLength, (first + row) % rowLength);
                a[row] = x + r * shape.W * shape.C + column;
                c[row] = dw + (long)(first + row) * shape.K;
            }
            product.Compute<TUnit, TVector>(a, c, rows);
        }
    }

    /// <summary>db[k] = sum of dz[m, k] over the positions of the samples [<paramref name="firstN"/>, <paramref name="endN"/>).</summary>
    public static void BiasGradient<TUnit, TVector>(in Conv2dShape shape, float* dz, int firstN, int endN, float* db)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var positions = (long)shape.P * shape.Q;
        Elementwise.Here<TUnit, TVector, SumOfRows>(
            0, shape.K, new SumOfRows(dz + firstN * positions * shape.K, shape.K, (endN - firstN) * positions, db));
    }
}

/// <summary>
/// The first layer: as <see cref="Conv2dBackwardWeights"/>, with x made from the frames on the way; a task is one chunk of samples.
/// </summary>
internal readonly unsafe struct Conv2dBackwardWeightsFromFrames(
    Conv2dShape shape, SampleChunks chunks, byte* frames, float* dz, float* partial, WorkerScratch.Parts scratch) : IVectorWork
{
    [Computes(Operation.ConvolutionBackwardWeightsFromFrames, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var x = scratch[worker];
        var plane = shape.H * shape.W;
        var dw = partial + task * (shape.WeightLength + shape.K);
        for (var n = chunks.Start(task); n < chunks.End(task); n++)
        {
            FrameInterleave.Run<TUnit, TVector>(frames + (long)n * shape.C * plane, plane, shape.C, 0, plane, x);
            Conv2dBackwardWeights.Rows<TUnit, TVector>(
                shape, x, dz + (long)n * shape.P * shape.Q * shape.K, 1, 0, shape.R * shape.S * shape.C, dw,
                accumulate: n > chunks.Start(task));
        }
        Conv2dBackwardWeights.BiasGradient<TUnit, TVector>(shape, dz, chunks.Start(task), chunks.End(task), dw + shape.WeightLength);
    }
}

/// <summary>sum[i] = sum over rows of values[row * step + i], in the order of the rows.</summary>
internal readonly unsafe struct SumOfRows(float* values, long step, long rows, float* sum) : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        for (var i = start; i < end; i += TUnit.Lanes)
        {
            var total = TUnit.Load(values + i);
            for (var row = 1L; row < rows; row++)
                total = TUnit.Add(total, TUnit.Load(values + row * step + i));
            TUnit.Store(sum + i, total);
        }
    }
}
