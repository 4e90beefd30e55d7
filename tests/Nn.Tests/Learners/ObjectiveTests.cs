using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn.Tests.Learners;

/// <summary>Every learner of the family: an update's loss, errors and gradient against double precision and finite differences, and what all learners promise.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.All))]
public sealed class ObjectiveTests(string deviceName)
{
    private const int N = 5;
    private const int Actions = 4;
    private static readonly CategoricalSupport Support = new(7, -1.5f, 2);
    private static readonly MunchausenSettings Soft = new(0.7f, 0.2f, -0.6f);

    private Device Device => TestDevices.Open(deviceName);

    /// <summary>An objective, the network's layers whose outputs its loss reads, the layers behind them, and the loss of all in double precision.</summary>
    public sealed record Case(string Name, Objective Objective, Layer[] Read, Layer[] Behind, ReferenceLoss Loss)
    {
        public Network Network => new(new FrameShape(3, 11, 9), [.. Read, .. Behind]);

        public override string ToString() => Name;
    }

    /// <summary>L of the outputs for a minibatch; the errors are written.</summary>
    public delegate double ReferenceLoss(Outputs outputs, Minibatch minibatch, double[] errors);

    /// <summary>What the networks say: online of s, target of s', online of s', target of s; [N, O] each.</summary>
    public sealed record Outputs(double[] First, double[] NextTarget, double[] NextOnline, double[] FirstTarget);

    /// <summary>A minibatch's numbers [N].</summary>
    public sealed record Minibatch(int[] Actions, double[] Rewards, double[] Discounts, double[] Weights);

    /// <summary>One of every learner, and the Double ones.</summary>
    public static IEnumerable<Case> Cases()
    {
        foreach (var doubleQ in (bool[])[false, true])
        {
            var name = doubleQ ? "double " : "";
            yield return new(
                $"{name}dqn", new DqnObjective(LossKind.Huber, doubleQ), Plain(Actions), [],
                (o, m, errors) => TdLossReference.Compute(
                    Actions, LossKind.Huber, o.First, m.Actions, m.Rewards, m.Discounts, o.NextTarget, doubleQ ? o.NextOnline : [], m.Weights,
                    new double[o.First.Length], errors).Loss);
            yield return new(
                $"{name}c51", new CategoricalObjective(doubleQ), Dueling(Support.Atoms), [new CategoricalValuesLayer(Actions, Support)],
                (o, m, errors) => CategoricalLossReference.Compute(
                    Support, Actions, o.First, m.Actions, m.Rewards, m.Discounts, o.NextTarget, doubleQ ? o.NextOnline : [], m.Weights,
                    new double[o.First.Length], errors).Loss);
            yield return new(
                $"{name}qr-dqn", new QuantileObjective(0.4f, doubleQ), Plain(Actions * 6), [new QuantileValuesLayer(Actions, 6)],
                (o, m, errors) => QuantileLossReference.Compute(
                    6, 0.4f, Actions, o.First, m.Actions, m.Rewards, m.Discounts, o.NextTarget, doubleQ ? o.NextOnline : [], m.Weights,
                    new double[o.First.Length], errors).Loss);
        }
        foreach (var (name, layers) in ((string, Layer[])[])[("", Plain(Actions)), ("dueling ", Dueling(1))])
            yield return new(
                $"{name}munchausen", new MunchausenObjective(LossKind.MeanSquaredError, Soft), layers, [],
                (o, m, errors) => MunchausenLossReference.Compute(
                    Actions, LossKind.MeanSquaredError, Soft, o.First, o.FirstTarget, o.NextTarget, m.Actions, m.Rewards, m.Discounts, m.Weights,
                    new double[o.First.Length], errors).Loss);
    }

