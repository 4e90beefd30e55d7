using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="ParameterCopy"/> against <see cref="ParameterCopyReference"/>.</summary>
public abstract class ParameterCopyTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1), TestCase(31), TestCase(1000)]
    public void A_hard_copy_is_equal_to_the_last_bit(int length)
    {
        var online = RandomFloats(length);
        var target = Unwritten(length);
        Device.ParameterCopy.Hard(Upload(online), target);
        Assert.That(target.ToArray(), Is.EqualTo(online));
    }

    [Test, Combinatorial]
    public void A_soft_copy_equals_the_reference([Values(1, 31, 1000)] int length, [Values(0f, 0.005f, 1f)] float tau)
    {
        var online = RandomFloats(length);
        var before = RandomFloats(length);
        var target = Upload(before);
        Device.ParameterCopy.Soft(tau, Upload(online), target);

        var expected = Close.Doubles(before);
        ParameterCopyReference.Soft(tau, Close.Doubles(online), expected);
        Close.Compare("target", target.ToArray(), expected);
    }

    [Test]
    public void Misuse_is_refused()
    {
        var two = Upload(1f, 1f);
        var one = Upload(1f);
        Assert.That(() => Device.ParameterCopy.Hard(two, one), Throws.ArgumentException.With.Message.Contains("target has 1 elements"));
        Assert.That(
            () => Device.ParameterCopy.Soft(1.5f, two, two),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("tau must lie in 0..1, but is 1.5"));
    }
}
