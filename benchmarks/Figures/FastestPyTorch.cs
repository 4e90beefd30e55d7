namespace DqnGpu.Benchmarks.Figures;

/// <summary>Several PyTorchs beside us, of which the fastest counts: versions differ in what they are good at.</summary>
internal sealed class FastestPyTorch(params IReadOnlyList<PyTorch> pyTorchs) : IDisposable
{
    /// <summary>Their versions, or why there are none; null before they are asked.</summary>
    public string? Description => pyTorchs.All(one => one.Description is null) ? null : string.Join("; ", pyTorchs.Select(one => one.Description));

    /// <summary>The same in the fastest of them; null where none has it.</summary>
    public PyTorchTiming? Measure(string name) => Fastest(pyTorchs.Select(one => one.Measure(name)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in pyTorchs)
            one.Dispose();
    }

    /// <summary>The fastest of timings, some of which are missing; null where all are.</summary>
    internal static PyTorchTiming? Fastest(IEnumerable<PyTorchTiming?> timings) => timings.MinBy(timing => timing?.FastestMilliseconds ?? double.PositiveInfinity);
}
