using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The Munchausen loss: one group for the whole minibatch, so that loss, gradient and errors take one launch.</summary>
internal sealed class IlgpuMunchausenLoss(IlgpuDevice device) : MunchausenLoss
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(Kernel);

    [Computes(Operation.MunchausenLoss)]
    protected override void ComputeCore(int actions, LossKind kind, in MunchausenSettings settings, in QLossBuffers buffers)
    {
        var q = device.Memory(buffers.Outputs);
        kernel.Launch(new KernelConfig(1, device.GroupSize), new()
        {
            Settings = settings,
            Actions = actions,
            IsHuber = kind == LossKind.Huber ? 1 : 0,
            HasWeights = buffers.Weights.IsEmpty ? 0 : 1,
            Q = q,
            FirstTarget = device.Memory(buffers.FirstTarget),
            NextTarget = device.Memory(buffers.NextTarget),
            Taken = device.Memory(buffers.Actions),
            Rewards = device.Memory(buffers.Rewards),
            Discounts = device.Memory(buffers.Discounts),
            Weights = device.MemoryOr(buffers.Weights, q),
            Gradient = device.Memory(buffers.Gradient),
            Errors = device.Memory(buffers.Errors),
            Statistics = device.Memory(buffers.Statistics),
        });
    }

    /// <summary>Loss, gradient, errors and statistics of a minibatch.</summary>
    /// <remarks>
    /// <code>
    /// V' = temperature log(sum of exp(q' / temperature))        y = r + alpha clip(q'(s, a) - V'(s), LeastLogPolicy, 0) + discount V'(s')
    /// d = q(s, a) - y        L = 1/N sum of weight l(d)         dL/dq(s, a) = weight l'(d) / N
    /// </code>
    /// One group. Thread t takes the samples t, t + group size, ...; for each it reads the rows of q, q'(s, .) and q'(s', .), action, reward, discount and
    /// weight, and writes the error and the whole row of the gradient. The threads' shares of L and of the mean maximum are summed in a tree; thread 0 writes
    /// them.
    /// </remarks>
    [Computes(Operation.MunchausenLoss, Depth = 1)]
    private static void Kernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var count = arguments.Taken.IntLength;
        var loss = 0f;
        var maxQ = 0f;
        for (var n = Group.IdxX; n < count; n += Group.DimX)
        {
            var row = n * arguments.Actions;
            var taken = arguments.Taken[n];
            var bonus = arguments.FirstTarget[row + taken] - SoftMaximum(arguments.Settings.Temperature, arguments.FirstTarget, n, arguments.Actions);
            // Not the GPU's minimum and maximum, which drop NaN.
            bonus = bonus < arguments.Settings.LeastLogPolicy ? arguments.Settings.LeastLogPolicy : bonus;
            bonus = bonus > 0 ? 0f : bonus;
            var next = SoftMaximum(arguments.Settings.Temperature, arguments.NextTarget, n, arguments.Actions);
            var error = new ErrorTerm(
                arguments.Q[row + taken], arguments.Rewards[n] + arguments.Settings.Alpha * bonus + arguments.Discounts[n] * next,
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

    /// <summary>V[n] = max q + temperature log(sum over a of exp((q[n, a] - max q) / temperature)).</summary>
    [Computes(Operation.MunchausenLoss, Depth = 2)]
    private static float SoftMaximum(float temperature, ArrayView<float> q, int n, int actions)
    {
        var max = q[n * actions + GreedyAction.ArgMax(q, n, actions)];
        var sum = 0f;
        for (var a = 0; a < actions; a++)
            sum += Exponential.Exp((q[n * actions + a] - max) / temperature);
        return max + temperature * Exponential.Log(sum);
    }

    internal struct Arguments
    {
        public MunchausenSettings Settings;

        /// <summary>A.</summary>
        public int Actions;

        public int IsHuber;
        public int HasWeights;

        /// <summary>q(s, .) [N, A].</summary>
        public ArrayView<float> Q;

        /// <summary>q'(s, .) [N, A].</summary>
        public ArrayView<float> FirstTarget;

        /// <summary>q'(s', .) [N, A].</summary>
        public ArrayView<float> NextTarget;

        /// <summary>[N].</summary>
        public ArrayView<int> Taken;

        /// <summary>[N].</summary>
        public ArrayView<float> Rewards;

        /// <summary>[N].</summary>
        public ArrayView<float> Discounts;

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
