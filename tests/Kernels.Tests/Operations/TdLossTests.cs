using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="TdLoss"/> against <see cref="TdLossReference"/>.</summary>
public abstract class TdLossTests(DeviceSource source) : QLossFixture(source)
{
    [Test, Combinatorial]
    public void Loss_gradient_and_errors_equal_the_reference(
        [Values(1, 3, 32, 37)] int n, [Values(1, 4, 18)] int actions, [Values] LossKind kind, [Values] bool doubleQ, [Values] bool weighted)
    {
        // Errors up to about 6, so that Huber's linear and quadratic parts both occur; some discounts are 0, as at terminal states.
        var minibatch = new Minibatch
        {
            Outputs = Array.ConvertAll(RandomFloats(n * actions), value => 2 * value),
            Taken = RandomInts(n, actions),
            Rewards = RandomFloats(n),
            Discounts = Array.ConvertAll(RandomFloats(n), value => value > 0.5f ? 0 : 0.99f),
            NextTarget = Array.ConvertAll(RandomFloats(n * actions), value => 2 * value),
            NextOnline = doubleQ ? RandomFloats(n * actions) : [],
            Weights = weighted ? RandomReluOutput(n) : [],
        };
        var expected = Reference(actions, kind, minibatch);
        var actual = Compute(actions, kind, minibatch);
        Close.Compare("errors", actual.Errors, expected.Errors, floor: 5);
        Close.Compare("gradient", actual.Gradient, expected.Gradient, floor: 10.0 / n);
        Close.Compare("statistics", actual.Statistics, expected.Statistics, floor: 1);
    }

    [Test]
    public void Among_equal_next_values_the_lowest_action_counts()
    {
        var actual = Compute(3, LossKind.Huber, new()
        {
            Outputs = [0, 0, 0],
            Taken = [2],
            Rewards = [0],
            Discounts = [1],
            NextTarget = [1, 2, 3],
            NextOnline = [5, 7, 7],
        });
        Assert.That(actual.Errors, Is.EqualTo(new[] { -2f }));
    }

    // Independent of the formula of l': the loss itself says how it changes with each action value.
    [Test, Combinatorial]
    public void The_gradient_is_the_slope_of_the_loss([Values] LossKind kind, [Values] bool weighted)
    {
        const int Actions = 3;
        const float Step = 1f / 64;
        // Errors on both sides of Huber's corners at -1 and 1, none nearer to them, or to its middle, than a step.
        float[] errors = [0.5f, -0.25f, 1.5f, -3f, 0.9f, -1.1f];
        var n = errors.Length;
        var taken = RandomInts(n, Actions);
        var q = RandomFloats(n * Actions);
        var rewards = new float[n];
        for (var i = 0; i < n; i++)
            rewards[i] = q[i * Actions + taken[i]] - errors[i];
        var weights = weighted ? Array.ConvertAll(RandomFloats(n), value => 0.25f + Math.Abs(value)) : [];
        var analytic = Of(q).Gradient;
        for (var i = 0; i < q.Length; i++)
        {
            var (up, down) = ((float[])q.Clone(), (float[])q.Clone());
            up[i] += Step;
            down[i] -= Step;
            var slope = (Of(up).Statistics[0] - Of(down).Statistics[0]) / (2 * Step);
            Assert.That(analytic[i], Is.EqualTo(slope).Within(2e-4), $"q[{i / Actions}, {i % Actions}], taken {taken[i / Actions]}");
        }
        Assert.That(analytic.Count(value => value != 0), Is.EqualTo(n));

        (float[] Gradient, float[] Errors, float[] Statistics) Of(float[] values) => Compute(Actions, kind, new()
        {
            Outputs = values,
            Taken = taken,
            Rewards = rewards,
            Discounts = new float[n],
            NextTarget = new float[n * Actions],
            Weights = weights,
        });
    }

    [Test, Combinatorial]
    public void NaN_reaches_loss_error_and_gradient(
        [Values("q", "reward", "discount", "next target", "next online", "weight", "q of another action")] string where, [Values] LossKind kind)
    {
        const int Actions = 3;
        var minibatch = new Minibatch
        {
            Outputs = RandomFloats(2 * Actions),
            Taken = [1, 2],
            Rewards = RandomFloats(2),
            Discounts = [0.9f, 0.9f],
            NextTarget = RandomFloats(2 * Actions),
            NextOnline = where == "next online" ? RandomFloats(2 * Actions) : [],
            Weights = [1, 1],
        };
        // Of "next online": the choice falls on the NaN, so its value in the target network is what counts.
        var changed = minibatch.Named(where);
        changed[where switch { "q of another action" => Actions, "next online" => Actions + 1, _ => changed.Length - 1 }] = float.NaN;
        var expected = Reference(Actions, kind, minibatch);
        var actual = Compute(Actions, kind, minibatch);
        AssertEqualWithNaN(actual, expected);
        Assert.That(float.IsNaN(actual.Statistics[0]), Is.EqualTo(where is not ("next online" or "q of another action")));
        Assert.That(float.IsNaN(actual.Statistics[1]), Is.EqualTo(where.StartsWith('q')));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        AssertEveryLengthIsChecked(3, "[N, A]", buffers => Device.TdLoss.Compute(3, LossKind.Huber, buffers));
    }

    private (float[] Gradient, float[] Errors, float[] Statistics) Compute(int actions, LossKind kind, Minibatch minibatch) =>
        Compute(minibatch, buffers => Device.TdLoss.Compute(actions, kind, buffers));

    private static (double[] Gradient, double[] Errors, double[] Statistics) Reference(int actions, LossKind kind, Minibatch minibatch) =>
        minibatch.Reference((gradient, errors) => TdLossReference.Compute(
            actions, kind, Close.Doubles(minibatch.Outputs), minibatch.Taken, Close.Doubles(minibatch.Rewards), Close.Doubles(minibatch.Discounts),
            Close.Doubles(minibatch.NextTarget), Close.Doubles(minibatch.NextOnline), Close.Doubles(minibatch.Weights), gradient, errors));
}
