using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="InputCentre"/> against <see cref="InputCentreReference"/>.</summary>
public abstract class InputCentreTests(DeviceSource source) : DeviceFixture(source)
{
    private const float Centre = 87 / 255f;

    [TestCase(1, 1), TestCase(256, 16), TestCase(144, 32), TestCase(7, 37), TestCase(1000, 3)]
    public void The_bias_takes_over_what_the_centre_gives(int rows, int filters)
    {
        var (weights, bias) = (RandomFloats(rows * filters), RandomFloats(filters));
        var (w, b) = (Upload(weights), Upload(bias));
        Device.InputCentre.MoveBias(Centre, w, b);

        var expected = Close.Doubles(bias);
        InputCentreReference.MoveBias(Centre, Close.Doubles(weights), expected);
        Close.Compare("bias", b.ToArray(), expected);
        Assert.That(w.ToArray(), Is.EqualTo(weights));
    }

    [TestCase(1, 1), TestCase(256, 16), TestCase(144, 32), TestCase(7, 37), TestCase(1000, 3)]
    public void The_gradient_is_that_of_centred_inputs(int rows, int filters)
    {
        var (weightGradient, biasGradient) = (RandomFloats(rows * filters), RandomFloats(filters));
        var (dw, db) = (Upload(weightGradient), Upload(biasGradient));
        Device.InputCentre.MoveGradient(Centre, dw, db);

        var expected = Close.Doubles(weightGradient);
        InputCentreReference.MoveGradient(Centre, expected, Close.Doubles(biasGradient));
        Close.Compare("gradient", dw.ToArray(), expected);
        Assert.That(db.ToArray(), Is.EqualTo(biasGradient));
    }

    /// <summary>What the operation is for: outputs of inputs x - c, and the gradient of their weights, from passes that know only of x.</summary>
    [Test]
    public void A_layer_computes_as_if_its_inputs_were_centred()
    {
        var shape = new LinearShape(N: 5, In: 12, Out: 1);
        var (inputs, weights, bias, dy) = (RandomFloats(shape.InputLength), RandomFloats(shape.WeightLength), RandomFloats(1), RandomFloats(shape.OutputLength));
        var (x, w, b, y) = (Upload(inputs), Upload(weights), Upload(bias), Unwritten(shape.OutputLength));
        var (dw, db) = (Unwritten(shape.WeightLength), Unwritten(1));
        Device.Linear.Forward(shape, x, w, b, y, Activation.None);
        Device.Linear.BackwardWeights(shape, x, Upload(dy), dw, db);
        Device.InputCentre.MoveGradient(Centre, dw, db);
        Device.InputCentre.MoveBias(Centre, w, b);

        var centred = Array.ConvertAll(inputs, value => value - (double)Centre);
        var (expectedY, expectedDw, expectedDb) = (new double[shape.OutputLength], new double[shape.WeightLength], new double[1]);
        LinearReference.Forward(shape, centred, Close.Doubles(weights), Close.Doubles(b.ToArray()), expectedY, Activation.None);
        LinearReference.BackwardWeights(shape, centred, Close.Doubles(dy), expectedDw, expectedDb);
        Close.Compare("y", y.ToArray(), expectedY);
        Close.Compare("dw", dw.ToArray(), expectedDw);
    }

    [Test]
    public void NaN_goes_through()
    {
        var (w, b) = (Upload(1f, 2f, float.NaN, 4f), Upload(0f, 0f));
        Device.InputCentre.MoveBias(Centre, w, b);
        Assert.That(b.ToArray(), Is.EqualTo((float[])[float.NaN, 6 * Centre]).Within(1e-6));
        Device.InputCentre.MoveGradient(Centre, w, b);
        Assert.That(w.ToArray().Select(float.IsNaN), Is.EqualTo((bool[])[true, false, true, false]));
    }

    [Test]
    public void Weights_that_are_not_whole_rows_are_refused()
    {
        var (three, two) = (Upload(1f, 2f, 3f), Upload(1f, 2f));
        Assert.That(() => Device.InputCentre.MoveBias(1, three, two), Throws.ArgumentException.With.Message.Contains("whole rows of K = 2 numbers, but have 3"));
        Assert.That(() => Device.InputCentre.MoveGradient(1, three, two), Throws.ArgumentException.With.Message.Contains("whole rows of K = 2 numbers, but have 3"));
    }
}
