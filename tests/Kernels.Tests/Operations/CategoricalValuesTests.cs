using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="CategoricalValues"/> against <see cref="CategoricalValuesReference"/>.</summary>
public abstract class CategoricalValuesTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1, 1, 2), TestCase(3, 4, 5), TestCase(7, 18, 51), TestCase(32, 6, 51), TestCase(2, 3, 64)]
    public void Forward_and_backward_equal_the_reference(int n, int actions, int atoms)
    {
        if (n * actions * atoms > 100)
            RequireRealShapes();
        var support = new CategoricalSupport(atoms, -2, 3);
        var logits = Array.ConvertAll(RandomFloats(n * actions * atoms), value => 4 * value);
        var dq = RandomFloats(n * actions);
        var q = Unwritten(n * actions);
        var dlogits = Unwritten(logits.Length);
        Device.CategoricalValues.Forward(support, actions, Upload(logits), q);
        Device.CategoricalValues.Backward(support, actions, Upload(logits), Upload(dq), dlogits);

        var expected = new double[n * actions];
        var expectedGradient = new double[logits.Length];
        CategoricalValuesReference.Forward(support, Close.Doubles(logits), expected);
        CategoricalValuesReference.Backward(support, Close.Doubles(logits), Close.Doubles(dq), expectedGradient);
        Close.Compare("q", q.ToArray(), expected, floor: 3);
        Close.Compare("dlogits", dlogits.ToArray(), expectedGradient, floor: 3);

        var inPlace = Upload(logits);
        Device.CategoricalValues.Backward(support, actions, inPlace, Upload(dq), inPlace);
        Assert.That(inPlace.ToArray(), Is.EqualTo(dlogits.ToArray()), "over the logits themselves");
    }

    [Test]
    public void The_references_gradient_is_the_slope_of_its_values()
    {
        const double Step = 1e-5;
        var support = new CategoricalSupport(5, -2, 3);
        var logits = Close.Doubles(RandomFloats(2 * 3 * 5));
        var dq = Close.Doubles(RandomFloats(2 * 3));
        var gradient = new double[logits.Length];
        CategoricalValuesReference.Backward(support, logits, dq, gradient);
        for (var i = 0; i < logits.Length; i++)
            Assert.That(gradient[i], Is.EqualTo((Sum(i, Step) - Sum(i, -Step)) / (2 * Step)).Within(1e-8), $"{i}");

        double Sum(int i, double step)
        {
            var moved = (double[])logits.Clone();
            moved[i] += step;
            var q = new double[dq.Length];
            CategoricalValuesReference.Forward(support, moved, q);
            return q.Zip(dq, (value, g) => value * g).Sum();
        }
    }

    [Test]
    public void A_certain_atom_is_the_value_and_logits_of_any_size_are_taken()
    {
        var q = Unwritten(3);
        Device.CategoricalValues.Forward(
            new(4, -1, 2), 1, Upload(1e30f, 0, -1e30f, 5, -1000, -1000, -1000, -900, 1e5f, float.NegativeInfinity, float.NegativeInfinity, 1e5f), q);
        Assert.That(q.ToArray(), Is.EqualTo(new[] { -1f, 2, 0.5f }).Within(1e-6));
    }

    [Test]
    public void NaN_stays_in_its_row()
    {
        var support = new CategoricalSupport(3, -1, 1);
        float[] logits = [0, 1, 2, 3, float.NaN, 5, 6, 7, 8];
        var q = Unwritten(3);
        var dlogits = Upload(new float[9]);
        Device.CategoricalValues.Forward(support, 3, Upload(logits), q);
        Device.CategoricalValues.Backward(support, 3, Upload(logits), Upload(1f, 1f, 1f), dlogits);
        var expected = new double[3];
        var expectedGradient = new double[9];
        CategoricalValuesReference.Forward(support, Close.Doubles(logits), expected);
        CategoricalValuesReference.Backward(support, Close.Doubles(logits), [1, 1, 1], expectedGradient);
        CompareNaN("q", q.ToArray(), expected);
        CompareNaN("dlogits", dlogits.ToArray(), expectedGradient);
    }

    [Test]
    public void A_wrong_length_and_no_support_are_refused()
    {
        var q = Upload(new float[6]);
        Assert.That(
            () => Device.CategoricalValues.Forward(new(5, 0, 1), 3, Upload(new float[29]), q),
            Throws.ArgumentException.With.Message.Contains("logits has 29 elements").And.Message.Contains("[N, A, Z] asks for 30"));
        Assert.That(
            () => Device.CategoricalValues.Backward(new(5, 0, 1), 3, Upload(new float[30]), q, Upload(new float[31])),
            Throws.ArgumentException.With.Message.Contains("dlogits has 31 elements").And.Message.Contains("[N, A, Z] asks for 30"));
        foreach (var support in new CategoricalSupport[] { new(1, 0, 1), new(5, 1, 1), new(5, 2, 1), new(5, float.NaN, 1), new(5, 0, float.PositiveInfinity) })
            Assert.That(() => Device.CategoricalValues.Forward(support, 3, q, q), Throws.InstanceOf<ArgumentOutOfRangeException>(), $"{support}");
    }
}
