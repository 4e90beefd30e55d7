using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The means of categorical distributions: a segment of a group for each row of logits.</summary>
internal sealed class IlgpuCategoricalValues(IlgpuDevice device) : CategoricalValues
{
    private readonly IlgpuKernel<Arguments> forward = device.Kernel<Arguments>(ForwardKernel);
    private readonly IlgpuKernel<Arguments> backward = device.Kernel<Arguments>(BackwardKernel);

    [Computes(Operation.CategoricalValuesForward)]
    protected override void ForwardCore(in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> q) =>
        Forward(support, device.Memory(logits), device.Memory(q));

    /// <summary><c>Forward</c> of memory, where it is a part of an operation.</summary>
    public void Forward(in CategoricalSupport support, ArrayView<float> logits, ArrayView<float> q) => Launch(forward, support, logits, q, logits);

    [Computes(Operation.CategoricalValuesBackward)]
    protected override void BackwardCore(
        in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> dq, DeviceView<float> dlogits) =>
        Launch(backward, support, device.Memory(logits), device.Memory(dq), device.Memory(dlogits));

    private void Launch(
        IlgpuKernel<Arguments> kernel, in CategoricalSupport support, ArrayView<float> logits, ArrayView<float> q, ArrayView<float> dlogits)
    {
        var lanes = Math.Min(SegmentReduction.MostLanes, device.GroupSize);
        kernel.LaunchFor(q.Length * lanes, new()
        {
            Atoms = new(support),
            Lanes = lanes,
            Logits = logits,
            Q = q,
            LogitGradient = dlogits,
        });
    }

    /// <summary>q[row] = sum over i of z[i] p[i], where a row is an action of a state.</summary>
    /// <remarks>Segment s of the grid reads row s of the logits, thread by thread the atoms one segment apart; its first thread writes q[s].</remarks>
    [Computes(Operation.CategoricalValuesForward, Depth = 1)]
    private static void ForwardKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var row = Grid.GlobalIndex.X / arguments.Lanes;
        var exists = row < arguments.Q.Length;
        var mean = CategoricalRow.Of(arguments.Atoms, shared, arguments.Logits, exists ? row : -1, arguments.Lanes).Mean;
        if (exists && Grid.GlobalIndex.X == row * arguments.Lanes)
            arguments.Q[row] = mean;
    }

    /// <summary>dx[row, i] = dq[row] p[i] (z[i] - q[row]).</summary>
    /// <remarks>
    /// Segment s of the grid reads row s of the logits and dq[s] and writes row s of dx: each thread the atoms that it read, so both rows may be one.
    /// </remarks>
    [Computes(Operation.CategoricalValuesBackward, Depth = 1)]
    private static void BackwardKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var row = Grid.GlobalIndex.X / arguments.Lanes;
        var exists = row < arguments.Q.Length;
        var softmax = CategoricalRow.Of(arguments.Atoms, shared, arguments.Logits, exists ? row : -1, arguments.Lanes);
        if (!exists)
            return;
        var g = arguments.Q[row];
        for (var i = Grid.GlobalIndex.X - row * arguments.Lanes; i < arguments.Atoms.Count; i += arguments.Lanes)
        {
            var at = row * arguments.Atoms.Count + i;
            arguments.LogitGradient[at] = g * softmax.Probability(arguments.Logits[at]) * (arguments.Atoms[i] - softmax.Mean);
        }
    }

    internal struct Arguments
    {
        /// <summary>z.</summary>
        public CategoricalAtoms Atoms;

        /// <summary>Threads of a segment.</summary>
        public int Lanes;

        /// <summary>x [N, A, Z].</summary>
        public ArrayView<float> Logits;

        /// <summary>q, or dL/dq, [N, A].</summary>
        public ArrayView<float> Q;

        /// <summary>dL/dx [N, A, Z]; written backward.</summary>
        public ArrayView<float> LogitGradient;
    }
}
