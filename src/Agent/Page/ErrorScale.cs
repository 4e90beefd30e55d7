namespace DqnGpu.Agent;

/// <summary>Tells great temporal-difference errors from common ones, by running means of their size and its square.</summary>
public sealed class ErrorScale
{
    private const float Decay = 0.99f;
    private const float Common = 2;
    private const float Great = 6;

    private float mean;
    private float square;
    private float weight;

    /// <summary>Takes note of an error.</summary>
    /// <returns>0 up to two deviations above the mean size, 1 from six on; 0 for NaN.</returns>
    public float Rate(float error)
    {
        var size = Math.Abs(error);
        if (!float.IsFinite(size))
            return 0;
        var deviation = weight > 0.2f ? MathF.Sqrt(Math.Max(0, square / weight - mean / weight * (mean / weight))) : float.PositiveInfinity;
        var rating = (size - mean / Math.Max(weight, float.Epsilon)) / Math.Max(deviation, 1e-6f);
        mean = Decay * mean + (1 - Decay) * size;
        square = Decay * square + (1 - Decay) * size * size;
        weight = Decay * weight + (1 - Decay);
        return Math.Clamp((rating - Common) / (Great - Common), 0, 1);
    }
}
