using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>One launch of a puzzle's kernel, and what must come of it.</summary>
/// <param name="Grid">Groups.</param>
/// <param name="Group">Threads of a group.</param>
/// <param name="Arguments">What the kernel gets.</param>
/// <param name="Inputs">What it reads, by name.</param>
/// <param name="Expectations">What it writes.</param>
public sealed record Trial<TArguments>(
    Dim3 Grid, Dim3 Group, TArguments Arguments, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Expectation> Expectations) where TArguments : struct
{
    /// <summary>Everything with a name.</summary>
    public IEnumerable<Tensor> Tensors => Inputs.Concat(Expectations.Select(expectation => expectation.Output));
}
