using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>ReLU on its own: one thread an element.</summary>
internal sealed class IlgpuRelu(IlgpuDevice device) : Relu
{
    private readonly IlgpuKernel<ForwardArguments> forward = device.Kernel<ForwardArguments>(ForwardKernel);
    private readonly IlgpuKernel<BackwardArguments> backward = device.Kernel<BackwardArguments>(BackwardKernel);

    [Computes(Operation.ReluForward)]
    protected override void ForwardCore(DeviceView<float> x, DeviceView<float> y) =>
        forward.LaunchFor(x.Length, new() { X = device.Memory(x), Y = device.Memory(y) });

    [Computes(Operation.ReluBackward)]
    protected override void BackwardCore(DeviceView<float> y, DeviceView<float> dy, DeviceView<float> dx) =>
        backward.LaunchFor(y.Length, new() { Y = device.Memory(y), Dy = device.Memory(dy), Dx = device.Memory(dx) });

    /// <summary>y[i] = max(0, x[i]), NaN for NaN (the GPU's own maximum drops it). Thread i reads x[i] and writes y[i].</summary>
    [Computes(Operation.ReluForward, Depth = 1)]
    #region forward
    private static void ForwardKernel(ForwardArguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.X.Length)
            arguments.Y[i] = arguments.X[i] < 0 ? 0f : arguments.X[i];
    }
    #endregion

    /// <summary>dx[i] = 0 where y[i] is 0, else dy[i]. Thread i reads y[i] and dy[i] and writes dx[i].</summary>
    [Computes(Operation.ReluBackward, Depth = 1)]
    private static void BackwardKernel(BackwardArguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.Y.Length)
            arguments.Dx[i] = Mask.Where(arguments.Y[i], arguments.Dy[i]);
    }

    internal struct ForwardArguments
    {
        public ArrayView<float> X;
        public ArrayView<float> Y;
    }

    internal struct BackwardArguments
    {
        public ArrayView<float> Y;
        public ArrayView<float> Dy;
        public ArrayView<float> Dx;
    }
}
