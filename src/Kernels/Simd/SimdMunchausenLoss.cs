namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="MunchausenLoss"/>: one plain pass over the minibatch; both sums run in the order of the samples.</summary>
internal sealed unsafe class SimdMunchausenLoss(SimdDevice device) : MunchausenLoss
{
    [Computes(Operation.MunchausenLoss)]
    protected override void ComputeCore(int actions, LossKind kind, in MunchausenSettings settings, in QLossBuffers buffers)
    {
        var n = (int)buffers.Actions.Length;
        var q = buffers.Outputs.Pointer(device);
        var gradient = buffers.Gradient.Pointer(device);
        var firstTarget = buffers.FirstTarget.Pointer(device);
        var nextTarget = buffers.NextTarget.Pointer(device);
        var taken = buffers.Actions.Pointer(device);
        var rewards = buffers.Rewards.Pointer(device);
        var discounts = buffers.Discounts.Pointer(device);
        var weights = buffers.Weights.Pointer(device);
        var errors = buffers.Errors.Pointer(device);
        var statistics = buffers.Statistics.Pointer(device);
        IndexCheck.Within(new(taken, n), 0, actions - 1, nameof(buffers.Actions), nameof(Compute));
        new Span<float>(gradient, n * actions).Clear();
        var (loss, maxQ) = (0f, 0f);
        for (var i = 0; i < n; i++)
        {
            var row = i * actions;
            var logPolicy = firstTarget[row + taken[i]] - SoftMaximum(settings.Temperature, firstTarget + row, actions);
            var bonus = settings.Alpha * Math.Clamp(logPolicy, settings.LeastLogPolicy, 0);
            var next = SoftMaximum(settings.Temperature, nextTarget + row, actions);
            var error = q[row + taken[i]] - (rewards[i] + bonus + discounts[i] * next);
            var weight = weights is null ? 1 : weights[i];
            errors[i] = error;
            loss += weight * ErrorFunction.Value(kind, error);
            gradient[row + taken[i]] = weight * ErrorFunction.Derivative(kind, error) / n;
            maxQ += q[row + SimdRowMax.ArgMax(q + row, actions)];
        }
        statistics[0] = loss / n;
        statistics[1] = maxQ / n;
    }

    /// <summary>V = max q + temperature log(sum over a of exp((q[a] - max q) / temperature))</summary>
    [Computes(Operation.MunchausenLoss, Depth = 1)]
    private static float SoftMaximum(float temperature, float* q, int actions)
    {
        var max = q[SimdRowMax.ArgMax(q, actions)];
        var sum = 0f;
        for (var a = 0; a < actions; a++)
            sum += MathF.Exp((q[a] - max) / temperature);
        return max + temperature * MathF.Log(sum);
    }
}
