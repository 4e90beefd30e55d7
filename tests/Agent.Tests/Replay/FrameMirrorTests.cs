using DqnGpu.Kernels;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The mirror alone; that what is gathered from it equals the replay memory's minibatches is shown by whole trainings.</summary>
public sealed class FrameMirrorTests
{
    [TestCase(20), TestCase(-2)]
    public void AFrameForNoSlotOfTheRingIsRefusedAndNothingIsStored(long slot)
    {
        using var device = Devices.Open("simd");
        using var mirror = new FrameMirror(device, new(20, Environments: 1, FrameLength: 3, StackSize: 2, NStep: 1, Gamma: 0.9, RepeatFirstFrame: false));
        mirror.Begin();
        mirror.Row(mirror.Add(slot)).Fill(9);
        Assert.That(mirror.Store, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"slots[0] is {slot}, but must lie in -1..19"));
        Assert.That(mirror.Frames.Buffer.ToArray(), Is.All.Zero);

        mirror.Begin();
        mirror.Row(mirror.Add(19)).Fill(9);
        mirror.Store();
        Assert.That(mirror.Frames.Buffer.ToArray()[^4..], Is.EqualTo(new byte[] { 0, 9, 9, 9 }));
    }
}
