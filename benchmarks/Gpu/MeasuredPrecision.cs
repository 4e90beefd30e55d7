using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>The precisions that a device can be opened with, by the names that end the figures' names.</summary>
internal static class MeasuredPrecision
{
    public static readonly string[] Offered = ["fp32"];

    /// <summary>Opens the device; <paramref name="notice"/> takes what its driver refuses.</summary>
    /// <exception cref="NotSupportedException">The device does not open. No other is taken in its place.</exception>
    public static Device Open(string device, string precision, Action<string> notice) => precision == "fp32"
        ? Devices.Open(device, notice: notice)
        : throw new ArgumentException($"There is no precision '{precision}'; there are: {string.Join(", ", Offered)}.", nameof(precision));
}
