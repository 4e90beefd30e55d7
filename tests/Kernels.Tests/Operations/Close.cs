namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>Compares single-precision results with the double-precision reference.</summary>
public static class Close
{
    /// <summary>
    /// Allowed error of a sum, as a share of the sum of its terms' absolute values: 2e-6, 33 roundings of 2^-24. Rounding errors of a
    /// sum grow with that magnitude and not with the sum itself, which may cancel to nothing.
    /// </summary>
    public const double SumTolerance = 2e-6;

    /// <summary>Allowed error of a sum of products in a precision, as a share of the sum of the products' absolute values.</summary>
    /// <remarks>
    /// A factor rounded to p bits is off by at most u = 2^-p of itself, so a product of two by (1 + u)^2 - 1. TF32 has p = 11. As a pair of TF32 numbers
    /// a factor x is L + l + e with |l| at most u |x| and |e| at most u |l|: 2 u^2 for both factors' e and u^2 for the product l r, which is left out. The
    /// sums are fp32's.
    /// </remarks>
    public static double ProductTolerance(Precision precision)
    {
        const double U = 1.0 / 2048;
        return SumTolerance + precision switch
        {
            Precision.Tf32 => (1 + U) * (1 + U) - 1,
            Precision.Tf32x3 => 3 * U * U,
            _ => 0,
        };
    }

    public static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);

    public static double[] Absolute(double[] values) => Array.ConvertAll(values, Math.Abs);

    /// <summary>|actual - expected| is at most <paramref name="tolerance"/> times the magnitude, element by element.</summary>
    /// <param name="name">What is compared, for the message.</param>
    /// <param name="actual">The device's result.</param>
    /// <param name="expected">The reference's result.</param>
    /// <param name="magnitude">For each element the sum of the absolute values that it was summed from.</param>
    /// <param name="tolerance">Relative to the magnitude.</param>
    public static void Compare(string name, float[] actual, double[] expected, double[] magnitude, double tolerance = SumTolerance)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        var worst = -1;
        var worstExcess = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            var excess = Math.Abs(actual[i] - expected[i]) - tolerance * magnitude[i];
            if (!(excess <= worstExcess))
            {
                worst = i;
                worstExcess = double.IsNaN(excess) ? double.PositiveInfinity : excess;
            }
        }
        if (worst >= 0)
            Assert.Fail(
                $"{name}[{worst}] is {actual[worst]:R}, the reference says {expected[worst]:R}; " +
                $"allowed: {tolerance} of the magnitude {magnitude[worst]:R}.");
    }

    /// <summary>
    /// As above with the expected value's own size, at least <paramref name="floor"/>, as magnitude: where nothing is summed.
    /// </summary>
    public static void Compare(string name, float[] actual, double[] expected, double floor = 1) =>
        Compare(name, actual, expected, Array.ConvertAll(expected, value => Math.Max(floor, Math.Abs(value))));
}
