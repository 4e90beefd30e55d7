namespace DqnGpu.Benchmarks.Kernels;

/// <summary>One operation at the shape of a real layer.</summary>
/// <param name="Name">Layer and pass: <c>conv2/backward-weights</c>.</param>
/// <param name="FloatingPointOperations">Two for each multiply-add; 0 where memory is the limit and not arithmetic.</param>
/// <param name="Run">Calls it once.</param>
public sealed record MeasuredOperation(string Name, double FloatingPointOperations, Action Run)
{
    /// <summary>The name, which BenchmarkDotNet prints as the parameter's value.</summary>
    public override string ToString() => Name;
}
