using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>y[m, n] = activation(sum + b[n]): what a forward pass does with a product.</summary>
internal readonly struct BiasActivationResult(ArrayView<float> y, ArrayView<float> bias, int columns, Activation activation) : IMatrixResult
{
    private readonly ArrayView<float> y = y;
    private readonly ArrayView<float> bias = bias;
    private readonly int columns = columns;

    // max(z, -infinity) = z: no branch in the kernel.
    private readonly float floor = activation == Activation.Relu ? 0f : float.NegativeInfinity;

    public void Store(int m, int n, int phase, float value) => y[m * columns + n] = IntrinsicMath.Max(value + bias[n], floor);

    public void StoreVector(int m, int n, int phase, Float4 value)
    {
        var b = bias.Cast<Float4>()[n >> 2];
        y.Cast<Float4>()[(m * columns + n) >> 2] = new Float4(
            IntrinsicMath.Max(value.X + b.X, floor),
            IntrinsicMath.Max(value.Y + b.Y, floor),
            IntrinsicMath.Max(value.Z + b.Z, floor),
            IntrinsicMath.Max(value.W + b.W, floor));
    }
}
