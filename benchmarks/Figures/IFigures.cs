using System.Globalization;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>One measured number.</summary>
/// <param name="Name">What was measured, from the general to the special: <c>update/article/batch-32/simd-2-threads</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
public readonly record struct Figure(string Name, double Value, string Unit)
{
    /// <summary><c>name value unit</c>, for people and for scripts.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Value:g4} {Unit}");
}

/// <summary>A few figures of one concern, measured in some seconds. A new concern is a new class in the list of Program.cs.</summary>
public interface IFigures
{
    /// <summary>Measures the figures that are wanted and reports each as soon as it is known.</summary>
    /// <param name="isWanted">Whether the figure of that name is wanted.</param>
    /// <param name="report">Takes a figure.</param>
    void Measure(Func<string, bool> isWanted, Action<Figure> report);
}
