using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Simd;

/// <summary>
/// What this device refuses because it indexes the host's own memory. A GPU does not look at what lies in its memory: what is uploaded is checked before.
/// </summary>
public sealed class SimdAutoIndexTests() : DeviceFixture(SimdSources.Auto)
{
    [TestCase(2), TestCase(-2), TestCase(int.MaxValue)]
    public void A_frame_outside_the_ring_is_refused(int index)
    {
        var stacks = Upload<byte>(7, 7, 7, 7);
        Assert.That(
            () => Device.ReplayGather.Gather(2, Upload(new byte[4]), Upload(1, index), stacks),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"Gather: indices[1] is {index}, but must lie in -1..1"));
        Assert.That(stacks.ToArray(), Is.All.EqualTo(7));
    }

    [TestCase(2), TestCase(-2), TestCase(int.MaxValue)]
    public void A_slot_outside_the_ring_is_refused(int slot)
    {
        var frames = Upload<byte>(7, 7, 7, 7);
        Assert.That(
            () => Device.ReplayScatter.Scatter(2, Upload(new byte[4]), Upload(1, slot), frames),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"Scatter: slots[1] is {slot}, but must lie in -1..1"));
        Assert.That(frames.ToArray(), Is.All.EqualTo(7));
    }

    [TestCase(3), TestCase(-1), TestCase(100_000_000)]
    public void An_action_that_is_none_is_refused(int action)
    {
        var gradient = Unwritten(6);
        Assert.That(
            () => Device.TdLoss.Compute(3, LossKind.Huber, new()
            {
                Outputs = Upload(new float[6]),
                Actions = Upload(2, action),
                Rewards = Upload(0f, 0f),
                Discounts = Upload(0f, 0f),
                NextTarget = Upload(new float[6]),
                Gradient = gradient,
                Errors = Unwritten(2),
                Statistics = Unwritten(2),
            }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"Compute: Actions[1] is {action}, but must lie in 0..2"));
        Assert.That(gradient.ToArray(), Is.All.NaN);
    }

    [TestCase(3), TestCase(-1), TestCase(100_000_000)]
    public void A_label_that_is_none_is_refused(int label)
    {
        var gradient = Unwritten(6);
        Assert.That(
            () => Device.CrossEntropyLoss.Compute(3, Upload(new float[6]), Upload(2, label), gradient, Unwritten(1)),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"Compute: labels[1] is {label}, but must lie in 0..2"));
        Assert.That(gradient.ToArray(), Is.All.NaN);
    }
}
