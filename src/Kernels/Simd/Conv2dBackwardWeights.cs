using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>
/// dw[(r, s, c), k] = sum over m of x[m; r, s, c] * dz[m, k] and db[k] = sum over m of dz[m, k]; a task is one kernel row r of one chunk of
/// samples.
/// </summary>
/// <remarks>
/// Row (r, s, c) of A starts at x + r W C + s C + c; its elements are those of the output rows (n, p), stride C
/// apart. B is dz, wide rows of it packed into panels for some output rows at a time. The sum runs over the chunk only: [chunk][(R S C) K + K] partial
/// gradients (weights, then bias) go to scratch memory and <see cref="SumOfRows"/> adds them in order, so the result does not depend on which thread took which chunk.
/// </remarks>
internal readonly unsafe struct Conv2dBackwardWeights(Conv2dShape shape, SampleChunks chunks, float* x, float* dz, float* partial, WorkerScratch.Parts panels)
    : IVectorWork
{
    /// <summary>
    /// Bytes of the first-level cache that hold, for each position of a product, its row of dz and the line of x that a register tile reads.
    /// </summary>
    private const int CachedBytes = 28 * 1024, CacheLine = 64;

    /// <summary>Rows of dz up to here need no panels: a strip of them has half of the cache's sets, and copying it would take longer than that costs.</summary>
    private const int WideRow = 128;

    [Computes(Operation.ConvolutionBackwardWeights, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var (chunk, r) = (task / shape.R, task % shape.R);
        var dw = partial + chunk * (shape.WeightLength + shape.K);
        var rowLength = shape.S * shape.C;
        var firstN = chunks.Start(chunk);
        Rows<TUnit, TVector>(
            shape, x + (long)firstN * shape.H * shape.W * shape.C, dz + (long)firstN * shape.P * shape.Q * shape.K,
            chunks.End(chunk) - firstN, r * rowLength, (r + 1) * rowLength, dw, accumulate: false, panels[worker]);
        if (r == 0)
            BiasGradient<TUnit, TVector>(shape, dz, firstN, chunks.End(chunk), dw + shape.WeightLength);
    }

    /// <summary>Floats that <see cref="Rows"/> needs for the panels of dz.</summary>
    public static long PanelsLength(in Conv2dShape shape, int width) => Panels.Length(OutputRowsAtOnce(shape) * shape.Q, shape.K, width);

    /// <summary>
    /// Rows [<paramref name="start"/>, <paramref name="end"/>) of dw [R S C, K], summed over <paramref name="samples"/> samples.
    /// </summary>
    /// <param name="shape">Sizes; N is not read.</param>
    /// <param name="x">[samples, H, W, C]</param>
    /// <param name="dz">[samples, P, Q, K]</param>
    /// <param name="samples">Samples to sum over.</param>
    /// <param name="start">First row.</param>
    /// <param name="end">Behind the last row.</param>
    /// <param name="dw">[R S C, K]; these rows are overwritten, or added to.</param>
    /// <param name="accumulate">True: add to dw.</param>
    /// <param name="panels"><see cref="PanelsLength"/> floats.</param>
    [Computes(Operation.ConvolutionBackwardWeights, Operation.ConvolutionBackwardWeightsFromFrames, Depth = 2)]
    public static void Rows<TUnit, TVector>(
        in Conv2dShape shape, float* x, float* dz, int samples, int start, int end, float* dw, bool accumulate, float* panels)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var all = samples * shape.P;
        var most = OutputRowsAtOnce(shape);
        var blocks = (all + most - 1) / most;
        var offsets = stackalloc int[most * shape.Q];
        for (var block = 0; block < blocks; block++)
        {
            var first = (int)((long)block * all / blocks);
            var outputRows = (int)((block + 1L) * all / blocks) - first;
            for (var i = 0; i < outputRows; i++)
            {
                var row = ((first + i) / shape.P * shape.H + (first + i) % shape.P * shape.Stride) * shape.W * shape.C;
                OffsetTable.Steps(shape.Q, row, shape.Stride * shape.C, offsets + i * shape.Q);
            }
            var b = dz + (long)first * shape.Q * shape.K;
            var product = new MatrixProduct
            {
                Offsets = offsets,
                Depth = outputRows * shape.Q,
                B = shape.K * sizeof(float) <= WideRow
                    ? new(b, shape.K)
                    : Panels.Pack<TUnit, TVector>(b, shape.K, outputRows * shape.Q, shape.K, panels),
                Columns = shape.K,
                Accumulate = accumulate || block > 0,
            };
            AddRows<TUnit, TVector>(shape, product, x, start, end, dw);
        }
    }

    private static int OutputRowsAtOnce(in Conv2dShape shape) =>
        Math.Max(1, CachedBytes / (shape.K * sizeof(float) + CacheLine) / shape.Q);

    [Computes(Operation.ConvolutionBackwardWeights, Operation.ConvolutionBackwardWeightsFromFrames, Depth = 2)]
    private static void AddRows<TUnit, TVector>(in Conv2dShape shape, in MatrixProduct product, float* x, int start, int end, float* dw)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var a = stackalloc float*[MatrixProduct.BlockRows];
        var c = stackalloc float*[MatrixProduct.BlockRows];
        var rowLength = shape.S * shape.C;
        var (r, column) = (start / rowLength, start % rowLength);
        var rows = 0;
        for (var row = start; row < end; row++)
        {
            a[rows] = x + r * shape.W * shape.C + column;
            c[rows] = dw + (long)row * shape.K;
            if (++column == rowLength)
                (r, column) = (r + 1, 0);
            if (++rows < MatrixProduct.BlockRows && row + 1 < end)
                continue;
            product.Compute<TUnit, TVector>(a, c, rows);
            rows = 0;
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
    Conv2dShape shape, SampleChunks chunks, byte* frames, float* dz, float* partial, WorkerScratch.Parts interleaved, WorkerScratch.Parts panels) : IVectorWork
{
    [Computes(Operation.ConvolutionBackwardWeightsFromFrames, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var x = interleaved[worker];
        var plane = shape.H * shape.W;
        var dw = partial + task * (shape.WeightLength + shape.K);
        for (var n = chunks.Start(task); n < chunks.End(task); n++)
        {
            FrameInterleave.Run<TUnit, TVector>(frames + (long)n * shape.C * plane, plane, shape.C, 0, plane, x);
            Conv2dBackwardWeights.Rows<TUnit, TVector>(
                shape, x, dz + (long)n * shape.P * shape.Q * shape.K, 1, 0, shape.R * shape.S * shape.C, dw,
                accumulate: n > chunks.Start(task), panels[worker]);
        }
        Conv2dBackwardWeights.BiasGradient<TUnit, TVector>(shape, dz, chunks.Start(task), chunks.End(task), dw + shape.WeightLength);
    }
}

/// <summary>sum[i] = sum over rows of values[row * step + i], in the order of the rows.</summary>
/// <remarks>Four vectors of a row at a time: an addition takes three cycles or four, and one sum would wait for itself at every row.</remarks>
internal readonly unsafe struct SumOfRows(float* values, long step, long rows, float* sum) : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var v = TUnit.Lanes;
        var i = start;
        for (; i + 4 * v <= end; i += 4 * v)
        {
            var row = values + i;
            var (total0, total1, total2, total3) = (TUnit.Load(row), TUnit.Load(row + v), TUnit.Load(row + 2 * v), TUnit.Load(row + 3 * v));
            for (var left = rows - 1; left > 0; left--)
            {
                row += step;
                total0 = TUnit.Add(total0, TUnit.Load(row));
                total1 = TUnit.Add(total1, TUnit.Load(row + v));
                total2 = TUnit.Add(total2, TUnit.Load(row + 2 * v));
                total3 = TUnit.Add(total3, TUnit.Load(row + 3 * v));
            }
            TUnit.Store(sum + i, total0);
            TUnit.Store(sum + i + v, total1);
            TUnit.Store(sum + i + 2 * v, total2);
            TUnit.Store(sum + i + 3 * v, total3);
        }
        for (; i < end; i += v)
        {
            var total = TUnit.Load(values + i);
            for (var row = 1L; row < rows; row++)
                total = TUnit.Add(total, TUnit.Load(values + row * step + i));
            TUnit.Store(sum + i, total);
        }
    }
}
