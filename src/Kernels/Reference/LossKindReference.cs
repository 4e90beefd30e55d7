namespace DqnGpu.Kernels.Reference;

/// <summary>The error function l of every <see cref="LossKind"/>, in double precision.</summary>
public static class LossKindReference
{
    /// <summary>l(d).</summary>
    public static double Value(LossKind kind, double d) =>
        kind == LossKind.MeanSquaredError ? d * d : Math.Abs(d) <= 1 ? d * d / 2 : Math.Abs(d) - 0.5;

    /// <summary>l'(d).</summary>
    public static double Derivative(LossKind kind, double d) => kind == LossKind.MeanSquaredError ? 2 * d : Math.Clamp(d, -1, 1);
}
