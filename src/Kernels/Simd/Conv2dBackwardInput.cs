namespace DqnGpu.Kernels.Simd;

/// <summary>
/// wT[r][k, (s, c)] = w[r, s, c, k]: for the pass to the input, whose lanes run along (s, c). A task is one kernel row r.
/// </summary>
internal readonly unsafe struct TransposeWeights(Conv2dShape shape, float* w, float* wT) : IVectorWork
{
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var rowLength = shape.S * shape.C;
        var offset = (long)task * rowLength * shape.K;
        Transposition.Run(w + offset, shape.K, wT + offset, rowLength, rowLength, shape.K);
    }
}

/// <summary>
/// dx[m; r, s, c] += sum over k of dz[m, k] * wT[r][k, (s, c)]; a task is up to four samples, whose dx nobody else writes.
/// </summary>
/// <remarks>
/// Windows of neighbouring positions overlap in dx, so a register tile, which loads, adds and stores several rows, must not hold the
/// overlap. Therefore s is cut into groups as wide as the stride: within one group the windows of two positions never meet.
/// Groups and tiles follow each other in a fixed order, so every element of dx is summed in the same order in each run.
/// </remarks>
internal readonly unsafe struct Conv2dBackwardInput(Conv2dShape shape, float* dz, float* wT, float* dx, float* reluOutput) : IVectorWork
{
    private const int MostTasks = 8;
    private const int MostSamples = 4;

    public int Tasks => (shape.N + Samples - 1) / Samples;

    /// <summary>
    /// Several samples fill the register tiles better (7x7 = 49 positions are 6 1/8 tiles), fewer share better among threads.
    /// </summary>
    private int Samples => Math.Min(MostSamples, (shape.N + MostTasks - 1) / MostTasks);

    [Computes(Operation.ConvolutionBackwardInput, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var firstN = task * Samples;
        var endN = Math.Min(shape.N, firstN + Samples);
        var sampleLength = (long)shape.H * shape.W * shape.C;
        for (var n = firstN; n < endN; n++)
            new Span<float>(dx + n * sampleLength, (int)sampleLength).Clear();

        var a = stackalloc float*[MatrixProduct.BlockRows];
        var c = stackalloc float*[MatrixProduct.BlockRows];
        var rows = 0;
        var g = dz + (long)firstN * shape.P * shape.Q * shape.K;
        for (var n = firstN; n < endN; n++)
            for (var p = 0; p < shape.P; p++)
                for (var q = 0; q < shape.Q; q++)
                {
                    a[rows] = g;
                    c[rows] = dx + n * sampleLength + (p * shape.W + q) * shape.Stride * shape.C;
                    g += shape.K;
                    if (++rows < MatrixProduct.BlockRows)
                        continue;
                    AddWindows<TUnit, TVector>(a, c, rows);
                    rows = 0;
                }
        AddWindows<TUnit, TVector>(a, c, rows);
        if (reluOutput is not null)
            Elementwise.Here<TUnit, TVector, ReluMask>(firstN * sampleLength, endN * sampleLength, new ReluMask(reluOutput, dx, dx));
    }

    [Computes(Operation.ConvolutionBackwardInput, Depth = 2)]
    private void AddWindows<TUnit, TVector>(float** a, float** c, int rows)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var segment = 0;
        var windowRow = stackalloc float*[MatrixProduct.BlockRows];
        for (var r = 0; r < shape.R; r++)
            for (var s = 0; s < shape.S; s += shape.Stride)
            {
                for (var row = 0; row < rows; row++)
                    windowRow[row] = c[row] + (r * shape.W + s) * shape.C;
                var product = new MatrixProduct
                {
                    Segments = &segment,
                    SegmentCount = 1,
                    SegmentLength = shape.K,
                    Step = 1,
                    B = wT + ((long)r * shape.K * shape.S + s) * shape.C,
                    BStep = shape.S * shape.C,
                    Columns = Math.Min(shape.Stride, shape.S - s) * shape.C,
                    Accumulate = true,
                };
                product.Compute<TUnit, TVector>(a, windowRow, rows);
            }
    }
}
