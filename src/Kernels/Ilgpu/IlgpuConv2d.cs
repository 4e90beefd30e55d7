namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// The convolution: three matrix products on <see cref="TiledProduct"/> ("implicit GEMM"), whose patch matrices are never written.
/// </summary>
/// <remarks>
/// <code>
///             result [m, n]            left [m, k]                      right [k, n]           m                n    k
/// forward     y                        patches of x                     w                      (n, p, q)        K    (r, s, c)
/// weights     dw, db                   patches of x, transposed, and 1  dy                     (r, s, c), 1     K    (n, p, q)
/// input       dx, a phase at a time    patches of dy                    w transposed           (n, h', w')      C    (i, j, K)
/// </code>
/// <para>The first layer's frames are bytes with one plane per frame of the stack; there k (forward) and m (weights) run in the order
/// (c, r, s), so that four neighbouring ones are four neighbouring bytes.</para>
/// <para>Input gradient: with stride t, only kernel rows r = h mod t, h mod t + t, ... reach input row h. So the t * t residues (phases) of
/// (h, w) are separate dense products, each over (i, j) with r = phase + t i, and no multiplication by a structural zero is done.</para>
/// </remarks>
internal sealed class IlgpuConv2d(IlgpuDevice device) : Conv2d
{
    private readonly ProductLauncher<PatchOperand, ColumnsOperand, BiasActivationResult> forward = new(device);
    private readonly ProductLauncher<FramePatchOperand, FrameOrderWeightOperand, BiasActivationResult> forwardFromFrames = new(device);
    private readonly ProductLauncher<TransposedPatchOperand, ColumnsOperand, ConvWeightGradientResult> backwardWeights = new(device);

    private readonly ProductLauncher<TransposedFramePatchOperand, ColumnsOperand, FrameOrderWeightGradientResult>
        backwardWeightsFromFrames = new(device);

    private readonly ProductLauncher<GradientPatchOperand, PhaseWeightOperand, ConvInputGradientResult> backwardInput = new(device);

    protected override void ForwardCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation)
    {
        CheckIndexable(shape);
        var filters = shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(w);
        var size = new ProductSize(
            shape.N * shape.P * shape.Q, shape.K, shape.R * shape.S * shape.C,
            VectorLoads: filters && shape.C % 4 == 0 && IlgpuDevice.IsVectorAligned(x),
            VectorStores: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(y) && IlgpuDevice.IsVectorAligned(b));
        forward.Launch(
            size,
            new PatchOperand(device.Memory(x), shape),
            new ColumnsOperand(device.Memory(w), shape.K),
            new BiasActivationResult(device.Memory(y), device.Memory(b), shape.K, activation));
    }

    protected override void ForwardFromFramesCore(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation)
    {
        CheckIndexable(shape);
        var size = new ProductSize(
            shape.N * shape.P * shape.Q, shape.K, shape.R * shape.S * shape.C,
            VectorLoads: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(w) && HasWordRows(shape, frames),
            VectorStores: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(y) && IlgpuDevice.IsVectorAligned(b));
        forwardFromFrames.Launch(
            size,
            new FramePatchOperand(device.Memory(frames), shape),
            new FrameOrderWeightOperand(device.Memory(w), shape),
            new BiasActivationResult(device.Memory(y), device.Memory(b), shape.K, activation));
    }

    protected override void BackwardInputCore(
        in Conv2dShape shape, DeviceView<float> dy, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput)
    {
        CheckIndexable(shape);
        var phases = new StridePhases(shape);
        var size = new ProductSize(
            shape.N * phases.Rows * phases.Columns, shape.C, phases.KernelRows * phases.KernelColumns * shape.K,
            VectorLoads: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(dy) && IlgpuDevice.IsVectorAligned(w),
            VectorStores: shape.C % 4 == 0 && IlgpuDevice.IsVectorAligned(dx) && IlgpuDevice.IsVectorAligned(reluOutput),
            Phases: shape.Stride * shape.Stride);
        var gradient = device.Memory(dx);
        backwardInput.Launch(
            size,
            new GradientPatchOperand(device.Memory(dy), shape, phases),
            new PhaseWeightOperand(device.Memory(w), shape, phases),
            new ConvInputGradientResult(gradient, device.MemoryOr(reluOutput, gradient), !reluOutput.IsEmpty, shape, phases));
    }

    protected override void BackwardWeightsCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> dy, DeviceView<float> dw, DeviceView<float> db)
    {
        CheckIndexable(shape);
        var size = new ProductSize(
            shape.R * shape.S * shape.C + 1, shape.K, shape.N * shape.P * shape.Q,
            VectorLoads: shape.K % 4 == 0 && shape.C % 4 == 0 && IlgpuDevice.IsVectorAligned(x) && IlgpuDevice.IsVectorAligned(dy),
            VectorStores: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(dw) && IlgpuDevice.IsVectorAligned(db));
        backwardWeights.Launch(
            size,
            new TransposedPatchOperand(device.Memory(x), shape),
            new ColumnsOperand(device.Memory(dy), shape.K),
            new ConvWeightGradientResult(device.Memory(dw), device.Memory(db), shape));
    }

    protected override void BackwardWeightsFromFramesCore(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> dy, DeviceView<float> dw, DeviceView<float> db)
    {
        CheckIndexable(shape);
        var size = new ProductSize(
            shape.R * shape.S * shape.C + 1, shape.K, shape.N * shape.P * shape.Q,
            VectorLoads: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(dy) && HasWordRows(shape, frames),
            VectorStores: shape.K % 4 == 0 && IlgpuDevice.IsVectorAligned(dw) && IlgpuDevice.IsVectorAligned(db));
        backwardWeightsFromFrames.Launch(
            size,
            new TransposedFramePatchOperand(device.Memory(frames), shape),
            new ColumnsOperand(device.Memory(dy), shape.K),
            new FrameOrderWeightGradientResult(device.Memory(dw), device.Memory(db), shape));
    }

    /// <summary>True when every group of four kernel columns lies in one aligned 32-bit word of a frame.</summary>
    private static bool HasWordRows(in Conv2dShape shape, DeviceView<byte> frames) =>
        shape.S % 4 == 0 && shape.W % 4 == 0 && shape.Stride % 4 == 0 && IlgpuDevice.IsVectorAligned(frames);

    /// <summary>Kernels index with 32 bits, as GPUs do best.</summary>
    private static void CheckIndexable(in Conv2dShape shape)
    {
        if (shape.InputLength > int.MaxValue || shape.OutputLength > int.MaxValue)
            throw new ArgumentException($"{shape} has more than {int.MaxValue} elements in its input or output; take a smaller minibatch.");
    }
}
