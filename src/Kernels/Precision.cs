namespace DqnGpu.Kernels;

/// <summary>What the heavy operations (convolutions and linear layers, forward and backward) compute in. All else is fp32, and so is every sum.</summary>
public enum Precision
{
    /// <summary>IEEE single precision, 24 bits of significand. Every device has it.</summary>
    Fp32,

    /// <summary>
    /// Factors rounded to 11 bits of significand, multiplied by tensor cores: the fastest. CUDA GPUs of compute capability 8.0 and above.
    /// </summary>
    Tf32,

    /// <summary>
    /// Each factor as a sum of two TF32 numbers, together 22 bits: three tensor-core products for one. CUDA GPUs of compute capability 8.0 and above.
    /// </summary>
    Tf32x3,
}
