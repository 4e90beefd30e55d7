namespace DqnGpu.Kernels;

/// <summary>The error function l of <see cref="TdLoss"/> and <see cref="RegressionLoss"/>.</summary>
public enum LossKind
{
    /// <summary>l(d) = d^2, l'(d) = 2d: the article's.</summary>
    MeanSquaredError,

    /// <summary>l(d) = d^2 / 2 for |d| &lt;= 1, else |d| - 1/2; l'(d) = d clipped to -1..1: Mnih et al. 2015's error clipping.</summary>
    Huber,
}
