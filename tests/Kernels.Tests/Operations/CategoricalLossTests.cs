using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="CategoricalLoss"/> against <see cref="CategoricalLossReference"/>.</summary>
public abstract class CategoricalLossTests(DeviceSource source) : QLossFixture(source)
{
    private static readonly CategoricalSupport Support = new(Atoms: 51, VMin: -10, VMax: 10);

    [TestCase(1, 1, 2, false, false), TestCase(3, 4, 5, true, true), TestCase(32, 6, 51, false, true), TestCase(5, 18, 51, true, false)]
    [TestCase(2, 3, 64, true, true), TestCase(37, 2, 7, false, false)]
    public void Loss_gradient_and_errors_equal_the_reference(int n, int actions, int atoms, bool doubleQ, bool weighted)
    {
        if (n * actions * atoms > 100)
            RequireRealShapes();
        // Rewards that carry some of the atoms over both ends; some discounts are 0, as at terminal states.
        var support = new CategoricalSupport(atoms, -2, 3);
        var minibatch = new Minibatch
        {
            Outputs = Array.ConvertAll(RandomFloats(n * actions * atoms), value => 3 * value),
            Taken = RandomInts(n, actions),
            Rewards = Array.ConvertAll(RandomFloats(n), value => 4 * value),
            Discounts = Array.ConvertAll(RandomFloats(n), value => value > 0.5f ? 0 : 0.99f),
            NextTarget = Array.ConvertAll(RandomFloats(n * actions * atoms), value => 3 * value),
            NextOnline = doubleQ ? RandomFloats(n * actions * atoms) : [],
            Weights = weighted ? RandomReluOutput(n) : [],
        };
        var expected = Reference(support, actions, minibatch);
        var actual = Compute(support, actions, minibatch);
        // An atom's place is known to 2^-24 of the number of atoms, and shares of its probability are as uncertain.
        Close.Compare("gradient", actual.Gradient, expected.Gradient, floor: (double)atoms / n);
        Close.Compare("errors", actual.Errors, expected.Errors, floor: atoms);
        Close.Compare("statistics", actual.Statistics, expected.Statistics, floor: atoms);
        Assert.That(actual.Errors, Is.All.GreaterThanOrEqualTo(0));
        for (var i = 0; i < actual.Gradient.Length; i++)
            if (i / atoms % actions != minibatch.Taken[i / atoms / actions])
                Assert.That(actual.Gradient[i], Is.Zero, $"of an action not taken, {i}");
    }

