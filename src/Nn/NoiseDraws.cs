namespace DqnGpu.Nn;

/// <summary>Numbers minibatches, for the noise that the weights have in their updates: each number is another noise (<see cref="NetworkPass.Noise"/>).</summary>
internal sealed class NoiseDraws
{
    /// <summary>How many were taken: the next number.</summary>
    public long Taken { get; set; }

    /// <summary>The next number; behind the two thousand millionth they begin again.</summary>
    public int Take() => (int)(Taken++ & int.MaxValue);
}
