using DqnGpu.Benchmarks.Figures;

namespace DqnGpu.Benchmarks.Kernels;

/// <summary>One operation at the shape of a real layer.</summary>
/// <param name="Name">Layer and pass: <c>conv2/backward-weights</c>.</param>
/// <param name="FloatingPointOperations">Two for each multiply-add.</param>
/// <param name="Bytes">Each input read once and each output written once.</param>
/// <param name="Run">Queues it on a set of buffers, 0 .. <see cref="LayerOperations.Sets"/> - 1.</param>
/// <param name="PlainLoops">The same by the formula.</param>
internal sealed record MeasuredOperation(string Name, double FloatingPointOperations, double Bytes, Action<int> Run, PlainLoops PlainLoops)
{
    private int turn;

    /// <summary>Queues it on the next set of buffers.</summary>
    public void RunInTurn() => Run(turn = (turn + 1) % LayerOperations.Sets);

    /// <summary>The name, which BenchmarkDotNet prints as the parameter's value.</summary>
    public override string ToString() => Name;
}

/// <summary>An operation as <c>src/Kernels/Reference</c> has it: loops over the formula, in double precision, on one core.</summary>
/// <param name="Rows">Rows of the whole operation.</param>
/// <param name="FewRows">So many are timed where the whole would take long; every row takes as long as any other.</param>
/// <param name="Of">Makes the loops over a number of rows, with random inputs.</param>
internal sealed record PlainLoops(int Rows, int FewRows, Func<int, Action> Of)
{
    /// <summary>What all rows take: a few are timed, and scaled.</summary>
    /// <remarks>A run is long enough to be interrupted on a busy machine, and one thread's processor time does not count that.</remarks>
    public double Milliseconds()
    {
        var timing = Timing.Of(Of(FewRows), synchronize: () => { }, seconds: 0.05, warmup: 0.05);
        return Math.Min(timing.FastestMilliseconds, timing.ProcessorMilliseconds) * Rows / FewRows;
    }
}
