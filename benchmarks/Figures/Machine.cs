using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using DqnGpu.Kernels;
using Microsoft.Win32;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>Where, when and of what figures were measured.</summary>
/// <param name="Processor">Its name, as the system tells it.</param>
/// <param name="Cores">How many threads it runs at once for this process.</param>
/// <param name="Vectors">The SIMD device's width: <c>Vector512</c>.</param>
/// <param name="Commit">Of the sources that were built; what was changed since does not show.</param>
/// <param name="Date">When, UTC.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="System">Operating system and architecture.</param>
internal sealed record Machine(string Processor, int Cores, string Vectors, string Commit, DateTime Date, string Runtime, string System)
{
    private const int CommitDigits = 10;

    /// <summary>This one, now.</summary>
    public static Machine Describe() => new(
        NameOfProcessor() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Devices.List().Single(device => device.Name == "simd").Description.Split(',')[0],
        CommitOf(typeof(Machine).Assembly),
        DateTime.UtcNow,
        RuntimeInformation.FrameworkDescription,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");

    // The SDK writes the commit behind the version: 1.0.0+0123456789...
    private static string CommitOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var commit]
            ? commit[..Math.Min(CommitDigits, commit.Length)]
            : "unknown";

    private static string? NameOfProcessor()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                return NameInRegistry();
            if (OperatingSystem.IsMacOS())
                return FirstLineOf("sysctl", "-n", "machdep.cpu.brand_string");
            return File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ", 2)[^1];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or global::System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [SupportedOSPlatform("windows")]
    private static string? NameInRegistry() =>
        (Registry.GetValue(@"HKEY_LOCAL_MACHINE\HARDWARE\DESCRIPTION\System\CentralProcessor\0", "ProcessorNameString", null) as string)?.Trim();

    private static string? FirstLineOf(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadLine();
    }
}
