using System.CommandLine;
using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary><c>devices</c>: what <c>--device</c> can name on this machine.</summary>
public static class DevicesCommand
{
    /// <summary>Makes <paramref name="command"/> the one that lists the devices.</summary>
    public static void Build(Command command) => command.SetAction(_ =>
    {
        foreach (var device in Devices.List())
            Console.WriteLine(device.Available
                ? $"{device.Name,-12} {device.Description}"
                : $"{device.Name,-12} not available: {device.WhyUnavailable}");
        return ExitCode.Success;
    });
}
