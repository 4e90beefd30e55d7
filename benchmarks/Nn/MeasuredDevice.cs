using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>A device to measure, in one of its settings.</summary>
/// <param name="Name">As it appears in the figures: <c>simd-2-threads</c>, <c>cuda</c>.</param>
/// <param name="Open">Opens it.</param>
public sealed record MeasuredDevice(string Name, Func<Device> Open)
{
    /// <summary>SIMD with one thread and with one for each core, and every GPU. Not ILGPU's CPU accelerator, which is a debugger.</summary>
    public static IEnumerable<MeasuredDevice> All =>
    [
        .. new[] { 1, Environment.ProcessorCount }.Distinct().Select(Simd),
        .. Devices.List()
            .Where(device => device.Available && device.Name is not ("simd" or "ilgpu-cpu"))
            .Select(device => new MeasuredDevice(device.Name, () => Devices.Open(device.Name))),
    ];

    /// <summary>SIMD with a number of threads.</summary>
    public static MeasuredDevice Simd(int threads) =>
        new($"simd-{threads}-{(threads == 1 ? "thread" : "threads")}", () => Devices.Open("simd", new DeviceOptions(threads)));

    /// <summary>The name, which BenchmarkDotNet prints as the parameter's value.</summary>
    public override string ToString() => Name;
}
