using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The mean error against targets: one group, so that loss and gradient take one launch.</summary>
internal sealed class IlgpuRegressionLoss(IlgpuDevice device) : RegressionLoss
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(Kernel);

    [Computes(Operation.RegressionLoss)]
    protected override void ComputeCore(
        LossKind kind, DeviceView<float> outputs, DeviceView<float> targets, DeviceView<float> gradient, DeviceView<float> loss) =>
        kernel.Launch(new KernelConfig(1, device.GroupSize), new()
        {
            IsHuber = kind == LossKind.Huber ? 1 : 0,
            Outputs = device.Memory(outputs),
            Targets = device.Memory(targets),
            Gradient = device.Memory(gradient),
            Loss = device.Memory(loss),
        });

    /// <summary>Loss and gradient of M = N O outputs.</summary>
    /// <remarks>
    /// <code>
    /// d = output - target        L = 1/M sum of l(d)        dL/d(output) = l'(d) / M
    /// </code>
    /// One group. Thread t takes the elements t, t + group size, ...: it reads output and target and writes the gradient. The threads' shares of L are
    /// summed in a tree; thread 0 writes it.
    /// </remarks>
    [Computes(Operation.RegressionLoss, Depth = 1)]
    private static void Kernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var count = arguments.Outputs.IntLength;
        var loss = 0f;
        for (var i = Group.IdxX; i < count; i += Group.DimX)
        {
            var error = new ErrorTerm(arguments.Outputs[i], arguments.Targets[i], 1f, arguments.IsHuber, count);
            arguments.Gradient[i] = error.Derivative;
            loss += error.Loss;
        }
        var total = GroupSum.Sum(shared, loss);
        if (Group.IdxX == 0)
            arguments.Loss[0] = total / count;
    }

    internal struct Arguments
    {
        public int IsHuber;

        /// <summary>[N, O].</summary>
        public ArrayView<float> Outputs;

        /// <summary>[N, O].</summary>
        public ArrayView<float> Targets;

        /// <summary>dL/d(output) [N, O].</summary>
        public ArrayView<float> Gradient;

        /// <summary>L [1].</summary>
        public ArrayView<float> Loss;
    }
}
