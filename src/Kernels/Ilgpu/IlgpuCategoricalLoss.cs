using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The categorical loss: the action values of both states, then one group a sample, then the means over samples.</summary>
internal sealed class IlgpuCategoricalLoss(IlgpuDevice device, IlgpuCategoricalValues values) : CategoricalLoss
{
    /// <summary>m below this counts as 0 in m log m: its logarithm could be taken for that of 0, and the product is nothing beside the rest.</summary>
    private const float LeastWithLogarithm = 1e-37f;

    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(SampleKernel);
    private readonly DistributionLossMemory memory = new(device);

    [Computes(Operation.CategoricalLoss)]
    protected override void ComputeCore(in CategoricalSupport support, int actions, in QLossBuffers buffers)
    {
        var n = (int)buffers.Actions.Length;
        var nextTarget = device.Memory(buffers.NextTarget);
        var logits = device.Memory(buffers.Outputs);
        var views = memory.Reserve(n, actions);
        values.Forward(support, device.MemoryOr(buffers.NextOnline, nextTarget), views.NextQ);
        values.Forward(support, logits, views.Q);
        kernel.Launch(new KernelConfig(n, device.GroupSize), new()
        {
            Atoms = new(support),
            Actions = actions,
            Lanes = Math.Min(SegmentReduction.MostLanes, device.GroupSize),
            HasWeights = buffers.Weights.IsEmpty ? 0 : 1,
            Logits = logits,
            Taken = device.Memory(buffers.Actions),
            Rewards = device.Memory(buffers.Rewards),
            Discounts = device.Memory(buffers.Discounts),
            NextTarget = nextTarget,
            NextQ = views.NextQ,
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
    /// b[j] = clip((r + discount VMin - VMin) / Delta + discount j, 0, Z - 1)        m[i] = sum over j of p'[j](s', a*) max(0, 1 - |b[j] - i|)
    /// H = - sum over i of m[i] log p[i](s, a)        dx[i] = weight (p[i] - m[i]) / N for the action taken, else 0
    /// </code>
    /// Group n is sample n. Each thread finds a* for itself, and every segment the softmax of the two rows that count (<see cref="CategoricalRow"/>). Thread t
    /// then owns the atoms t, t + group size, ...: it gathers m[i] from all j, so that no two threads add to one atom, and writes dx[i]; H and the sum of
    /// m log m are summed in a tree. Reads the sample's action values, two rows of logits and its transition; writes all [A, Z] of its gradient, the error,
    /// and the sample's loss.
    /// </remarks>
    [Computes(Operation.CategoricalLoss, Depth = 1)]
    private static void SampleKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var n = Grid.IdxX;
        var atoms = arguments.Atoms.Count;
        var next = n * arguments.Actions + GreedyAction.ArgMax(arguments.NextQ, n, arguments.Actions);
        var nextRow = CategoricalRow.Of(arguments.Atoms, shared, arguments.NextTarget, next, arguments.Lanes);
        var taken = n * arguments.Actions + arguments.Taken[n];
        var row = CategoricalRow.Of(arguments.Atoms, shared, arguments.Logits, taken, arguments.Lanes);

        var discount = arguments.Discounts[n];
        var start = (arguments.Rewards[n] + discount * arguments.Atoms.VMin - arguments.Atoms.VMin) / arguments.Atoms.Delta;
        var weight = arguments.HasWeights != 0 ? arguments.Weights[n] : 1f;
        var logSum = Exponential.Log(row.Sum);
        var crossEntropy = 0f;
        var negativeEntropy = 0f;
        for (var i = Group.IdxX; i < atoms; i += Group.DimX)
        {
            var target = Target(arguments, nextRow, next * atoms, start, discount, i);
            var logit = arguments.Logits[taken * atoms + i];
            // 0 log 0 = 0; a NaN is not 0.
            crossEntropy -= target == 0 ? 0f : target * (logit - row.Max - logSum);
            negativeEntropy += target > LeastWithLogarithm ? target * Exponential.Log(target) : 0f;
            arguments.Gradient[taken * atoms + i] = weight * (row.Probability(logit) - target) / Grid.DimX;
        }
        for (var other = n * arguments.Actions; other < (n + 1) * arguments.Actions; other++)
            for (var i = Group.IdxX; i < atoms && other != taken; i += Group.DimX)
                arguments.Gradient[other * atoms + i] = 0f;

        var loss = GroupSum.Sum(shared, crossEntropy);
        var divergence = loss + GroupSum.Sum(shared, negativeEntropy);
        if (Group.IdxX != 0)
            return;
        arguments.Losses[n] = weight * loss;
        // Rounding may leave a little less than the 0 that it is when m = p.
        arguments.Errors[n] = divergence < 0 ? 0f : divergence;
    }

    /// <summary>m[i].</summary>
    private static float Target(in Arguments arguments, CategoricalRow nextRow, int nextStart, float start, float discount, int i)
    {
        var last = arguments.Atoms.Count - 1f;
        var sum = 0f;
        for (var j = 0; j < arguments.Atoms.Count; j++)
        {
            // Not the GPU's minimum and maximum, which drop NaN.
            var b = start + discount * j;
            b = b < 0 ? 0f : b;
            b = b > last ? last : b;
            var share = 1 - IntrinsicMath.Abs(b - i);
            sum += nextRow.Probability(arguments.NextTarget[nextStart + j]) * (share < 0 ? 0f : share);
        }
        return sum;
    }

    internal struct Arguments
    {
        /// <summary>z.</summary>
        public CategoricalAtoms Atoms;

        /// <summary>A.</summary>
        public int Actions;

        /// <summary>Threads of a segment.</summary>
        public int Lanes;

        public int HasWeights;

        /// <summary>x(s, ., .) [N, A, Z].</summary>
        public ArrayView<float> Logits;

        /// <summary>[N].</summary>
        public ArrayView<int> Taken;

        /// <summary>[N].</summary>
        public ArrayView<float> Rewards;

        /// <summary>[N].</summary>
        public ArrayView<float> Discounts;

        /// <summary>x'(s', ., .) [N, A, Z].</summary>
        public ArrayView<float> NextTarget;

        /// <summary>Action values on s' of the network that chooses a* [N, A].</summary>
        public ArrayView<float> NextQ;

        /// <summary>[N]; read when <see cref="HasWeights"/>.</summary>
        public ArrayView<float> Weights;

        /// <summary>dL/dx [N, A, Z].</summary>
        public ArrayView<float> Gradient;

        /// <summary>KL(m || p) [N].</summary>
        public ArrayView<float> Errors;

        /// <summary>weight H [N].</summary>
        public ArrayView<float> Losses;
    }
}
