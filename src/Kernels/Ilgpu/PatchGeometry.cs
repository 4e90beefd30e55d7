using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Where the patches of a convolution's input start: (n, p, q) to an offset.</summary>
internal readonly struct PatchPositions(in Conv2dShape shape, int rowStep, int columnStep, int sampleStep)
{
    private readonly Divisor positionsPerSample = new(shape.P * shape.Q);
    private readonly Divisor positionsPerRow = new(shape.Q);
    private readonly int count = shape.N * shape.P * shape.Q;
    private readonly int rowStep = shape.Stride * rowStep;
    private readonly int columnStep = shape.Stride * columnStep;
    private readonly int sampleStep = sampleStep;

    /// <summary>Offset of the patch at position index = (n, p, q).</summary>
    public int Offset(int index)
    {
        var n = positionsPerSample.Quotient(index);
        var inSample = index - n * positionsPerSample.Value;
        var p = positionsPerRow.Quotient(inSample);
        var q = inSample - p * positionsPerRow.Value;
        return n * sampleStep + p * rowStep + q * columnStep;
    }

    /// <summary>The same as an operand's part, outside behind the last position.</summary>
    public OperandPart OffsetOrOutside(int index) => new() { Offset = index < count ? Offset(index) : OperandPart.Outside };
}

/// <summary>The order (c, r, s) of a kernel's taps, in which the first layer reads its frames.</summary>
internal readonly struct FrameOrder(in Conv2dShape shape)
{
    private readonly Divisor kernelArea = new(shape.R * shape.S);
    private readonly Divisor kernelWidth = new(shape.S);
    private readonly int plane = shape.H * shape.W;
    private readonly int frameWidth = shape.W;
    private readonly int channels = shape.C;

    /// <summary>Offset of tap (c, r, s) from the patch's first byte in frames [N, C, H, W].</summary>
    public int InFrames(int tap)
    {
        var c = kernelArea.Quotient(tap);
        var inPlane = tap - c * kernelArea.Value;
        var r = kernelWidth.Quotient(inPlane);
        return c * plane + r * frameWidth + (inPlane - r * kernelWidth.Value);
    }

    /// <summary>Row (r, s, c) of the weights [R, S, C, K] that belongs to tap (c, r, s).</summary>
    public int WeightRow(int tap)
    {
        var c = kernelArea.Quotient(tap);
        return (tap - c * kernelArea.Value) * channels + c;
    }
}

/// <summary>How the backward pass to the input falls apart into stride * stride dense products.</summary>
internal readonly struct StridePhases(in Conv2dShape shape)
{
    /// <summary>Rows h' of a phase, h = h' * stride + phase row.</summary>
    public int Rows { get; } = DivideUp(shape.H, shape.Stride);

    /// <summary>Columns w' of a phase.</summary>
    public int Columns { get; } = DivideUp(shape.W, shape.Stride);

    /// <summary>Kernel rows i of a phase, r = i * stride + phase row.</summary>
    public int KernelRows { get; } = DivideUp(shape.R, shape.Stride);

    /// <summary>Kernel columns j of a phase.</summary>
    public int KernelColumns { get; } = DivideUp(shape.S, shape.Stride);

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}

/// <summary>Pixels as numbers, 0..255.</summary>
internal static class FrameBytes
{
    /// <summary>What a pixel counts of its byte: x = byte / 255.</summary>
    public const float Scale = 1f / 255f;

    /// <summary>The bits of 2^23 as a float, whose last bit counts 1: with a byte in its lowest bits it is 2^23 + byte.</summary>
    private const uint TwoToThe23 = 0x4B000000;

    /// <summary>Four bytes as they lie in memory, in the first float's bits.</summary>
    public static Float4 Packed(ArrayView<byte> frames, int offset) => new(Interop.IntAsFloat(frames.Cast<uint>()[offset >> 2]), 0, 0, 0);

    /// <summary>The four bytes of <see cref="Packed"/>, lowest address first.</summary>
    public static Float4 Unpack(Float4 packed)
    {
        var word = Interop.FloatAsInt(packed.X);
        return new(Number(word & 0xFF), Number((word >> 8) & 0xFF), Number((word >> 16) & 0xFF), Number(word >> 24));
    }

    // An addition, of which a GPU does as many as multiplications, instead of a conversion, of which it does a quarter.
    private static float Number(uint value) => Interop.IntAsFloat(TwoToThe23 | value) - 8_388_608f;
}
