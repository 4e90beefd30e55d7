using ILGPU.Util;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The backward pass of a ReLU on four elements.</summary>
internal static class Mask
{
    /// <summary>Each element of <paramref name="gradient"/> where <paramref name="output"/> is above 0, else 0.</summary>
    public static Float4 Where(Float4 output, Float4 gradient) => new(
        Utilities.Select(output.X > 0, gradient.X, 0f),
        Utilities.Select(output.Y > 0, gradient.Y, 0f),
        Utilities.Select(output.Z > 0, gradient.Z, 0f),
        Utilities.Select(output.W > 0, gradient.W, 0f));
}
