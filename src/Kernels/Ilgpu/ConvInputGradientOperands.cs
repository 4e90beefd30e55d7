using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// left[m, k] = dy[n, h' - i, w' - j, f] with m = (n, h', w'), k = (i, j, f), zero where h' - i or w' - j lies outside 0..P-1, 0..Q-1.
/// </summary>
/// <remarks>
/// With h = h' * stride + phase and r = i * stride + phase, p * stride + r = h means p = h' - i: the same for every phase.
/// </remarks>
internal readonly struct GradientPatchOperand : IMatrixOperand
{
    private readonly ArrayView<float> dy;
    private readonly Divisor inputsPerSample;
    private readonly Divisor inputsPerRow;
    private readonly Divisor kernelRow;
    private readonly Divisor filters;
    private readonly int count;

    // Beside filters.Value, because ILGPU 1.5.3 keeps this struct in memory when that nested field is read, and OpenCL then fails to build.
    private readonly int filterCount;
    private readonly int p;
    private readonly int q;

    public GradientPatchOperand(ArrayView<float> dy, in Conv2dShape shape, in StridePhases phases)
    {
        this.dy = dy;
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

    public OperandPosition At(int outer, int phase)
    {
        var n = inputsPerSample.Quotient(outer);
        var inSample = outer - n * inputsPerSample.Value;
        var row = inputsPerRow.Quotient(inSample);
        var offset = n * p * q * filterCount;
        return new()
        {
            Offset = outer < count ? offset : -1,
            Y = row,
            X = inSample - row * inputsPerRow.Value,
        };
    }

    public float Element(OperandPosition position, int k)
    {
        var offset = OffsetOrOutside(position, k);
        return offset < 0 ? 0f : dy[offset];
    }

    public Float4 Vector(OperandPosition position, int k)
    {
        var offset = OffsetOrOutside(position, k);
        return offset < 0 ? default : dy.Cast<Float4>()[offset >> 2];
    }

    private int OffsetOrOutside(OperandPosition position, int k)
    {
        var i = kernelRow.Quotient(k);
        var inRow = k - i * kernelRow.Value;
        var j = filters.Quotient(inRow);
        var y = position.Y - i;
        var x = position.X - j;
        var offset = position.Offset + (y * q + x) * filterCount + (inRow - j * filterCount);
        return y >= 0 & y < p & x >= 0 & x < q ? offset : -1;
    }
}

/// <summary>
/// right[k, n] = w[i * stride + phase row, j * stride + phase column, n, f] with k = (i, j, f), n = c; zero outside the kernel.
/// </summary>
internal readonly struct PhaseWeightOperand : IMatrixOperand
{
    private readonly ArrayView<float> w;
    private readonly Divisor kernelRow;
    private readonly Divisor filters;
    private readonly Divisor stride;
    private readonly int r;
    private readonly int s;
    private readonly int channels;

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

    public OperandPosition At(int outer, int phase)
    {
        var row = stride.Quotient(phase);
        return new() { Offset = outer < channels ? outer * filters.Value : -1, Y = row, X = phase - row * stride.Value };
    }

    public float Element(OperandPosition position, int k)
    {
        var offset = OffsetOrOutside(position, k);
        return offset < 0 ? 0f : w[offset];
    }

    public Float4 Vector(OperandPosition position, int k)
    {
        var offset = OffsetOrOutside(position, k);
        return offset < 0 ? default : w.Cast<Float4>()[offset >> 2];
    }

    private int OffsetOrOutside(OperandPosition position, int k)
    {
        var i = kernelRow.Quotient(k);
        var inRow = k - i * kernelRow.Value;
        var j = filters.Quotient(inRow);
        var kernelY = i * stride.Value + position.Y;
        var kernelX = j * stride.Value + position.X;
        var offset = position.Offset + (kernelY * s + kernelX) * channels * filters.Value + (inRow - j * filters.Value);
        return kernelY < r & kernelX < s ? offset : -1;
    }
}

/// <summary>
/// dx[n, h, w, c] = sum where x (a ReLU's output) is above 0, else 0, with m = (n, h', w') and h = h' * stride + phase row.
/// </summary>
internal readonly struct ConvInputGradientResult(
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

    public void Store(int m, int n, int phase, float value)
    {
        var offset = OffsetOrOutside(m, phase);
        if (offset >= 0)
            dx[offset + n] = isMasked == 0 || reluOutput[offset + n] > 0 ? value : 0f;
    }

    public void StoreVector(int m, int n, int phase, Float4 value)
    {
        var offset = OffsetOrOutside(m, phase);
        if (offset < 0)
            return;
        var i = (offset + n) >> 2;
        dx.Cast<Float4>()[i] = isMasked == 0 ? value : Mask.Where(reluOutput.Cast<Float4>()[i], value);
    }

    // The last rows and columns of a phase may lie beyond the image when the stride does not divide its size.
    private int OffsetOrOutside(int m, int phase)
    {
        var n = inputsPerSample.Quotient(m);
        var inSample = m - n * inputsPerSample.Value;
        var row = inputsPerRow.Quotient(inSample);
        var phaseRow = stride.Quotient(phase);
        var h = row * stride.Value + phaseRow;
        var w = (inSample - row * inputsPerRow.Value) * stride.Value + (phase - phaseRow * stride.Value);
        return h < height & w < width ? ((n * height + h) * width + w) * channels : -1;
    }
}
