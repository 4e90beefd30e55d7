using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="MunchausenLoss"/> against <see cref="MunchausenLossReference"/>.</summary>
public abstract class MunchausenLossTests(DeviceSource source) : QLossFixture(source)
{
    [Test, Combinatorial]
    public void Loss_gradient_and_errors_equal_the_reference(
        [Values(1, 3, 37)] int n, [Values(1, 4, 18)] int actions, [Values] LossKind kind, [Values(0.03f, 1f)] float temperature, [Values] bool weighted)
    {
        // Log-policies on both sides of the clip; some discounts are 0, as at terminal states.
        var settings = MunchausenSettings.Default with { Temperature = temperature };
        var minibatch = new Minibatch
        {
            Outputs = Array.ConvertAll(RandomFloats(n * actions), value => 2 * value),
            FirstTarget = RandomFloats(n * actions),
            NextTarget = Array.ConvertAll(RandomFloats(n * actions), value => 2 * value),
            Taken = RandomInts(n, actions),
            Rewards = RandomFloats(n),
            Discounts = Array.ConvertAll(RandomFloats(n), value => value > 0.5f ? 0 : 0.99f),
            Weights = weighted ? RandomReluOutput(n) : [],
        };
        var expected = Reference(actions, kind, settings, minibatch);
        var actual = Compute(actions, kind, settings, minibatch);
        Close.Compare("errors", actual.Errors, expected.Errors, floor: 5);
        Close.Compare("gradient", actual.Gradient, expected.Gradient, floor: 10.0 / n);
        Close.Compare("statistics", actual.Statistics, expected.Statistics, floor: 5);
    }

    // The paper's equation 2 as it stands there, with probabilities: the sum over a of pi (q - temperature log pi), and alpha temperature log pi clipped.
    [Test]
    public void The_target_is_the_papers()
    {
        double[] first = [0.5, -0.2, 0.1], next = [1, 0.4, -0.3];
        const double Temperature = 0.25;
        var target = 0.7 + 0.9 * Math.Max(-1, Temperature * Math.Log(Policy(first)[1]));
        for (var a = 0; a < 3; a++)
            target += 0.99 * Policy(next)[a] * (next[a] - Temperature * Math.Log(Policy(next)[a]));
        var actual = Compute(3, LossKind.Huber, new(0.9f, (float)Temperature, -1), new()
        {
            Outputs = [0, 2, 0],
            FirstTarget = Array.ConvertAll(first, value => (float)value),
            NextTarget = Array.ConvertAll(next, value => (float)value),
            Taken = [1],
            Rewards = [0.7f],
            Discounts = [0.99f],
        });
        Assert.That(actual.Errors[0], Is.EqualTo(2 - target).Within(2e-6));

        double[] Policy(double[] q) => Array.ConvertAll(q, value => Math.Exp(value / Temperature) / q.Sum(other => Math.Exp(other / Temperature)));
    }

    [Test]
    public void Values_of_any_size_are_taken_and_the_log_policy_is_clipped()
    {
        var settings = MunchausenSettings.Default;
        // In the first sample the action taken is all but certain, in the second all but impossible.
        var actual = Compute(2, LossKind.MeanSquaredError, settings, new()
        {
            Outputs = [0, 0, 0, 0],
            FirstTarget = [1000, -1000, 1000, -1000],
            NextTarget = [-5000, -5001, 7000, 6999],
            Taken = [0, 1],
            Rewards = [0, 0],
            Discounts = [1, 1],
        });
        Assert.That(actual.Errors, Is.EqualTo(new[] { 5000, -7000 + 0.9f }).Within(1e-3));
    }

