using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// The convolution: three matrix products ("implicit GEMM"), whose patch matrices are never written.
/// </summary>
/// <remarks>
/// <code>
///             result [m, n]            left [m, k]                      right [k, n]           m                n    k
/// forward     y                        patches of x                     w                      (n, p, q)        K    (r, s, c)
/// weights     dw                       patches of x, transposed         dz                     (r, s, c)        K    (n, p, q)
/// input       dx, a phase at a time    patches of dz                    w transposed           (n, h', w')      C    (i, j, K)
/// </code>
/// <para>db, the sum of dz over all positions, falls off beside dw (<see cref="IMatrixResult.WantsRightSums"/>).</para>
/// <para>The first layer's frames are bytes with one plane per frame of the stack; there k (forward) and m (weights) run in the order
/// (c, r, s), so that four neighbouring ones are four neighbouring bytes.</para>
/// <para>Input gradient: with stride t, only kernel rows r = h mod t, h mod t + t, ... reach input row h. So the t * t residues (phases) of
/// (h, w) are separate dense products, each over (i, j) with r = phase + t i, and no multiplication by a structural zero is done.</para>
/// </remarks>
internal sealed class IlgpuConv2d(IlgpuDevice device) : Conv2d
{
    /// <summary>Elements of the largest matrix: offsets are 32 bits, and <see cref="OperandPart.Outside"/> needs a bit for itself.</summary>
    private const long MostElements = 1 << 30;

    private readonly ProductLauncher<PatchOperand, ColumnsOperand, BiasActivationResult<ColumnsAreN>> forward = new(device);

    private readonly ProductLauncher<FramePatchOperand, FrameOrderWeightOperand, BiasActivationResult<ColumnsAreN>> forwardFromFrames = new(device);

    private readonly ProductLauncher<TransposedPatchOperand, ColumnsOperand, ConvWeightGradientResult> backwardWeights = new(device);

    private readonly ProductLauncher<TransposedFramePatchOperand, ColumnsOperand, FrameOrderWeightGradientResult>
        backwardWeightsFromFrames = new(device);

    private readonly ProductLauncher<GradientPatchOperand, PhaseWeightOperand, ConvInputGradientResult> backwardInput = new(device);

    private readonly ProductPairLauncher<
        GradientPatchOperand, PhaseWeightOperand, ConvInputGradientResult,
        TransposedPatchOperand, ColumnsOperand, ConvWeightGradientResult> backward = new(device);

    [Computes(Operation.ConvolutionForward)]
    protected override void ForwardCore(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation)
    {
        CheckIndexable(shape);
        var memory = device.Memory(networks);
        var size = ForwardSize(shape, networks) with { AlignedLoads = shape.K % 4 == 0 && shape.C % 4 == 0 && memory.InputsAndWeightsAligned };
        forward.Launch(
            size,
            new PatchOperand(memory.Inputs, shape),
            new ColumnsOperand(memory.Weights, shape.K),
            new BiasActivationResult<ColumnsAreN>(memory.Outputs, memory.Biases, shape.K, scale: 1, activation));
    }

    [Computes(Operation.ConvolutionForwardFromFrames)]
    protected override void ForwardFromFramesCore(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<byte>> networks, Activation activation)
    {
        CheckIndexable(shape);
        var memory = device.Memory(networks);
        var size = ForwardSize(shape, networks) with { AlignedLoads = shape.K % 4 == 0 && HasWordRows(shape) && memory.InputsAndWeightsAligned };
        forwardFromFrames.Launch(
            size,
            new FramePatchOperand(memory.Inputs, shape),
            new FrameOrderWeightOperand(memory.Weights, shape),
            new BiasActivationResult<ColumnsAreN>(memory.Outputs, memory.Biases, shape.K, FrameBytes.Scale, activation));
    }

    [Computes(Operation.ConvolutionBackwardInput)]
    protected override void BackwardInputCore(
        in Conv2dShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput)
    {
        CheckIndexable(shape);
        var phases = new StridePhases(shape);
        backwardInput.Launch(
            InputGradientSize(shape, phases, dz, w, dx, reluOutput),
            new GradientPatchOperand(device.Memory(dz), shape, phases),
            new PhaseWeightOperand(device.Memory(w), shape, phases),
            InputGradient(shape, phases, dx, reluOutput));
    }

