using System.Globalization;
using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary>Where the frames that minibatches are made of lie.</summary>
public enum ReplayPlace
{
    /// <summary>On a device with memory of its own that has room for them, otherwise on the host.</summary>
    Auto,

    /// <summary>On the device, beside the replay memory in the host's.</summary>
    Device,

    /// <summary>In the host's memory alone; minibatches are uploaded.</summary>
    Host,
}

/// <summary>Decides whether the replay memory's frames are mirrored on the device, before anything is allocated.</summary>
public static class ReplayPlacement
{
    // What networks, minibatches and whoever else uses the device may need beside the frames.
    private const long Reserve = 1L << 30;

    /// <summary>Decides it.</summary>
    /// <param name="asked">What the user wants.</param>
    /// <param name="device">The device.</param>
    /// <param name="shape">Sizes of the replay memory.</param>
    /// <returns><see cref="ReplayPlace.Device"/> or <see cref="ReplayPlace.Host"/>.</returns>
    /// <exception cref="OptionException">
    /// The user wants them on a device that has no room; the message gives the capacity that would fit.
    /// </exception>
    public static ReplayPlace Choose(ReplayPlace asked, Device device, ReplayShape shape) => Choose(asked, device.Name, device.FreeMemory, shape);

    /// <inheritdoc cref="Choose(ReplayPlace, Device, ReplayShape)"/>
    /// <param name="asked">What the user wants.</param>
    /// <param name="deviceName">Its name, for the message.</param>
    /// <param name="free">
    /// Free bytes of its own memory; 0: it computes in the host's, where another copy of the frames gains nothing.
    /// </param>
    /// <param name="shape">Sizes of the replay memory.</param>
    public static ReplayPlace Choose(ReplayPlace asked, string deviceName, long free, ReplayShape shape)
    {
        var fits = FrameMirror.Bytes(shape) + Reserve <= free;
        if (asked == ReplayPlace.Auto)
            return fits ? ReplayPlace.Device : ReplayPlace.Host;
        if (asked == ReplayPlace.Host || fits || free == 0)
            return asked;
        var capacity = Math.Max(0, (free - Reserve) / shape.FrameLength / 1000 * 1000);
        throw new OptionException(string.Create(
            CultureInfo.InvariantCulture,
            $"--replay-on device: {shape.Capacity:N0} frames take {FrameMirror.Bytes(shape) / 1e9:0.0} GB and the rest {Reserve / 1e9:0.0} GB, but {deviceName} has only {free / 1e9:0.0} GB free. Keep them on the host with --replay-on host, or fewer of them: --replay-capacity {capacity}."));
    }

    /// <summary>One line for the user: how much memory the frames take, and where.</summary>
    public static string Describe(ReplayPlace chosen, Device device, ReplayShape shape)
    {
        var frames = string.Create(CultureInfo.InvariantCulture, $"Replay memory: {shape.Slots:N0} frames, {FrameMirror.Bytes(shape) / 1e9:0.00} GB");
        var free = string.Create(CultureInfo.InvariantCulture, $"{device.FreeMemory / 1e9:0.0} GB free");
        return chosen == ReplayPlace.Device
            ? $"{frames} in host memory and as much on {device.Name}{(device.FreeMemory > 0 ? $" ({free})" : "")}"
            : $"{frames} in host memory";
    }
}
