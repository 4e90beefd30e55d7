namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="Linear"/> as three matrix products.</summary>
/// <remarks>
/// <code>
/// forward, a task of 24 outputs:        yT[o, n]  = w[o, .] . xT[., n]        rows o of A are rows of w, B = xT, transposed beforehand
/// backward to x, 64 inputs:             dx[n, i]  = dz[n, .] . w[., i]        rows n of A are rows of dz, B = w
/// backward to w, 64 inputs:             dw[o, i]  = dzT[o, .] . x[., i]       rows o of A are rows of dzT, transposed beforehand, B = x
/// </code>
/// <para>What a register tile reads again and again stays in the first-level cache: forward and to x go by 256 products at a time, whose panel of B serves
/// all rows of a task; to w takes 64 inputs, whose part of x, read line by line from far apart, serves all outputs. dz is transposed for that, because its
/// columns lie Out floats apart, on few of the cache's sets.</para>
/// <para>The lanes of the register tile run along B's columns, so B must be contiguous there; that is why the forward pass needs
/// xT: x is the small one of the two (400 KB against 6.4 MB of weights for Nature's network).</para>
/// <para>A few samples or outputs take <see cref="DotKernel"/> instead, which reads w once and needs no transposition.</para>
/// </remarks>
internal sealed unsafe class SimdLinear(SimdDevice device) : Linear
{
    /// <summary>Outputs of a task: a multiple of both heights of the register tile, 8 and 6.</summary>
    private const int TaskOutputs = 24;

    /// <summary>Inputs of a task of the pass to the input: two register tiles.</summary>
    private const int TaskInputs = 64;

    /// <summary>So many products are added at once, that a panel of them stays in the first-level cache.</summary>
    private const int DepthAtOnce = 256;

    /// <summary>Below this many samples or outputs the forward pass takes dot products.</summary>
    private const int FewSamples = 8;
    private const int FewOutputs = 24;

    private readonly Scratch<int> offsets = new(device.MemoryOwner);
    private readonly Scratch<float> transposedInput = new(device.MemoryOwner);
    private readonly WorkerScratch transposedOutput = new(device);
    private readonly Scratch<float> transposedGradient = new(device.MemoryOwner);
    private readonly WorkerScratch panels = new(device);

    protected override void ForwardCore(in LinearShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation)
    {
        foreach (ref readonly var network in networks)
            Forward(shape, network.Input, network.Weights, network.Bias, network.Output, activation);
    }

    [Computes(Operation.LinearForward)]
    private new void Forward(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation)
    {
        var tasks = (shape.Out + TaskOutputs - 1) / TaskOutputs;
        if (shape.N < FewSamples || shape.Out < FewOutputs)
        {
            device.Run(
                tasks, new FewForwardWork(shape, x.Pointer(device), w.Pointer(device), b.Pointer(device), y.Pointer(device), activation));
            return;
        }
        var lanes = device.Lanes;
        var paddedN = (shape.N + lanes - 1) / lanes * lanes;
        var xT = transposedInput.AtLeast(Panels.Length(shape.In, shape.N, 2 * lanes));
        device.Run((shape.In + TaskInputs - 1) / TaskInputs, new TransposeWork(shape, x.Pointer(device), xT));
        device.Run(
            tasks,
            new ForwardWork(
                shape, Contiguous(DepthAtOnce), xT, paddedN, w.Pointer(device), b.Pointer(device), y.Pointer(device), activation,
                transposedOutput.AtLeast((long)TaskOutputs * paddedN)));
    }

    [Computes(Operation.LinearBackwardInput)]
    protected override void BackwardInputCore(
        in LinearShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput, bool accumulate) =>
        device.Run(
            (shape.In + TaskInputs - 1) / TaskInputs,
            new BackwardInputWork(
                shape, Contiguous(DepthAtOnce), dz.Pointer(device), w.Pointer(device), dx.Pointer(device), reluOutput.Pointer(device), accumulate,
                device.Threads, panels.AtLeast(DepthAtOnce * TaskInputs)));

