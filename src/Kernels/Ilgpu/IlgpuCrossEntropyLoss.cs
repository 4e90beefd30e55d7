using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The cross-entropy loss: one group for the whole minibatch, so that loss and gradient take one launch.</summary>
internal sealed class IlgpuCrossEntropyLoss(IlgpuDevice device) : CrossEntropyLoss
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(Kernel);

    [Computes(Operation.CrossEntropyLoss)]
    protected override void ComputeCore(
        int classes, DeviceView<float> outputs, DeviceView<int> labels, DeviceView<float> gradient, DeviceView<float> loss) =>
        kernel.Launch(new KernelConfig(1, device.GroupSize), new()
        {
            Classes = classes,
            Outputs = device.Memory(outputs),
            Labels = device.Memory(labels),
            Gradient = device.Memory(gradient),
            Loss = device.Memory(loss),
        });

    /// <summary>Loss and gradient of a minibatch.</summary>
    /// <remarks>
    /// <code>
    /// m = max over o of z[n,o]        e[o] = exp(z[n,o] - m)        s = sum over o of e[o]
    /// L = 1/N sum over n of ln s - (z[n,label] - m)                 dL/dz[n,o] = (e[o] / s - (1 where o = label)) / N
    /// </code>
    /// One group. Thread t takes the samples t, t + group size, ...: for each it reads the label and walks the row of z three times, for m, for s and,
    /// with e kept in the row of the gradient in between, for the gradient, which it writes. The threads' shares of L are summed in a tree; thread 0
    /// writes it.
    /// </remarks>
    [Computes(Operation.CrossEntropyLoss, Depth = 1)]
    private static void Kernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var count = arguments.Labels.IntLength;
        var loss = 0f;
        for (var n = Group.IdxX; n < count; n += Group.DimX)
        {
            var row = n * arguments.Classes;
            var label = arguments.Labels[n];
            var greatest = arguments.Outputs[row + GreedyAction.ArgMax(arguments.Outputs, n, arguments.Classes)];
            var ofLabel = arguments.Outputs[row + label] - greatest;
            var sum = 0f;
            for (var o = 0; o < arguments.Classes; o++)
            {
                var e = Exponential.Exp(arguments.Outputs[row + o] - greatest);
                arguments.Gradient[row + o] = e;
                sum += e;
            }
            for (var o = 0; o < arguments.Classes; o++)
                arguments.Gradient[row + o] = (arguments.Gradient[row + o] / sum - (o == label ? 1f : 0f)) / count;
            loss += Exponential.Log(sum) - ofLabel;
        }
        var total = GroupSum.Sum(shared, loss);
        if (Group.IdxX == 0)
            arguments.Loss[0] = total / count;
    }

    internal struct Arguments
    {
        /// <summary>O.</summary>
        public int Classes;

        /// <summary>z [N, O].</summary>
        public ArrayView<float> Outputs;

        /// <summary>[N].</summary>
        public ArrayView<int> Labels;

        /// <summary>dL/dz [N, O]; in between e^(z - m).</summary>
        public ArrayView<float> Gradient;

        /// <summary>L [1].</summary>
        public ArrayView<float> Loss;
    }
}
