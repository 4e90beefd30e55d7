using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="QuantileLoss"/> against <see cref="QuantileLossReference"/>.</summary>
public abstract class QuantileLossTests(DeviceSource source) : QLossFixture(source)
{
    [TestCase(1, 1, 1, 1f, false, false), TestCase(3, 4, 5, 0.5f, true, true), TestCase(6, 6, 200, 1f, false, true), TestCase(5, 18, 51, 2f, true, false)]
    [TestCase(2, 3, 64, 1f, true, true), TestCase(37, 2, 7, 1f, false, false)]
    public void Loss_gradient_and_errors_equal_the_reference(int n, int actions, int quantiles, float kappa, bool doubleQ, bool weighted)
    {
        if (n * actions * quantiles > 100)
            RequireRealShapes();
        // Differences up to about 5, so that both pieces of h occur on both sides of 0; some discounts are 0, as at terminal states.
        var minibatch = new Minibatch
        {
            Outputs = Array.ConvertAll(RandomFloats(n * actions * quantiles), value => 2 * value),
            Taken = RandomInts(n, actions),
            Rewards = RandomFloats(n),
            Discounts = Array.ConvertAll(RandomFloats(n), value => value > 0.5f ? 0 : 0.99f),
            NextTarget = Array.ConvertAll(RandomFloats(n * actions * quantiles), value => 2 * value),
            NextOnline = doubleQ ? RandomFloats(n * actions * quantiles) : [],
            Weights = weighted ? RandomReluOutput(n) : [],
        };
        var expected = Reference(quantiles, kappa, actions, minibatch);
        var actual = Compute(quantiles, kappa, actions, minibatch);
        Close.Compare("gradient", actual.Gradient, expected.Gradient, floor: 2.0 / n);
        Close.Compare("errors", actual.Errors, expected.Errors, floor: 5);
        Close.Compare("statistics", actual.Statistics, expected.Statistics, floor: 5 * quantiles);
        for (var i = 0; i < actual.Gradient.Length; i++)
            if (i / quantiles % actions != minibatch.Taken[i / quantiles / actions])
                Assert.That(actual.Gradient[i], Is.Zero, $"of an action not taken, {i}");
    }

    // Worked by hand: tau = 1/4, 3/4; T = 1, 3; theta = 0, 2, so u = 1, 3 (i = 0) and -1, 1 (i = 1); kappa = 1 makes h = 1/2, 5/2, 1/2, 1/2 and h' = 1, 1, -1, 1.
    [Test]
    public void Two_quantiles_are_as_worked_by_hand()
    {
        var actual = Compute(2, 1, 1, new() { Outputs = [0, 2], Taken = [0], Rewards = [1], Discounts = [0.5f], NextTarget = [0, 4] });
        Assert.That(actual.Gradient, Is.EqualTo(new[] { -(0.25 + 0.25) / 2, -(-0.25 + 0.75) / 2 }).Within(1e-6));
        Assert.That(actual.Statistics, Is.EqualTo(new[] { (0.25 * 0.5 + 0.25 * 2.5 + 0.25 * 0.5 + 0.75 * 0.5) / 2, 1 }).Within(1e-6));
        Assert.That(actual.Errors, Is.EqualTo(new[] { 1f - 2 }).Within(1e-6));
    }

    [Test]
    public void Among_equal_next_values_the_lowest_action_counts()
    {
        var actual = Compute(2, 1, 3, new()
        {
            Outputs = new float[6],
            Taken = [2],
            Rewards = [0],
            Discounts = [1],
            NextTarget = [1, 1, 2, 2, 3, 3],
            NextOnline = [0, 0, 4, 6, 5, 5],
        });
        Assert.That(actual.Errors, Is.EqualTo(new[] { -2f }));
    }

