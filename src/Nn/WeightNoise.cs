using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>
/// Which noise the weights of a pass have: <see cref="NoisyWeights"/>. The default value: none, so the weights are their means.
/// </summary>
/// <param name="Key">Different keys give independent noise.</param>
/// <param name="Draw">Number of the draw [1], read when the operations run; empty: no noise.</param>
public readonly record struct WeightNoise(ulong Key, DeviceView<int> Draw)
{
    /// <summary>The same draw of another key, for part number <paramref name="part"/> of what has this noise.</summary>
    public WeightNoise OfPart(int part) => this with { Key = KeyOfPart(Key, part) };

    /// <summary>The key of a layer of a network, or of a layer within a layer, by its number: a random function of both.</summary>
    public static ulong KeyOfPart(ulong key, int part)
    {
        // The third word sets these blocks apart from those that noise is made of.
        var (low, high, _, _) = Philox.Block((uint)part, 0, 1, 0, (uint)key, (uint)(key >> 32));
        return low | ((ulong)high << 32);
    }
}
