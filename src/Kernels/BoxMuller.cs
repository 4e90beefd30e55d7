using System.Numerics;

namespace DqnGpu.Kernels;

/// <summary>Two standard normal numbers from two uniform words, in single precision (Box and Muller 1958).</summary>
/// <remarks>
/// <code>
/// u = (x div 2^8 + 1) / 2^24        angle = 2 pi y / 2^32        e0 = sqrt(-2 ln u) cos(angle)        e1 = sqrt(-2 ln u) sin(angle)
/// </code>
/// <para>|e| is at most sqrt(48 ln 2) = 5.77. Logarithm, sine and cosine are short polynomials, so SIMD devices and GPUs run the same lines
/// and differ only where a GPU rounds a product and a sum together; and where u is next to 1, -ln u is not lost as in a GPU's own
/// logarithm.</para>
/// </remarks>
internal static class BoxMuller
{
    private const float Ln2 = 0.69314718f;
    private const float RootTwo = 1.41421356f;
    private const float RadiansPerStep = 1.46291808e-9f;

    /// <summary>e0 and e1.</summary>
    public static (float E0, float E1) Normals(uint x, uint y)
    {
        var radius = MathF.Sqrt(-2 * LogarithmOfFraction((x >> 8) + 1));
        // The nearest quarter turn, and what is left of the angle: at most an eighth of a turn either way. By shifts: of sums of unsigned words that
        // overflow an OpenCL compiler believes that they do not.
        var quarter = (int)((y >> 29) + 1) >> 1 & 3;
        var angle = ((int)(y << 2) >> 2) * RadiansPerStep;
        var square = angle * angle;
        var sine = angle * (1 + square * (-1 / 6f + square * (1 / 120f + square * (-1 / 5040f + square * (1 / 362880f)))));
        var cosine = 1 + square * (-1 / 2f + square * (1 / 24f + square * (-1 / 720f + square * (1 / 40320f + square * (-1 / 3628800f)))));
        var isOdd = (quarter & 1) != 0;
        var along = isOdd ? sine : cosine;
        var across = isOdd ? cosine : sine;
        return (radius * (quarter == 1 || quarter == 2 ? -along : along), radius * (quarter >= 2 ? -across : across));
    }

    /// <summary>ln(k / 2^24) for k in 1 .. 2^24, to a few units in the last place.</summary>
    /// <remarks>
    /// k / 2^24 = m 2^e with m in sqrt(1/2) .. sqrt(2), then with t = (m - 1) / (m + 1), |t| &lt; 0.172:
    /// <code>ln m = 2 (t + t^3/3 + t^5/5 + t^7/7 + t^9/9)</code>
    /// </remarks>
    private static float LogarithmOfFraction(uint k)
    {
        var zeros = BitOperations.LeadingZeroCount(k);
        var exponent = 7 - zeros;
        // By way of a signed integer: kernels convert unsigned ones in double precision.
        var mantissa = (int)(k << (zeros - 7)) * (1 / 16777216f);
        if (mantissa > RootTwo)
        {
            mantissa *= 0.5f;
            exponent++;
        }
        var t = (mantissa - 1) / (mantissa + 1);
        var square = t * t;
        return exponent * Ln2 + 2 * t * (1 + square * (1 / 3f + square * (1 / 5f + square * (1 / 7f + square * (1 / 9f)))));
    }
}
