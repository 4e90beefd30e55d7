using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What the launches of a loss of distributions hand to each other, and the last of these launches.</summary>
/// <remarks>
/// Such a loss takes four: the action values of the network that chooses a*, those of the online network, then one group for each sample, and the means over
/// the samples.
/// </remarks>
internal sealed class DistributionLossMemory(IlgpuDevice device)
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(MeansKernel);

    /// <summary>Views of scratch memory, good until the next operation.</summary>
    /// <param name="NextQ">Of the network that chooses a*, on s' [N, A].</param>
    /// <param name="Q">q(s, .) [N, A].</param>
    /// <param name="Losses">weight * loss of each sample [N].</param>
    public readonly record struct Views(ArrayView<float> NextQ, ArrayView<float> Q, ArrayView<float> Losses);

    /// <summary>Room for a minibatch.</summary>
    public Views Reserve(int n, int actions)
    {
        var values = n * actions;
        var memory = device.Scratch((2 * values + n + 3) / 4).Cast<float>();
        return new(memory.SubView(0, values), memory.SubView(values, values), memory.SubView(2 * values, n));
    }

    /// <summary>Queues the last launch.</summary>
    /// <param name="actions">A.</param>
    /// <param name="views">From <see cref="Reserve"/>.</param>
    /// <param name="statistics">[2]; overwritten.</param>
    public void LaunchMeans(int actions, in Views views, DeviceView<float> statistics) =>
        kernel.Launch(new KernelConfig(1, device.GroupSize), new()
        {
            Actions = actions,
            Q = views.Q,
            Losses = views.Losses,
            Statistics = device.Memory(statistics),
        });

    /// <summary>statistics = mean over n of losses[n], mean over n of max over a of q[n, a].</summary>
    /// <remarks>One group. Thread t adds the samples t, t + group size, ...; the threads are summed in a tree; thread 0 writes both means.</remarks>
    private static void MeansKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var count = arguments.Losses.IntLength;
        var loss = 0f;
        var maxQ = 0f;
        for (var n = Group.IdxX; n < count; n += Group.DimX)
        {
            loss += arguments.Losses[n];
            maxQ += arguments.Q[n * arguments.Actions + GreedyAction.ArgMax(arguments.Q, n, arguments.Actions)];
        }
        var totalLoss = GroupSum.Sum(shared, loss);
        var totalMaxQ = GroupSum.Sum(shared, maxQ);
        if (Group.IdxX != 0)
            return;
        arguments.Statistics[0] = totalLoss / count;
        arguments.Statistics[1] = totalMaxQ / count;
    }

    internal struct Arguments
    {
        /// <summary>A.</summary>
        public int Actions;

        /// <summary>q(s, .) [N, A].</summary>
        public ArrayView<float> Q;

        /// <summary>[N].</summary>
        public ArrayView<float> Losses;

        /// <summary>[2].</summary>
        public ArrayView<float> Statistics;
    }
}
