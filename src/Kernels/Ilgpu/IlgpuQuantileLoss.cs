using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The quantile loss: the action values of both states, then one group a sample, then the means over samples.</summary>
internal sealed class IlgpuQuantileLoss(IlgpuDevice device, IlgpuQuantileValues values) : QuantileLoss
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(SampleKernel);
    private readonly DistributionLossMemory memory = new(device);

    [Computes(Operation.QuantileLoss)]
    protected override void ComputeCore(int quantiles, float kappa, int actions, in QLossBuffers buffers)
    {
        var n = (int)buffers.Actions.Length;
        var nextTarget = device.Memory(buffers.NextTarget);
        var theta = device.Memory(buffers.Outputs);
        var views = memory.Reserve(n, actions);
        values.Forward(quantiles, device.MemoryOr(buffers.NextOnline, nextTarget), views.NextQ);
        values.Forward(quantiles, theta, views.Q);
        kernel.Launch(new KernelConfig(n, device.GroupSize), new()
        {
            Quantiles = quantiles,
            Kappa = kappa,
            Actions = actions,
            Lanes = Math.Min(SegmentReduction.MostLanes, device.GroupSize),
            HasWeights = buffers.Weights.IsEmpty ? 0 : 1,
            Theta = theta,
            Taken = device.Memory(buffers.Actions),
            Rewards = device.Memory(buffers.Rewards),
            Discounts = device.Memory(buffers.Discounts),
            NextTarget = nextTarget,
            NextQ = views.NextQ,
            Q = views.Q,
            Weights = device.MemoryOr(buffers.Weights, nextTarget),
            Gradient = device.Memory(buffers.Gradient),
            Errors = device.Memory(buffers.Errors),
            Losses = views.Losses,
        });
        memory.LaunchMeans(actions, views, buffers.Statistics);
    }

    /// <summary>One sample: its loss, error and gradient.</summary>
    /// <remarks>
    /// <code>
    /// T[j] = r + discount theta'[j](s', a*)        u = T[j] - theta[i](s, a)        c = h'(u): u clipped to -kappa..kappa
    /// L = sum over i of 1/Z sum over j of |tau[i] - 1{u &lt; 0}| c (u - c/2) / kappa        dtheta[i] = - weight / (N Z) sum over j of |tau[i] - 1{u &lt; 0}| c / kappa
    /// </code>
    /// Group n is sample n. Each thread finds a* for itself. Thread t owns the quantiles i = t, t + group size, ... of the action taken and walks all T[j], of
    /// which the group lays one for each thread into shared memory at a time; L is summed in a tree. Reads the sample's action values, two rows of quantiles
    /// and its transition; writes all [A, Z] of its gradient, the error, and the sample's loss.
    /// </remarks>
    [Computes(Operation.QuantileLoss, Depth = 1)]
    private static void SampleKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var targets = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var n = Grid.IdxX;
        var quantiles = arguments.Quantiles;
        var next = n * arguments.Actions + GreedyAction.ArgMax(arguments.NextQ, n, arguments.Actions);
        var taken = n * arguments.Actions + arguments.Taken[n];
        var nextValue = QuantileRow.Mean(shared, arguments.NextTarget, quantiles, next, arguments.Lanes);

        var reward = arguments.Rewards[n];
        var discount = arguments.Discounts[n];
        var weight = arguments.HasWeights != 0 ? arguments.Weights[n] : 1f;
        var share = 1f / (quantiles * arguments.Kappa);
        var loss = 0f;
        for (var first = 0; first < quantiles; first += Group.DimX)
        {
            var i = first + Group.IdxX;
            var theta = i < quantiles ? arguments.Theta[taken * quantiles + i] : 0f;
            var tau = (2 * i + 1) / (2f * quantiles);
            var lossOfI = 0f;
            var slope = 0f;
            for (var firstTarget = 0; firstTarget < quantiles; firstTarget += Group.DimX)
            {
                var j = firstTarget + Group.IdxX;
                if (j < quantiles)
                    targets[Group.IdxX] = reward + discount * arguments.NextTarget[next * quantiles + j];
                Group.Barrier();
                var count = IntrinsicMath.Min(Group.DimX, quantiles - firstTarget);
                for (var k = 0; k < count; k++)
                {
                    var u = targets[k] - theta;
                    // Not the GPU's minimum and maximum, which drop NaN.
                    var c = u > arguments.Kappa ? arguments.Kappa : u;
                    c = c < -arguments.Kappa ? -arguments.Kappa : c;
                    var weighted = (u < 0 ? 1 - tau : tau) * c;
                    lossOfI += weighted * (u - 0.5f * c);
                    slope += weighted;
                }
                Group.Barrier();
            }
            if (i >= quantiles)
                continue;
            loss += lossOfI;
            arguments.Gradient[taken * quantiles + i] = -weight * slope * share / Grid.DimX;
        }
        for (var other = n * arguments.Actions; other < (n + 1) * arguments.Actions; other++)
            for (var i = Group.IdxX; i < quantiles && other != taken; i += Group.DimX)
                arguments.Gradient[other * quantiles + i] = 0f;

        var total = GroupSum.Sum(shared, loss);
        if (Group.IdxX != 0)
            return;
        arguments.Losses[n] = weight * total * share;
        arguments.Errors[n] = arguments.Q[taken] - (reward + discount * nextValue);
    }

    internal struct Arguments
    {
        /// <summary>Z.</summary>
        public int Quantiles;

        public float Kappa;

        /// <summary>A.</summary>
        public int Actions;

        /// <summary>Threads of a segment.</summary>
        public int Lanes;

        public int HasWeights;

        /// <summary>theta(s, ., .) [N, A, Z].</summary>
        public ArrayView<float> Theta;

        /// <summary>[N].</summary>
        public ArrayView<int> Taken;

        /// <summary>[N].</summary>
        public ArrayView<float> Rewards;

        /// <summary>[N].</summary>
        public ArrayView<float> Discounts;

        /// <summary>theta'(s', ., .) [N, A, Z].</summary>
        public ArrayView<float> NextTarget;

        /// <summary>Action values on s' of the network that chooses a* [N, A].</summary>
        public ArrayView<float> NextQ;

        /// <summary>q(s, .) [N, A].</summary>
        public ArrayView<float> Q;

        /// <summary>[N]; read when <see cref="HasWeights"/>.</summary>
        public ArrayView<float> Weights;

        /// <summary>dL/dtheta [N, A, Z].</summary>
        public ArrayView<float> Gradient;

        /// <summary>q(s, a) - mean of T, [N].</summary>
        public ArrayView<float> Errors;

        /// <summary>weight L [N].</summary>
        public ArrayView<float> Losses;
    }
}
