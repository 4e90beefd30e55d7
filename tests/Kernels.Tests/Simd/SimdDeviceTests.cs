using DqnGpu.Kernels.Simd;

namespace DqnGpu.Kernels.Tests.Simd;

public sealed class SimdDeviceTests
{
    [Test]
    public void Loops_of_ones_own_read_and_write_a_views_memory()
    {
        using var device = new SimdDevice(new DeviceOptions(Threads: 1));
        using var buffer = device.Allocate<float>(5);
        buffer.CopyFrom([1, 2, 3, 4, 5]);

        foreach (ref var element in device.Memory(buffer.Slice(1, 3)))
            element *= 10;

        Assert.That(buffer.ToArray(), Is.EqualTo(new[] { 1f, 20, 30, 40, 5 }));
        Assert.That(device.Memory<float>(default).IsEmpty);
    }

    [Test]
    public void What_the_host_fills_in_is_read_where_it_lies()
    {
        using var device = new SimdDevice(new DeviceOptions(Threads: 1));
        using var pinned = device.AllocatePinned<float>(5);
        using (var buffer = device.AllocateUploaded(pinned))
        {
            pinned.Span(0, 5).Fill(7);
            Assert.That(buffer.ToArray(), Is.All.EqualTo(7));
        }
        Assert.That(pinned.Span(0, 5).ToArray(), Is.All.EqualTo(7), "the host's memory outlives the device's side");
    }

    [Test]
    public void Another_devices_memory_is_refused()
    {
        using var device = new SimdDevice(new DeviceOptions(Threads: 1));
        using var other = new SimdDevice(new DeviceOptions(Threads: 1));
        using var buffer = other.Allocate<float>(1);

        Assert.That(() => device.Memory(buffer.View).Length, Throws.ArgumentException.With.Message.Contains("Allocate it on the device that uses it"));
    }
}
