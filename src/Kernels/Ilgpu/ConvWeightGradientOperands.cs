using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// left[m, k] = x[n, p * stride + r, q * stride + s, c] with m = (r, s, c), k = (n, p, q): the patch matrix transposed. Row m = R S C is
/// all ones and gives db.
/// </summary>
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

    public OperandPosition At(int outer, int phase) => new()
    {
        Offset = outer > taps ? -1 : outer + kernelRow.Quotient(outer) * rowJump,
        Y = outer == taps ? 1 : 0,
    };

    public float Element(OperandPosition position, int k) => position.Y != 0 ? 1f : x[position.Offset + positions.Offset(k)];

    public Float4 Vector(OperandPosition position, int k) =>
        position.Y != 0 ? new Float4(1, 0, 0, 0) : x.Cast<Float4>()[(position.Offset + positions.Offset(k)) >> 2];
}

/// <summary>
/// left[m, k] = frames[n, c, p * stride + r, q * stride + s] / 255 with m = (c, r, s), k = (n, p, q). Row m = C R S is all ones and gives
/// db.
/// </summary>
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

    public OperandPosition At(int outer, int phase) => new()
    {
        Offset = outer > taps ? -1 : order.InFrames(outer),
        Y = outer == taps ? 1 : 0,
    };

    public float Element(OperandPosition position, int k) =>
        position.Y != 0 ? 1f : frames[position.Offset + positions.Offset(k)] * FrameBytes.Scale;

    public Float4 Vector(OperandPosition position, int k) => position.Y != 0
        ? new Float4(1, 0, 0, 0)
        : FrameBytes.ToFloats(frames.Cast<uint>()[(position.Offset + positions.Offset(k)) >> 2]);
}

/// <summary>dw[m, n] = sum for m &lt; R S C; db[n] = sum for m = R S C.</summary>
internal readonly struct ConvWeightGradientResult(ArrayView<float> dw, ArrayView<float> db, in Conv2dShape shape) : IMatrixResult
{
    private readonly ArrayView<float> dw = dw;
    private readonly ArrayView<float> db = db;
    private readonly int taps = shape.R * shape.S * shape.C;
    private readonly int filters = shape.K;

    public void Store(int m, int n, int phase, float value)
    {
        if (m == taps)
            db[n] = value;
        else
            dw[m * filters + n] = value;
    }

    public void StoreVector(int m, int n, int phase, Float4 value)
    {
        if (m == taps)
            db.Cast<Float4>()[n >> 2] = value;
        else
            dw.Cast<Float4>()[(m * filters + n) >> 2] = value;
    }
}

/// <summary>The same for m = (c, r, s): the rows find their place in dw [R, S, C, K].</summary>
internal readonly struct FrameOrderWeightGradientResult(ArrayView<float> dw, ArrayView<float> db, in Conv2dShape shape) : IMatrixResult
{
    private readonly ArrayView<float> dw = dw;
    private readonly ArrayView<float> db = db;
    private readonly FrameOrder order = new(shape);
    private readonly int taps = shape.R * shape.S * shape.C;
    private readonly int filters = shape.K;

    public void Store(int m, int n, int phase, float value)
    {
        if (m == taps)
            db[n] = value;
        else
            dw[order.WeightRow(m) * filters + n] = value;
    }

    public void StoreVector(int m, int n, int phase, Float4 value)
    {
        if (m == taps)
            db.Cast<Float4>()[n >> 2] = value;
        else
            dw.Cast<Float4>()[(order.WeightRow(m) * filters + n) >> 2] = value;
    }
}
