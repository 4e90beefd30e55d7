namespace DqnGpu.Kernels;

/// <summary>The sizes of one fully connected layer.</summary>
/// <param name="N">Samples in the minibatch.</param>
/// <param name="In">Input features.</param>
/// <param name="Out">Output features.</param>
public readonly record struct LinearShape(int N, int In, int Out)
{
    /// <summary>Elements of the input [N, In].</summary>
    public long InputLength => (long)N * In;

    /// <summary>Elements of the weights [Out, In].</summary>
    public long WeightLength => (long)Out * In;

    /// <summary>Elements of the output [N, Out].</summary>
    public long OutputLength => (long)N * Out;

    /// <summary>Multiply-adds of one forward pass: N In Out.</summary>
    public long MultiplyAdds => (long)N * In * Out;

    /// <summary>Checks that every size is positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public void Validate()
    {
        BufferCheck.Positive(N);
        BufferCheck.Positive(In);
        BufferCheck.Positive(Out);
    }
}
