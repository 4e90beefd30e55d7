using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Row maxima: one thread a row.</summary>
internal sealed class IlgpuRowMax(IlgpuDevice device) : RowMax
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(Kernel);

    protected override void ComputeCore(int columns, DeviceView<float> q, DeviceView<float> max, DeviceView<int> argMax) =>
        kernel.LaunchFor(max.Length, new() { Columns = columns, Q = device.Memory(q), Max = device.Memory(max), ArgMax = device.Memory(argMax) });

    /// <summary>max[n] = max of q[n,.] and its lowest index. Thread n reads row n of q and writes max[n] and argMax[n].</summary>
    private static void Kernel(Arguments arguments)
    {
        var n = Grid.GlobalIndex.X;
        if (n >= arguments.Max.Length)
            return;
        var best = GreedyAction.ArgMax(arguments.Q, n, arguments.Columns);
        arguments.Max[n] = arguments.Q[n * arguments.Columns + best];
        arguments.ArgMax[n] = best;
    }

    internal struct Arguments
    {
        public int Columns;

        /// <summary>[N, A].</summary>
        public ArrayView<float> Q;

        /// <summary>[N].</summary>
        public ArrayView<float> Max;

        /// <summary>[N].</summary>
        public ArrayView<int> ArgMax;
    }
}
