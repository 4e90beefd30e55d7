using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A product of a sum, with the unit that it comes from; what has no part in it is null.</summary>
/// <param name="layers">All layers.</param>
/// <param name="layer">The unit's layer.</param>
/// <param name="unit">The unit, counted in the order [H, W, C].</param>
/// <param name="product">The product.</param>
public sealed class ExplainedTerm(IReadOnlyList<ProbedLayer> layers, int layer, int unit, double product)
{
    private readonly ActivationShape shape = layers[layer].Output;

    /// <summary>The unit's layer.</summary>
    public int Layer => layer;

    /// <summary>The unit.</summary>
    public int Index => unit;

    /// <summary>Its row.</summary>
    public int Row => unit / shape.C / shape.W;

    /// <summary>Its column.</summary>
    public int Column => unit / shape.C % shape.W;

    /// <summary>Its channel.</summary>
    public int Channel => unit % shape.C;

    /// <summary>The activation.</summary>
    public float? X { get; init; }

    /// <summary>The weight.</summary>
    public float? W { get; init; }

    /// <summary>The gradient.</summary>
    public float? Dz { get; init; }

    /// <summary>The product.</summary>
    public double Product => product;
}