    [Computes(Operation.LinearBackwardWeights)]
    protected override void BackwardWeightsCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
        var dzT = transposedGradient.AtLeast(shape.OutputLength);
        device.Run((shape.Out + TaskOutputs - 1) / TaskOutputs, new TransposeGradientWork(shape, dz.Pointer(device), dzT, db.Pointer(device)));
        device.Run(
            (shape.In + TaskInputs - 1) / TaskInputs,
            new BackwardWeightsWork(shape, Contiguous(shape.N), x.Pointer(device), dzT, dw.Pointer(device)));
    }

    /// <summary>Rows of A whose elements are neighbours.</summary>
    private int* Contiguous(int depth)
    {
        var neighbours = offsets.AtLeast(depth);
        OffsetTable.Steps(depth, 0, 1, neighbours);
        return neighbours;
    }

    /// <summary>y[n,o] for 24 outputs and all samples, four dot products at a time.</summary>
    private readonly struct FewForwardWork(LinearShape shape, float* x, float* w, float* b, float* y, Activation activation) : IVectorWork
    {
        private const int Rows = 4;

        [Computes(Operation.LinearForward, Depth = 1)]
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var rows = stackalloc float*[Rows];
            var sums = stackalloc float[Rows];
            var end = Math.Min(shape.Out, (task + 1) * TaskOutputs);
            for (var o = task * TaskOutputs; o < end; o += Rows)
            {
                for (var row = 0; row < Rows; row++)
                    rows[row] = w + (long)Math.Min(o + row, end - 1) * shape.In;
                for (var n = 0; n < shape.N; n++)
                {
                    DotKernel.FourRows<TUnit, TVector>(rows[0], rows[1], rows[2], rows[3], x + (long)n * shape.In, shape.In, sums);
                    for (var row = 0; row < Rows && o + row < end; row++)
                    {
                        var z = sums[row] + b[o + row];
                        y[(long)n * shape.Out + o + row] = activation == Activation.Relu ? Math.Max(0, z) : z;
                    }
                }
            }
        }
    }

    /// <summary>The panels of xT[i,n], for 64 inputs; the columns that fill the last panel are 0.</summary>
    private readonly struct TransposeWork(LinearShape shape, float* x, float* xT) : IVectorWork
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var start = task * TaskInputs;
            var inputs = Math.Min(TaskInputs, shape.In - start);
            var width = 2 * TUnit.Lanes;
            for (var n = 0; n < shape.N; n += width)
            {
                var panel = xT + (long)n * shape.In + (long)start * width;
                var samples = Math.Min(width, shape.N - n);
                Transposition.Run(x + (long)n * shape.In + start, shape.In, panel, width, samples, inputs);
                if (samples < width)
                    for (var i = 0; i < inputs; i++)
                        new Span<float>(panel + i * width + samples, width - samples).Clear();
            }
        }
    }

    /// <summary>
    /// y[n,o] = activation(b[o] + sum over i of w[o,i] xT[i,n]) for 24 outputs: yT in this worker's scratch memory, then transposed.
    /// </summary>
    private readonly struct ForwardWork(
        LinearShape shape, int* offsets, float* xT, int paddedN, float* w, float* b, float* y, Activation activation, WorkerScratch.Parts scratch)
        : IVectorWork
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var start = task * TaskOutputs;
            var outputs = Math.Min(TaskOutputs, shape.Out - start);
            var yT = scratch[worker];
            var a = stackalloc float*[TaskOutputs];
            var c = stackalloc float*[TaskOutputs];
            for (var row = 0; row < outputs; row++)
            {
                c[row] = yT + row * paddedN;
                new Span<float>(c[row], paddedN).Fill(b[start + row]);
            }
            var width = 2 * TUnit.Lanes;
            var panels = new RightFactor(xT, width, (long)shape.In * width);
            for (var first = 0; first < shape.In; first += DepthAtOnce)
            {
                var end = Math.Min(shape.In, first + DepthAtOnce);
                for (var row = 0; row < outputs; row++)
                    a[row] = w + (long)(start + row) * shape.In + first;
                var product = new MatrixProduct
                {
                    Offsets = offsets,
                    Depth = end - first,
                    B = panels.FromRow(first),
                    Columns = paddedN,
                    Accumulate = true,
                    Relu = end == shape.In && activation == Activation.Relu,
                };
                product.Compute<TUnit, TVector>(a, c, outputs);
            }
            Transposition.Run(yT, paddedN, y + start, shape.Out, outputs, shape.N);
        }
    }

    /// <summary>dx[n,i] = sum over o of dz[n,o] w[o,i] for 64 inputs and all samples.</summary>
    /// <remarks>While a block of w is multiplied, the next comes: this task's, or of this worker's next task if all take turns.</remarks>
    private readonly struct BackwardInputWork(
        LinearShape shape, int* offsets, float* dz, float* w, float* dx, float* reluOutput, bool accumulate, int workers,
        WorkerScratch.Parts scratch) : IVectorWork
    {
        [Computes(Operation.LinearBackwardInput, Depth = 1)]
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var start = task * TaskInputs;
            var inputs = Math.Min(TaskInputs, shape.In - start);
            var a = stackalloc float*[MatrixProduct.BlockRows];
            var c = stackalloc float*[MatrixProduct.BlockRows];
            for (var first = 0; first < shape.Out; first += DepthAtOnce)
            {
                var depth = Math.Min(DepthAtOnce, shape.Out - first);
                var nextFirst = first + depth < shape.Out ? first + depth : 0;
                var nextStart = nextFirst > 0 ? start : start + workers * TaskInputs;
                var ahead = new LinesAhead(
                    w + (long)nextFirst * shape.In + nextStart, TaskInputs / LinesAhead.LineFloats, LinesAhead.LineFloats,
                    Math.Min(DepthAtOnce, shape.Out - nextFirst), shape.In);
                var product = new MatrixProduct
                {
                    Offsets = offsets,
                    Depth = depth,
                    B = Panels.Pack<TUnit, TVector>(w + (long)first * shape.In + start, shape.In, depth, inputs, scratch[worker]),
                    Columns = inputs,
                    Accumulate = accumulate || first > 0,
                    Ahead = &ahead,
                };
                for (var n0 = 0; n0 < shape.N; n0 += MatrixProduct.BlockRows)
                {
                    var rows = Math.Min(MatrixProduct.BlockRows, shape.N - n0);
                    for (var row = 0; row < rows; row++)
                    {
                        a[row] = dz + (long)(n0 + row) * shape.Out + first;
                        c[row] = dx + (long)(n0 + row) * shape.In + start;
                    }
                    product.Compute<TUnit, TVector>(a, c, rows);
                }
            }
            if (reluOutput is null)
                return;
            for (var n = 0; n < shape.N; n++)
            {
                var row = (long)n * shape.In + start;
                Elementwise.Here<TUnit, TVector, ReluMask>(row, row + inputs, new ReluMask(reluOutput, dx, dx));
            }
        }
    }

    /// <summary>dzT[o,n] and db[o] = sum over n of dz[n,o] for 24 outputs.</summary>
    private readonly struct TransposeGradientWork(LinearShape shape, float* dz, float* dzT, float* db) : IVectorWork
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var start = task * TaskOutputs;
            var outputs = Math.Min(TaskOutputs, shape.Out - start);
            Transposition.Run(dz + start, shape.Out, dzT + (long)start * shape.N, shape.N, shape.N, outputs);
            Elementwise.Here<TUnit, TVector, SumOfRows>(start, start + outputs, new SumOfRows(dz, shape.Out, shape.N, db));
        }
    }

    /// <summary>dw[o,i] = sum over n of dz[n,o] x[n,i] for 64 inputs and all outputs.</summary>
    private readonly struct BackwardWeightsWork(LinearShape shape, int* offsets, float* x, float* dzT, float* dw) : IVectorWork
    {
        [Computes(Operation.LinearBackwardWeights, Depth = 1)]
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var start = task * TaskInputs;
            var product = new MatrixProduct
            {
                Offsets = offsets,
                Depth = shape.N,
                B = new(x + start, shape.In),
                Columns = Math.Min(TaskInputs, shape.In - start),
            };
            var a = stackalloc float*[MatrixProduct.BlockRows];
            var c = stackalloc float*[MatrixProduct.BlockRows];
            for (var first = 0; first < shape.Out; first += MatrixProduct.BlockRows)
            {
                var outputs = Math.Min(MatrixProduct.BlockRows, shape.Out - first);
                for (var row = 0; row < outputs; row++)
                {
                    a[row] = dzT + (long)(first + row) * shape.N;
                    c[row] = dw + (long)(first + row) * shape.In + start;
                }
                product.Compute<TUnit, TVector>(a, c, outputs);
            }
        }
    }
}
