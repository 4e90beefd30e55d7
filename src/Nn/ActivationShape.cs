namespace DqnGpu.Nn;

/// <summary>What one sample looks like between two layers: [H, W, C], channels last. A feature vector is [1, 1, C].</summary>
/// <remarks>Flattening is a view: the same memory, read as [1, 1, H*W*C].</remarks>
/// <param name="H">Height.</param>
/// <param name="W">Width.</param>
/// <param name="C">Channels, or features.</param>
public readonly record struct ActivationShape(int H, int W, int C)
{
    /// <summary>A vector of <paramref name="features"/> elements.</summary>
    public static ActivationShape Vector(int features) => new(1, 1, features);

    /// <summary>Elements of one sample.</summary>
    public int Length => H * W * C;

    /// <inheritdoc/>
    public override string ToString() => H == 1 && W == 1 ? $"{C} features" : $"{H}x{W}x{C}";
}
