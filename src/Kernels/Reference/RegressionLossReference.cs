namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="RegressionLoss"/>, in double precision.</summary>
public static class RegressionLossReference
{
    /// <summary>With M elements: L = 1/M sum of l(output - target); gradient = l'(output - target) / M.</summary>
    /// <param name="kind">l.</param>
    /// <param name="outputs">[N, O].</param>
    /// <param name="targets">[N, O].</param>
    /// <param name="gradient">dL/d(outputs) [N, O]; overwritten.</param>
    /// <returns>L.</returns>
    [Computes(Operation.RegressionLoss)]
    public static double Compute(LossKind kind, ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        var sum = 0.0;
        for (var i = 0; i < outputs.Length; i++)
        {
            var error = outputs[i] - targets[i];
            sum += LossKindReference.Value(kind, error);
            gradient[i] = LossKindReference.Derivative(kind, error) / outputs.Length;
        }
        return sum / outputs.Length;
    }
}
