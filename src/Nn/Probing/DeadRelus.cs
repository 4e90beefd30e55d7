namespace DqnGpu.Nn;

/// <summary>Which units behind a ReLU were 0 in every one of the last states looked at: they no longer take part, and get no gradient.</summary>
/// <param name="layers">The layers looked at.</param>
public sealed class DeadRelus(IReadOnlyList<ProbedLayer> layers)
{
    /// <summary>States that a unit must have been 0 in.</summary>
    public const int Window = 32;

    /// <summary>Of each unit, how many of the last states in a row it has been 0 in.</summary>
    private readonly int[][] silence = [.. layers.Select(layer => layer.HasRelu ? new int[layer.Output.Length] : [])];
    private int states;

    /// <summary>Looks at one more state.</summary>
    /// <param name="activations">Of each layer [H, W, C]; a NaN is not 0.</param>
    public void Look(IReadOnlyList<float[]> activations)
    {
        states++;
        for (var layer = 0; layer < silence.Length; layer++)
            for (var unit = 0; unit < silence[layer].Length; unit++)
                silence[layer][unit] = activations[layer][unit] == 0 ? silence[layer][unit] + 1 : 0;
    }

    /// <summary>Fraction of a layer's units that are dead, 0..1; null for a layer without a ReLU, and before <see cref="Window"/> states.</summary>
    public double? Fraction(int layer) =>
        states < Window || !layers[layer].HasRelu ? null : silence[layer].Count(inARow => inARow >= Window) / (double)silence[layer].Length;
}
