using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="ReplayGather"/> against <see cref="ReplayGatherReference"/>: equal byte for byte.</summary>
public abstract class ReplayGatherTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1, 1, 1), TestCase(5, 3, 8), TestCase(49, 20, 12), TestCase(64, 7, 20)]
    public void Stacks_equal_the_reference(int frameLength, int capacity, int count)
    {
        var frames = RandomBytes(frameLength * capacity);
        var indices = Array.ConvertAll(RandomInts(count, capacity + 1), index => index - 1);
        indices[0] = -1;
        var stacks = Upload(RandomBytes(count * frameLength));
        Device.ReplayGather.Gather(frameLength, Upload(frames), Upload(indices), stacks);

        var expected = new byte[count * frameLength];
        ReplayGatherReference.Gather(frameLength, frames, indices, expected);
        Assert.That(stacks.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Misuse_is_refused()
    {
        var frames = Upload(new byte[10]);
        var stacks = Upload(new byte[9]);
        Assert.That(
            () => Device.ReplayGather.Gather(4, frames, Upload(0, 1), stacks),
            Throws.ArgumentException.With.Message.Contains("10 elements, not a multiple of the frame length 4"));
        Assert.That(
            () => Device.ReplayGather.Gather(5, frames, Upload(0, 1), stacks),
            Throws.ArgumentException.With.Message.Contains("stacks has 9 elements").And.Message.Contains("[N, S, F] asks for 10"));
    }
}
