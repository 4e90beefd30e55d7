namespace DqnGpu.Kernels.Reference;

/// <summary>
/// The specification of <see cref="TdHead"/>: <see cref="LinearReference"/> and <see cref="TdLossReference"/>, one behind the other.
/// </summary>
public static class TdHeadReference
{
    /// <summary>The last layer of one network.</summary>
    /// <param name="Features">h [N, In].</param>
    /// <param name="Weights">w [A, In].</param>
    /// <param name="Bias">b [A].</param>
    public sealed record Layer(double[] Features, double[] Weights, double[] Bias)
    {
        /// <summary>q = h wT + b, [N, A].</summary>
        public double[] ActionValues(in LinearShape shape)
        {
            var q = new double[shape.OutputLength];
            LinearReference.Forward(shape, Features, Weights, Bias, q, Activation.None);
            return q;
        }
    }

    /// <summary>What the head computes of its minibatch.</summary>
    /// <param name="Q">q(s, .) [N, A].</param>
    /// <param name="NextTargetQ">q'(s', .) [N, A].</param>
    /// <param name="NextOnlineQ">q(s', .) [N, A]; empty: plain DQN.</param>
    /// <param name="Gradient">dL/dq [N, A].</param>
    /// <param name="InputGradient">dL/dh [N, In].</param>
    /// <param name="WeightGradient">dL/dw [A, In].</param>
    /// <param name="BiasGradient">dL/db [A].</param>
    /// <param name="Errors">d [N].</param>
    /// <param name="Loss">L.</param>
    /// <param name="MeanMaxQ">Mean of the largest q(s, .).</param>
    public sealed record Result(
        double[] Q, double[] NextTargetQ, double[] NextOnlineQ, double[] Gradient, double[] InputGradient, double[] WeightGradient,
        double[] BiasGradient, double[] Errors, double Loss, double MeanMaxQ);

    /// <summary>
    /// q = h wT + b of each network; L, d and dq as in <see cref="TdLossReference"/>; dw = dqT h, db = column sums of dq, dh = dq w.
    /// </summary>
    /// <param name="shape">N, In, and A as Out.</param>
    /// <param name="kind">l.</param>
    /// <param name="online">Online network on s.</param>
    /// <param name="nextTarget">Target network on s'.</param>
    /// <param name="nextOnline">Online network on s'; null: plain DQN.</param>
    /// <param name="taken">Actions [N].</param>
    /// <param name="rewards">[N].</param>
    /// <param name="discounts">[N].</param>
    /// <param name="weights">[N]; empty: all 1.</param>
    /// <param name="inputIsRelu">True: dh is 0 where h is 0.</param>
    public static Result Compute(
        in LinearShape shape, LossKind kind, Layer online, Layer nextTarget, Layer? nextOnline, ReadOnlySpan<int> taken,
        ReadOnlySpan<double> rewards, ReadOnlySpan<double> discounts, ReadOnlySpan<double> weights, bool inputIsRelu)
    {
        var q = online.ActionValues(shape);
        var nextTargetQ = nextTarget.ActionValues(shape);
        var nextOnlineQ = nextOnline?.ActionValues(shape) ?? [];
        var gradient = new double[shape.OutputLength];
        var errors = new double[shape.N];
        var (loss, meanMaxQ) = TdLossReference.Compute(
            shape.Out, kind, q, taken, rewards, discounts, nextTargetQ, nextOnlineQ, weights, gradient, errors);

        var inputGradient = new double[shape.InputLength];
        var weightGradient = new double[shape.WeightLength];
        var biasGradient = new double[shape.Out];
        LinearReference.BackwardWeights(shape, online.Features, gradient, weightGradient, biasGradient);
        LinearReference.BackwardInput(shape, gradient, online.Weights, inputGradient, inputIsRelu ? online.Features : []);
        return new(
            q, nextTargetQ, nextOnlineQ, gradient, inputGradient, weightGradient, biasGradient, errors, loss, meanMaxQ);
    }
}
