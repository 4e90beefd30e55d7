using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Epsilon-greedy actions: one thread a state.</summary>
internal sealed class IlgpuEpsilonGreedy(IlgpuDevice device) : EpsilonGreedy
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(Kernel);

    protected override void ChooseCore(
        int actions, DeviceView<float> q, DeviceView<float> epsilons, DeviceView<float> uniforms, DeviceView<int> randomActions,
        DeviceView<int> chosen) =>
        kernel.LaunchFor(chosen.Length, new()
        {
            Actions = actions,
            Q = device.Memory(q),
            Epsilons = device.Memory(epsilons),
            Uniforms = device.Memory(uniforms),
            RandomActions = device.Memory(randomActions),
            Chosen = device.Memory(chosen),
        });

    /// <summary>
    /// chosen[n] = the random action if uniform[n] &lt; epsilon[n], else the greedy one. Thread n reads row n of all inputs and writes
    /// chosen[n].
    /// </summary>
    private static void Kernel(Arguments arguments)
    {
        var n = Grid.GlobalIndex.X;
        if (n >= arguments.Chosen.Length)
            return;
        arguments.Chosen[n] = arguments.Uniforms[n] < arguments.Epsilons[n]
            ? arguments.RandomActions[n]
            : GreedyAction.ArgMax(arguments.Q, n, arguments.Actions);
    }

    internal struct Arguments
    {
        public int Actions;

        /// <summary>[N, A].</summary>
        public ArrayView<float> Q;

        /// <summary>[N].</summary>
        public ArrayView<float> Epsilons;

        /// <summary>[N].</summary>
        public ArrayView<float> Uniforms;

        /// <summary>[N].</summary>
        public ArrayView<int> RandomActions;

        /// <summary>[N].</summary>
        public ArrayView<int> Chosen;
    }
}
