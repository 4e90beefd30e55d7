using DqnGpu.Benchmarks.Figures;
using DqnGpu.Benchmarks.Nn;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>Microseconds of a whole update as plain launches and as one graph.</summary>
internal static class UpdateModes
{
    /// <summary>A device that takes longer than this for an update gets no larger minibatch.</summary>
    private const double SlowMicroseconds = 50_000;

    private static readonly int[] Batches = [32, 64, 256, 1024];

    public static void Measure(Device device, Action<Figure> report)
    {
        foreach (var network in MeasuredNetwork.Names)
        {
            foreach (var batch in Batches)
            {
                var plain = Measure(device, network, batch, useGraph: false, report);
                var graph = Measure(device, network, batch, useGraph: true, report);
                if (Math.Min(plain, graph) < SlowMicroseconds)
                    continue;
                Console.WriteLine($"skipped: {network} at more than batch {batch}, because {device.Name} is slow");
                break;
            }
        }
    }

    private static double Measure(Device device, string network, int batch, bool useGraph, Action<Figure> report)
    {
        using var update = new MeasuredUpdate(device, MeasuredNetwork.Create(network), batch, useGraph);
        var microseconds = 1000 * Timing.Of(update.Run, device.Synchronize, seconds: 0.5).MedianMilliseconds;
        report(new($"update/{network}/batch-{batch}/{(useGraph ? "graph" : "plain")}", microseconds, "us"));
        return microseconds;
    }
}
