namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="TdLoss"/>: one plain pass over the minibatch; both sums run in the order of the samples.</summary>
internal sealed unsafe class SimdTdLoss(SimdDevice device) : TdLoss
{
    [Computes(Operation.TdLoss)]
    protected override void ComputeCore(int actions, LossKind kind, in QLossBuffers buffers)
    {
        var n = (int)buffers.Actions.Length;
        var q = buffers.Outputs.Pointer(device);
        var gradient = buffers.Gradient.Pointer(device);
        var nextTarget = buffers.NextTarget.Pointer(device);
        var nextOnline = buffers.NextOnline.Pointer(device);
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
            var selector = nextOnline is null ? nextTarget : nextOnline;
            var next = nextTarget[row + SimdRowMax.ArgMax(selector + row, actions)];
            var error = q[row + taken[i]] - (rewards[i] + discounts[i] * next);
            var weight = weights is null ? 1 : weights[i];
            errors[i] = error;
            loss += weight * ErrorFunction.Value(kind, error);
            gradient[row + taken[i]] = weight * ErrorFunction.Derivative(kind, error) / n;
            maxQ += q[row + SimdRowMax.ArgMax(q + row, actions)];
        }
        statistics[0] = loss / n;
        statistics[1] = maxQ / n;
    }
}
