namespace DqnGpu.Ale;

/// <summary>The vector width at which a picture operation runs; every width gives the same bytes.</summary>
internal enum SimdPath
{
    /// <summary>Plain loops: the specification, and machines without vectors.</summary>
    Scalar,

    /// <summary>SSSE3 or NEON.</summary>
    Vector128,

    /// <summary>AVX2.</summary>
    Vector256,

    /// <summary>AVX-512 with byte permutations (VBMI).</summary>
    Vector512,
}
