using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="TdLoss"/> against <see cref="TdLossReference"/>.</summary>
public abstract class TdLossTests(DeviceSource source) : DeviceFixture(source)
{
    [Test, Combinatorial]
    public void Loss_gradient_and_errors_equal_the_reference(
        [Values(1, 3, 32, 37)] int n, [Values(1, 4, 18)] int actions, [Values] LossKind kind, [Values] bool doubleQ, [Values] bool weighted)
    {
        // Errors up to about 6, so that Huber's linear and quadratic parts both occur; some discounts are 0, as at terminal states.
        var q = Array.ConvertAll(RandomFloats(n * actions), value => 2 * value);
        var taken = RandomInts(n, actions);
        var rewards = RandomFloats(n);
        var discounts = Array.ConvertAll(RandomFloats(n), value => value > 0.5f ? 0 : 0.99f);
        var nextTarget = Array.ConvertAll(RandomFloats(n * actions), value => 2 * value);
        var nextOnline = RandomFloats(n * actions);
        var weights = RandomReluOutput(n);
        var gradient = Unwritten(n * actions);
        var errors = Unwritten(n);
        var statistics = Unwritten(2);
        Device.TdLoss.Compute(actions, kind, new TdLossBuffers
        {
            Q = Upload(q),
            Actions = Upload(taken),
            Rewards = Upload(rewards),
            Discounts = Upload(discounts),
            NextTarget = Upload(nextTarget),
            NextOnline = doubleQ ? Upload(nextOnline) : default(DeviceView<float>),
            Weights = weighted ? Upload(weights) : default(DeviceView<float>),
            Gradient = gradient,
            Errors = errors,
            Statistics = statistics,
        });

        var expectedGradient = new double[n * actions];
        var expectedErrors = new double[n];
        var (loss, maxQ) = TdLossReference.Compute(
            actions, kind, Close.Doubles(q), taken, Close.Doubles(rewards), Close.Doubles(discounts), Close.Doubles(nextTarget),
            doubleQ ? Close.Doubles(nextOnline) : [], weighted ? Close.Doubles(weights) : [], expectedGradient, expectedErrors);
        Close.Compare("errors", errors.ToArray(), expectedErrors, floor: 5);
        Close.Compare("gradient", gradient.ToArray(), expectedGradient, floor: 10.0 / n);
        Close.Compare("statistics", statistics.ToArray(), [loss, maxQ], floor: 1);
    }

    [Test]
    public void Among_equal_next_values_the_lowest_action_counts()
    {
        var errors = Unwritten(1);
        Device.TdLoss.Compute(3, LossKind.Huber, new TdLossBuffers
        {
            Q = Upload(0f, 0f, 0f),
            Actions = Upload(2),
            Rewards = Upload(0f),
            Discounts = Upload(1f),
            NextTarget = Upload(1f, 2f, 3f),
            NextOnline = Upload(5f, 7f, 7f),
            Gradient = Unwritten(3),
            Errors = errors,
            Statistics = Unwritten(2),
        });
        Assert.That(errors.ToArray(), Is.EqualTo(new[] { -2f }));
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
        var gradient = Unwritten(n * Actions);
        Loss(q, gradient);
        var analytic = gradient.ToArray();
        for (var i = 0; i < q.Length; i++)
        {
            var (up, down) = ((float[])q.Clone(), (float[])q.Clone());
            up[i] += Step;
            down[i] -= Step;
            var slope = (Loss(up, gradient) - Loss(down, gradient)) / (2 * Step);
            Assert.That(analytic[i], Is.EqualTo(slope).Within(2e-4), $"q[{i / Actions}, {i % Actions}], taken {taken[i / Actions]}");
        }
        Assert.That(analytic.Count(value => value != 0), Is.EqualTo(n));

        float Loss(float[] values, DeviceBuffer<float> gradient)
        {
            var statistics = Unwritten(2);
            Device.TdLoss.Compute(Actions, kind, new TdLossBuffers
            {
                Q = Upload(values),
                Actions = Upload(taken),
                Rewards = Upload(rewards),
                Discounts = Upload(new float[n]),
                NextTarget = Upload(new float[n * Actions]),
                Weights = weighted ? Upload(weights) : default(DeviceView<float>),
                Gradient = gradient,
                Errors = Unwritten(n),
                Statistics = statistics,
            });
            return statistics.ToArray()[0];
        }
    }

