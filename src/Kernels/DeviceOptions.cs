namespace DqnGpu.Kernels;

/// <summary>The widest vectors that the SIMD device uses.</summary>
public enum SimdWidth
{
    /// <summary>The widest that the processor has.</summary>
    Auto,

    /// <summary>Vector512: AVX-512.</summary>
    Vector512,

    /// <summary>Vector256: AVX2 with FMA.</summary>
    Vector256,

    /// <summary>Vector128: NEON, and x86 without AVX2.</summary>
    Vector128,

    /// <summary>Plain scalar code.</summary>
    Scalar,
}

/// <summary>How a device is opened.</summary>
/// <param name="Threads">Worker threads of the SIMD device, the caller counted in; 0: one for each core.</param>
/// <param name="SimdWidth">Narrower vectors than the processor's, for tests and comparisons.</param>
/// <param name="Precision">What convolutions and linear layers compute in.</param>
public sealed record DeviceOptions(int Threads = 0, SimdWidth SimdWidth = SimdWidth.Auto, Precision Precision = Precision.Fp32);
