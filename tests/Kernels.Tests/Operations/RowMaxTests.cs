using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="RowMax"/> and <see cref="EpsilonGreedy"/> against <see cref="RowMaxReference"/>: equal to the last bit.</summary>
public abstract class RowMaxTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1, 1), TestCase(3, 4), TestCase(33, 18), TestCase(32, 6)]
    public void Maximum_and_its_place_equal_the_reference(int n, int columns)
    {
        // Quarters, so that equal values occur.
        var q = Array.ConvertAll(RandomFloats(n * columns), value => MathF.Round(4 * value) / 4);
        var max = Unwritten(n);
        var argMax = Upload(new int[n]);
        Device.RowMax.Compute(columns, Upload(q), max, argMax);

        var expectedMax = new double[n];
        var expectedArgMax = new int[n];
        RowMaxReference.Compute(columns, Close.Doubles(q), expectedMax, expectedArgMax);
        Assert.That(Close.Doubles(max.ToArray()), Is.EqualTo(expectedMax));
        Assert.That(argMax.ToArray(), Is.EqualTo(expectedArgMax));
    }

    [Test]
    public void The_first_NaN_is_the_greatest()
    {
        float[] q =
        [
            float.NaN, 7, 8,
            5, float.NaN, 8,
            5, 7, float.NaN,
            9, float.NaN, float.NaN,
            float.PositiveInfinity, -float.NaN, 1,
            float.NegativeInfinity, float.NegativeInfinity, 1,
        ];
        var max = Upload(new float[6]);
        var argMax = Upload(new int[6]);
        Device.RowMax.Compute(3, Upload(q), max, argMax);
        Assert.That(max.ToArray(), Is.EqualTo(new[] { float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, 1 }));
        Assert.That(argMax.ToArray(), Is.EqualTo(new[] { 0, 1, 2, 1, 1, 2 }));

        var chosen = Upload(new int[6]);
        Device.EpsilonGreedy.Choose(3, Upload(q), Upload(new float[6]), Upload(new float[6]), Upload(new int[6]), chosen);
        Assert.That(chosen.ToArray(), Is.EqualTo(argMax.ToArray()));
    }

    // Whatever a comparison with NaN says, an action is chosen.
    [Test]
    public void A_NaN_as_epsilon_is_greedy()
    {
        var chosen = Upload(0, 0);
        Device.EpsilonGreedy.Choose(2, Upload(0f, 1f, 0f, 1f), Upload(float.NaN, 1f), Upload(0f, float.NaN), Upload(0, 0), chosen);
        Assert.That(chosen.ToArray(), Is.EqualTo(new[] { 1, 1 }));
    }

    [TestCase(1, 1), TestCase(5, 4), TestCase(64, 18)]
    public void Epsilon_greedy_equals_the_reference(int n, int actions)
    {
        var q = RandomFloats(n * actions);
        var epsilons = RandomReluOutput(n);
        var uniforms = RandomReluOutput(n);
        var randomActions = RandomInts(n, actions);
        var chosen = Upload(new int[n]);
        Device.EpsilonGreedy.Choose(actions, Upload(q), Upload(epsilons), Upload(uniforms), Upload(randomActions), chosen);

        var expected = new int[n];
        RowMaxReference.EpsilonGreedy(actions, Close.Doubles(q), epsilons, uniforms, randomActions, expected);
        Assert.That(chosen.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Epsilon_0_is_always_greedy_and_epsilon_1_never()
    {
        var q = Upload(0f, 1f, 0f, 1f);
        var chosen = Upload(0, 0);
        Device.EpsilonGreedy.Choose(2, q, Upload(0f, 1f), Upload(0f, 0.9999f), Upload(0, 0), chosen);
        Assert.That(chosen.ToArray(), Is.EqualTo(new[] { 1, 0 }));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var q = Upload(new float[7]);
        var three = Upload(0f, 0f, 0f);
        var places = Upload(0, 0, 0);
        Assert.That(
            () => Device.RowMax.Compute(2, q, three, places),
            Throws.ArgumentException.With.Message.Contains("q has 7 elements").And.Message.Contains("[N, A] asks for 6"));
        Assert.That(
            () => Device.EpsilonGreedy.Choose(2, q, three, three, places, places),
            Throws.ArgumentException.With.Message.Contains("q has 7 elements").And.Message.Contains("[N, A] asks for 6"));
    }
}
