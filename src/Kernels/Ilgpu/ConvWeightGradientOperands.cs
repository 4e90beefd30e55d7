using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>left[m, k] = x[n, p * stride + r, q * stride + s, c] with m = (r, s, c), k = (n, p, q): the patch matrix transposed.</summary>
internal readonly struct TransposedPatchOperand : IMatrixOperand
{
    private readonly ArrayView<float> x;
    private readonly PatchPositions positions;
    private readonly Divisor kernelRow;
    private readonly int rowJump;
    private readonly int taps;

    public TransposedPatchOperand(ArrayView<float> x, in Conv2dShape shape)
    {
        this.x = x;
        positions = new PatchPositions(shape, rowStep: shape.W * shape.C, columnStep: shape.C, sampleStep: shape.H * shape.W * shape.C);
        kernelRow = new Divisor(shape.S * shape.C);
        rowJump = (shape.W - shape.S) * shape.C;
        taps = shape.R * shape.S * shape.C;
    }

    public static bool ContiguousInK => false;

    public static bool HasBorders => false;

    public void Enter(int member)
    {
    }

    public OperandPart Outer(int outer) =>
        new() { Offset = outer < taps ? outer + kernelRow.Quotient(outer) * rowJump : OperandPart.Outside };

    public OperandPart Inner(int k) => new() { Offset = positions.Offset(k) };

    public bool IsInside(OperandPart outer, OperandPart inner) => true;

    public float Element(int offset) => x[offset];

    public Float4 Vector(int offset) => x.Cast<Float4>()[offset >> 2];

    public Float4 Numbers(Float4 vector) => vector;
}

/// <summary>left[m, k] = frames[n, c, p * stride + r, q * stride + s], 0..255, with m = (c, r, s), k = (n, p, q).</summary>
internal readonly struct TransposedFramePatchOperand : IMatrixOperand
{
    private readonly ArrayView<byte> frames;
    private readonly PatchPositions positions;
    private readonly FrameOrder order;
    private readonly int taps;

    public TransposedFramePatchOperand(ArrayView<byte> frames, in Conv2dShape shape)
    {
        this.frames = frames;
        positions = new PatchPositions(shape, rowStep: shape.W, columnStep: 1, sampleStep: shape.C * shape.H * shape.W);
        order = new FrameOrder(shape);
        taps = shape.R * shape.S * shape.C;
    }

    public static bool ContiguousInK => false;

    public static bool HasBorders => false;

    public void Enter(int member)
    {
    }

    public OperandPart Outer(int outer) => new() { Offset = outer < taps ? order.InFrames(outer) : OperandPart.Outside };

    public OperandPart Inner(int k) => new() { Offset = positions.Offset(k) };

    public bool IsInside(OperandPart outer, OperandPart inner) => true;

    public float Element(int offset) => frames[offset];

    public Float4 Vector(int offset) => FrameBytes.Packed(frames, offset);

    public Float4 Numbers(Float4 vector) => FrameBytes.Unpack(vector);
}

/// <summary>dw[m, n] = sum; db[n] = sum of dz over all positions: a bias is a weight whose input is always 1.</summary>
internal readonly struct ConvWeightGradientResult(ArrayView<float> dw, ArrayView<float> db, in Conv2dShape shape) : IMatrixResult
{
    private readonly ArrayView<float> dw = dw;
    private readonly ArrayView<float> db = db;
    private readonly int filters = shape.K;

    public static bool ColumnsAreM => false;

    public static bool WantsRightSums => true;

    public void Enter(int member)
    {
    }

    [Computes(Operation.ConvolutionBackwardWeights, Depth = 2)]
    public void Store(int row, int column, float value) => dw[row * filters + column] = value;

    public Float4 ReadVector(int row, int column) => default;

    public void StoreVector(int row, int column, Float4 value, Float4 read) => dw.Cast<Float4>()[(row * filters + column) >> 2] = value;

    public void StoreRightSum(int n, float value) => db[n] = value;
}

/// <summary>The same for m = (c, r, s) and bytes: the rows find their place in dw [R, S, C, K], divided by 255.</summary>
internal readonly struct FrameOrderWeightGradientResult(ArrayView<float> dw, ArrayView<float> db, in Conv2dShape shape) : IMatrixResult
{
    private readonly ArrayView<float> dw = dw;
    private readonly ArrayView<float> db = db;
    private readonly FrameOrder order = new(shape);
    private readonly int filters = shape.K;

    public static bool ColumnsAreM => false;

    public static bool WantsRightSums => true;

    public void Enter(int member)
    {
    }

    [Computes(Operation.ConvolutionBackwardWeightsFromFrames, Depth = 2)]
    public void Store(int row, int column, float value) => dw[order.WeightRow(row) * filters + column] = value * FrameBytes.Scale;

    public Float4 ReadVector(int row, int column) => default;

    public void StoreVector(int row, int column, Float4 value, Float4 read) =>
        dw.Cast<Float4>()[(order.WeightRow(row) * filters + column) >> 2] =
            new Float4(value.X * FrameBytes.Scale, value.Y * FrameBytes.Scale, value.Z * FrameBytes.Scale, value.W * FrameBytes.Scale);

    public void StoreRightSum(int n, float value) => db[n] = value;
}
