namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="Conv2d"/> as matrix products over the input as it lies in memory: no im2col copy.</summary>
/// <remarks>
/// <para>Each pass is in a file of its own: <see cref="Conv2dForward"/>, <see cref="Conv2dBackwardInput"/>,
/// <see cref="Conv2dBackwardWeights"/>. With m = (n, p, q) for an output position:</para>
/// <code>
/// forward:              y[m, k]          = sum over (r, s, c) of  x[m; r, s, c] * w[(r, s, c), k]
/// backward to input:    dx[m; r, s, c]  += sum over k of          dz[m, k] * wT[r][k, (s, c)]
/// backward to weights:  dw[(r, s, c), k] = sum over m of          x[m; r, s, c] * dz[m, k]
/// </code>
/// <para>x[m; r, s, c] lies at x + Start(m) + r W C + s C + c: a start for each output position plus a distance for each kernel element,
/// contiguous over (s, c). So two small tables take the place of the im2col matrix, which would copy every input element
/// (R S / stride^2) times.</para>
/// </remarks>
internal sealed unsafe class SimdConv2d(SimdDevice device) : Conv2d
{
    private readonly WorkerScratch interleaved = new(device);
    private readonly Scratch<int> offsets = new(device.MemoryOwner);
    private readonly Scratch<float> transposedWeights = new(device.MemoryOwner);
    private readonly WorkerScratch dzPanels = new(device);
    private readonly Scratch<float> partialGradients = new(device.MemoryOwner);

    private int PanelWidth => 2 * device.Lanes;

    [Computes(Operation.ConvolutionForward)]
    protected override void ForwardCore(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation)
    {
        var windows = Windows(shape);
        foreach (ref readonly var network in networks)
        {
            var work = new Conv2dForward(
                shape, windows, network.Input.Pointer(device), network.Weights.Pointer(device), network.Bias.Pointer(device), network.Output.Pointer(device),
                activation == Activation.Relu);
            device.Run(work.Tasks, work);
        }
    }

    [Computes(Operation.ConvolutionForwardFromFrames)]
    protected override void ForwardFromFramesCore(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<byte>> networks, Activation activation)
    {
        var windows = Windows(shape);
        foreach (ref readonly var network in networks)
        {
            var work = new Conv2dForwardFromFrames(
                shape, windows, network.Input.Pointer(device), network.Weights.Pointer(device), network.Bias.Pointer(device), network.Output.Pointer(device),
                activation == Activation.Relu, interleaved.AtLeast(shape.H * shape.W * shape.C));
            device.Run(work.Tasks, work);
        }
    }

    [Computes(Operation.ConvolutionBackwardInput)]
    protected override void BackwardInputCore(
        in Conv2dShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput)
    {
        var groups = new WindowGroups(shape, PanelWidth);
        var wT = transposedWeights.AtLeast(groups.Length);
        device.Run(shape.R, new TransposeWeights(groups, w.Pointer(device), wT));
        var taps = offsets.AtLeast(groups.Taps(0) * shape.K);
        groups.WriteOffsets(taps);
        var work = new Conv2dBackwardInput(groups, taps, dz.Pointer(device), wT, dx.Pointer(device), reluOutput.Pointer(device));
        device.Run(work.Tasks, work);
    }

    [Computes(Operation.ConvolutionBackwardWeights)]
    protected override void BackwardWeightsCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
        var chunks = new SampleChunks(shape.N, most: 8);
        var partial = Partial(shape, chunks);
        device.Run(chunks.Count * shape.R, new Conv2dBackwardWeights(shape, chunks, x.Pointer(device), dz.Pointer(device), partial, DzPanels(shape)));
        SumPartialGradients(shape, chunks, partial, dw, db);
    }

    [Computes(Operation.ConvolutionBackwardWeightsFromFrames)]
    protected override void BackwardWeightsFromFramesCore(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
        var chunks = new SampleChunks(shape.N, most: 16);
        var partial = Partial(shape, chunks);
        device.Run(
            chunks.Count,
            new Conv2dBackwardWeightsFromFrames(
                shape, chunks, frames.Pointer(device), dz.Pointer(device), partial, interleaved.AtLeast(shape.H * shape.W * shape.C),
                DzPanels(shape)));
        SumPartialGradients(shape, chunks, partial, dw, db);
    }

    private int* Windows(in Conv2dShape shape)
    {
        var windows = offsets.AtLeast(shape.R * shape.S * shape.C);
        Conv2dForward.WriteOffsets(shape, windows);
        return windows;
    }

    private WorkerScratch.Parts DzPanels(in Conv2dShape shape) => dzPanels.AtLeast(Conv2dBackwardWeights.PanelsLength(shape, PanelWidth));

    private float* Partial(in Conv2dShape shape, SampleChunks chunks) =>
        partialGradients.AtLeast(chunks.Count * (shape.WeightLength + shape.K));

    private void SumPartialGradients(in Conv2dShape shape, SampleChunks chunks, float* partial, DeviceView<float> dw, DeviceView<float> db)
    {
        var step = shape.WeightLength + shape.K;
        Elementwise.Run(device, shape.WeightLength, new SumOfRows(partial, step, chunks.Count, dw.Pointer(device)));
        Elementwise.Run(device, shape.K, new SumOfRows(partial + shape.WeightLength, step, chunks.Count, db.Pointer(device)));
    }
}

/// <summary>
/// A minibatch cut into chunks of whole samples, by its size alone: each chunk's gradients are summed by one task, then the chunks' in
/// order.
/// </summary>
internal readonly struct SampleChunks(int n, int most)
{
    /// <summary>Samples of every chunk but perhaps the last.</summary>
    public int Length => (n + most - 1) / most;

    /// <summary>Number of chunks, at most <c>most</c>.</summary>
    public int Count => (n + Length - 1) / Length;

    public int Start(int chunk) => chunk * Length;

    public int End(int chunk) => Math.Min(n, (chunk + 1) * Length);
}
