namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="CategoricalLoss"/>: a task for each sample, whose rows are <see cref="CategoricalRow"/>s; then the sums over samples, in order.</summary>
internal sealed unsafe class SimdCategoricalLoss(SimdDevice device) : CategoricalLoss
{
    private readonly Scratch<float> atoms = new(device.MemoryOwner);
    private readonly Scratch<float> samples = new(device.MemoryOwner);
    private readonly WorkerScratch rows = new(device);

    [Computes(Operation.CategoricalLoss)]
    protected override void ComputeCore(in CategoricalSupport support, int actions, in QLossBuffers buffers)
    {
        var n = (int)buffers.Actions.Length;
        var taken = buffers.Actions.Pointer(device);
        IndexCheck.Within(new(taken, n), 0, actions - 1, nameof(buffers.Actions), nameof(Compute));
        var z = atoms.AtLeast(support.Atoms);
        CategoricalRow.WriteAtoms(support, new(z, support.Atoms));
        var work = new Work
        {
            Support = support,
            Actions = actions,
            Samples = n,
            Atoms = z,
            Logits = buffers.Outputs.Pointer(device),
            Taken = taken,
            Rewards = buffers.Rewards.Pointer(device),
            Discounts = buffers.Discounts.Pointer(device),
            NextTarget = buffers.NextTarget.Pointer(device),
            NextOnline = buffers.NextOnline.Pointer(device),
            Weights = buffers.Weights.Pointer(device),
            Gradient = buffers.Gradient.Pointer(device),
            Errors = buffers.Errors.Pointer(device),
            Losses = samples.AtLeast(2 * n),
            Rows = rows.AtLeast(2 * support.Atoms + actions),
        };
        device.Pool.Run(n, work);
        SampleMeans.Write(n, work.Losses, buffers.Statistics.Pointer(device));
    }

    /// <summary>The samples. A worker's scratch memory is p [Z], m [Z] and action values [A].</summary>
    private struct Work : IParallelWork
    {
        public CategoricalSupport Support;
        public int Actions;

        /// <summary>N.</summary>
        public int Samples;

        /// <summary>z [Z].</summary>
        public float* Atoms;

        /// <summary>x(s, ., .) [N, A, Z].</summary>
        public float* Logits;

        /// <summary>[N].</summary>
        public int* Taken;

        /// <summary>[N].</summary>
        public float* Rewards;

        /// <summary>[N].</summary>
        public float* Discounts;

        /// <summary>x'(s', ., .) [N, A, Z].</summary>
        public float* NextTarget;

        /// <summary>x(s', ., .) [N, A, Z], or null.</summary>
        public float* NextOnline;

        /// <summary>[N], or null.</summary>
        public float* Weights;

        /// <summary>[N, A, Z].</summary>
        public float* Gradient;

        /// <summary>[N].</summary>
        public float* Errors;

        /// <summary>weight H of each sample [N], and behind them the largest action values [N].</summary>
        public float* Losses;

        public WorkerScratch.Parts Rows;

        [Computes(Operation.CategoricalLoss, Depth = 1)]
        public readonly void Execute(int task, int worker)
        {
            var z = Support.Atoms;
            var p = new Span<float>(Rows[worker], z);
            var target = new Span<float>(Rows[worker] + z, z);
            var first = (long)task * Actions * z;
            var nextAction = Greedy(NextOnline is null ? NextTarget : NextOnline, first, worker, out _);
            CategoricalRow.Softmax(new(NextTarget + first + nextAction * z, z), p);
            Project(Support, Rewards[task], Discounts[task], p, target);

            Greedy(Logits, first, worker, out Losses[Samples + task]);
            var row = new ReadOnlySpan<float>(Logits + first + Taken[task] * z, z);
            var (max, logSum) = CategoricalRow.Softmax(row, p);
            var weight = Weights is null ? 1 : Weights[task];
            new Span<float>(Gradient + first, Actions * z).Clear();
            var gradient = new Span<float>(Gradient + first + Taken[task] * z, z);
            var (crossEntropy, negativeEntropy) = (0f, 0f);
            for (var i = 0; i < z; i++)
            {
                // 0 log 0 = 0; a NaN is not 0.
                if (target[i] != 0)
                {
                    crossEntropy -= target[i] * (row[i] - max - logSum);
                    negativeEntropy += target[i] * MathF.Log(target[i]);
                }
                gradient[i] = weight * (p[i] - target[i]) / Samples;
            }
            Losses[task] = weight * crossEntropy;
            // Rounding may leave a little less than the 0 that it is when m = p.
            Errors[task] = MathF.Max(0, crossEntropy + negativeEntropy);
        }

        private readonly int Greedy(float* logits, long first, int worker, out float value)
        {
            var z = Support.Atoms;
            var q = Rows[worker] + 2 * z;
            for (var a = 0; a < Actions; a++)
                q[a] = CategoricalRow.Value(new(logits + first + a * z, z), new(Atoms, z), new(Rows[worker], z));
            var best = SimdRowMax.ArgMax(q, Actions);
            value = q[best];
            return best;
        }

        /// <summary>b[j] = (r + discount z[j] - VMin) / Delta, clipped to 0 .. Z - 1; the atoms below and above b[j] share p[j] by their nearness.</summary>
        /// <remarks>
        /// b[j] = b[0] + discount j, so that with a discount of 1 and a reward of whole atoms every b[j] is a whole number in single precision too. One NaN makes
        /// all of m NaN.
        /// </remarks>
        private static void Project(in CategoricalSupport support, float reward, float discount, ReadOnlySpan<float> p, Span<float> target)
        {
            var start = (reward + discount * support.VMin - support.VMin) / support.Delta;
            target.Clear();
            for (var j = 0; j < p.Length; j++)
            {
                var b = Math.Clamp(start + discount * j, 0, p.Length - 1);
                if (float.IsNaN(b) || float.IsNaN(p[j]))
                {
                    target.Fill(float.NaN);
                    return;
                }
                var below = (int)b;
                target[below] += p[j] * (below + 1 - b);
                if (b > below)
                    target[below + 1] += p[j] * (b - below);
            }
        }
    }
}
