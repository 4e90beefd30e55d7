using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// left[m, k] = dz[n, h' - i, w' - j, f] with m = (n, h', w'), k = (i, j, f), zero where h' - i or w' - j lies outside 0..P-1, 0..Q-1.
/// </summary>
/// <remarks>
/// With h = h' * stride + phase and r = i * stride + phase, p * stride + r = h means p = h' - i: the same for every phase.
/// </remarks>
internal readonly struct GradientPatchOperand : IMatrixOperand
{
    private readonly ArrayView<float> dz;
    private readonly Divisor inputsPerSample;
    private readonly Divisor inputsPerRow;
    private readonly Divisor kernelRow;
    private readonly Divisor filters;
    private readonly int count;

    // Beside filters.Value, because ILGPU 1.5.3 keeps this struct in memory when that nested field is read, and OpenCL then fails to build.
    private readonly int filterCount;
    private readonly int p;
    private readonly int q;

    public GradientPatchOperand(ArrayView<float> dz, in Conv2dShape shape, in StridePhases phases)
    {
        this.dz = dz;
        inputsPerSample = new Divisor(phases.Rows * phases.Columns);
        inputsPerRow = new Divisor(phases.Columns);
        kernelRow = new Divisor(phases.KernelColumns * shape.K);
        filters = new Divisor(shape.K);
        count = shape.N * phases.Rows * phases.Columns;
        filterCount = shape.K;
        p = shape.P;
        q = shape.Q;
    }

    public static bool ContiguousInK => true;

    public static bool HasBorders => true;

    public void Enter(int member)
    {
    }

    public OperandPart Outer(int outer)
    {
        var n = inputsPerSample.Quotient(outer);
        var inSample = outer - n * inputsPerSample.Value;
        var row = inputsPerRow.Quotient(inSample);
        var column = inSample - row * inputsPerRow.Value;
        return new()
        {
            Offset = outer < count ? ((n * p + row) * q + column) * filterCount : OperandPart.Outside,
            Y = row,
            X = column,
        };
    }

    public OperandPart Inner(int k)
    {
        var i = kernelRow.Quotient(k);
        var inRow = k - i * kernelRow.Value;
        var j = filters.Quotient(inRow);
        return new() { Offset = inRow - (i * q + 2 * j) * filterCount, Y = i, X = j };
    }

    // As unsigned numbers, those below 0 are large.
    public bool IsInside(OperandPart outer, OperandPart inner) =>
        (uint)(outer.Y - inner.Y) < (uint)p & (uint)(outer.X - inner.X) < (uint)q;

    public float Element(int offset) => dz[offset];

    public Float4 Vector(int offset) => dz.Cast<Float4>()[offset >> 2];

    public Float4 Numbers(Float4 vector) => vector;
}

/// <summary>
/// right[k, n] = w[i * stride + phase row, j * stride + phase column, n, f] with k = (i, j, f), n = c; zero outside the kernel. The member is the phase.
/// </summary>
internal struct PhaseWeightOperand : IMatrixOperand
{
    private readonly ArrayView<float> w;
    private readonly Divisor kernelRow;
    private readonly Divisor filters;
    private readonly Divisor stride;
    private readonly int r;
    private readonly int s;
    private readonly int channels;
    private int phaseRow;
    private int phaseColumn;

    public PhaseWeightOperand(ArrayView<float> w, in Conv2dShape shape, in StridePhases phases)
    {
        this.w = w;
        kernelRow = new Divisor(phases.KernelColumns * shape.K);
        filters = new Divisor(shape.K);
        stride = new Divisor(shape.Stride);
        r = shape.R;
        s = shape.S;
        channels = shape.C;
    }

    public static bool ContiguousInK => true;

    public static bool HasBorders => true;

    public void Enter(int member)
    {
        phaseRow = stride.Quotient(member);
        phaseColumn = member - phaseRow * stride.Value;
    }

    public readonly OperandPart Outer(int outer) => new() { Offset = outer < channels ? outer * filters.Value : OperandPart.Outside };

    public readonly OperandPart Inner(int k)
    {
        var i = kernelRow.Quotient(k);
        var inRow = k - i * kernelRow.Value;
        var j = filters.Quotient(inRow);
        var kernelY = i * stride.Value + phaseRow;
        var kernelX = j * stride.Value + phaseColumn;
        var offset = (kernelY * s + kernelX) * channels * filters.Value + (inRow - j * filters.Value);
        return new() { Offset = kernelY < r & kernelX < s ? offset : OperandPart.Outside };
    }

    public readonly bool IsInside(OperandPart outer, OperandPart inner) => true;

    public readonly float Element(int offset) => w[offset];

    public readonly Float4 Vector(int offset) => w.Cast<Float4>()[offset >> 2];

    public readonly Float4 Numbers(Float4 vector) => vector;
}

/// <summary>
/// dx[n, h, w, c] = sum, or 0 where x (a ReLU's output) is 0, with m = (n, h', w') and h = h' * stride + phase row. The member is the phase.
/// </summary>
internal struct ConvInputGradientResult(
    ArrayView<float> dx, ArrayView<float> reluOutput, bool isMasked, in Conv2dShape shape, in StridePhases phases) : IMatrixResult
{
    private readonly ArrayView<float> dx = dx;
    private readonly ArrayView<float> reluOutput = reluOutput;
    private readonly int isMasked = isMasked ? 1 : 0;
    private readonly Divisor inputsPerSample = new(phases.Rows * phases.Columns);
    private readonly Divisor inputsPerRow = new(phases.Columns);
    private readonly Divisor stride = new(shape.Stride);
    private readonly int height = shape.H;
    private readonly int width = shape.W;
    private readonly int channels = shape.C;
    private int phaseRow;
    private int phaseColumn;

    public static bool ColumnsAreM => false;

    public static bool WantsRightSums => false;

    public void Enter(int member)
    {
        phaseRow = stride.Quotient(member);
        phaseColumn = member - phaseRow * stride.Value;
    }

    [Computes(Operation.ConvolutionBackwardInput, Depth = 2)]
    public readonly void Store(int row, int column, float value)
    {
        var offset = OffsetOrOutside(row);
        if (offset >= 0)
            dx[offset + column] = isMasked == 0 ? value : Mask.Where(reluOutput[offset + column], value);
    }

    public readonly Float4 ReadVector(int row, int column) =>
        reluOutput.Cast<Float4>()[IntrinsicMath.Max(OffsetOrOutside(row) + column, 0) >> 2];

    public readonly void StoreVector(int row, int column, Float4 value, Float4 read)
    {
        var offset = OffsetOrOutside(row);
        if (offset >= 0)
            dx.Cast<Float4>()[(offset + column) >> 2] = isMasked == 0 ? value : Mask.Where(read, value);
    }

    public readonly void StoreRightSum(int n, float value)
    {
    }

    // The last rows and columns of a phase may lie beyond the image when the stride does not divide its size.
    private readonly int OffsetOrOutside(int m)
    {
        var n = inputsPerSample.Quotient(m);
        var inSample = m - n * inputsPerSample.Value;
        var row = inputsPerRow.Quotient(inSample);
        var h = row * stride.Value + phaseRow;
        var w = (inSample - row * inputsPerRow.Value) * stride.Value + phaseColumn;
        return h < height & w < width ? ((n * height + h) * width + w) * channels : -1;
    }
}
