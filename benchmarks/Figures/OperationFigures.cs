using DqnGpu.Benchmarks.Kernels;
using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>Milliseconds and arithmetic rate of each operation of Nature's update, beside the peak of one core in the same run.</summary>
public sealed class OperationFigures : IFigures
{
    private const double SecondsEach = 0.1;

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Figure> report)
    {
        if (isWanted("operation/peak-of-one-core"))
            report(new("operation/peak-of-one-core", MultiplyAddPeak.Measure(), "GFLOP/s"));
        foreach (var subject in MeasuredDevice.All.Where(subject => isWanted($"operation/nature/{subject.Name}")))
        {
            using var device = subject.Open();
            using var operations = new NatureOperations(device);
            foreach (var operation in operations.All)
            {
                var name = $"operation/nature/{operation.Name}/{subject.Name}";
                var timing = Timing.Of(operation.Run, device.Synchronize, SecondsEach);
                report(new(name, timing.MedianMilliseconds, "ms"));
                report(new(name + "/fastest", timing.FastestMilliseconds, "ms"));
                if (operation.FloatingPointOperations > 0)
                    report(new(name + "/rate", operation.FloatingPointOperations / timing.MedianMilliseconds / 1e6, "GFLOP/s"));
            }
        }
    }
}
