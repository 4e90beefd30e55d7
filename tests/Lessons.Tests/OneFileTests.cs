using DqnGpu.Kernels;
using DqnGpu.Lessons.OneFile;
using DqnGpu.Nn;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Lessons.Tests;

public class OneFileTests
{
    private const float Rate = 1e-3f;

    private readonly Gpu gpu = new("ilgpu-cpu"); // Shared: it compiles its kernels once.

    [OneTimeTearDown]
    public void Close() => gpu.Dispose();

    // The article's frames, and the game's own; neither so wide as high, or a network that confuses the two would pass.
    [TestCase(4, 84, 84, 6, 2)]
    [TestCase(2, 20, 20, 3, 16)]
    [TestCase(3, 28, 36, 4, 5)]
    public void AnUpdateIsThatOfTheProduct(int c, int h, int w, int actions, int n)
    {
        var network = new Nn.Network(
            new FrameShape(c, h, w), new Conv2dLayer(16, 8, 4), new Conv2dLayer(32, 4, 2), new LinearLayer(512, Activation.Relu), new LinearLayer(actions));
        using var device = Devices.Open("simd");
        using var product = new QLearner(device, network, new() { BatchSize = n, LearningRate = Rate });
        var learner = new Learner(gpu, new(c, h, w), actions, n, Rate, new Random(1));
        var weights = Drawn(network, seed: 1);
        product.Target.CopyFrom(weights);
        SetWeights(learner, network, weights);
        learner.CopyTarget();
        var random = new Random(2);
        // The second update is the first that has moments behind it.
        for (var update = 0; update < 2; update++)
        {
            weights = Drawn(network, seed: 10 + (ulong)update);
            product.Online.CopyFrom(weights);
            SetWeights(learner, network, weights);
            var batch = Drawn(random, c * h * w, actions, n);
            Fill(product.Slot(update), batch);
            product.Update(product.Slot(update));
            var loss = learner.Update(batch);

            Assert.That(loss, Is.EqualTo(product.ReadStatistics().Loss).Within(1e-4).Percent.And.Positive);
            AssertClose(learner.Online.Q.Numbers.GetAsArray(), ReferenceQ(network, weights, batch.States, n), 1e-5);
            var (gradients, stepped) = (product.Gradients.Buffer.ToArray(), product.Online.ToArray());
            foreach (var (tensor, ours) in network.Parameters.Zip(learner.Online.Parameters))
            {
                var expected = gradients.AsSpan(tensor.Offset, tensor.Length).ToArray();
                AssertClose(ours.Gradients.Numbers.GetAsArray(), expected, 1e-4, tensor.Name);
                AssertSameStep(ours.Values.Numbers.GetAsArray(), stepped.AsSpan(tensor.Offset, tensor.Length), weights.AsSpan(tensor.Offset, tensor.Length), expected);
            }
        }
    }

    [Test]
    public void TheSameSeedGivesTheSameBits()
    {
        Assert.That(Learn(seed: 1), Is.EqualTo(Learn(seed: 1)).And.Not.EqualTo(Learn(seed: 2)));

        float[] Learn(int seed)
        {
            var random = new Random(seed);
            var learner = new Learner(gpu, Catch.Screen, Catch.Actions, 3, Rate, random);
            for (var update = 0; update < 3; update++)
                learner.Update(Drawn(random, Catch.Screen.C * Catch.Screen.H * Catch.Screen.W, Catch.Actions, 3));
            return [.. learner.Online.Parameters.SelectMany(parameter => parameter.Values.Numbers.GetAsArray())];
        }
    }

    [Test]
    public void TheActionIsThatOfTheGreatestValue()
    {
        var learner = new Learner(gpu, Catch.Screen, Catch.Actions, 1, Rate, new Random(1));
        var bias = learner.Online.Parameters[^1].Values.Numbers;
        for (var action = 0; action < Catch.Actions; action++)
        {
            var values = new float[Catch.Actions];
            values[action] = 100;
            bias.CopyFromCPU(values);
            Assert.That(learner.Act(new Catch(new Random(1)).Begin()), Is.EqualTo(action));
        }
    }

