using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>How the loss of a <see cref="ProbedTransition"/> comes about, step by step; its formula stands at <see cref="TdLoss"/>.</summary>
/// <param name="Q">q(s, a), the device's.</param>
/// <param name="NextAction">a*, the arg-max that is valued.</param>
/// <param name="NextValue">q'(s', a*), the device's.</param>
/// <param name="Target">y = r + discount q'(s', a*), in double precision.</param>
/// <param name="Error">d = q(s, a) - y, the device's.</param>
/// <param name="Loss">l(d), the device's.</param>
/// <param name="Gradient">l'(d) = dL/dq(s, a), the device's.</param>
public sealed record LossExplanation(float Q, int NextAction, float NextValue, double Target, float Error, float Loss, float Gradient)
{
    /// <summary>Explains it.</summary>
    public static LossExplanation Of(ProbedTransition transition)
    {
        double[] choosing = [.. (transition.NextOnlineQ ?? transition.NextTargetQ).Select(value => (double)value)];
        var nextAction = RowMaxReference.ArgMax(choosing);
        var nextValue = transition.NextTargetQ[nextAction];
        return new(
            transition.Q[transition.Action], nextAction, nextValue, transition.Reward + (double)transition.Discount * nextValue, transition.Error,
            transition.Loss, transition.ValueGradient[transition.Action]);
    }
}
