using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>The precisions that a device can be opened with, by the names that end the figures' names.</summary>
internal static class MeasuredPrecision
{
    /// <summary>Half a unit of the last of TF32's 11 bits, relative: the largest error of rounding a factor.</summary>
    private const double Tf32Rounding = 1.0 / 2048;

    /// <summary>All names.</summary>
    public static readonly string[] Names = [.. Enum.GetNames<Precision>().Select(name => name.ToLowerInvariant())];

    /// <summary>The precision of a name; null when there is none.</summary>
    public static Precision? Parse(string name) => Names.Contains(name) ? Enum.Parse<Precision>(name, ignoreCase: true) : null;

    /// <summary>Opens the device; <paramref name="notice"/> takes what its driver refuses.</summary>
    /// <exception cref="NotSupportedException">The device does not open, or has not the precision. No other is taken in its place.</exception>
    public static Device Open(string device, Precision precision, Action<string>? notice) =>
        Devices.Open(device, new DeviceOptions(Precision: precision), notice);

    /// <summary>The names of those that the device opens with.</summary>
    public static IEnumerable<string> OfferedBy(string device) => Names.Where(name =>
    {
        try
        {
            Open(device, Parse(name)!.Value, notice: null).Dispose();
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    });

    /// <summary>How far a tensor of products may be from its formula, as a share of its root mean square; null: as fp32, which tf32x3 equals.</summary>
    /// <remarks>
    /// Products of two rounded factors have errors of standard deviation sqrt(2/3) u, and so have sums of them, beside their own size. Five deviations,
    /// and as much again because short sums are no bell curve.
    /// </remarks>
    public static double? ProductTolerance(Precision precision) => precision == Precision.Tf32 ? 8 * Tf32Rounding : null;

    /// <summary>How far the loss of a first update, of networks with the same parameters, may be from the SIMD device's, relative.</summary>
    /// <remarks>The loss is a square, so what is off by a share in the action values is off by twice that in the loss.</remarks>
    public static double FirstLossTolerance(Precision precision) => 2 * ProductTolerance(precision) ?? 1e-4;

    /// <summary>How far the losses of ten updates may be from the SIMD device's, relative.</summary>
    /// <remarks>
    /// In TF32 the first is off by 1.5e-5, later ones of the patch network by up to 8e-3 (docs/results/gpu-h200.md): Adam divides a
    /// gradient by its own size, so that the rounding of small ones moves a parameter as far as that of large ones. Four times that is
    /// allowed.
    /// </remarks>
    public static double LossTolerance(Precision precision) => precision == Precision.Tf32 ? 0.032 : FirstLossTolerance(precision);
}
