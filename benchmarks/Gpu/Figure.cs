using System.Globalization;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>One measured number, as <c>gpu.sh</c> reads it.</summary>
/// <param name="Name">What was measured, from the general to the special: <c>update/article/batch-32/graph/fp32</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
internal readonly record struct Figure(string Name, double Value, string Unit)
{
    /// <summary><c>name value unit</c>, for people and for scripts.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Value:g4} {Unit}");
}
