using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Exponential and logarithm inside kernels, of the GPU's own units for powers of two.</summary>
/// <remarks>
/// ILGPU calls these functions <c>CPUOnly</c>, yet its back ends know them: as <c>ex2.approx.f32</c> and <c>lg2.approx.f32</c> in PTX, which err by 2^-22, and
/// as <c>exp2</c> and <c>log2</c> in OpenCL.
/// </remarks>
internal static class Exponential
{
    private const float LogBase2OfE = 1.44269504f;
    private const float LogOf2 = 0.693147181f;

    /// <summary>e^x; the relative error grows by |x| 2^-24, the rounding of x log2 e.</summary>
    public static float Exp(float x) => IntrinsicMath.CPUOnly.Exp2(x * LogBase2OfE);

    /// <summary>The natural logarithm.</summary>
    public static float Log(float x) => IntrinsicMath.CPUOnly.Log2(x) * LogOf2;
}
