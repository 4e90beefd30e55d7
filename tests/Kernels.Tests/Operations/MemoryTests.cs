namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>Buffers, uploads, fences and graphs of a device.</summary>
public abstract class MemoryTests(DeviceSource source) : DeviceFixture(source)
{
    [Test]
    public void A_new_buffer_is_zero_and_gives_back_what_it_was_given()
    {
        using var buffer = Device.Allocate<int>(100);
        Assert.That(buffer.ToArray(), Is.All.Zero);
        var content = RandomInts(40, 1000);
        buffer.CopyFrom(content, offset: 7);
        var back = new int[40];
        buffer.CopyTo(back, offset: 7);
        Assert.That(back, Is.EqualTo(content));
        Assert.That(buffer.ToArray()[..7], Is.All.Zero);
        Assert.That(buffer.ToArray()[47..], Is.All.Zero);
    }

    [Test]
    public void Ranges_outside_a_buffer_are_refused()
    {
        using var buffer = Device.Allocate<float>(10);
        Assert.That(
            () => buffer.Slice(5, 6),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("5..11").And.Message.Contains("10"));
        Assert.That(() => buffer.CopyFrom(new float[11]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => buffer.CopyTo(new float[2], 9), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Device.Allocate<float>(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Device.AllocatePinned<float>(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void An_upload_copies_a_part_of_pinned_memory()
    {
        using var pinned = Device.AllocatePinned<byte>(64);
        using var buffer = Device.Allocate<byte>(16);
        using var fence = Device.CreateFence();
        var content = RandomBytes(64);
        content.CopyTo(pinned.Span(0, 64));
        Device.Upload(pinned, 20, buffer.Slice(4, 8));
        fence.Record(DeviceQueue.Transfer);
        fence.Await(DeviceQueue.Compute);
        fence.Synchronize();
        Assert.That(buffer.ToArray()[4..12], Is.EqualTo(content[20..28]));
        Assert.That(buffer.ToArray()[12..], Is.All.Zero);
        Assert.That(() => Device.Upload(pinned, 60, buffer.Slice(0, 5)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => pinned.Span(60, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void What_is_uploaded_to_a_buffer_of_its_own_is_there_until_the_next_upload()
    {
        using var pinned = Device.AllocatePinned<byte>(64);
        using var buffer = Device.AllocateUploaded(pinned);
        Assert.That(buffer.Length, Is.EqualTo(64));
        for (var round = 0; round < 2; round++)
        {
            var content = RandomBytes(64);
            content.CopyTo(pinned.Span(0, 64));
            Device.Upload(pinned, 0, buffer);
            Device.Synchronize();
            Assert.That(buffer.ToArray(), Is.EqualTo(content));
        }
    }

    [Test]
    public void A_download_copies_into_a_part_of_pinned_memory_behind_the_operations()
    {
        using var pinned = Device.AllocatePinned<float>(8);
        using var fence = Device.CreateFence();
        pinned.Span(0, 8).Fill(9);
        var x = Upload(1f, -2f, 3f, -4f);
        Device.Relu.Forward(x, x);
        Device.Download(x.Slice(1, 2), pinned, 5);
        fence.Record(DeviceQueue.Compute);
        fence.Synchronize();
        Assert.That(pinned.Span(0, 8).ToArray(), Is.EqualTo(new[] { 9f, 9, 9, 9, 9, 0, 3, 9 }));
        Assert.That(() => Device.Download(x.View, pinned, 5), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("5..9"));
    }

    [Test]
    public void A_graph_repeats_the_captured_operations_on_the_same_buffers()
    {
        var x = Upload(1f, -2f, 3f);
        var y = Upload(0f, 0f, 0f);
        Device.Relu.Forward(x, y);
        using var graph = Device.Capture(() => Device.Relu.Forward(x, y));
        x.CopyFrom([-1f, 5f, 6f]);
        graph.Launch();
        Device.Synchronize();
        Assert.That(y.ToArray(), Is.EqualTo(new[] { 0f, 5, 6 }));
    }

    [Test]
    public void A_buffer_of_another_device_is_refused()
    {
        using var other = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var foreign = other.Allocate<float>(1);
        var own = Upload(1f);
        Assert.That(() => Device.Relu.Forward(foreign, own), Throws.ArgumentException.With.Message.Contains("device"));
    }

    [Test]
    public void More_memory_than_there_is_gives_a_clear_error() =>
        Assert.That(
            () => Device.Allocate<float>(1L << 50),
            Throws.InstanceOf<OutOfMemoryException>().With.Message.Contains("1125899906842624"));
}
