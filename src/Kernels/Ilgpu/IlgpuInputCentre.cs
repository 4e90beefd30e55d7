using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary><see cref="InputCentre"/>: a group for each filter's sum, a thread for each weight's gradient.</summary>
internal sealed class IlgpuInputCentre(IlgpuDevice device) : InputCentre
{
    private readonly IlgpuKernel<Arguments> moveBias = device.Kernel<Arguments>(MoveBiasKernel);
    private readonly IlgpuKernel<Arguments> moveGradient = device.Kernel<Arguments>(MoveGradientKernel);

    protected override void MoveBiasCore(float centre, DeviceView<float> weights, DeviceView<float> bias) =>
        moveBias.Launch(new KernelConfig((int)bias.Length, device.GroupSize), ArgumentsOf(centre, weights, bias));

    protected override void MoveGradientCore(float centre, DeviceView<float> weightGradient, DeviceView<float> biasGradient) =>
        moveGradient.LaunchFor(weightGradient.Length, ArgumentsOf(centre, weightGradient, biasGradient));

    private Arguments ArgumentsOf(float centre, DeviceView<float> weights, DeviceView<float> bias) =>
        new() { Centre = centre, Weights = device.Memory(weights), Bias = device.Memory(bias) };

    /// <summary>b[k] = b[k] + c sum over m of w[m, k], k the group.</summary>
    /// <remarks>Thread t adds rows t, t + group size, ... in order; the group's threads are summed in a tree; thread 0 writes b[k].</remarks>
    private static void MoveBiasKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var filters = arguments.Bias.IntLength;
        var sum = 0f;
        for (var i = Group.IdxX * filters + Grid.IdxX; i < arguments.Weights.IntLength; i += Group.DimX * filters)
            sum += arguments.Weights[i];
        var total = GroupSum.Sum(shared, sum);
        if (Group.IdxX == 0)
            arguments.Bias[Grid.IdxX] += arguments.Centre * total;
    }

    /// <summary>dw[i] = dw[i] - c db[i mod K]. Thread i reads both and writes dw[i].</summary>
    private static void MoveGradientKernel(Arguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.Weights.Length)
            arguments.Weights[i] -= arguments.Centre * arguments.Bias[i % arguments.Bias.IntLength];
    }

    internal struct Arguments
    {
        public float Centre;

        /// <summary>[M, K]: weights, or their gradient.</summary>
        public ArrayView<float> Weights;

        /// <summary>[K]: biases, or their gradient.</summary>
        public ArrayView<float> Bias;
    }
}
