using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="QuantileLoss"/>: a task for each sample, lanes along the quantiles i of the online network; then the sums over samples, in order.</summary>
/// <remarks>Each of the Z^2 pairs takes a dozen vector instructions for as many pairs as there are lanes, all in registers: 1.3 M pairs of 32 samples with Z = 200.</remarks>
internal sealed unsafe class SimdQuantileLoss(SimdDevice device) : QuantileLoss
{
    private readonly Scratch<float> levels = new(device.MemoryOwner);
    private readonly Scratch<float> samples = new(device.MemoryOwner);
    private readonly WorkerScratch rows = new(device);

    [Computes(Operation.QuantileLoss)]
    protected override void ComputeCore(int quantiles, float kappa, int actions, in QLossBuffers buffers)
    {
        var n = (int)buffers.Actions.Length;
        var taken = buffers.Actions.Pointer(device);
        IndexCheck.Within(new(taken, n), 0, actions - 1, nameof(buffers.Actions), nameof(Compute));
        // Whole vectors: what is computed of the lanes behind the last quantile is written to scratch memory only, and nobody reads it.
        var padded = (quantiles + device.Lanes - 1) / device.Lanes * device.Lanes;
        var tau = levels.AtLeast(padded);
        for (var i = 0; i < padded; i++)
            tau[i] = (2 * i + 1) / (2f * quantiles);
        var work = new Work
        {
            Quantiles = quantiles,
            Padded = padded,
            Kappa = kappa,
            Actions = actions,
            Samples = n,
            Levels = tau,
            Theta = buffers.Outputs.Pointer(device),
            Taken = taken,
            Rewards = buffers.Rewards.Pointer(device),
            Discounts = buffers.Discounts.Pointer(device),
            NextTarget = buffers.NextTarget.Pointer(device),
            NextOnline = buffers.NextOnline.Pointer(device),
            Weights = buffers.Weights.Pointer(device),
            Gradient = buffers.Gradient.Pointer(device),
            Errors = buffers.Errors.Pointer(device),
            Losses = samples.AtLeast(2 * n),
            Rows = rows.AtLeast(4L * padded + actions),
        };
        device.Run(n, work);
        SampleMeans.Write(n, work.Losses, buffers.Statistics.Pointer(device));
    }

    /// <summary>
    /// The samples. A worker's scratch memory is T, theta(s, a), and for each i the sums over j of loss and slope, [padded] each, then action values [A].
    /// </summary>
    private struct Work : IVectorWork
    {
        /// <summary>Z.</summary>
        public int Quantiles;

        /// <summary>Z, made a multiple of the lanes.</summary>
        public int Padded;

        public float Kappa;
        public int Actions;

        /// <summary>N.</summary>
        public int Samples;

        /// <summary>tau [padded].</summary>
        public float* Levels;

        /// <summary>theta(s, ., .) [N, A, Z].</summary>
        public float* Theta;

        /// <summary>[N].</summary>
        public int* Taken;

        /// <summary>[N].</summary>
        public float* Rewards;

        /// <summary>[N].</summary>
        public float* Discounts;

        /// <summary>theta'(s', ., .) [N, A, Z].</summary>
        public float* NextTarget;

        /// <summary>theta(s', ., .) [N, A, Z], or null.</summary>
        public float* NextOnline;

        /// <summary>[N], or null.</summary>
        public float* Weights;

        /// <summary>[N, A, Z].</summary>
        public float* Gradient;

        /// <summary>[N].</summary>
        public float* Errors;

        /// <summary>weight L of each sample [N], and behind them the largest action values [N].</summary>
        public float* Losses;

        public WorkerScratch.Parts Rows;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.QuantileLoss, Depth = 1)]
        public readonly void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var targets = Rows[worker];
            var theta = targets + Padded;
            var losses = theta + Padded;
            var slopes = losses + Padded;
            var first = (long)task * Actions * Quantiles;
            var (reward, discount) = (Rewards[task], Discounts[task]);
            var next = NextTarget + first + Greedy(NextOnline is null ? NextTarget : NextOnline, first, worker, out _) * Quantiles;
            for (var j = 0; j < Quantiles; j++)
                targets[j] = reward + discount * next[j];
            Greedy(Theta, first, worker, out Losses[Samples + task]);
            var row = Theta + first + Taken[task] * Quantiles;
            new Span<float>(theta, Padded).Clear();
            new ReadOnlySpan<float>(row, Quantiles).CopyTo(new Span<float>(theta, Quantiles));

            Pairs<TUnit, TVector>(targets, theta, losses, slopes);

            var weight = Weights is null ? 1 : Weights[task];
            new Span<float>(Gradient + first, Actions * Quantiles).Clear();
            var gradient = Gradient + first + Taken[task] * Quantiles;
            var loss = 0f;
            for (var i = 0; i < Quantiles; i++)
            {
                loss += losses[i];
                gradient[i] = -weight * slopes[i] / (Quantiles * Kappa) / Samples;
            }
            Losses[task] = weight * loss / (Quantiles * Kappa);
            Errors[task] = SimdQuantileValues.Mean(row, Quantiles) - (reward + discount * SimdQuantileValues.Mean(next, Quantiles));
        }

        /// <summary>For each i the sums over j of |tau - 1{u &lt; 0}| h(u) and |tau - 1{u &lt; 0}| h'(u), where u = T[j] - theta[i].</summary>
        /// <remarks>With c = h'(u), which is u clipped to -kappa..kappa, h(u) = c (u - c / 2) on both of its pieces.</remarks>
        [Computes(Operation.QuantileLoss, Depth = 2)]
        private readonly void Pairs<TUnit, TVector>(float* targets, float* theta, float* losses, float* slopes)
            where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var kappa = TUnit.Broadcast(Kappa);
            var minusKappa = TUnit.Broadcast(-Kappa);
            var minusHalf = TUnit.Broadcast(-0.5f);
            for (var i = 0; i < Padded; i += TUnit.Lanes)
            {
                var value = TUnit.Load(theta + i);
                var above = TUnit.Load(Levels + i);
                var below = TUnit.Subtract(TUnit.Broadcast(1), above);
                TVector loss = default, slope = default;
                for (var j = 0; j < Quantiles; j++)
                {
                    var u = TUnit.Subtract(TUnit.Broadcast(targets[j]), value);
                    var c = TUnit.IfLess(u, minusKappa, minusKappa, TUnit.IfLess(kappa, u, kappa, u));
                    var weighted = TUnit.Multiply(TUnit.IfLess(u, default, below, above), c);
                    loss = TUnit.MultiplyAdd(weighted, TUnit.MultiplyAdd(minusHalf, c, u), loss);
                    slope = TUnit.Add(slope, weighted);
                }
                TUnit.Store(losses + i, loss);
                TUnit.Store(slopes + i, slope);
            }
        }

        private readonly int Greedy(float* quantiles, long first, int worker, out float value)
        {
            var q = Rows[worker] + 4 * Padded;
            for (var a = 0; a < Actions; a++)
                q[a] = SimdQuantileValues.Mean(quantiles + first + a * Quantiles, Quantiles);
            var best = SimdRowMax.ArgMax(q, Actions);
            value = q[best];
            return best;
        }
    }
}
