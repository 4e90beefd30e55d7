using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>How the loss of a <see cref="ProbedTransition"/> comes about, step by step; its formula stands at the <see cref="Objective"/>'s operation.</summary>
/// <param name="Q">q(s, a), the device's.</param>
/// <param name="NextAction">a*, the arg-max that is valued; null: a soft policy values all.</param>
/// <param name="NextValue">q'(s', a*), the device's; of a soft policy V'(s') in double precision.</param>
/// <param name="Bonus">alpha clip(tau ln pi(a|s), l0, 0), which Munchausen DQN adds to the reward, in double precision; null: nothing is added.</param>
/// <param name="Target">y = r + bonus + discount times the next value, in double precision; of C51 the mean of what it projects on its support.</param>
/// <param name="Error">d = q(s, a) - y, or C51's divergence; the device's.</param>
/// <param name="Loss">L, the device's.</param>
/// <param name="Gradient">dL/dq(s, a), the device's; null where the loss reads distributions.</param>
public sealed record LossExplanation(
    float Q, int? NextAction, double NextValue, double? Bonus, double Target, float Error, float Loss, float? Gradient)
{
    /// <summary>Explains it.</summary>
    public static LossExplanation Of(ProbedTransition transition)
    {
        var (nextAction, nextValue, bonus) = transition.Objective is MunchausenObjective { Settings: var settings }
            ? (null, SoftValue(settings, transition.NextTargetQ), BonusOf(settings, transition))
            : Greedy(transition);
        return new(
            transition.Q[transition.Action], nextAction, nextValue, bonus,
            transition.Reward + (bonus ?? 0) + (double)transition.Discount * nextValue, transition.Error, transition.Loss,
            transition.Objective.LayersBehindLoss == 0 ? transition.LossGradient[transition.Action] : null);
    }

    private static (int? Action, double Value, double? Bonus) Greedy(ProbedTransition transition)
    {
        var action = RowMaxReference.ArgMax(Doubles(transition.NextOnlineQ ?? transition.NextTargetQ));
        return (action, transition.NextTargetQ[action], null);
    }

    private static double BonusOf(MunchausenSettings settings, ProbedTransition transition)
    {
        var q = transition.FirstTargetQ!;
        return settings.Alpha * Math.Clamp(q[transition.Action] - SoftValue(settings, q), settings.LeastLogPolicy, 0);
    }

    private static double SoftValue(MunchausenSettings settings, float[] q) => MunchausenLossReference.SoftMaximum(settings.Temperature, Doubles(q));

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
}