    /// <summary>L as a function of all of the online network's parameters, differentiated along random directions.</summary>
    [TestCaseSource(nameof(Cases))]
    public void TheGradientOfAnUpdateIsThatOfItsLoss(Case @case)
    {
        const double Step = 1e-5;
        var network = @case.Network;
        using var learner = new QLearner(Device, network, Options(@case));
        var random = new CounterRandom(8, 8);
        var target = Array.ConvertAll(learner.Target.ToArray(), value => value + (float)(0.05 * random.NextNormal()));
        learner.Target.CopyFrom(target);
        var slot = learner.Slot(0);
        QLearnerTests.Fill(slot, network, ref random);
        var online = Doubles(learner.Online.ToArray());
        var (loss, errors) = ReferenceOf(@case, slot, online, Doubles(target), online);
        slot.Upload();
        learner.Update(slot);

        var found = new float[N];
        learner.ReadErrors(found);
        Assert.That(learner.ReadStatistics().Loss, Is.EqualTo(loss).Within(0.01).Percent);
        for (var n = 0; n < N; n++)
            Assert.That(found[n], Is.EqualTo(errors[n]).Within(2e-4), $"error {n}");
        var gradients = ContentsOf(learner.Gradients);
        for (var direction = 0; direction < 6; direction++)
        {
            var along = new double[network.BufferLength];
            foreach (var tensor in network.Parameters)
                for (var i = 0; i < tensor.Length; i++)
                    along[tensor.Offset + i] = random.NextNormal();
            var slope = (LossAt(Step) - LossAt(-Step)) / (2 * Step);
            var expected = 0.0;
            for (var i = 0; i < along.Length; i++)
                expected += gradients[i] * along[i];
            Assert.That(expected, Is.EqualTo(slope).Within(2e-3 * Math.Max(0.1, Math.Abs(slope))), $"direction {direction}");

            // y counts as a constant: what Double DQN chooses by is not moved.
            double LossAt(double step) => ReferenceOf(@case, slot, [.. online.Select((value, i) => value + step * along[i])], Doubles(target), online).Loss;
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void SameSeedGivesTheSameBits(Case @case)
    {
        var first = QLearnerTests.Train(Device, @case.Network, Options(@case));
        Assert.That(QLearnerTests.Train(Device, @case.Network, Options(@case)), Is.EqualTo(first));
        Assert.That(QLearnerTests.Train(Device, @case.Network, Options(@case) with { UseGraph = false }), Is.EqualTo(first));
    }

    [TestCaseSource(nameof(Cases))]
    public void LearningLowersTheLossOnOneMinibatch(Case @case)
    {
        using var learner = new QLearner(Device, @case.Network, Options(@case) with { LearningRate = 3e-3f });
        var random = new CounterRandom(6, 6);
        foreach (var slot in learner.Slots)
        {
            var same = random;
            QLearnerTests.Fill(slot, learner.Network, ref same);
        }
        var (first, last) = (0f, 0f);
        for (var i = 0; i < 60; i++)
        {
            var slot = learner.Slot(i % 2);
            slot.AwaitReuse();
            slot.Upload();
            learner.Update(slot);
            last = learner.ReadStatistics().Loss;
            if (i == 0)
                first = last;
        }
        // What is left of a cross-entropy, and of a quantile loss, is what the target itself does not know.
        Assert.That(last, Is.LessThan(@case.Objective.LayersBehindLoss == 0 ? first / 3 : first * 0.9f));
    }

    [Test]
    public void AnUpdateAllocatesNothing([ValueSource(nameof(Cases))] Case @case)
    {
        if (!deviceName.StartsWith("simd", StringComparison.Ordinal))
            Assert.Ignore("ILGPU allocates in each of its own read-backs.");
        using var learner = new QLearner(Device, @case.Network, Options(@case));
        var random = new CounterRandom(6, 6);
        Update(4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Update(20);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Update(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var slot = learner.Slot(i % 2);
                slot.AwaitReuse();
                QLearnerTests.Fill(slot, learner.Network, ref random);
                slot.Upload();
                learner.Update(slot);
            }
        }
    }

    [Test]
    public void AnObjectiveRefusesANetworkOfAnother()
    {
        var values = Tiny.Network(Actions);
        var quantiles = new Network(values.Frames, [.. Plain(Actions * 6), new QuantileValuesLayer(Actions, 6)]);
        Assert.That(
            () => new QLearner(Device, values, new() { Objective = new CategoricalObjective() }),
            Throws.ArgumentException.With.Message.Contains("CategoricalValuesLayer").And.Message.Contains("LinearLayer"));
        Assert.That(() => new QLearner(Device, quantiles, new() { Objective = new CategoricalObjective() }), Throws.ArgumentException);
        foreach (var objective in (Objective[])[new DqnObjective(), new MunchausenObjective(LossKind.Huber, MunchausenSettings.Default)])
            Assert.That(
                () => new QLearner(Device, quantiles, new() { Objective = objective }), Throws.ArgumentException.With.Message.Contains("QuantileValuesLayer"));
    }

    [Test]
    public void AnObjectiveThatReadsFourNetworksIsRefused() => Assert.That(
        () => new QLearner(Device, Tiny.Network(Actions), new() { Objective = new Greedy() }), Throws.ArgumentException.With.Message.Contains("Greedy reads four"));

    private sealed record Greedy : Objective
    {
        public override bool ReadsNextOnline => true;

        public override bool ReadsFirstTarget => true;

        public override Operation LossOperation => Operation.TdLoss;

        public override void Compute(Device device, Network network, in QLossBuffers buffers) => throw new NotSupportedException();
    }

    [TestCaseSource(nameof(Cases))]
    public void APlainObjectiveOfANetworkFitsIt(Case @case) => Assert.That(() => Objective.Of(@case.Network).Check(@case.Network), Throws.Nothing);

    private static Layer[] Plain(int outputs) => [new Conv2dLayer(5, 4, 3), new Conv2dLayer(6, 2, 1), new LinearLayer(7, Activation.Relu), new LinearLayer(outputs)];

    private static Layer[] Dueling(int atoms) => [new Conv2dLayer(5, 4, 3), new Conv2dLayer(6, 2, 1), new DuelingHead(Actions, 7, atoms)];

    private static QLearnerOptions Options(Case @case) => new()
    {
        BatchSize = N,
        Objective = @case.Objective,
        UseImportanceWeights = true,
        Initialization = Initialization.TorchDefault,
    };

    private static (double Loss, double[] Errors) ReferenceOf(Case @case, MinibatchSlot slot, double[] online, double[] target, double[] choosing)
    {
        // The layers behind the loss have no parameters, so the rest has the same buffer.
        var network = new Network(new FrameShape(3, 11, 9), @case.Read);
        var (s, next) = (NetworkReference.ScaleFrames(network.Frames, N, slot.States), NetworkReference.ScaleFrames(network.Frames, N, slot.NextStates));
        var errors = new double[N];
        var loss = @case.Loss(
            new(Of(s, online), Of(next, target), Of(next, choosing), Of(s, target)),
            new(slot.Actions.ToArray(), Doubles(slot.Rewards), Doubles(slot.Discounts), Doubles(slot.Weights)), errors);
        return (loss, errors);

        double[] Of(double[] x, double[] parameters)
        {
            var outputs = new double[N * network.Layers[^1].Output.Length];
            NetworkReference.Forward(network, N, x, parameters, outputs);
            return outputs;
        }
    }

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = values[i];
        return doubles;
    }

    private static float[] ContentsOf(DeviceView<float> view)
    {
        var values = new float[view.Length];
        view.Buffer.CopyTo(values, view.Offset);
        return values;
    }
}
