namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="RmsProp"/>, in double precision.</summary>
public static class RmsPropReference
{
    /// <summary>One step in place.</summary>
    /// <param name="settings">Constants.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="parameters">[P]; updated.</param>
    /// <param name="gradients">[P].</param>
    /// <param name="firstMoment">m [P]; updated when centred.</param>
    /// <param name="secondMoment">v [P]; updated.</param>
    [Computes(Operation.RmsProp)]
    public static void Step(
        in RmsPropSettings settings, double learningRate, Span<double> parameters, ReadOnlySpan<double> gradients,
        Span<double> firstMoment, Span<double> secondMoment)
    {
        double decay = settings.Decay;
        for (var i = 0; i < parameters.Length; i++)
        {
            var g = gradients[i];
            secondMoment[i] = decay * secondMoment[i] + (1 - decay) * g * g;
            var s = secondMoment[i];
            if (settings.Centred)
            {
                firstMoment[i] = decay * firstMoment[i] + (1 - decay) * g;
                s = Math.Max(0, s - firstMoment[i] * firstMoment[i]);
            }
            var root = settings.EpsilonInsideRoot ? Math.Sqrt(s + settings.Epsilon) : Math.Sqrt(s) + settings.Epsilon;
            parameters[i] -= learningRate * g / root;
        }
    }
}
