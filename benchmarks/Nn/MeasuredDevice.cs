using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>A device to measure, in one of its settings.</summary>
/// <param name="Name">As it appears in the figures: <c>simd-2-threads</c>, <c>cuda</c>.</param>
/// <param name="Threads">Threads that compute; 0 for a GPU.</param>
/// <param name="Open">Opens it.</param>
public sealed record MeasuredDevice(string Name, int Threads, Func<Device> Open)
{
    /// <summary>SIMD with one thread and with one for each core, and every GPU. Not what runs a GPU's kernels on the processor: that is for debugging.</summary>
    public static IEnumerable<MeasuredDevice> All => Found.Value;

    // To list GPUs is to open each.
    private static readonly Lazy<MeasuredDevice[]> Found = new(() =>
    [
        .. ThreadCounts.Select(Simd),
        .. Devices.List()
            .Where(device => device is { Available: true, IsGpu: true })
            .Select(device => new MeasuredDevice(device.Name, Threads: 0, () => Devices.Open(device.Name))),
    ]);

    /// <summary>How many threads the processor is measured with.</summary>
    public static IEnumerable<int> ThreadCounts => new[] { 1, Environment.ProcessorCount }.Distinct();

    /// <summary>SIMD with a number of threads.</summary>
    public static MeasuredDevice Simd(int threads) =>
        new($"simd-{threads}-{(threads == 1 ? "thread" : "threads")}", threads, () => Devices.Open("simd", new DeviceOptions(threads)));

    /// <summary>The name, which BenchmarkDotNet prints as the parameter's value.</summary>
    public override string ToString() => Name;
}
