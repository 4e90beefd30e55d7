using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="ReplayScatter"/> against <see cref="ReplayScatterReference"/>: equal byte for byte.</summary>
public abstract class ReplayScatterTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1, 1, 1), TestCase(5, 9, 4), TestCase(49, 20, 12), TestCase(64, 7, 6)]
    public void The_ring_equals_the_reference(int frameLength, int capacity, int count)
    {
        var ring = RandomBytes(frameLength * capacity);
        var staged = RandomBytes(frameLength * count);
        var slots = Enumerable.Range(0, capacity).OrderBy(_ => Random.Next()).Take(count).Select(slot => slot % 3 == 1 ? -1 : slot).ToArray();
        var frames = Upload(ring);
        Device.ReplayScatter.Scatter(frameLength, Upload(staged), Upload(slots), frames);

        ReplayScatterReference.Scatter(frameLength, staged, slots, ring);
        Assert.That(frames.ToArray(), Is.EqualTo(ring));
    }

    [Test]
    public void Misuse_is_refused()
    {
        var slots = Upload(0, 1);
        Assert.That(
            () => Device.ReplayScatter.Scatter(4, Upload(new byte[8]), slots, Upload(new byte[10])),
            Throws.ArgumentException.With.Message.Contains("10 elements, not a multiple of the frame length 4"));
        Assert.That(
            () => Device.ReplayScatter.Scatter(5, Upload(new byte[9]), slots, Upload(new byte[10])),
            Throws.ArgumentException.With.Message.Contains("[N, F] asks for 10"));
    }
}
