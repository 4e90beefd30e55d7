using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary>Opens the device that the user names.</summary>
public static class DeviceChoice
{
    /// <summary>Opens it. What the user should know of it (a GPU passed over, graphs refused) becomes a line on the error stream.</summary>
    /// <exception cref="OptionException">There is none of that name, or it is not available here, or has not the precision; the message says which there are.</exception>
    public static Device Open(string name, int threads, Precision precision = Precision.Fp32)
    {
        try
        {
            return Devices.Open(name, new DeviceOptions(Threads: threads, Precision: precision), notice: line => Console.Error.WriteLine($"note: {line}"));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new OptionException($"--device {name}: {OneLine.Of(exception)}");
        }
    }
}
