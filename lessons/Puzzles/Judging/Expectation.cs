using System.Globalization;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>What an output must hold after the launch, and why.</summary>
/// <param name="Output">The output.</param>
/// <param name="Wanted">Its elements as they must be.</param>
/// <param name="Reason">Where an element's value comes from.</param>
public sealed record Expectation(Tensor Output, double[] Wanted, Func<int, string> Reason)
{
    private const double Tolerance = 1e-4;
    private const double Nudge = 1e-4;

    /// <summary>Wrong outputs that have a cause which can be told: what they hold, and the cause.</summary>
    public IReadOnlyList<(double[] Values, string Cause)> Mistakes { get; init; } = [];

    /// <summary>An output that plain loops compute too.</summary>
    /// <param name="output">The output; it becomes untouched.</param>
    /// <param name="wanted">What the loops make.</param>
    /// <param name="reason">The formula in words.</param>
    public static Expectation Loops(Tensor output, double[] wanted, string reason) => new(output.Untouch(), wanted, _ => reason);

    /// <summary>A gradient: how fast the loss moves with each element, measured by moving it.</summary>
    /// <param name="gradient">The output; it becomes untouched.</param>
    /// <param name="of">What the gradient belongs to.</param>
    /// <param name="loss">The loss as a function of that, in double precision.</param>
    public static Expectation Gradient(Tensor gradient, Tensor of, Func<double[], double> loss)
    {
        var values = of.Doubles();
        var wanted = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            values[i] = value + Nudge;
            var above = loss(values);
            values[i] = value - Nudge;
            wanted[i] = (above - loss(values)) / (2 * Nudge);
            values[i] = value;
        }
        return new(gradient.Untouch(), wanted, i =>
            $"the loss moves by that much for each unit of {of.Element(i)}, measured by moving it up and down by {Number(Nudge)}");
    }

    /// <summary>Says which element is wrong, what it is, what it should be and why; null: all are right.</summary>
    public string? WhatIsWrong()
    {
        var got = Output.Values.ToArray();
        var wrong = Enumerable.Range(0, Wanted.Length).Where(i => !IsClose(got[i], Wanted[i])).ToArray();
        if (wrong is not [var first, ..])
            return null;
        var told = Output.IsUntouched(first)
            ? $"{Output.Element(first)} was never written, or only added to; it should be {Number(Wanted[first])}: "
            : $"{Output.Element(first)} is {Number(got[first])}; it should be {Number(Wanted[first])}: ";
        told += Reason(first) + ".";
        if (Wanted.Length > 1)
            told += wrong.Length switch
            {
                1 => $" 1 of {Wanted.Length} elements is wrong.",
                var all when all == Wanted.Length => $" All {all} elements are wrong.",
                var some => $" {some} of {Wanted.Length} elements are wrong, the last of them {Output.Element(wrong[^1])}.",
            };
        foreach (var (values, cause) in Mistakes)
            if (wrong.All(i => IsClose(got[i], values[i])))
                return $"{told} {cause}";
        return told;
    }

    private static bool IsClose(double got, double wanted) => Math.Abs(got - wanted) <= Tolerance * (1 + Math.Abs(wanted));

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
