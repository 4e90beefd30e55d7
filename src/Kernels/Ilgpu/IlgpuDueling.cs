using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The dueling head: one thread a sample. A row has at most 18 actions, so a thread walks it alone.</summary>
internal sealed class IlgpuDueling(IlgpuDevice device) : Dueling
{
    private readonly IlgpuKernel<Arguments> forward = device.Kernel<Arguments>(ForwardKernel);
    private readonly IlgpuKernel<Arguments> backward = device.Kernel<Arguments>(BackwardKernel);

    [Computes(Operation.DuelingForward)]
    protected override void ForwardCore(int actions, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q) =>
        forward.LaunchFor(value.Length, ArgumentsOf(actions, value, advantages, q));

    [Computes(Operation.DuelingBackward)]
    protected override void BackwardCore(int actions, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages) =>
        backward.LaunchFor(dvalue.Length, ArgumentsOf(actions, dvalue, dadvantages, dq));

    private Arguments ArgumentsOf(int actions, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q) => new()
    {
        Actions = actions,
        Value = device.Memory(value),
        Advantages = device.Memory(advantages),
        Q = device.Memory(q),
    };

    /// <summary>
    /// q[n,a] = v[n] + advantage[n,a] - mean of advantage[n,.]. Thread n reads v[n] and row n of the advantages and writes row n of q.
    /// </summary>
    [Computes(Operation.DuelingForward, Depth = 1)]
    private static void ForwardKernel(Arguments arguments)
    {
        var n = Grid.GlobalIndex.X;
        if (n >= arguments.Value.Length)
            return;
        var mean = RowMean(arguments.Advantages, n, arguments.Actions);
        for (var a = 0; a < arguments.Actions; a++)
        {
            var i = n * arguments.Actions + a;
            arguments.Q[i] = arguments.Value[n] + arguments.Advantages[i] - mean;
        }
    }

    /// <summary>
    /// dv[n] = sum of dq[n,.]; dadvantage[n,a] = dq[n,a] - mean of dq[n,.]. Thread n reads row n of dq and writes dv[n] and row n of
    /// dadvantage.
    /// </summary>
    [Computes(Operation.DuelingBackward, Depth = 1)]
    private static void BackwardKernel(Arguments arguments)
    {
        var n = Grid.GlobalIndex.X;
        if (n >= arguments.Value.Length)
            return;
        var mean = RowMean(arguments.Q, n, arguments.Actions);
        arguments.Value[n] = mean * arguments.Actions;
        for (var a = 0; a < arguments.Actions; a++)
        {
            var i = n * arguments.Actions + a;
            arguments.Advantages[i] = arguments.Q[i] - mean;
        }
    }

    private static float RowMean(ArrayView<float> rows, int n, int columns)
    {
        var sum = 0f;
        for (var a = 0; a < columns; a++)
            sum += rows[n * columns + a];
        return sum / columns;
    }

    internal struct Arguments
    {
        public int Actions;

        /// <summary>v or dL/dv [N].</summary>
        public ArrayView<float> Value;

        /// <summary>Advantages or their gradient [N, A].</summary>
        public ArrayView<float> Advantages;

        /// <summary>q or dL/dq [N, A].</summary>
        public ArrayView<float> Q;
    }
}