    // The mass of each atom of the target network, as it lies in m: with p uniform, N = 1 and the weight 1, m is p minus the gradient.
    [TestCase(0f, 1f, 0, 1, 2, 3, 4, TestName = "Nothing_moves")]
    [TestCase(1f, 1f, 1, 2, 3, 4, 4, TestName = "A_whole_atom_up")]
    [TestCase(-1f, 1f, 0, 0, 1, 2, 3, TestName = "A_whole_atom_down")]
    [TestCase(-2f, 0f, 0, 0, 0, 0, 0, TestName = "All_to_the_lowest")]
    [TestCase(2f, 0f, 4, 4, 4, 4, 4, TestName = "All_to_the_highest")]
    [TestCase(1f, 0f, 3, 3, 3, 3, 3, TestName = "All_to_one_in_between")]
    [TestCase(1e30f, 1f, 4, 4, 4, 4, 4, TestName = "Far_above")]
    [TestCase(-1e30f, 1f, 0, 0, 0, 0, 0, TestName = "Far_below")]
    [TestCase(float.PositiveInfinity, 0.9f, 4, 4, 4, 4, 4, TestName = "Infinitely_far_above")]
    [TestCase(float.NegativeInfinity, 0.9f, 0, 0, 0, 0, 0, TestName = "Infinitely_far_below")]
    public void Atoms_that_arrive_at_an_atom_give_it_all_their_mass(float reward, float discount, params int[] places)
    {
        float[] probabilities = [0.1f, 0.3f, 0.05f, 0.35f, 0.2f];
        var expected = new double[5];
        for (var j = 0; j < 5; j++)
            expected[places[j]] += probabilities[j];
        Assert.That(TargetOf(reward, discount, probabilities), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void An_atom_between_two_is_shared_by_its_nearness()
    {
        // Atoms at -2 .. 2, halved, and a quarter up: -0.75, -0.25, 0.25, 0.75, 1.25.
        float[] probabilities = [0.1f, 0.3f, 0.05f, 0.35f, 0.2f];
        var expected = new[]
        {
            0,
            0.1 * 0.75 + 0.3 * 0.25,
            0.1 * 0.25 + 0.3 * 0.75 + 0.05 * 0.75 + 0.35 * 0.25,
            0.05 * 0.25 + 0.35 * 0.75 + 0.2 * 0.75,
            0.2 * 0.25,
        };
        Assert.That(TargetOf(0.25f, 0.5f, probabilities), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void The_error_of_a_network_that_is_its_own_target_is_zero()
    {
        var logits = RandomFloats(2 * 51);
        var actual = Compute(Support, 1, new()
        {
            Outputs = logits,
            Taken = [0, 0],
            Rewards = [0, 0],
            Discounts = [1, 1],
            NextTarget = logits,
        });
        Assert.That(actual.Errors, Is.All.InRange(0, 1e-6));
        Assert.That(actual.Gradient, Is.All.EqualTo(0).Within(1e-7));
    }

    [Test]
    public void Logits_of_any_size_are_taken()
    {
        var minibatch = new Minibatch
        {
            Outputs = [1000, 1001, 999, float.NegativeInfinity, 0, 1, 500, -500, 0, -1000, -999, -1001],
            Taken = [0, 0],
            Rewards = [0, 0],
            Discounts = [1, 1],
            NextTarget = [float.NegativeInfinity, 0, 1, 500, -500, 0, -1001, -999, -1000, 999, 1001, 1000],
        };
        var support = new CategoricalSupport(3, -1, 1);
        var expected = Reference(support, 2, minibatch);
        var actual = Compute(support, 2, minibatch);
        Close.Compare("gradient", actual.Gradient, expected.Gradient);
        Close.Compare("errors", actual.Errors, expected.Errors);
        Close.Compare("statistics", actual.Statistics, expected.Statistics);
    }

    [Test]
    public void Among_equal_next_values_the_lowest_action_counts()
    {
        // Two actions of the same distribution in the network that chooses, so of the same value; the target network tells which was taken.
        float[] same = [0.5f, -1, 2];
        var support = new CategoricalSupport(3, -1, 1);
        var actual = Compute(support, 3, new()
        {
            Outputs = new float[9],
            Taken = [2],
            Rewards = [0],
            Discounts = [1],
            NextTarget = [0, 0, 0, 20, -20, -20, -20, -20, 20],
            NextOnline = [9, 0, 0, .. same, .. same],
        });
        Assert.That(actual.Gradient, Is.EqualTo(new[] { 0, 0, 0, 0, 0, 0, -2 / 3.0, 1 / 3.0, 1 / 3.0 }).Within(1e-6));
    }

    [Test]
    public void The_references_gradient_is_the_slope_of_its_loss()
    {
        const double Step = 1e-5;
        var support = new CategoricalSupport(7, -2, 3);
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
        var gradient = Reference(support, 3, minibatch).Gradient;
        for (var i = 0; i < gradient.Length; i++)
            Assert.That(gradient[i], Is.EqualTo((Loss(i, Step) - Loss(i, -Step)) / (2 * Step)).Within(1e-8), $"{i}");

        double Loss(int i, double step)
        {
            var logits = Close.Doubles(minibatch.Outputs);
            logits[i] += step;
            return Reference(support, 3, minibatch, logits).Statistics[0];
        }
    }

    [TestCase("logits", true), TestCase("logits of another action", false), TestCase("reward", true), TestCase("discount", true)]
    [TestCase("next target", true), TestCase("next online", false), TestCase("weight", true)]
    public void NaN_reaches_loss_error_and_gradient(string where, bool reaches)
    {
        const int Actions = 3;
        var support = new CategoricalSupport(5, -1, 1);
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
        // Of "next online": the choice falls on the NaN, so its distribution in the target network is what counts.
        var changed = minibatch.Named(where);
        changed[where == "logits of another action" ? Actions * 5 : changed.Length - 1] = float.NaN;
        var expected = Reference(support, Actions, minibatch);
        var actual = Compute(support, Actions, minibatch);
        AssertEqualWithNaN(actual, expected);
        Assert.That(float.IsNaN(actual.Statistics[0]), Is.EqualTo(reaches));
        Assert.That(actual.Gradient[^5..].All(float.IsNaN), Is.EqualTo(reaches), "all of the action taken");
        Assert.That(actual.Gradient[..^5], Has.None.NaN);
        Assert.That(float.IsNaN(actual.Errors[1]), Is.EqualTo(reaches && where != "weight"));
        Assert.That(float.IsNaN(actual.Statistics[1]), Is.EqualTo(where.StartsWith("logits", StringComparison.Ordinal)));
    }

    [Test]
    public void A_wrong_length_is_refused_and_a_support_that_is_none()
    {
        AssertEveryLengthIsChecked(3 * 5, "[N, A, Z]", buffers => Device.CategoricalLoss.Compute(new(5, -1, 1), 3, buffers));
        Assert.That(
            () => Device.CategoricalLoss.Compute(default, 3, default),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("at least 2 atoms, but Atoms is 0"));
    }

    /// <summary>m of one sample.</summary>
    private double[] TargetOf(float reward, float discount, float[] probabilities)
    {
        var actual = Compute(new(5, -2, 2), 1, new()
        {
            Outputs = new float[5],
            Taken = [0],
            Rewards = [reward],
            Discounts = [discount],
            NextTarget = Array.ConvertAll(probabilities, MathF.Log),
        });
        return Array.ConvertAll(actual.Gradient, g => 0.2 - g);
    }

    private (float[] Gradient, float[] Errors, float[] Statistics) Compute(CategoricalSupport support, int actions, Minibatch minibatch) =>
        Compute(minibatch, buffers => Device.CategoricalLoss.Compute(support, actions, buffers));

    private static (double[] Gradient, double[] Errors, double[] Statistics) Reference(
        CategoricalSupport support, int actions, Minibatch minibatch, double[]? logits = null) =>
        minibatch.Reference((gradient, errors) => CategoricalLossReference.Compute(
            support, actions, logits ?? Close.Doubles(minibatch.Outputs), minibatch.Taken, Close.Doubles(minibatch.Rewards), Close.Doubles(minibatch.Discounts),
            Close.Doubles(minibatch.NextTarget), Close.Doubles(minibatch.NextOnline), Close.Doubles(minibatch.Weights), gradient, errors));
}
