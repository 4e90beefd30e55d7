namespace DqnGpu.Kernels;

/// <summary>The sizes of one convolution without padding ("valid").</summary>
/// <param name="N">Samples in the minibatch.</param>
/// <param name="C">Input channels.</param>
/// <param name="H">Input height.</param>
/// <param name="W">Input width.</param>
/// <param name="K">Output channels (filters).</param>
/// <param name="R">Kernel height.</param>
/// <param name="S">Kernel width.</param>
/// <param name="Stride">Step between kernel positions, in both directions.</param>
public readonly record struct Conv2dShape(int N, int C, int H, int W, int K, int R, int S, int Stride)
{
    /// <summary>Output height P = (H - R) / stride + 1.</summary>
    public int P => (H - R) / Stride + 1;

    /// <summary>Output width Q = (W - S) / stride + 1.</summary>
    public int Q => (W - S) / Stride + 1;

    /// <summary>Elements of the input [N, H, W, C].</summary>
    public long InputLength => (long)N * H * W * C;

    /// <summary>Elements of the weights [R, S, C, K].</summary>
    public long WeightLength => (long)R * S * C * K;

    /// <summary>Elements of the output [N, P, Q, K].</summary>
    public long OutputLength => (long)N * P * Q * K;

    /// <summary>Multiply-adds of one forward pass: N P Q K R S C.</summary>
    public long MultiplyAdds => OutputLength * R * S * C;

    /// <summary>Checks that every size is positive and that the kernel fits the input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">The kernel is larger than the input.</exception>
    public void Validate()
    {
        BufferCheck.Positive(N);
        BufferCheck.Positive(C);
        BufferCheck.Positive(H);
        BufferCheck.Positive(W);
        BufferCheck.Positive(K);
        BufferCheck.Positive(R);
        BufferCheck.Positive(S);
        BufferCheck.Positive(Stride);
        if (R > H || S > W)
            throw new ArgumentException($"A {R}x{S} kernel does not fit an input of {H}x{W}.");
    }
}
