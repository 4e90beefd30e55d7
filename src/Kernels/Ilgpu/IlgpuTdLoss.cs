using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The TD loss: one group for the whole minibatch, so that loss, gradient and errors take one launch.</summary>
internal sealed class IlgpuTdLoss(IlgpuDevice device) : TdLoss
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(Kernel);

    [Computes(Operation.TdLoss)]
    protected override void ComputeCore(int actions, LossKind kind, in QLossBuffers buffers)
    {
        var q = device.Memory(buffers.Outputs);
        kernel.Launch(new KernelConfig(1, device.GroupSize), new()
        {
            Actions = actions,
            IsHuber = kind == LossKind.Huber ? 1 : 0,
            HasNextOnline = buffers.NextOnline.IsEmpty ? 0 : 1,
            HasWeights = buffers.Weights.IsEmpty ? 0 : 1,
            Q = q,
            Taken = device.Memory(buffers.Actions),
            Rewards = device.Memory(buffers.Rewards),
            Discounts = device.Memory(buffers.Discounts),
            NextTarget = device.Memory(buffers.NextTarget),
            NextOnline = device.MemoryOr(buffers.NextOnline, q),
            Weights = device.MemoryOr(buffers.Weights, q),
            Gradient = device.Memory(buffers.Gradient),
            Errors = device.Memory(buffers.Errors),
            Statistics = device.Memory(buffers.Statistics),
        });
    }

    /// <summary>Loss, gradient, errors and statistics of a minibatch.</summary>
    /// <remarks>
    /// <code>
    /// y = r + discount * q'(s', a*)     a* = argmax of q'(s', .)  or, Double DQN, of q(s', .)
    /// d = q(s, a) - y                   L = 1/N sum of weight * l(d)            dL/dq(s, a) = weight * l'(d) / N
    /// </code>
    /// One group. Thread t takes the samples t, t + group size, ...; for each it reads the rows of q, q' (and q(s', .)), action, reward,
    /// discount and weight, and writes the error and the whole row of the gradient. The threads' shares of L and of the mean maximum are
    /// summed in a tree; thread 0 writes them.
    /// </remarks>
    [Computes(Operation.TdLoss, Depth = 1)]
    private static void Kernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var count = arguments.Taken.IntLength;
        var loss = 0f;
        var maxQ = 0f;
        for (var n = Group.IdxX; n < count; n += Group.DimX)
        {
            var row = n * arguments.Actions;
            var next = arguments.HasNextOnline != 0
                ? GreedyAction.ArgMax(arguments.NextOnline, n, arguments.Actions)
                : GreedyAction.ArgMax(arguments.NextTarget, n, arguments.Actions);
            var taken = arguments.Taken[n];
            var error = new ErrorTerm(
                arguments.Q[row + taken], arguments.Rewards[n] + arguments.Discounts[n] * arguments.NextTarget[row + next],
                arguments.HasWeights != 0 ? arguments.Weights[n] : 1f, arguments.IsHuber, count);
            for (var a = 0; a < arguments.Actions; a++)
                arguments.Gradient[row + a] = a == taken ? error.Derivative : 0f;
            arguments.Errors[n] = error.Error;
            loss += error.Loss;
            maxQ += arguments.Q[row + GreedyAction.ArgMax(arguments.Q, n, arguments.Actions)];
        }
        var totalLoss = GroupSum.Sum(shared, loss);
        var totalMaxQ = GroupSum.Sum(shared, maxQ);
        if (Group.IdxX == 0)
        {
            arguments.Statistics[0] = totalLoss / count;
            arguments.Statistics[1] = totalMaxQ / count;
        }
    }

    internal struct Arguments
    {
        public int Actions;
        public int IsHuber;
        public int HasNextOnline;
        public int HasWeights;

        /// <summary>q(s, .) [N, A].</summary>
        public ArrayView<float> Q;

        /// <summary>[N].</summary>
        public ArrayView<int> Taken;

        /// <summary>[N].</summary>
        public ArrayView<float> Rewards;

        /// <summary>[N].</summary>
        public ArrayView<float> Discounts;

        /// <summary>q'(s', .) [N, A].</summary>
        public ArrayView<float> NextTarget;

        /// <summary>q(s', .) [N, A]; read when <see cref="HasNextOnline"/>.</summary>
        public ArrayView<float> NextOnline;

        /// <summary>[N]; read when <see cref="HasWeights"/>.</summary>
        public ArrayView<float> Weights;

        /// <summary>dL/dq [N, A].</summary>
        public ArrayView<float> Gradient;

        /// <summary>d [N].</summary>
        public ArrayView<float> Errors;

        /// <summary>[2]: L, mean of the maxima.</summary>
        public ArrayView<float> Statistics;
    }
}
