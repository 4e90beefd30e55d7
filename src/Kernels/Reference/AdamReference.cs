namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="Adam"/>, in double precision, with 1 - beta^t as the paper writes it.</summary>
public static class AdamReference
{
    /// <summary>Step number <paramref name="t"/> in place (Kingma and Ba 2015, algorithm 1).</summary>
    /// <param name="settings">Constants.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="t">1 for the first step.</param>
    /// <param name="parameters">[P]; updated.</param>
    /// <param name="gradients">[P].</param>
    /// <param name="firstMoment">m [P]; updated.</param>
    /// <param name="secondMoment">v [P]; updated.</param>
    [Computes(Operation.Adam)]
    #region step
    public static void Step(
        in AdamSettings settings, double learningRate, int t, Span<double> parameters, ReadOnlySpan<double> gradients,
        Span<double> firstMoment, Span<double> secondMoment)
    {
        double beta1 = settings.Beta1;
        double beta2 = settings.Beta2;
        for (var i = 0; i < parameters.Length; i++)
        {
            var g = gradients[i];
            firstMoment[i] = beta1 * firstMoment[i] + (1 - beta1) * g;
            secondMoment[i] = beta2 * secondMoment[i] + (1 - beta2) * g * g;
            var m = firstMoment[i] / (1 - Math.Pow(beta1, t));
            var v = secondMoment[i] / (1 - Math.Pow(beta2, t));
            parameters[i] -= learningRate * m / (Math.Sqrt(v) + settings.Epsilon);
        }
    }
    #endregion
}
