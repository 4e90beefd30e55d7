namespace DqnGpu.Kernels;

/// <summary>What a forward operation applies to its result before it writes it: fused, because the result is in a register then.</summary>
public enum Activation
{
    /// <summary>y = z.</summary>
    None,

    /// <summary>y = max(0, z).</summary>
    Relu,
}
