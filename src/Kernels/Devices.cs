using DqnGpu.Kernels.Ilgpu;
using DqnGpu.Kernels.Simd;

namespace DqnGpu.Kernels;

/// <summary>Finds and opens the devices of this machine.</summary>
public static class Devices
{
    /// <summary>Takes the fastest kind that the machine has: cuda, then a GPU by opencl, then simd.</summary>
    public const string Auto = "auto";

    private const string Simd = "simd";

    /// <summary>Every kind of device, and for those that the machine lacks the reason. Opens each GPU, so it may take a second.</summary>
    public static IReadOnlyList<DeviceDescription> List() =>
    [
        .. IlgpuDevices.List(IlgpuDevices.Cuda).Select(Tried), .. IlgpuDevices.List(IlgpuDevices.OpenCL).Select(Tried),
        DescribeSimd(), .. IlgpuDevices.List(IlgpuDevices.Cpu),
    ];

    /// <summary>Opens a device.</summary>
    /// <param name="name"><c>auto</c>, or a name of <see cref="List"/>; upper or lower case.</param>
    /// <param name="options">Threads and vector width of the SIMD device, which other devices ignore; the precision.</param>
    /// <param name="notice">
    /// Takes a line that the user should see: <c>auto</c> passed over a GPU that did not open or did not run a first kernel, or, later, the GPU's
    /// driver refuses graphs.
    /// </param>
    /// <exception cref="ArgumentException">There is no device of that name; the message lists those there are.</exception>
    /// <exception cref="NotSupportedException">The device is known but not available here, or has not the precision; the message says why.</exception>
    public static Device Open(string name, DeviceOptions? options = null, Action<string>? notice = null)
    {
        var precision = options?.Precision ?? Precision.Fp32;
        return name.ToLowerInvariant().Split(':') switch
        {
            [Auto] => OpenFastest(options, notice),
            [Simd] => new SimdDevice(options),
            [IlgpuDevices.Cuda or IlgpuDevices.OpenCL or IlgpuDevices.Cpu] kind => IlgpuDevices.Open(kind[0], precision: precision, notice: notice),
            [IlgpuDevices.Cuda or IlgpuDevices.OpenCL, _] kind when int.TryParse(kind[1], out var index) =>
                IlgpuDevices.Open(kind[0], index, precision, notice),
            _ => throw UnknownName(name),
        };
    }

    /// <summary>A precision that this device does not compute in.</summary>
    internal static NotSupportedException LacksPrecision(string device, Precision precision) => new(
        $"{device} has no tensor cores for {precision.ToString().ToLowerInvariant()}, only fp32. That needs a CUDA GPU of compute capability 8.0 or above.");

    private static Device OpenFastest(DeviceOptions? options, Action<string>? notice)
    {
        foreach (var gpu in Gpus(notice))
        {
            try
            {
                return Open(gpu, options, notice);
            }
            catch (NotSupportedException error)
            {
                notice?.Invoke($"passed over a GPU: {error.Message}");
            }
        }
        return new SimdDevice(options);
    }

    private static IEnumerable<string> Gpus(Action<string>? notice)
    {
        var cuda = IlgpuDevices.List(IlgpuDevices.Cuda);
        // Without a driver there is nothing to tell: most machines have no such GPU.
        if (cuda[0] is { Available: false } missing && IlgpuDevices.IsExpected(IlgpuDevices.Cuda))
            notice?.Invoke($"passed over {missing.Name}: {missing.WhyUnavailable}.");
        return cuda.Concat(IlgpuDevices.List(IlgpuDevices.OpenCL)).Where(device => device is { Available: true, IsGpu: true }).Select(gpu => gpu.Name);
    }

    private static DeviceDescription Tried(DeviceDescription listed)
    {
        if (!listed.Available)
            return listed;
        try
        {
            Open(listed.Name).Dispose();
            return listed;
        }
        catch (NotSupportedException error)
        {
            return listed with { Available = false, WhyUnavailable = error.Message.TrimEnd('.') };
        }
    }

    private static DeviceDescription DescribeSimd()
    {
        using var device = new SimdDevice(new DeviceOptions(Threads: 1));
        return new(Simd, $"{device.Width}, {Environment.ProcessorCount} cores", Available: true);
    }

    private static ArgumentException UnknownName(string name)
    {
        string[] names =
        [
            Auto, .. IlgpuDevices.List(IlgpuDevices.Cuda).Concat(IlgpuDevices.List(IlgpuDevices.OpenCL)).Select(device => device.Name), Simd,
            IlgpuDevices.Cpu,
        ];
        var nearest = names.MinBy(candidate => EditDistance(candidate, name.ToLowerInvariant()))!;
        var hint = EditDistance(nearest, name.ToLowerInvariant()) <= 2 ? $" Did you mean '{nearest}'?" : "";
        return new ArgumentException($"There is no device '{name}'.{hint} Devices: {string.Join(", ", names)}.", nameof(name));
    }

    /// <summary>Levenshtein's distance: the fewest insertions, deletions and replacements that turn one word into the other.</summary>
    private static int EditDistance(string a, string b)
    {
        var distance = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = distance[0];
            distance[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = distance[j];
                distance[j] = Math.Min(replaced, Math.Min(distance[j], distance[j - 1]) + 1);
            }
        }
        return distance[b.Length];
    }
}