    [Test, Combinatorial]
    public void NaN_reaches_loss_error_and_gradient(
        [Values("q", "reward", "discount", "next target", "next online", "weight", "q of another action")] string where, [Values] LossKind kind)
    {
        const int Actions = 3;
        var arrays = new Dictionary<string, float[]>
        {
            ["q"] = RandomFloats(2 * Actions),
            ["reward"] = RandomFloats(2),
            ["discount"] = [0.9f, 0.9f],
            ["next target"] = RandomFloats(2 * Actions),
            ["next online"] = RandomFloats(2 * Actions),
            ["weight"] = [1, 1],
        };
        var taken = new[] { 1, 2 };
        switch (where)
        {
            case "q of another action":
                arrays["q"][Actions] = float.NaN;
                break;
            case "next online":
                // The choice falls on the NaN, so its value in the target network is what counts.
                arrays[where][Actions + 1] = float.NaN;
                break;
            case "q":
                arrays[where][Actions + taken[1]] = float.NaN;
                break;
            default:
                arrays[where][^1] = float.NaN;
                break;
        }
        var doubleQ = where == "next online";
        var gradient = Upload(new float[2 * Actions]);
        var errors = Upload(new float[2]);
        var statistics = Upload(new float[2]);
        Device.TdLoss.Compute(Actions, kind, new TdLossBuffers
        {
            Q = Upload(arrays["q"]),
            Actions = Upload(taken),
            Rewards = Upload(arrays["reward"]),
            Discounts = Upload(arrays["discount"]),
            NextTarget = Upload(arrays["next target"]),
            NextOnline = doubleQ ? Upload(arrays["next online"]) : default(DeviceView<float>),
            Weights = Upload(arrays["weight"]),
            Gradient = gradient,
            Errors = errors,
            Statistics = statistics,
        });
        var expectedGradient = new double[2 * Actions];
        var expectedErrors = new double[2];
        var (loss, maxQ) = TdLossReference.Compute(
            Actions, kind, Close.Doubles(arrays["q"]), taken, Close.Doubles(arrays["reward"]), Close.Doubles(arrays["discount"]),
            Close.Doubles(arrays["next target"]), doubleQ ? Close.Doubles(arrays["next online"]) : [], Close.Doubles(arrays["weight"]), expectedGradient,
            expectedErrors);
        Assert.That(errors.ToArray(), Is.EqualTo(expectedErrors).Within(1e-5));
        Assert.That(gradient.ToArray(), Is.EqualTo(expectedGradient).Within(1e-5));
        Assert.That(statistics.ToArray(), Is.EqualTo(new[] { loss, maxQ }).Within(1e-5));
        Assert.That(double.IsNaN(loss), Is.EqualTo(where is not ("next online" or "q of another action")));
        Assert.That(double.IsNaN(maxQ), Is.EqualTo(where.StartsWith('q')));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var two = Upload(0f, 0f);
        var six = Upload(new float[6]);
        var buffers = new TdLossBuffers
        {
            Q = six,
            Actions = Upload(0, 1),
            Rewards = two,
            Discounts = Upload(0f),
            NextTarget = six,
            Gradient = six,
            Errors = two,
            Statistics = two,
        };
        Assert.That(
            () => Device.TdLoss.Compute(3, LossKind.Huber, buffers),
            Throws.ArgumentException.With.Message.Contains("Discounts has 1 elements").And.Message.Contains("[N] asks for 2"));
    }
}
