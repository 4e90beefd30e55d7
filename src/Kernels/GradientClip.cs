namespace DqnGpu.Kernels;

/// <summary>Scales a gradient down when its norm is too large (Pascanu et al. 2013, algorithm 1).</summary>
/// <remarks>
/// <code>
/// norm = sqrt(sum of g^2)        g = g * min(1, maxNorm / (norm + 1e-6))
/// </code>
/// The sum runs in two stages of fixed order: partial sums, then their sum. 1e-6 is PyTorch's guard. One NaN makes all
/// gradients NaN, as there.
/// </remarks>
public abstract class GradientClip
{
    /// <summary>Clips in place.</summary>
    /// <param name="maxNorm">Largest norm allowed, above 0.</param>
    /// <param name="gradients">[P]; scaled.</param>
    /// <param name="norm">[1]; the norm before clipping is written.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is not above 0.</exception>
    /// <exception cref="ArgumentException">norm has not one element.</exception>
    public void Clip(float maxNorm, DeviceView<float> gradients, DeviceView<float> norm)
    {
        if (!(maxNorm > 0))
            throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, $"The largest gradient norm must be above 0, but is {maxNorm}.");
        BufferCheck.Length(norm, 1, "[1]");
        ClipCore(maxNorm, gradients, norm);
    }

    /// <summary><c>Clip</c> on the device, once the lengths are checked.</summary>
    protected abstract void ClipCore(float maxNorm, DeviceView<float> gradients, DeviceView<float> norm);
}
