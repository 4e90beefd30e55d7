using ILGPU.Util;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The backward pass of a ReLU: the gradient, or 0 where the ReLU's output is 0. A NaN there is not 0.</summary>
internal static class Mask
{
    /// <summary>Of one element.</summary>
    public static float Where(float output, float gradient) => Utilities.Select(output == 0, 0f, gradient);

    /// <summary>Of four elements.</summary>
    public static Float4 Where(Float4 output, Float4 gradient) => new(
        Where(output.X, gradient.X), Where(output.Y, gradient.Y), Where(output.Z, gradient.Z), Where(output.W, gradient.W));
}
