using ILGPU;
using ILGPU.Util;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Which coordinate of a product is the column of its result in memory. A constant of the kernel.</summary>
internal interface IResultOrder
{
    static abstract bool ColumnsAreM { get; }
}

/// <summary>Results of neighbouring n are neighbours.</summary>
internal struct ColumnsAreN : IResultOrder
{
    public static bool ColumnsAreM => false;
}

/// <summary>Results of neighbouring m are neighbours.</summary>
internal struct ColumnsAreM : IResultOrder
{
    static bool IResultOrder.ColumnsAreM => true;
}

/// <summary>y[row, column] = activation(scale * sum + b[column]): what a forward pass does with a product. NaN stays NaN.</summary>
internal struct BiasActivationResult<TOrder>(MemberViews<float> outputs, MemberViews<float> biases, int columns, float scale, Activation activation) : IMatrixResult
    where TOrder : struct, IResultOrder
{
    private readonly MemberViews<float> outputs = outputs;
    private readonly MemberViews<float> biases = biases;
    private readonly int columns = columns;
    private readonly float scale = scale;

    // Nothing is below -infinity: no branch in the kernel.
    private readonly float floor = activation == Activation.Relu ? 0f : float.NegativeInfinity;
    private ArrayView<float> y = outputs.First;
    private ArrayView<float> bias = biases.First;

    public static bool ColumnsAreM => TOrder.ColumnsAreM;

    public static bool WantsRightSums => false;

    public void Enter(int member)
    {
        y = outputs.Of(member);
        bias = biases.Of(member);
    }

    [Computes(Operation.ConvolutionForward, Operation.ConvolutionForwardFromFrames, Operation.LinearForward, Depth = 2)]
    public readonly void Store(int row, int column, float value) => y[row * columns + column] = AtLeast(scale * value + bias[column], floor);

    public readonly Float4 ReadVector(int row, int column) => bias.Cast<Float4>()[column >> 2];

    public readonly void StoreVector(int row, int column, Float4 value, Float4 b) =>
        y.Cast<Float4>()[(row * columns + column) >> 2] = new Float4(
            AtLeast(scale * value.X + b.X, floor),
            AtLeast(scale * value.Y + b.Y, floor),
            AtLeast(scale * value.Z + b.Z, floor),
            AtLeast(scale * value.W + b.W, floor));

    public readonly void StoreRightSum(int n, float value)
    {
    }

    // Not the GPU's maximum, which drops NaN: a network that has diverged must not look healthy.
    private static float AtLeast(float value, float floor) => Utilities.Select(value < floor, floor, value);
}
