namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="Scale"/>: each product is rounded once, so it is the host's to the last bit.</summary>
public abstract class ScaleTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1), TestCase(17), TestCase(1003)]
    public void Every_element_is_multiplied(int length)
    {
        const float Factor = 0.70710678f;
        var x = RandomFloats(length + 1);
        x[length / 2] = float.NaN;
        var buffer = Upload(x);
        Device.Scale.Apply(Factor, buffer.View.Slice(0, length));
        Assert.That(buffer.ToArray(), Is.EqualTo((float[])[.. x.Take(length).Select(value => Factor * value), x[length]]));
    }
}
