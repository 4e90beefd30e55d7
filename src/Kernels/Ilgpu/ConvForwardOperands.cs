using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// left[m, k] = x[n, p * stride + r, q * stride + s, c] with m = (n, p, q), k = (r, s, c): row m is the patch of x under the kernel at m.
/// </summary>
/// <remarks>
/// x [N, H, W, C] is contiguous in (s, c) inside a kernel row, so an offset is linear in k but for a jump from kernel row to kernel row.
/// </remarks>
internal struct PatchOperand : IMatrixOperand
{
    private readonly MemberViews<float> inputs;
    private readonly PatchPositions positions;
    private readonly Divisor kernelRow;
    private readonly int rowJump;
    private ArrayView<float> x;

    public PatchOperand(MemberViews<float> inputs, in Conv2dShape shape)
    {
        this.inputs = inputs;
        x = inputs.First;
        positions = new PatchPositions(shape, rowStep: shape.W * shape.C, columnStep: shape.C, sampleStep: shape.H * shape.W * shape.C);
        kernelRow = new Divisor(shape.S * shape.C);
        rowJump = (shape.W - shape.S) * shape.C;
    }

    public static bool ContiguousInK => true;

    public static bool HasBorders => false;

    public void Enter(int member) => x = inputs.Of(member);

    #region patch
    public readonly OperandPart Outer(int outer) => positions.OffsetOrOutside(outer);

    public readonly OperandPart Inner(int k) => new() { Offset = k + kernelRow.Quotient(k) * rowJump };
    #endregion

    public readonly bool IsInside(OperandPart outer, OperandPart inner) => true;

    public readonly float Element(int offset) => x[offset];

    public readonly Float4 Vector(int offset) => x.Cast<Float4>()[offset >> 2];

    public readonly Float4 Numbers(Float4 vector) => vector;
}

/// <summary>left[m, k] = frames[n, c, p * stride + r, q * stride + s], 0..255, with m = (n, p, q), k = (c, r, s).</summary>
/// <remarks>
/// Four neighbouring k are four neighbouring bytes of a frame's row: one 32-bit load feeds four multiplications. Bytes are taken as they are: the result is
/// divided by 255, once instead of once for every number.
/// </remarks>
internal struct FramePatchOperand : IMatrixOperand
{
    private readonly MemberViews<byte> inputs;
    private readonly PatchPositions positions;
    private readonly FrameOrder order;
    private ArrayView<byte> frames;

    public FramePatchOperand(MemberViews<byte> inputs, in Conv2dShape shape)
    {
        this.inputs = inputs;
        frames = inputs.First;
        positions = new PatchPositions(shape, rowStep: shape.W, columnStep: 1, sampleStep: shape.C * shape.H * shape.W);
        order = new FrameOrder(shape);
    }

    public static bool ContiguousInK => true;

    public static bool HasBorders => false;

    public void Enter(int member) => frames = inputs.Of(member);

    public readonly OperandPart Outer(int outer) => positions.OffsetOrOutside(outer);

    public readonly OperandPart Inner(int k) => new() { Offset = order.InFrames(k) };

    public readonly bool IsInside(OperandPart outer, OperandPart inner) => true;

    public readonly float Element(int offset) => frames[offset];

    public readonly Float4 Vector(int offset) => FrameBytes.Packed(frames, offset);

    public readonly Float4 Numbers(Float4 vector) => FrameBytes.Unpack(vector);
}

/// <summary>right[k, n] = w[r, s, c, n] with k = (c, r, s).</summary>
internal struct FrameOrderWeightOperand(MemberViews<float> weights, in Conv2dShape shape) : IMatrixOperand
{
    private readonly MemberViews<float> weights = weights;
    private readonly FrameOrder order = new(shape);
    private readonly int filters = shape.K;
    private ArrayView<float> w = weights.First;

    public static bool ContiguousInK => false;

    public static bool HasBorders => false;

    public void Enter(int member) => w = weights.Of(member);

    public readonly OperandPart Outer(int outer) => new() { Offset = outer < filters ? outer : OperandPart.Outside };

    public readonly OperandPart Inner(int k) => new() { Offset = order.WeightRow(k) * filters };

    public readonly bool IsInside(OperandPart outer, OperandPart inner) => true;

    public readonly float Element(int offset) => w[offset];

    public readonly Float4 Vector(int offset) => w.Cast<Float4>()[offset >> 2];

    public readonly Float4 Numbers(Float4 vector) => vector;
}
