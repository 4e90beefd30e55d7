namespace DqnGpu.Nn;

/// <summary>Random numbers from a counter: Philox4x32-10 (Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3").</summary>
/// <remarks>
/// Only integer arithmetic, IEEE addition, multiplication, division and square root are used, so the same seed gives the same bits on every
/// machine; the C library's logarithm and cosine would not.
/// </remarks>
/// <param name="seed">The key.</param>
/// <param name="stream">Streams of one seed are independent: one for each tensor.</param>
public struct CounterRandom(ulong seed, ulong stream)
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    private readonly uint key0 = (uint)seed;
    private readonly uint key1 = (uint)(seed >> 32);
    private ulong counter;
    private double spareNormal = double.NaN;

    /// <summary>One block: four words from a 128-bit counter and a 64-bit key.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3, uint key0, uint key1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ key0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ key1, (uint)product0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>Uniform in 0..1 (1 excluded), a multiple of 2^-53.</summary>
    public double NextUniform()
    {
        var (x0, x1, _, _) = Block((uint)counter, (uint)(counter >> 32), (uint)stream, (uint)(stream >> 32), key0, key1);
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
