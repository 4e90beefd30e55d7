namespace DqnGpu.Kernels.Simd;

/// <summary>y[m, k] = activation(b[k] + sum over (r, s, c) of x[m; r, s, c] * w[(r, s, c), k]); a task is 48 output positions.</summary>
/// <remarks>
/// Row m of A starts at its window's upper left corner; its elements are the kernel rows, S C contiguous floats each, W C apart.
/// B is w as it is. Positions of two samples may share a task: nothing of a sample is lost to half-full register tiles.
/// </remarks>
internal readonly unsafe struct Conv2dForward(Conv2dShape shape, int* offsets, float* x, float* w, float* b, float* y, bool relu) : IVectorWork
{
    private const int TaskRows = 48;

    public int Tasks => checked((int)(((long)shape.N * shape.P * shape.Q + TaskRows - 1) / TaskRows));

    [Computes(Operation.ConvolutionForward, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var positions = shape.P * shape.Q;
        var first = (long)task * TaskRows;
        var rows = (int)Math.Min(TaskRows, (long)shape.N * positions - first);
        var a = stackalloc float*[TaskRows];
        var c = stackalloc float*[TaskRows];
        var (n, position) = ((int)(first / positions), (int)(first % positions));
        var (p, q) = (position / shape.Q, position % shape.Q);
        for (var row = 0; row < rows; row++)
        {
            a[row] = x + (((long)n * shape.H + p * shape.Stride) * shape.W + q * shape.Stride) * shape.C;
            c[row] = y + (first + row) * shape.K;
            if (++q < shape.Q)
                continue;
            q = 0;
            if (++p < shape.P)
                continue;
            p = 0;
            n++;
        }
        Product<TUnit, TVector>(shape, offsets, w, b, relu, a, c, rows);
    }

    /// <summary>Where the elements of a window lie [R S C].</summary>
    public static void WriteOffsets(in Conv2dShape shape, int* offsets) => OffsetTable.Runs(shape.R, shape.S * shape.C, shape.W * shape.C, offsets);

    [Computes(Operation.ConvolutionForward, Operation.ConvolutionForwardFromFrames, Depth = 2)]
    public static void Product<TUnit, TVector>(in Conv2dShape shape, int* offsets, float* w, float* b, bool relu, float** a, float** c, int rows)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var product = new MatrixProduct
        {
            Offsets = offsets,
            Depth = shape.R * shape.S * shape.C,
            B = new(w, shape.K),
            Columns = shape.K,
            Bias = b,
            Relu = relu,
        };
        product.Compute<TUnit, TVector>(a, c, rows);
    }
}

/// <summary>
/// The first layer: as <see cref="Conv2dForward"/>, with x made from the frames on the way; a task is half of a sample's output rows.
/// </summary>
internal readonly unsafe struct Conv2dForwardFromFrames(
    Conv2dShape shape, int* offsets, byte* frames, float* w, float* b, float* y, bool relu, WorkerScratch.Parts scratch) : IVectorWork
{
    private const int TasksPerSample = 2;

    public int Tasks => shape.N * TasksPerSample;

    [Computes(Operation.ConvolutionForwardFromFrames, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var (n, part) = (task / TasksPerSample, task % TasksPerSample);
        var firstP = part * shape.P / TasksPerSample;
        var endP = (part + 1) * shape.P / TasksPerSample;
        if (firstP == endP)
            return;
        var x = scratch[worker];
        var firstRow = firstP * shape.Stride;
        var inputRows = (endP - 1) * shape.Stride + shape.R - firstRow;
        FrameInterleave.Run<TUnit, TVector>(
            frames + (long)n * shape.C * shape.H * shape.W, shape.H * shape.W, shape.C, firstRow * shape.W, inputRows * shape.W, x);

        var a = stackalloc float*[MatrixProduct.BlockRows];
        var c = stackalloc float*[MatrixProduct.BlockRows];
        var output = y + ((long)n * shape.P + firstP) * shape.Q * shape.K;
        var rows = 0;
        for (var p = 0; p < endP - firstP; p++)
            for (var q = 0; q < shape.Q; q++)
            {
                a[rows] = x + (p * shape.W + q) * shape.Stride * shape.C;
                c[rows] = output;
                output += shape.K;
                if (++rows < MatrixProduct.BlockRows)
                    continue;
                Conv2dForward.Product<TUnit, TVector>(shape, offsets, w, b, relu, a, c, rows);
                rows = 0;
            }
        if (rows > 0)
            Conv2dForward.Product<TUnit, TVector>(shape, offsets, w, b, relu, a, c, rows);
    }
}
