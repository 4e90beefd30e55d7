using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Four floats as the bits of TF32 numbers, of which the tensor cores read the upper 19: sign, 8 bits of exponent, 10 of fraction.</summary>
/// <param name="x">The first.</param>
/// <param name="y">The second.</param>
/// <param name="z">The third.</param>
/// <param name="w">The fourth.</param>
public struct Tf32Vector(uint x, uint y, uint z, uint w)
{
    /// <summary>The first.</summary>
    public uint X = x;

    /// <summary>The second.</summary>
    public uint Y = y;

    /// <summary>The third.</summary>
    public uint Z = z;

    /// <summary>The fourth.</summary>
    public uint W = w;

    /// <summary>Each float rounded to the nearest TF32 number.</summary>
    public static Tf32Vector Nearest(Float4 v) => new(Tf32.Nearest(v.X), Tf32.Nearest(v.Y), Tf32.Nearest(v.Z), Tf32.Nearest(v.W));
}

/// <summary>Four floats as the sums of two TF32 numbers each: together 22 bits of significand.</summary>
internal struct Tf32Pairs(Tf32Vector large, Tf32Vector small)
{
    public Tf32Vector Large = large;
    public Tf32Vector Small = small;

    /// <summary>The nearest TF32 numbers, and what rounding to them lost, rounded likewise.</summary>
    public static Tf32Pairs Of(Float4 v)
    {
        var large = Tf32Vector.Nearest(v);
        return new(large, new(Tf32.Rest(v.X, large.X), Tf32.Rest(v.Y, large.Y), Tf32.Rest(v.Z, large.Z), Tf32.Rest(v.W, large.W)));
    }
}

/// <summary>Rounding to TF32.</summary>
public static class Tf32
{
    private const int HalfUnit = 0x1000; // of the last of the 10 bits of fraction
    private const uint Kept = 0xFFFFE000;
    private const int LargestThatCanGrow = int.MaxValue - HalfUnit;

    /// <summary>The nearest TF32 number, ties away from zero, in the upper 19 bits; the lower 13 hold anything.</summary>
    /// <remarks>
    /// The bits of a float, read as an integer, grow with its magnitude, so half a unit is added to the integer; what carries over into the exponent is
    /// right there too, up to infinity. A NaN stays one: the GPU's own, 0x7FFFFFFF, would wrap to zero and so is held back first. (Of the NaNs with a sign
    /// those with the 20 highest bits set would wrap; arithmetic makes none.) These two integer instructions are one less than the three that
    /// <c>cvt.rna.tf32.f32</c> becomes.
    /// </remarks>
    public static uint Nearest(float value) =>
        (uint)(IntrinsicMath.Min((int)Interop.FloatAsInt(value), LargestThatCanGrow) + HalfUnit);

    /// <summary>value - nearest, exact in fp32, rounded to TF32 in its turn. NaN where <paramref name="value"/> is infinite or NaN.</summary>
    /// <param name="value">A float.</param>
    /// <param name="nearest"><see cref="Nearest"/> of it.</param>
    /// <remarks>No NaN need be kept here: <paramref name="nearest"/> is one already. Of an infinity the difference is NaN.</remarks>
    public static uint Rest(float value, uint nearest) => Interop.FloatAsInt(value - Interop.IntAsFloat(nearest & Kept)) + HalfUnit;
}
