namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="CrossEntropyLoss"/>, in double precision.</summary>
public static class CrossEntropyLossReference
{
    /// <summary>L = 1/N sum over n of ln(sum over o of e^(z[n,o] - m)) - (z[n,label] - m), with m = max of z[n,.]; gradient = (p - 1 at the label) / N.</summary>
    /// <param name="classes">O.</param>
    /// <param name="outputs">z [N, O].</param>
    /// <param name="labels">[N], 0..O-1.</param>
    /// <param name="gradient">dL/dz [N, O]; overwritten.</param>
    /// <returns>L.</returns>
    [Computes(Operation.CrossEntropyLoss)]
    public static double Compute(int classes, ReadOnlySpan<double> outputs, ReadOnlySpan<int> labels, Span<double> gradient)
    {
        var loss = 0.0;
        for (var n = 0; n < labels.Length; n++)
        {
            var z = outputs.Slice(n * classes, classes);
            var greatest = z[RowMaxReference.ArgMax(z)];
            var sum = 0.0;
            foreach (var value in z)
                sum += Math.Exp(value - greatest);
            loss += Math.Log(sum) - (z[labels[n]] - greatest);
            for (var o = 0; o < classes; o++)
                gradient[n * classes + o] = (Math.Exp(z[o] - greatest) / sum - (o == labels[n] ? 1 : 0)) / labels.Length;
        }
        return loss / labels.Length;
    }
}
