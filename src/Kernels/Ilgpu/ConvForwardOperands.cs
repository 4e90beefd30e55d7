using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// left[m, k] = x[n, p * stride + r, q * stride + s, c] with m = (n, p, q), k = (r, s, c): row m is the patch of x under the kernel at m.
/// </summary>
/// <remarks>
/// x [N, H, W, C] is contiguous in (s, c) inside a kernel row, so an address is linear in k but for a jump from kernel row to kernel row.
/// </remarks>
internal readonly struct PatchOperand : IMatrixOperand
{
    private readonly ArrayView<float> x;
    private readonly PatchPositions positions;
    private readonly Divisor kernelRow;
    private readonly int rowJump;

    public PatchOperand(ArrayView<float> x, in Conv2dShape shape)
    {
        this.x = x;
        positions = new PatchPositions(shape, rowStep: shape.W * shape.C, columnStep: shape.C, sampleStep: shape.H * shape.W * shape.C);
        kernelRow = new Divisor(shape.S * shape.C);
        rowJump = (shape.W - shape.S) * shape.C;
    }

    public static bool ContiguousInK => true;

    public OperandPosition At(int outer, int phase) => new() { Offset = positions.OffsetOrOutside(outer) };

    public float Element(OperandPosition position, int k) => x[position.Offset + InPatch(k)];

    public Float4 Vector(OperandPosition position, int k) => x.Cast<Float4>()[(position.Offset + InPatch(k)) >> 2];

    private int InPatch(int k) => k + kernelRow.Quotient(k) * rowJump;
}

/// <summary>left[m, k] = frames[n, c, p * stride + r, q * stride + s] / 255 with m = (n, p, q), k = (c, r, s).</summary>
/// <remarks>Four neighbouring k are four neighbouring bytes of a frame's row: one 32-bit load feeds four multiplications.</remarks>
internal readonly struct FramePatchOperand : IMatrixOperand
{
    private readonly ArrayView<byte> frames;
    private readonly PatchPositions positions;
    private readonly FrameOrder order;

    public FramePatchOperand(ArrayView<byte> frames, in Conv2dShape shape)
    {
        this.frames = frames;
        positions = new PatchPositions(shape, rowStep: shape.W, columnStep: 1, sampleStep: shape.C * shape.H * shape.W);
        order = new FrameOrder(shape);
    }

    public static bool ContiguousInK => true;

    public OperandPosition At(int outer, int phase) => new() { Offset = positions.OffsetOrOutside(outer) };

    public float Element(OperandPosition position, int k) => frames[position.Offset + order.InFrames(k)] * FrameBytes.Scale;

    public Float4 Vector(OperandPosition position, int k) =>
        FrameBytes.ToFloats(frames.Cast<uint>()[(position.Offset + order.InFrames(k)) >> 2]);
}

/// <summary>right[k, n] = w[r, s, c, n] with k = (c, r, s).</summary>
internal readonly struct FrameOrderWeightOperand(ArrayView<float> w, in Conv2dShape shape) : IMatrixOperand
{
    private readonly ArrayView<float> w = w;
    private readonly FrameOrder order = new(shape);
    private readonly int filters = shape.K;

    public static bool ContiguousInK => false;

    public OperandPosition At(int outer, int phase) => new() { Offset = outer < filters ? outer : -1 };

    public float Element(OperandPosition position, int k) => w[position.Offset + order.WeightRow(k) * filters];

    public Float4 Vector(OperandPosition position, int k) => w.Cast<Float4>()[(position.Offset + order.WeightRow(k) * filters) >> 2];
}
