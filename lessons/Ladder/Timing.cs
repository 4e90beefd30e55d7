using DqnGpu.Kernels;
using DqnGpu.Kernels.Ilgpu;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder;

/// <summary>How long a rung takes on a device.</summary>
/// <param name="Seconds">Of all its launches together.</param>
/// <param name="Rung">What it does in that time.</param>
/// <param name="VendorsSeconds">Of the vendor's own kernel, where there is one.</param>
/// <param name="Card">The device, where it is one whose peaks are known.</param>
public sealed record RungTime(double Seconds, PreparedRung Rung, double? VendorsSeconds, Card? Card)
{
    /// <summary>With its unit.</summary>
    public string Milliseconds => $"{Seconds * 1e3:0.000} ms";

    /// <summary>GFLOP/s, or GB/s where bytes are what counts.</summary>
    public string Rate => Rung.Bytes > 0 ? $"{Rung.Bytes / Seconds / 1e9:N0} GB/s" : $"{Rung.Operations / Seconds / 1e9:N0} GFLOP/s";

    /// <summary>The rate as a share of the vendor's kernel's; empty where there is none.</summary>
    public string ShareOfVendors => VendorsSeconds is { } seconds ? $"{seconds / Seconds:0.0 %}" : "";

    /// <summary>Of the card's fp32 multiply-adds or of its memory; empty where the card is not known.</summary>
    public string ShareOfPeak => Card is null ? ""
        : $"{(Rung.Bytes > 0 ? Rung.Bytes / Seconds / (Card.GigabytesPerSecond * 1e9) : Rung.Operations / Seconds / (Card.TeraFlops * 1e12)):0.0 %}";
}

/// <summary>Takes the time of rungs on the device that this machine has.</summary>
public static class Timing
{
    private const int CudaScale = 32, OpenCLScale = 4;

    /// <summary>Opens the device that takes time; null where <paramref name="name"/> is <c>auto</c> and there is no GPU.</summary>
    /// <exception cref="ArgumentException">No kernels of the lessons run on a device of that name, or there is none.</exception>
    /// <exception cref="NotSupportedException">It is not available here.</exception>
    public static IlgpuDevice? Open(string name)
    {
        var device = Devices.Open(name);
        if (device is IlgpuDevice { RunsBesideHost: true } gpu)
            return gpu;
        device.Dispose();
        return name.Equals(Devices.Auto, StringComparison.OrdinalIgnoreCase) ? null
            : throw new ArgumentException($"The lessons' kernels do not run on {name}: name a device of cuda or opencl.");
    }

    /// <summary>Checks the rung at the size that is counted, and takes its time at a size that fills the device; null where it cannot run.</summary>
    /// <exception cref="InvalidOperationException">The device computed something wrong.</exception>
    public static RungTime? Measure(Rung rung, IlgpuDevice device)
    {
        if (rung.Fault is not null || rung.NeedsCuda && !IsCuda(device))
            return null;
        Check(rung, device);
        using var timing = new TimingDevice(device, IsCuda(device) ? CudaScale : OpenCLScale);
        var prepared = rung.Prepare(timing);
        var card = Card.All.FirstOrDefault(card => device.Description.Contains(card.Name, StringComparison.OrdinalIgnoreCase));
        return new(timing.Seconds(prepared.Launch), prepared, prepared.Vendors is { } vendors ? timing.Seconds(vendors) : null, card);
    }

    /// <summary>Tells the rung's time, or why there is none.</summary>
    public static void WriteTime(Rung rung, string name, TextWriter output)
    {
        using var device = Open(name);
        if (device is null)
            output.WriteLine("Time: none, for there is no GPU here. (`--device opencl` names another device that computes.)");
        else if (Measure(rung, device) is not { } time)
            output.WriteLine($"Time: none, for it needs the tensor cores of a CUDA GPU, not {device.Description}.");
        else
            output.WriteLine($"Time: {time.Milliseconds}, {time.Rate}{(time.ShareOfPeak.Length > 0 ? $", {time.ShareOfPeak} of its peak" : "")}{(time.ShareOfVendors.Length > 0 ? $", {time.ShareOfVendors} of cuBLAS" : "")}, on {device.Description}.");
    }

    private static bool IsCuda(IlgpuDevice device) => device.Name.StartsWith("cuda", StringComparison.Ordinal);

    private static void Check(Rung rung, IlgpuDevice device)
    {
        using var small = new TimingDevice(device, 1);
        var prepared = rung.Prepare(small);
        prepared.Launch();
        foreach (var result in prepared.Results.Select(result => result.Compare(small)))
        {
            if (!result.IsRight)
                throw new InvalidOperationException($"{rung.Title} is wrong on {device.Description}: {result.Element} is {result.Got:g6}, not {result.Wanted:g6}.");
        }
    }
}
