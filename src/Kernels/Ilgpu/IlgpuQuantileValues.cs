using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The means of quantiles: a segment of a group for each row; backward a thread for each quantile.</summary>
internal sealed class IlgpuQuantileValues(IlgpuDevice device) : QuantileValues
{
    private readonly IlgpuKernel<Arguments> forward = device.Kernel<Arguments>(ForwardKernel);
    private readonly IlgpuKernel<Arguments> backward = device.Kernel<Arguments>(BackwardKernel);

    [Computes(Operation.QuantileValuesForward)]
    protected override void ForwardCore(int quantiles, int actions, DeviceView<float> theta, DeviceView<float> q) =>
        Forward(quantiles, device.Memory(theta), device.Memory(q));

    /// <summary><c>Forward</c> of memory, where it is a part of an operation.</summary>
    public void Forward(int quantiles, ArrayView<float> theta, ArrayView<float> q)
    {
        var arguments = ArgumentsOf(quantiles, theta, q);
        forward.LaunchFor(q.Length * arguments.Lanes, arguments);
    }

    [Computes(Operation.QuantileValuesBackward)]
    protected override void BackwardCore(int quantiles, int actions, DeviceView<float> dq, DeviceView<float> dtheta) =>
        backward.LaunchFor(dtheta.Length, ArgumentsOf(quantiles, device.Memory(dtheta), device.Memory(dq)));

    private Arguments ArgumentsOf(int quantiles, ArrayView<float> theta, ArrayView<float> q) => new()
    {
        Quantiles = quantiles,
        Lanes = Math.Min(SegmentReduction.MostLanes, device.GroupSize),
        Theta = theta,
        Q = q,
    };

    /// <summary>q[row] = 1/Z sum over i of theta[row, i], where a row is an action of a state.</summary>
    /// <remarks>Segment s of the grid reads row s, thread by thread the quantiles one segment apart; its first thread writes q[s].</remarks>
    [Computes(Operation.QuantileValuesForward, Depth = 1)]
    private static void ForwardKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var row = Grid.GlobalIndex.X / arguments.Lanes;
        var exists = row < arguments.Q.Length;
        var mean = QuantileRow.Mean(shared, arguments.Theta, arguments.Quantiles, exists ? row : -1, arguments.Lanes);
        if (exists && Grid.GlobalIndex.X == row * arguments.Lanes)
            arguments.Q[row] = mean;
    }

    /// <summary>dtheta[row, i] = dq[row] / Z. Thread e reads dq of its row and writes element e of dtheta.</summary>
    [Computes(Operation.QuantileValuesBackward, Depth = 1)]
    private static void BackwardKernel(Arguments arguments)
    {
        var element = Grid.GlobalIndex.X;
        if (element < arguments.Theta.Length)
            arguments.Theta[element] = arguments.Q[element / arguments.Quantiles] / arguments.Quantiles;
    }

    internal struct Arguments
    {
        /// <summary>Z.</summary>
        public int Quantiles;

        /// <summary>Threads of a segment.</summary>
        public int Lanes;

        /// <summary>theta, or dL/dtheta, [N, A, Z].</summary>
        public ArrayView<float> Theta;

        /// <summary>q, or dL/dq, [N, A].</summary>
        public ArrayView<float> Q;
    }
}
