using DqnGpu.Benchmarks.Figures;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>
/// What only a GPU can show, in one run: devices, checks, kernels, updates, copies. <c>gpu.sh</c> adds the peers and a training run.
/// </summary>
internal static class GpuReport
{
    /// <summary>Prints the report.</summary>
    /// <param name="name">The device; null: CUDA, or where there is none what <c>auto</c> takes, with a note.</param>
    /// <returns>0, or 1 when a check failed.</returns>
    public static int Run(string? name)
    {
        foreach (var listed in Devices.List())
            Console.WriteLine($"device {listed.Name}: {(listed.Available ? listed.Description : "not available, " + listed.WhyUnavailable)}");
        var cuda = Devices.List().First(listed => listed.Name == "cuda");
        if (name is null && !cuda.Available)
            Console.WriteLine($"skipped on CUDA: everything below, because {cuda.WhyUnavailable}; it runs on the fastest device there is");
        using var device = Devices.Open(name ?? "auto");
        Console.WriteLine($"measured {device.Name}: {device.Description}");

        var passed = DeviceChecks.Run(device, Console.WriteLine);
        KernelFigures.Measure(device, Print);
        UpdateModes.Measure(device, Print);
        if (device.RunsBesideHost)
            CopyFigures.Measure(device, Print);
        else
            Console.WriteLine($"skipped: copies from pinned memory, because {device.Name} works in the host's memory");
        return passed ? 0 : 1;
    }

    private static void Print(Figure figure) => Console.WriteLine(figure);
}
