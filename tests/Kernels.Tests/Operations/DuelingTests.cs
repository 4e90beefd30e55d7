using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="Dueling"/> against <see cref="DuelingReference"/>.</summary>
public abstract class DuelingTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1, 1, 1), TestCase(3, 4, 1), TestCase(7, 18, 1), TestCase(32, 6, 1), TestCase(1, 1, 3), TestCase(3, 4, 16), TestCase(5, 6, 51)]
    public void Forward_equals_the_reference(int n, int actions, int atoms)
    {
        var value = RandomFloats(n * atoms);
        var advantages = RandomFloats(n * actions * atoms);
        var q = Unwritten(n * actions * atoms);
        Device.Dueling.Forward(actions, atoms, Upload(value), Upload(advantages), q);

        var expected = new double[n * actions * atoms];
        DuelingReference.Forward(actions, atoms, Close.Doubles(value), Close.Doubles(advantages), expected);
        Close.Compare("q", q.ToArray(), expected);
    }

    [TestCase(1, 1, 1), TestCase(3, 4, 1), TestCase(7, 18, 1), TestCase(32, 6, 1), TestCase(1, 1, 3), TestCase(3, 4, 16), TestCase(5, 6, 51)]
    public void Backward_equals_the_reference(int n, int actions, int atoms)
    {
        var dq = RandomFloats(n * actions * atoms);
        var dvalue = Unwritten(n * atoms);
        var dadvantages = Unwritten(n * actions * atoms);
        Device.Dueling.Backward(actions, atoms, Upload(dq), dvalue, dadvantages);

        var expectedValue = new double[n * atoms];
        var expectedAdvantages = new double[n * actions * atoms];
        DuelingReference.Backward(actions, atoms, Close.Doubles(dq), expectedValue, expectedAdvantages);
        Close.Compare("dvalue", dvalue.ToArray(), expectedValue, floor: actions);
        Close.Compare("dadvantages", dadvantages.ToArray(), expectedAdvantages);
    }

    [Test]
    public void A_NaN_takes_its_own_number_of_all_actions_and_no_other()
    {
        const int Actions = 3, Atoms = 5;
        var advantages = RandomFloats(2 * Actions * Atoms);
        advantages[(Actions + 1) * Atoms + 2] = float.NaN;
        var q = Upload(new float[2 * Actions * Atoms]);
        Device.Dueling.Forward(Actions, Atoms, Upload(RandomFloats(2 * Atoms)), Upload(advantages), q);
        Assert.That(
            Array.ConvertAll(q.ToArray(), float.IsNaN), Is.EqualTo(Enumerable.Range(0, 2 * Actions * Atoms).Select(i => i >= Actions * Atoms && i % Atoms == 2)));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var value = Upload(new float[3]);
        var q = Upload(new float[11]);
        Assert.That(
            () => Device.Dueling.Forward(4, 1, value, q, q),
            Throws.ArgumentException.With.Message.Contains("advantages has 11 elements").And.Message.Contains("[N, A, Z] asks for 12"));
        Assert.That(
            () => Device.Dueling.Backward(1, 2, q, value, q),
            Throws.ArgumentException.With.Message.Contains("value has 3 elements").And.Message.Contains("[N, Z] asks for 2"));
    }

    [TestCase(0, 1), TestCase(1, 0)]
    public void No_action_or_no_number_of_it_is_refused(int actions, int atoms)
    {
        var any = Upload(1f);
        Assert.That(() => Device.Dueling.Forward(actions, atoms, any, any, any), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
