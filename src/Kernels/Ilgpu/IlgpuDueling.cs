using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// The dueling head: one thread for each number of a sample's value. There are at most 18 actions, so a thread walks them alone.
/// </summary>
internal sealed class IlgpuDueling(IlgpuDevice device) : Dueling
{
    private readonly IlgpuKernel<Arguments> forward = device.Kernel<Arguments>(ForwardKernel);
    private readonly IlgpuKernel<Arguments> backward = device.Kernel<Arguments>(BackwardKernel);

    [Computes(Operation.DuelingForward)]
    protected override void ForwardCore(int actions, int atoms, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q) =>
        forward.LaunchFor(value.Length, ArgumentsOf(actions, atoms, value, advantages, q));

    [Computes(Operation.DuelingBackward)]
    protected override void BackwardCore(int actions, int atoms, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages) =>
        backward.LaunchFor(dvalue.Length, ArgumentsOf(actions, atoms, dvalue, dadvantages, dq));

    private Arguments ArgumentsOf(int actions, int atoms, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q) => new()
    {
        Actions = actions,
        Atoms = atoms,
        Value = device.Memory(value),
        Advantages = device.Memory(advantages),
        Q = device.Memory(q),
    };

    /// <summary>
    /// q[n,a,z] = v[n,z] + advantage[n,a,z] - mean of advantage[n,.,z]. Thread i = n Z + z reads v[i] and the advantages [n,.,z] and writes
    /// q[n,.,z]; neighbours are one z apart.
    /// </summary>
    [Computes(Operation.DuelingForward, Depth = 1)]
    private static void ForwardKernel(Arguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= arguments.Value.Length)
            return;
        var first = First(arguments, i);
        var mean = Mean(arguments.Advantages, first, arguments);
        for (var a = 0; a < arguments.Actions; a++)
        {
            var j = first + a * arguments.Atoms;
            arguments.Q[j] = arguments.Value[i] + arguments.Advantages[j] - mean;
        }
    }

    /// <summary>
    /// dv[n,z] = sum of dq[n,.,z]; dadvantage[n,a,z] = dq[n,a,z] - mean of dq[n,.,z]. Thread i = n Z + z reads dq[n,.,z] and writes dv[i]
    /// and dadvantage[n,.,z].
    /// </summary>
    [Computes(Operation.DuelingBackward, Depth = 1)]
    private static void BackwardKernel(Arguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= arguments.Value.Length)
            return;
        var first = First(arguments, i);
        var mean = Mean(arguments.Q, first, arguments);
        arguments.Value[i] = mean * arguments.Actions;
        for (var a = 0; a < arguments.Actions; a++)
        {
            var j = first + a * arguments.Atoms;
            arguments.Advantages[j] = arguments.Q[j] - mean;
        }
    }

    /// <summary>Where [n, 0, z] lies in [N, A, Z], i = n Z + z.</summary>
    private static int First(Arguments arguments, int i) => i / arguments.Atoms * arguments.Actions * arguments.Atoms + i % arguments.Atoms;

    private static float Mean(ArrayView<float> values, int first, Arguments arguments)
    {
        var sum = 0f;
        for (var a = 0; a < arguments.Actions; a++)
            sum += values[first + a * arguments.Atoms];
        return sum / arguments.Actions;
    }

    internal struct Arguments
    {
        public int Actions;

        public int Atoms;

        /// <summary>v or dL/dv [N, Z].</summary>
        public ArrayView<float> Value;

        /// <summary>Advantages or their gradient [N, A, Z].</summary>
        public ArrayView<float> Advantages;

        /// <summary>q or dL/dq [N, A, Z].</summary>
        public ArrayView<float> Q;
    }
}