    [Test]
    public void The_references_gradient_is_the_slope_of_its_loss([Values] LossKind kind)
    {
        const double Step = 1e-6;
        var minibatch = new Minibatch
        {
            Outputs = RandomFloats(12),
            FirstTarget = RandomFloats(12),
            NextTarget = RandomFloats(12),
            Taken = [2, 0, 1, 1],
            Rewards = RandomFloats(4),
            Discounts = [0.99f, 0, 0.9f, 1],
            Weights = [1, 0.5f, 2, 0.7f],
        };
        var gradient = Reference(3, kind, MunchausenSettings.Default, minibatch).Gradient;
        for (var i = 0; i < gradient.Length; i++)
            Assert.That(gradient[i], Is.EqualTo((Loss(i, Step) - Loss(i, -Step)) / (2 * Step)).Within(1e-6), $"{i}");

        double Loss(int i, double step)
        {
            var q = Close.Doubles(minibatch.Outputs);
            q[i] += step;
            return Reference(3, kind, MunchausenSettings.Default, minibatch, q).Statistics[0];
        }
    }

    [Test, Combinatorial]
    public void NaN_reaches_loss_error_and_gradient(
        [Values("q", "first target", "next target", "reward", "discount", "weight", "q of another action")] string where, [Values] LossKind kind)
    {
        var minibatch = new Minibatch
        {
            Outputs = RandomFloats(6),
            FirstTarget = RandomFloats(6),
            NextTarget = RandomFloats(6),
            Taken = [1, 2],
            Rewards = [0.1f, 0.2f],
            Discounts = [0.9f, 0.9f],
            Weights = [1, 1],
        };
        var changed = minibatch.Named(where);
        // Of the target network's values those of the actions not taken count too.
        changed[where is "q of another action" or "first target" or "next target" ? 3 : changed.Length - 1] = float.NaN;
        var expected = Reference(3, kind, MunchausenSettings.Default, minibatch);
        var actual = Compute(3, kind, MunchausenSettings.Default, minibatch);
        AssertEqualWithNaN(actual, expected);
        Assert.That(float.IsNaN(actual.Statistics[0]), Is.EqualTo(where != "q of another action"));
        Assert.That(float.IsNaN(actual.Gradient[^1]), Is.EqualTo(where != "q of another action"));
        Assert.That(float.IsNaN(actual.Statistics[1]), Is.EqualTo(where.StartsWith('q')));
    }

    [Test]
    public void A_wrong_length_and_a_wrong_setting_are_refused()
    {
        AssertEveryLengthIsChecked(3, "[N, A]", buffers => Device.MunchausenLoss.Compute(3, LossKind.Huber, MunchausenSettings.Default, buffers));
        Assert.That(
            () => Compute(new() { Outputs = [0], Taken = [0], Rewards = [0], Discounts = [0], NextTarget = [0] }, buffers =>
                Device.MunchausenLoss.Compute(1, LossKind.Huber, MunchausenSettings.Default, buffers)),
            Throws.ArgumentException.With.Message.Contains("FirstTarget has 0 elements, but its shape [N, A] asks for 1"));
        foreach (var (settings, name) in new[]
                 {
                     (MunchausenSettings.Default with { Alpha = -0.1f }, "Alpha"), (MunchausenSettings.Default with { Alpha = float.NaN }, "Alpha"),
                     (default(MunchausenSettings), "Temperature"), (MunchausenSettings.Default with { Temperature = float.PositiveInfinity }, "Temperature"),
                     (MunchausenSettings.Default with { LeastLogPolicy = 0.1f }, "LeastLogPolicy"),
                 })
            Assert.That(
                () => Device.MunchausenLoss.Compute(3, LossKind.Huber, settings, default),
                Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"{name} must be"));
    }

    private (float[] Gradient, float[] Errors, float[] Statistics) Compute(int actions, LossKind kind, MunchausenSettings settings, Minibatch minibatch) =>
        Compute(minibatch, buffers => Device.MunchausenLoss.Compute(actions, kind, settings, buffers));

    private static (double[] Gradient, double[] Errors, double[] Statistics) Reference(
        int actions, LossKind kind, MunchausenSettings settings, Minibatch minibatch, double[]? q = null) =>
        minibatch.Reference((gradient, errors) => MunchausenLossReference.Compute(
            actions, kind, settings, q ?? Close.Doubles(minibatch.Outputs), Close.Doubles(minibatch.FirstTarget), Close.Doubles(minibatch.NextTarget),
            minibatch.Taken, Close.Doubles(minibatch.Rewards), Close.Doubles(minibatch.Discounts), Close.Doubles(minibatch.Weights), gradient, errors));
}