    [Test]
    public void The_references_gradient_is_the_slope_of_its_loss([Values(0.5f, 1f)] float kappa)
    {
        const double Step = 1e-7;
        var minibatch = new Minibatch
        {
            Outputs = RandomFloats(4 * 3 * 7),
            Taken = [2, 0, 1, 1],
            Rewards = RandomFloats(4),
            Discounts = [0.99f, 0, 0.9f, 1],
            NextTarget = RandomFloats(4 * 3 * 7),
            NextOnline = RandomFloats(4 * 3 * 7),
            Weights = [1, 0.5f, 2, 0.7f],
        };
        var gradient = Reference(7, kappa, 3, minibatch).Gradient;
        for (var i = 0; i < gradient.Length; i++)
            Assert.That(gradient[i], Is.EqualTo((Loss(i, Step) - Loss(i, -Step)) / (2 * Step)).Within(1e-6), $"{i}");

        double Loss(int i, double step)
        {
            var theta = Close.Doubles(minibatch.Outputs);
            theta[i] += step;
            return Reference(7, kappa, 3, minibatch, theta).Statistics[0];
        }
    }

    [TestCase("theta", true), TestCase("theta of another action", false), TestCase("reward", true), TestCase("discount", true)]
    [TestCase("next target", true), TestCase("next online", false), TestCase("weight", true)]
    public void NaN_reaches_loss_error_and_gradient(string where, bool reaches)
    {
        const int Actions = 3;
        var minibatch = new Minibatch
        {
            Outputs = RandomFloats(2 * Actions * 5),
            Taken = [1, 2],
            Rewards = [0.1f, 0.2f],
            Discounts = [0.9f, 0.9f],
            NextTarget = RandomFloats(2 * Actions * 5),
            NextOnline = where == "next online" ? RandomFloats(2 * Actions * 5) : [],
            Weights = [1, 1],
        };
        // Of "next online": the choice falls on the NaN, so its quantiles in the target network are what counts.
        var changed = minibatch.Named(where);
        changed[where == "theta of another action" ? Actions * 5 : changed.Length - 1] = float.NaN;
        var expected = Reference(5, 1, Actions, minibatch);
        var actual = Compute(5, 1, Actions, minibatch);
        AssertEqualWithNaN(actual, expected);
        Assert.That(float.IsNaN(actual.Statistics[0]), Is.EqualTo(reaches));
        Assert.That(float.IsNaN(actual.Gradient[^1]), Is.EqualTo(reaches));
        Assert.That(actual.Gradient[..^5], Has.None.NaN);
        Assert.That(float.IsNaN(actual.Errors[1]), Is.EqualTo(reaches && where != "weight"));
        Assert.That(float.IsNaN(actual.Statistics[1]), Is.EqualTo(where.StartsWith("theta", StringComparison.Ordinal)));
    }

    [Test]
    public void A_wrong_length_and_a_wrong_kappa_are_refused()
    {
        AssertEveryLengthIsChecked(3 * 5, "[N, A, Z]", buffers => Device.QuantileLoss.Compute(5, 1, 3, buffers));
        foreach (var kappa in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            Assert.That(
                () => Device.QuantileLoss.Compute(5, kappa, 3, default),
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("kappa must be above 0"));
    }

    private (float[] Gradient, float[] Errors, float[] Statistics) Compute(int quantiles, float kappa, int actions, Minibatch minibatch) =>
        Compute(minibatch, buffers => Device.QuantileLoss.Compute(quantiles, kappa, actions, buffers));

    private static (double[] Gradient, double[] Errors, double[] Statistics) Reference(
        int quantiles, double kappa, int actions, Minibatch minibatch, double[]? theta = null) =>
        minibatch.Reference((gradient, errors) => QuantileLossReference.Compute(
            quantiles, kappa, actions, theta ?? Close.Doubles(minibatch.Outputs), minibatch.Taken, Close.Doubles(minibatch.Rewards),
            Close.Doubles(minibatch.Discounts), Close.Doubles(minibatch.NextTarget), Close.Doubles(minibatch.NextOnline), Close.Doubles(minibatch.Weights),
            gradient, errors));
}
