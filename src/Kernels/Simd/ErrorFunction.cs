namespace DqnGpu.Kernels.Simd;

/// <summary>The error function l of every <see cref="LossKind"/>; NaN for NaN.</summary>
internal static class ErrorFunction
{
    /// <summary>l(d)</summary>
    public static float Value(LossKind kind, float d)
    {
        if (kind == LossKind.MeanSquaredError)
            return d * d;
        var size = Math.Abs(d);
        return size <= 1 ? d * d / 2 : size - 0.5f;
    }

    /// <summary>l'(d)</summary>
    public static float Derivative(LossKind kind, float d) => kind == LossKind.MeanSquaredError ? 2 * d : Math.Clamp(d, -1, 1);
}
