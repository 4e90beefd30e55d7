using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>Random numbers from a counter, by <see cref="Philox"/>.</summary>
/// <remarks>
/// Only integer arithmetic, IEEE addition, multiplication, division and square root are used, so the same seed gives the same bits on every
/// machine; the C library's logarithm and cosine would not.
/// </remarks>
/// <param name="seed">The key.</param>
/// <param name="stream">Streams of one seed are independent: one for each tensor.</param>
public struct CounterRandom(ulong seed, ulong stream)
{
    private readonly uint key0 = (uint)seed;
    private readonly uint key1 = (uint)(seed >> 32);
    private ulong counter;
    private double spareNormal = double.NaN;

    /// <summary>Uniform in 0..1 (1 excluded), a multiple of 2^-53.</summary>
    public double NextUniform()
    {
        var (x0, x1, _, _) = Philox.Block((uint)counter, (uint)(counter >> 32), (uint)stream, (uint)(stream >> 32), key0, key1);
        counter++;
        return ((((ulong)x0 << 32) | x1) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Standard normal, by the polar method (Marsaglia and Bray 1964).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spareNormal))
        {
            var spare = spareNormal;
            spareNormal = double.NaN;
            return spare;
        }

        while (true)
        {
            var u = 2 * NextUniform() - 1;
            var v = 2 * NextUniform() - 1;
            var s = u * u + v * v;
            if (s is >= 1 or 0)
                continue;
            var factor = Math.Sqrt(-2 * Logarithm(s) / s);
            spareNormal = v * factor;
            return u * factor;
        }
    }

    /// <summary>ln(x) for normal positive x, to about 1e-15.</summary>
    /// <remarks>
    /// x = m 2^e with m in sqrt(1/2)..sqrt(2), then with t = (m - 1) / (m + 1), |t| &lt; 0.172:
    /// <code>ln m = 2 (t + t^3/3 + t^5/5 + ...)</code>
    /// </remarks>
    internal static double Logarithm(double x)
    {
        const double Ln2 = 0.693147180559945309417;
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        var t = (mantissa - 1) / (mantissa + 1);
        var square = t * t;
        var sum = 0.0;
        for (var power = 21; power >= 1; power -= 2)
            sum = sum * square + 1.0 / power;
        return 2 * t * sum + exponent * Ln2;
    }
}
