namespace DqnGpu.Kernels.Tests;

public sealed class HostBufferTests
{
    [Test]
    public void Keeps_what_is_written_and_refuses_ranges_outside()
    {
        using var buffer = new HostBuffer<int>(100);
        buffer.Span(90, 10).Fill(7);
        Assert.That(buffer.Span(95, 5).ToArray(), Is.All.EqualTo(7));
        Assert.That(() => buffer.Span(95, 6), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("95..101"));
        Assert.That(() => new HostBuffer<int>(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Given_back_it_cannot_be_touched()
    {
        var buffer = new HostBuffer<byte>(1);
        buffer.Dispose();
        Assert.That(() => buffer.Span(0, 1), Throws.InstanceOf<ObjectDisposedException>());
    }
}
