using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>Checks that a replay memory fits the machine before anything is allocated.</summary>
public static class ReplayBudget
{
    // What the networks, minibatches, consoles and the runtime take besides.
    private const long Reserve = 512L << 20;

    /// <summary>Memory that is free now, in bytes: the system's, or the container's limit if that is lower.</summary>
    public static long AvailableBytes()
    {
        var memory = GC.GetGCMemoryInfo();
        var ofRuntime = memory.TotalAvailableMemoryBytes - Environment.WorkingSet;
        return Math.Min(ofRuntime, FreeOnLinux() ?? memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }

    /// <summary>Checks it.</summary>
    /// <param name="shape">Sizes of the replay memory.</param>
    /// <param name="prioritized">With priorities.</param>
    /// <param name="twice">Every frame is kept twice: on a device that computes in the host's memory.</param>
    /// <param name="available">Free memory in bytes.</param>
    /// <exception cref="OptionException">It does not fit; the message gives the capacity that would.</exception>
    public static void Check(ReplayShape shape, bool prioritized, bool twice, long available)
    {
        var needed = shape.Bytes(prioritized) + (twice ? FrameMirror.Bytes(shape) : 0);
        if (needed + Reserve <= available)
            return;
        var fits = Math.Max(0, (available - Reserve) / (needed / shape.Slots) / 1000 * 1000);
        throw new OptionException(string.Create(
            CultureInfo.InvariantCulture,
            $"A replay memory of {shape.Capacity:N0} frames takes {needed / 1e9:0.0} GB, but only {available / 1e9:0.0} GB of memory are free. {fits:N0} frames would fit: --replay-capacity {fits}."));
    }

    private static long? FreeOnLinux()
    {
        try
        {
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
