using ILGPU;
using ILGPU.Util;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Hyperbolic tangent: one thread an element.</summary>
internal sealed class IlgpuTanh(IlgpuDevice device) : Tanh
{
    private readonly IlgpuKernel<ForwardArguments> forward = device.Kernel<ForwardArguments>(ForwardKernel);
    private readonly IlgpuKernel<BackwardArguments> backward = device.Kernel<BackwardArguments>(BackwardKernel);

    [Computes(Operation.TanhForward)]
    protected override void ForwardCore(DeviceView<float> x, DeviceView<float> y) =>
        forward.LaunchFor(x.Length, new() { X = device.Memory(x), Y = device.Memory(y) });

    [Computes(Operation.TanhBackward)]
    protected override void BackwardCore(DeviceView<float> y, DeviceView<float> dy, DeviceView<float> dx) =>
        backward.LaunchFor(y.Length, new() { Y = device.Memory(y), Dy = device.Memory(dy), Dx = device.Memory(dx) });

    /// <summary>
    /// y[i] = tanh x[i]: where |x| is small x + x z (C0 + C1 z + ...) with z = x^2, else 1 - 2 / (e^(2 |x|) + 1) with the sign of x. Thread i reads x[i]
    /// and writes y[i].
    /// </summary>
    [Computes(Operation.TanhForward, Depth = 1)]
    private static void ForwardKernel(ForwardArguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= arguments.X.Length)
            return;
        var x = arguments.X[i];
        var z = x * x;
        var near = x + x * z * (C0 + z * (C1 + z * (C2 + z * (C3 + z * C4))));
        var size = IntrinsicMath.Abs(x);
        var far = 1 - 2 / (Exponential.Exp(2 * size) + 1);
        arguments.Y[i] = Utilities.Select(size < SmallX, near, Utilities.Select(x < 0, -far, far));
    }

    /// <summary>dx[i] = (1 - y[i]^2) dy[i]. Thread i reads y[i] and dy[i] and writes dx[i].</summary>
    [Computes(Operation.TanhBackward, Depth = 1)]
    private static void BackwardKernel(BackwardArguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.Y.Length)
            arguments.Dx[i] = (1 - arguments.Y[i] * arguments.Y[i]) * arguments.Dy[i];
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
