using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The end of acting in one kernel: one group a state, from the last features to the action.</summary>
internal sealed class IlgpuActHead(IlgpuDevice device) : ActHead(device)
{
    private readonly IlgpuKernel<Arguments> vectors = device.Kernel<Arguments>(Kernel<VectorLoading>);
    private readonly IlgpuKernel<Arguments> elements = device.Kernel<Arguments>(Kernel<ElementLoading>);

    protected override void ChooseCore(in LinearShape shape, in ActHeadBuffers buffers)
    {
        if (shape.Out > HeadLayer.MostValues)
        {
            base.ChooseCore(shape, buffers);
            return;
        }
        var memory = device.Memory<float>([buffers.Network]);
        var vectorized = shape.In % 4 == 0 && memory.InputsAndWeightsAligned;
        (vectorized ? vectors : elements).Launch(new KernelConfig(shape.N, device.GroupSize), new()
        {
            Head = new HeadLayer(shape, networks: 1, memory),
            Epsilons = device.Memory(buffers.Epsilons),
            Uniforms = device.Memory(buffers.Uniforms),
            RandomActions = device.Memory(buffers.RandomActions),
            Chosen = device.Memory(buffers.Chosen),
            MaxQ = device.Memory(buffers.MaxQ),
        });
    }

    /// <summary>One state: action values, the greatest of them, and the choice.</summary>
    /// <remarks>
    /// <code>
    /// q[a] = b[a] + sum over i of h[i] w[a, i]        maxQ = q[a*], a* the lowest a of the greatest q        chosen = uniform &lt; epsilon ? random : a*
    /// </code>
    /// Group n is state n, whose action values all threads make together (<see cref="HeadLayer.ActionValues"/>). Its first thread chooses from the values in
    /// shared memory. Reads row n of h, all of w and b, and the state's draws; writes row n of q, chosen[n] and maxQ[n].
    /// </remarks>
    private static void Kernel<TLoading>(Arguments arguments) where TLoading : struct, ITileLoading
    {
        var values = SharedMemory.Allocate<float>(HeadLayer.MostValues);
        var n = Grid.IdxX;
        // Read before the products, so that nobody waits for them behind.
        var explores = arguments.Uniforms[n] < arguments.Epsilons[n];
        var random = arguments.RandomActions[n];
        HeadLayer.ActionValues<TLoading>(arguments.Head, n, values);
        if (Group.IdxX != 0)
            return;
        var greedy = GreedyAction.ArgMax(values, 0, arguments.Head.Actions.Value);
        arguments.MaxQ[n] = values[greedy];
        arguments.Chosen[n] = explores ? random : greedy;
    }

    internal struct Arguments
    {
        /// <summary>Of the one network.</summary>
        public HeadLayer Head;

        /// <summary>[N].</summary>
        public ArrayView<float> Epsilons;

        /// <summary>[N].</summary>
        public ArrayView<float> Uniforms;

        /// <summary>[N].</summary>
        public ArrayView<int> RandomActions;

        /// <summary>[N].</summary>
        public ArrayView<int> Chosen;

        /// <summary>[N].</summary>
        public ArrayView<float> MaxQ;
    }
}
