using System.Globalization;
using System.Text;

namespace DqnGpu.Nn;

/// <summary>How <see cref="GradientCheck"/> checks.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>Samples in the minibatch; more than one, so that mixed-up rows are noticed.</summary>
    public int N { get; init; } = 3;

    /// <summary>Seed of inputs, parameters, upstream gradients and directions.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Largest error allowed, as a share of the larger of the element's size and its tensor's root mean square.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>The same for the output. In fp32, sums of up to some thousand products: a hundred-thousandth is ample.</summary>
    public double OutputTolerance { get; init; } = 1e-5;

    /// <summary>Elements of a tensor that are checked one by one; of larger tensors a random choice. Directions cover all.</summary>
    public int MaxElements { get; init; } = 1000;

    /// <summary>
    /// Largest share of the elements that may lie at a ReLU's kink and be skipped; beyond it the check fails, since it proves nothing.
    /// </summary>
    public double MaxKinkShare { get; init; } = 0.05;
}

/// <summary>The outcome for one tensor, or for one direction.</summary>
/// <param name="Name">Which gradient: <c>weight</c>, <c>input</c>, <c>input behind ReLU</c>, <c>weight, row 2, directional</c>.</param>
/// <param name="Compared">Numbers that were compared.</param>
/// <param name="Kinks">Numbers skipped because a ReLU switches within the step.</param>
/// <param name="LargestError">Largest error, in the units of <see cref="GradientCheckOptions.Tolerance"/>.</param>
/// <param name="Worst">Where that is and what stands there.</param>
/// <param name="Passed">Within tolerance, with few enough kinks.</param>
public sealed record GradientComparison(string Name, int Compared, int Kinks, double LargestError, string Worst, bool Passed);

/// <summary>The outcome of a gradient check. <see cref="ToString"/> is a table.</summary>
/// <param name="Subject">What was checked, and on which device.</param>
/// <param name="Comparisons">One line for each tensor and direction.</param>
public sealed record GradientCheckReport(string Subject, IReadOnlyList<GradientComparison> Comparisons)
{
    /// <summary>True when all comparisons passed.</summary>
    public bool Passed => Comparisons.All(comparison => comparison.Passed);

    /// <summary>Numbers compared in all.</summary>
    public int Compared => Comparisons.Sum(comparison => comparison.Compared);

    /// <summary>Numbers skipped at kinks in all.</summary>
    public int Kinks => Comparisons.Sum(comparison => comparison.Kinks);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"Gradient check of {Subject}: {(Passed ? "passed" : "FAILED")}");
        foreach (var c in Comparisons)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {(c.Passed ? "ok  " : "FAIL")} {c.Name,-36} {c.Compared,6} compared {c.Kinks,4} kinks   largest error {c.LargestError:e1} {c.Worst}");
        return text.ToString();
    }
}

/// <summary>A gradient is wrong. The message is the report.</summary>
public sealed class GradientCheckException(GradientCheckReport report) : Exception(report.ToString())
{
    /// <summary>All comparisons.</summary>
    public GradientCheckReport Report { get; } = report;
}
