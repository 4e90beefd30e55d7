namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A first kernel, before anything depends on the device: drivers open devices and then refuse their code, or fail at the first launch.</summary>
internal static class DeviceTrial
{
    /// <summary>
    /// Does once what every step of a training does: an upload, a kernel (the one that copies a network, which every learner needs), a download.
    /// </summary>
    /// <exception cref="DeviceException">The driver fails.</exception>
    /// <exception cref="OutOfMemoryException">There is not even memory for that.</exception>
    public static void Run(Device device)
    {
        using var host = device.AllocatePinned<float>(1);
        using var source = device.Allocate<float>(1);
        using var copy = device.Allocate<float>(1);
        using var uploaded = device.CreateFence();
        device.Upload(host, 0, source.View);
        uploaded.Record(DeviceQueue.Transfer);
        uploaded.Await(DeviceQueue.Compute);
        device.ParameterCopy.Hard(source, copy);
        device.Download(copy.View, host, 0);
        device.Synchronize();
    }
}