    [Test]
    public void ABallFallsInsideTheWallsAndCountsWhenItIsDown()
    {
        const byte Ball = 255, Paddle = 128;
        var game = new Catch(new Random(1));
        var caught = 0;
        for (var ball = 0; ball < 200; ball++)
        {
            var (state, reward, over) = (game.Begin(), 0f, false);
            for (var step = 1; !over; step++)
            {
                var (column, row) = Place(state, Ball);
                (state, reward, over) = game.Step(1 + Math.Sign(column - Place(state, Paddle).Column));
                Assert.That((over, reward != 0), Is.EqualTo((step == 4, step == 4)));
                if (reward <= 0)
                    Assert.That((Math.Abs(Place(state, Ball).Column - column), Place(state, Ball).Row), Is.EqualTo((0, row + 4)).Or.EqualTo((4, row + 4)));
            }
            caught += reward > 0 ? 1 : 0;
        }
        Assert.That(caught, Is.InRange(40, 160));

        // In the newer of the two frames; a ball that is caught lies under the paddle.
        static (int Column, int Row) Place(byte[] state, byte brightness)
        {
            var (row, column) = Math.DivRem(Array.IndexOf(state, brightness, state.Length / 2) - state.Length / 2, Catch.Screen.W);
            return (column, row);
        }
    }

    [Test]
    public void TheReplayMemoryKeepsTheNewest()
    {
        var replay = new Replay(capacity: 3, gamma: 0.5f, new Random(1));
        for (byte i = 0; i < 5; i++)
            replay.Add([i], i, i, over: i == 4, [(byte)(i + 1)]);
        var batch = replay.Draw(100);
        Assert.That(batch.Actions.Distinct().Order(), Is.EqualTo(new[] { 2, 3, 4 }));
        Assert.That(batch.States, Is.EqualTo(batch.Actions));
        Assert.That(batch.NextStates, Is.EqualTo(batch.Actions.Select(action => action + 1)));
        Assert.That(batch.Rewards, Is.EqualTo(batch.Actions));
        Assert.That(batch.Discounts, Is.EqualTo(batch.Actions.Select(action => action == 4 ? 0 : 0.5f)));
    }

    [Test, Category("Slow")]
    public void ItLearnsToCatch() => Assert.That(Training.Run("ilgpu-cpu", steps: 4000, seed: 1, TextWriter.Null), Is.GreaterThan(0.9));

    /// <summary>Weights and biases, none of them 0 but the few floats between tensors.</summary>
    private static float[] Drawn(Nn.Network network, ulong seed)
    {
        var weights = new float[network.BufferLength];
        network.Initialize(weights, Initialization.TorchDefault, seed);
        return weights;
    }

    private static Minibatch Drawn(Random random, int length, int actions, int n)
    {
        var (states, next) = (new byte[n * length], new byte[n * length]);
        random.NextBytes(states);
        random.NextBytes(next);
        return new(
            states, [.. Enumerable.Range(0, n).Select(_ => random.Next(actions))], [.. Enumerable.Range(0, n).Select(_ => random.NextSingle())],
            [.. Enumerable.Range(0, n).Select(i => i % 3 == 1 ? 0 : 0.9f)], next);
    }

    private static void Fill(MinibatchSlot slot, Minibatch batch)
    {
        slot.AwaitReuse();
        batch.States.CopyTo(slot.States);
        batch.Actions.CopyTo(slot.Actions);
        batch.Rewards.CopyTo(slot.Rewards);
        batch.Discounts.CopyTo(slot.Discounts);
        batch.NextStates.CopyTo(slot.NextStates);
        slot.Upload();
    }

    private static void SetWeights(Learner learner, Nn.Network network, float[] weights)
    {
        foreach (var (tensor, ours) in network.Parameters.Zip(learner.Online.Parameters))
            ours.Values.Numbers.CopyFromCPU(weights.AsSpan(tensor.Offset, tensor.Length).ToArray());
    }

    private static float[] ReferenceQ(Nn.Network network, float[] weights, byte[] states, int n)
    {
        var q = new double[n * network.Actions];
        NetworkReference.Forward(network, n, NetworkReference.ScaleFrames(network.Frames, n, states), [.. weights.Select(weight => (double)weight)], q);
        return [.. q.Select(value => (float)value)];
    }

    /// <summary>Each number within <paramref name="tolerance"/> of the largest.</summary>
    private static void AssertClose(float[] actual, float[] expected, double tolerance, string what = "")
    {
        var largest = expected.Max(Math.Abs);
        Assert.That(largest, Is.Positive, what);
        Assert.That(actual, Is.EqualTo(expected).Within(tolerance * largest), what);
    }

    /// <summary>Adam's step is about the rate, whatever the size of the gradient: where that is nearly 0, its rounding decides which way.</summary>
    private static void AssertSameStep(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, ReadOnlySpan<float> before, float[] gradient)
    {
        var (compared, clear) = (0, 1e-3f * gradient.Max(Math.Abs));
        for (var i = 0; i < gradient.Length; i++)
        {
            if (Math.Abs(gradient[i]) < clear)
                continue;
            compared++;
            Assert.That(actual[i] - before[i], Is.EqualTo(expected[i] - before[i]).Within(1e-2 * Rate));
        }
        Assert.That(compared, Is.GreaterThan(gradient.Length / 20));
    }
}