    [Computes(Operation.ConvolutionBackwardWeights)]
    protected override void BackwardWeightsCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
        CheckIndexable(shape);
        backwardWeights.Launch(
            WeightGradientSize(shape, x, dz, dw),
            new TransposedPatchOperand(device.Memory(x), shape),
            new ColumnsOperand(new(device.Memory(dz)), shape.K),
            new ConvWeightGradientResult(device.Memory(dw), device.Memory(db), shape));
    }

    protected override void BackwardCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db,
        DeviceView<float> dx, DeviceView<float> reluOutput)
    {
        CheckIndexable(shape);
        var phases = new StridePhases(shape);
        backward.Launch(
            InputGradientSize(shape, phases, dz, w, dx, reluOutput),
            new GradientPatchOperand(device.Memory(dz), shape, phases),
            new PhaseWeightOperand(device.Memory(w), shape, phases),
            InputGradient(shape, phases, dx, reluOutput),
            WeightGradientSize(shape, x, dz, dw),
            new TransposedPatchOperand(device.Memory(x), shape),
            new ColumnsOperand(new(device.Memory(dz)), shape.K),
            new ConvWeightGradientResult(device.Memory(dw), device.Memory(db), shape));
    }

    [Computes(Operation.ConvolutionBackwardWeightsFromFrames)]
    protected override void BackwardWeightsFromFramesCore(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
        CheckIndexable(shape);
        var size = new ProductSize(
            shape.R * shape.S * shape.C, shape.K, shape.N * shape.P * shape.Q,
            AlignedLoads: shape.K % 4 == 0 && HasWordRows(shape) && IlgpuDevice.IsVectorAligned(dz) && IlgpuDevice.IsVectorAligned(frames),
            VectorStores: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(dw));
        backwardWeightsFromFrames.Launch(
            size,
            new TransposedFramePatchOperand(device.Memory(frames), shape),
            new ColumnsOperand(new(device.Memory(dz)), shape.K),
            new FrameOrderWeightGradientResult(device.Memory(dw), device.Memory(db), shape));
    }

    private static ProductSize ForwardSize<TInput>(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<TInput>> networks) where TInput : unmanaged =>
        new(shape.N * shape.P * shape.Q, shape.K, shape.R * shape.S * shape.C,
            AlignedLoads: false,
            VectorStores: shape.K % 4 == 0 && NetworkMemory<TInput>.OutputsAndBiasesAligned(networks),
            networks.Length);

    private static ProductSize InputGradientSize(
        in Conv2dShape shape, in StridePhases phases, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput) =>
        new(shape.N * phases.Rows * phases.Columns, shape.C, phases.KernelRows * phases.KernelColumns * shape.K,
            AlignedLoads: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(dz) && IlgpuDevice.IsVectorAligned(w),
            VectorStores: shape.C % 4 == 0 && IlgpuDevice.IsVectorAligned(dx) && IlgpuDevice.IsVectorAligned(reluOutput),
            Members: shape.Stride * shape.Stride);

    private static ProductSize WeightGradientSize(in Conv2dShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw) =>
        new(shape.R * shape.S * shape.C, shape.K, shape.N * shape.P * shape.Q,
            AlignedLoads: shape.K % 4 == 0 && shape.C % 4 == 0 && IlgpuDevice.IsVectorAligned(x) && IlgpuDevice.IsVectorAligned(dz),
            VectorStores: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(dw));

    private ConvInputGradientResult InputGradient(
        in Conv2dShape shape, in StridePhases phases, DeviceView<float> dx, DeviceView<float> reluOutput)
    {
        var gradient = device.Memory(dx);
        return new(gradient, device.MemoryOr(reluOutput, gradient), !reluOutput.IsEmpty, shape, phases);
    }

    /// <summary>True when every group of four kernel columns lies in one aligned 32-bit word of a frame.</summary>
    private static bool HasWordRows(in Conv2dShape shape) => shape.S % 4 == 0 && shape.W % 4 == 0 && shape.Stride % 4 == 0;

    private static void CheckIndexable(in Conv2dShape shape)
    {
        if (shape.InputLength > MostElements || shape.OutputLength > MostElements)
            throw new ArgumentException($"{shape} has more than {MostElements} elements in its input or output; take a smaller minibatch.");
    }
}
