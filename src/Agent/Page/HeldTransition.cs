using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A step of a game whose numbers are held, so that they can be explained one after the other and belong together.</summary>
/// <param name="Id">Its number on the page.</param>
/// <param name="Step">Which step of the game it is.</param>
/// <param name="Transition">What an update of this step alone computes.</param>
/// <param name="Device">Where that was computed; only for its kind.</param>
/// <param name="Adam">The optimiser's state then; null where nothing learns, or not by Adam.</param>
public sealed record HeldTransition(int Id, long Step, ProbedTransition Transition, Device Device, AdamState? Adam);

/// <summary>Adam's state of all parameters.</summary>
/// <param name="Settings">Constants.</param>
/// <param name="M">First moments [P].</param>
/// <param name="V">Second moments [P].</param>
/// <param name="Schedule">[learning rate, t, c1, c2].</param>
/// <param name="InputCentre">What the first layer's inputs are counted from in its steps (<see cref="QLearner.InputCentre"/>).</param>
public sealed record AdamState(AdamSettings Settings, float[] M, float[] V, float[] Schedule, float? InputCentre)
{
    /// <summary>Copies it.</summary>
    /// <returns>Null when the optimiser is another one.</returns>
    public static AdamState? Of(QLearner learner)
    {
        var optimizer = learner.Optimizer;
        return optimizer.Kind == OptimizerKind.Adam
            ? new(
                optimizer.AdamSettings, optimizer.FirstMoment.ToArray(), optimizer.SecondMoment.ToArray(), optimizer.Schedule.ToArray(), learner.InputCentre)
            : null;
    }

    /// <summary>The gradient that Adam steps a parameter by: its own, or where the first layer's inputs are counted from a centre, that less c dL/db.</summary>
    /// <returns>Null for a bias of such a layer: its step is one with those of all its weights (<see cref="Kernels.InputCentre"/>).</returns>
    public float? SteppedBy(WeightExplanation parameter, ProbedTransition transition)
    {
        if (InputCentre is not { } centre || parameter.Layer.Index != 0)
            return parameter.Gradient;
        if (parameter.Tensor.Role == ParameterRole.Bias)
            return null;
        var bias = parameter.Layer.Bias!;
        return parameter.Gradient - centre * transition.Gradients[bias.Offset + parameter.Index % bias.Length];
    }
}
