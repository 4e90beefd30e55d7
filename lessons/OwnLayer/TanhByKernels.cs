using DqnGpu.Kernels;
using DqnGpu.Kernels.Ilgpu;
using DqnGpu.Nn;
using ILGPU;

namespace DqnGpu.Lessons.OwnLayer;

#region pass
/// <summary>tanh on a GPU: two kernels, one thread an element.</summary>
internal sealed class TanhByKernels(IlgpuDevice device, TanhLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
{
    private readonly IlgpuKernel<TanhKernels.ForwardArguments> forward = device.Kernel<TanhKernels.ForwardArguments>(TanhKernels.Forward);
    private readonly IlgpuKernel<TanhKernels.BackwardArguments> backward = device.Kernel<TanhKernels.BackwardArguments>(TanhKernels.Backward);

    public override void Forward(DeviceView<float> x, DeviceView<float> parameters) =>
        forward.LaunchFor(x.Length, new() { X = device.Memory(x), Y = device.Memory(Output.View) });

    public override void Backward(
        DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx, bool inputIsRelu)
    {
        if (!dx.IsEmpty)
            backward.LaunchFor(
                x.Length, new() { Y = device.Memory(Output.View), Dy = device.Memory(dz), Dx = device.Memory(dx), InputIsRelu = inputIsRelu ? 1 : 0 });
    }
}
#endregion

#region kernels
/// <summary>The kernels, and the structs that carry their arguments: those must be public.</summary>
public static class TanhKernels
{
    /// <summary>y[i] = tanh(x[i]). Thread i reads x[i] and writes y[i].</summary>
    public static void Forward(ForwardArguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.X.Length)
            arguments.Y[i] = Tanh(arguments.X[i]);
    }

    /// <summary>dx[i] = dy[i] * (1 - y[i]^2), and 0 behind a fused ReLU that gave 0. Thread i reads y[i] and dy[i] and writes dx[i].</summary>
    public static void Backward(BackwardArguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= arguments.Y.Length)
            return;
        var y = arguments.Y[i];
        arguments.Dx[i] = arguments.InputIsRelu != 0 && y == 0 ? 0f : arguments.Dy[i] * (1 - y * y);
    }

    public struct ForwardArguments
    {
        public ArrayView<float> X;
        public ArrayView<float> Y;
    }

    public struct BackwardArguments
    {
        public ArrayView<float> Y;
        public ArrayView<float> Dy;
        public ArrayView<float> Dx;
        public int InputIsRelu;
    }
    #endregion

    #region tanh
    /// <summary>Lambert's continued fraction x / (1 + x^2 / (3 + x^2 / (5 + ...))), as exact as a float wherever tanh is not yet 1.</summary>
    internal static float Tanh(float x)
    {
        // Comparisons of a NaN are false, so it stays what it is.
        var inside = x > One ? One : x < -One ? -One : x;
        var square = inside * inside;
        var fraction = (float)(2 * Terms + 1);
        for (var odd = 2 * Terms - 1; odd > 0; odd -= 2)
            fraction = odd + square / fraction;
        return inside / fraction;
    }
    #endregion

    /// <summary>From here on the nearest float of tanh(x) is 1.</summary>
    private const float One = 9.02f;

    private const int Terms = 12;
}
