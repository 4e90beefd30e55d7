using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="Dueling"/> against <see cref="DuelingReference"/>.</summary>
public abstract class DuelingTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1, 1), TestCase(3, 4), TestCase(7, 18), TestCase(32, 6)]
    public void Forward_equals_the_reference(int n, int actions)
    {
        var value = RandomFloats(n);
        var advantages = RandomFloats(n * actions);
        var q = Unwritten(n * actions);
        Device.Dueling.Forward(actions, Upload(value), Upload(advantages), q);

        var expected = new double[n * actions];
        DuelingReference.Forward(actions, Close.Doubles(value), Close.Doubles(advantages), expected);
        Close.Compare("q", q.ToArray(), expected);
    }

    [TestCase(1, 1), TestCase(3, 4), TestCase(7, 18), TestCase(32, 6)]
    public void Backward_equals_the_reference(int n, int actions)
    {
        var dq = RandomFloats(n * actions);
        var dvalue = Unwritten(n);
        var dadvantages = Unwritten(n * actions);
        Device.Dueling.Backward(actions, Upload(dq), dvalue, dadvantages);

        var expectedValue = new double[n];
        var expectedAdvantages = new double[n * actions];
        DuelingReference.Backward(actions, Close.Doubles(dq), expectedValue, expectedAdvantages);
        Close.Compare("dvalue", dvalue.ToArray(), expectedValue, floor: actions);
        Close.Compare("dadvantages", dadvantages.ToArray(), expectedAdvantages);
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var value = Upload(new float[3]);
        var q = Upload(new float[11]);
        Assert.That(
            () => Device.Dueling.Forward(4, value, q, q),
            Throws.ArgumentException.With.Message.Contains("advantages has 11 elements").And.Message.Contains("[N, A] asks for 12"));
    }
}
