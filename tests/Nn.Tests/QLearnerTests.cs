using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary>The learner and the actor on every device.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.AllAndTf32))]
public sealed class QLearnerTests(string deviceName)
{
    private const int Actions = 4;

    internal static readonly QLearnerOptions Everything = new()
    {
        BatchSize = 5,
        Objective = new DqnObjective(LossKind.Huber, DoubleQ: true),
        UseImportanceWeights = true,
        MaxGradientNorm = 0.5f,
        LearningRate = 1e-2f,
        Initialization = Initialization.TorchDefault,
    };

    private Device Device => TestDevices.Open(deviceName);

    [Test]
    public void SameSeedGivesTheSameBits([Values] bool everything)
    {
        var options = everything ? Everything : new() { BatchSize = 5, LearningRate = 1e-2f };
        Assert.That(Train(Device, Tiny.Dueling(Actions), options), Is.EqualTo(Train(Device, Tiny.Dueling(Actions), options)));
    }

    [Test]
    public void GraphAndPlainLaunchesGiveTheSameBits([Values] bool everything)
    {
        var options = everything ? Everything : new() { BatchSize = 5, LearningRate = 1e-2f };
        Assert.That(
            Train(Device, Tiny.Dueling(Actions), options with { UseGraph = true }),
            Is.EqualTo(Train(Device, Tiny.Dueling(Actions), options with { UseGraph = false })));
    }

    // Only a network of real size splits its sums over a GPU, beside the operations of a branch.
    [Test]
    public void AGraphOfAFullSizeNetworkGivesTheBitsOfPlainLaunches()
    {
        Assert.That(Learn(useGraph: true), Is.EqualTo(Learn(useGraph: false)));

        float[] Learn(bool useGraph)
        {
            using var learner = new QLearner(Device, Network.Article(Actions), new() { BatchSize = 8, UseGraph = useGraph });
            var random = new CounterRandom(5, 5);
            // Of the four updates in the first slot one is plain; the others are as many orders of the CUDA driver in software.
            Run(learner, 7, ref random);
            return learner.Online.ToArray();
        }
    }

    // A norm that no gradient has: then the optimiser steps all parameters at once, and clips none.
    [Test, Combinatorial]
    public void AStepInPartsGivesTheBitsOfAWholeOne(
        [Values("linear", "dueling", "loose ReLUs", "one linear layer", "convolutions")] string name,
        [Values("Adam", "RMSProp", "centred RMSProp")] string optimizer)
    {
        var network = name switch
        {
            "linear" => Tiny.Network(Actions),
            "dueling" => Tiny.Dueling(Actions),
            "loose ReLUs" => Tiny.WithLooseRelus(Actions),
            "one linear layer" => new Network(new FrameShape(2, 6, 7), new Conv2dLayer(3, 3, 2), new LinearLayer(Actions)),
            _ => new Network(new FrameShape(2, 6, 6), new Conv2dLayer(3, 4, 2), new Conv2dLayer(Actions, 2, 1, Activation.None)),
        };
        var options = new QLearnerOptions
        {
            BatchSize = 5,
            LearningRate = 1e-2f,
            Optimizer = optimizer == "Adam" ? OptimizerKind.Adam : OptimizerKind.RmsProp,
            RmsProp = RmsPropSettings.Nature with { Centred = optimizer == "centred RMSProp" },
        };
        using var whole = new QLearner(Device, network, options with { MaxGradientNorm = float.MaxValue });
        using var parts = new QLearner(Device, network, options);
        foreach (var learner in (QLearner[])[whole, parts])
        {
            var random = new CounterRandom(9, 9);
            Run(learner, 4, ref random);
            learner.SetLearningRate(3e-3f);
            // Of the four updates in the first slot one is plain; the others are as many orders of the CUDA driver in software.
            Run(learner, 3, ref random);
        }
        Assert.That(parts.Online.ToArray(), Is.EqualTo(whole.Online.ToArray()).And.Not.EqualTo(parts.Target.ToArray()));
        Assert.That(Contents(parts.Gradients), Is.EqualTo(Contents(whole.Gradients)));
        Assert.That(parts.Optimizer.FirstMoment.ToArray(), Is.EqualTo(whole.Optimizer.FirstMoment.ToArray()));
        Assert.That(parts.Optimizer.SecondMoment.ToArray(), Is.EqualTo(whole.Optimizer.SecondMoment.ToArray()));
        Assert.That(parts.Optimizer.Schedule.ToArray(), Is.EqualTo(whole.Optimizer.Schedule.ToArray()));
    }

    /// <summary>Adam's first step is the learning rate, against the gradient's sign, in each coordinate: here those of inputs counted from a centre.</summary>
    [Test]
    public void WithACentreAStepIsOneOfInputsCountedFromIt()
    {
        const float Centre = 0.4f;
        const float Rate = 1e-2f;
        var network = Tiny.Network(Actions);
        var (weights, bias) = (network.Parameters[0], network.Parameters[1]);
        using var plain = new QLearner(Device, network, new() { BatchSize = 5, LearningRate = Rate });
        using var centred = new QLearner(Device, network, plain.Options);
        centred.CentreInput(Centre, movesBias: false);
        var before = plain.Online.ToArray();
        foreach (var learner in (QLearner[])[plain, centred])
        {
            var random = new CounterRandom(9, 9);
            Run(learner, 1, ref random);
        }
        var (g, h, after) = (Contents(plain.Gradients), Contents(centred.Gradients), centred.Online.ToArray());
        for (var k = 0; k < bias.Length; k++)
        {
            var sumOfSteps = 0.0;
            for (var i = weights.Offset + k; i < weights.Offset + weights.Length; i += bias.Length)
            {
                Assert.That(h[i], Is.EqualTo(g[i] - Centre * g[bias.Offset + k]).Within(1e-6));
                Assert.That(after[i] - before[i], Is.EqualTo(-Rate * Math.Sign(h[i])).Within(1e-4));
                sumOfSteps += after[i] - before[i];
            }
            var b = bias.Offset + k;
            Assert.That(h[b], Is.EqualTo(g[b]));
            Assert.That(after[b] - before[b] + Centre * sumOfSteps, Is.EqualTo(-Rate * Math.Sign(g[b])).Within(1e-4));
        }
        var others = weights.Length + bias.Length;
        Assert.That(after.Skip(others).Zip(plain.Online.ToArray().Skip(others)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5), "other layers' steps stay");
    }

    [Test]
    public void ACentredFreshNetworkSaysOfBackgroundAloneWhatItsBiasesSay()
    {
        const byte Gray = 90;
        var network = Tiny.Network(Actions);
        using var learner = new QLearner(Device, network, new() { BatchSize = 5 });
        learner.CentreInput(Gray / 255f, movesBias: true);
        using var actor = new QActor(Device, network, 1, readsValues: true);
        var background = new byte[network.Frames.Length];
        background.AsSpan().Fill(Gray);
        actor.Act(learner.Online, background, [0], [0], [0], new int[1], new float[1]);
        // He's initialisation has biases of 0. TF32 keeps 10 bits of what is multiplied, and what is added up is as large as without a centre.
        Assert.That(actor.Values.ToArray(), Is.All.EqualTo(0).Within(Device.Precision == Precision.Tf32 ? 2e-3 : 1e-5));
        Assert.That(learner.Target.ToArray(), Is.EqualTo(learner.Online.ToArray()));
    }

    [Test]
    public void InputsAreNotCentredBehindTheFirstUpdate()
    {
        using var learner = new QLearner(Device, Tiny.Network(Actions), new() { BatchSize = 5 });
        var random = new CounterRandom(9, 9);
        Run(learner, 1, ref random);
        Assert.That(() => learner.CentreInput(0.5f, movesBias: false), Throws.InvalidOperationException.With.Message.Contains("before the first update"));
    }

    [Test]
    public void StatesGatheredFromARingOfFramesGiveTheBitsOfStatesGivenAsBytes()
    {
        var network = Tiny.Network(Actions);
        var frameLength = network.Frames.H * network.Frames.W;
        var random = new CounterRandom(6, 6);
        var frames = new byte[20 * frameLength];
        foreach (ref var value in frames.AsSpan())
            value = (byte)(256 * random.NextUniform());
        using var ring = Device.Allocate<byte>(frames.Length);
        ring.CopyFrom(frames);
        using var given = new QLearner(Device, network, Everything);
        using var gathered = new QLearner(Device, network, Everything, ring);
        using var actor = new QActor(Device, network, 2);
        using var gatheringActor = new QActor(Device, network, 2, ring);
        for (var update = 0; update < 5; update++)
        {
            var (bytes, indices) = (given.Slot(update % 2), gathered.Slot(update % 2));
            Assert.That((bytes.StateFrames.Length, indices.States.Length), Is.EqualTo((0, 0)));
            bytes.AwaitReuse();
            indices.AwaitReuse();
            FillWithFrames(indices.StateFrames, bytes.States);
            FillWithFrames(indices.NextStateFrames, bytes.NextStates);
            foreach (var slot in (MinibatchSlot[])[bytes, indices])
            {
                slot.Rewards.Fill(update);
                slot.Upload();
            }
            given.Update(bytes);
            gathered.Update(indices);

            FillWithFrames(gatheringActor.States.FrameIndices, actor.States.Bytes);
            var (maxQ, sameMaxQ) = (new float[2], new float[2]);
            actor.Begin(given.Online, [0f, 0f], [0f, 0f], [0, 0]);
            gatheringActor.Begin(gathered.Online, [0f, 0f], [0f, 0f], [0, 0]);
            actor.End(new int[2], maxQ);
            gatheringActor.End(new int[2], sameMaxQ);
            Assert.That(sameMaxQ, Is.EqualTo(maxQ));
        }
        Assert.That(gathered.Online.ToArray(), Is.EqualTo(given.Online.ToArray()));

        void FillWithFrames(Span<int> indices, Span<byte> states)
        {
            Assert.That(states.Length, Is.EqualTo(indices.Length * frameLength));
            for (var i = 0; i < indices.Length; i++)
            {
                indices[i] = (int)(21 * random.NextUniform()) - 1;
                var state = states.Slice(i * frameLength, frameLength);
                if (indices[i] < 0)
                    state.Clear();
                else
                    frames.AsSpan(indices[i] * frameLength, frameLength).CopyTo(state);
            }
        }
    }

    [Test]
    public void AnUpdateAllocatesNothing([Values] bool useGraph, [Values] bool clips)
    {
        var options = Everything with { UseGraph = useGraph, MaxGradientNorm = clips ? 0.5f : null };
        using var learner = new QLearner(Device, Tiny.Network(Actions), options);
        var random = new CounterRandom(1, 1);
        Run(learner, 6, ref random);
        learner.SoftCopyTarget(0.1f);
        learner.CopyTarget();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 4; step++)
        {
            learner.Slot(step % 2).AwaitReuse();
            learner.Update(learner.Slot(step % 2));
            learner.SoftCopyTarget(0.1f);
            learner.CopyTarget();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void AWholeStepWithActingAndReadingBackAllocatesNothing()
    {
        if (Device.Name == "opencl")
            Assert.Ignore("ILGPU's own copy calls, which only CUDA does without, allocate some 80 bytes each; updates are free of them.");
        using var learner = new QLearner(Device, Tiny.Network(Actions), Everything);
        using var actor = new QActor(Device, learner.Network, 2);
        var errors = new float[5];
        var stacks = new byte[2 * learner.Network.Frames.Length];
        float[] draws = [0.5f, 0.5f];
        int[] actions = [0, 0];
        var maxQ = new float[2];
        var random = new CounterRandom(1, 1);
        for (var warmUp = 0; warmUp < 6; warmUp++)
            Step(warmUp);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 4; step++)
            Step(step);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Step(int step)
        {
            var slot = learner.Slot(step % 2);
            slot.AwaitReuse();
            Fill(slot, learner.Network, ref random);
            slot.Upload();
            learner.Update(slot);
            learner.ReadErrors(errors);
            learner.ReadStatistics();
            actor.Act(learner.Online, stacks, draws, draws, actions, actions, maxQ);
        }
    }

    [Test]
    public void ChangingTheLearningRateAllocatesNothing()
    {
        if (Device.Name == "opencl")
            Assert.Ignore("ILGPU's own copy calls, which only CUDA does without, allocate some 80 bytes each.");
        using var learner = new QLearner(Device, Tiny.Network(Actions), Everything);
        learner.SetLearningRate(1e-3f);
        var before = GC.GetAllocatedBytesForCurrentThread();
        learner.SetLearningRate(2e-3f);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void ALearnerGoesOnBitForBitFromTheStateOfAnother([Values] OptimizerKind optimizer)
    {
        var options = Everything with { Optimizer = optimizer };
        using var first = new QLearner(Device, Tiny.Dueling(Actions), options);
        var random = new CounterRandom(3, 3);
        Run(first, 3, ref random);
        first.SoftCopyTarget(0.3f);
        first.SetLearningRate(3e-3f);
        using var second = new QLearner(Device, Tiny.Dueling(Actions), options with { Seed = 99 });
        second.Restore(StateOf(first));
        Assert.That(second.Optimizer.LearningRate, Is.EqualTo(3e-3f));

        var sameRandom = random;
        Run(first, 3, ref random);
        Run(second, 3, ref sameRandom);
        Assert.That(StateOf(second), Is.EqualTo(StateOf(first)));

        // The rate that both were made with: a learner that still believed in it would change nothing.
        first.SetLearningRate(options.LearningRate);
        second.SetLearningRate(options.LearningRate);
        sameRandom = random;
        Run(first, 1, ref random);
        Run(second, 1, ref sameRandom);
        Assert.That(second.Optimizer.Schedule.ToArray()[0], Is.EqualTo(options.LearningRate));
        Assert.That(StateOf(second), Is.EqualTo(StateOf(first)));

        using var other = new QLearner(Device, Tiny.Dueling(Actions), options with { Optimizer = 1 - optimizer });
        var before = StateOf(other);
        Assert.That(() => other.Restore(StateOf(first)), Throws.ArgumentException.With.Message.Contains("this network and optimiser takes"));
        Assert.That(StateOf(other), Is.EqualTo(before));

        static float[][] StateOf(QLearner learner) => [.. learner.State.Select(buffer => buffer.ToArray())];
    }

    [Test]
    public void ErrorsAndStatisticsAreThoseOfTheLastUpdate()
    {
        using var learner = new QLearner(Device, Tiny.Network(Actions), new() { BatchSize = 5 });
        var random = new CounterRandom(5, 5);
        Run(learner, 2, ref random);
        var errors = new float[5];
        learner.ReadErrors(errors);
        Assert.That(errors, Has.Some.Not.Zero);
        Assert.That(learner.ReadStatistics().Loss, Is.EqualTo(errors.Average(error => error * error)).Within(1e-5).Percent);
    }

    [Test]
    public void TheWeightsOfANewSlotAreOne()
    {
        var options = new QLearnerOptions { BatchSize = 5, LearningRate = 1e-2f };
        using var weighted = new QLearner(Device, Tiny.Network(Actions), options with { UseImportanceWeights = true });
        using var plain = new QLearner(Device, Tiny.Network(Actions), options);
        Assert.That(weighted.Slot(1).Weights.ToArray(), Is.EqualTo(new float[] { 1, 1, 1, 1, 1 }));
        foreach (var learner in (QLearner[])[weighted, plain])
        {
            learner.Slot(1).Rewards.Fill(1);
            learner.Slot(1).Upload();
            learner.Update(learner.Slot(1));
        }
        Assert.That(weighted.ReadStatistics().Loss, Is.GreaterThan(0).And.EqualTo(plain.ReadStatistics().Loss));
        Assert.That(weighted.Online.ToArray(), Is.EqualTo(plain.Online.ToArray()));
    }

    [Test]
    public void TheGradientNormIsThatBeforeClipping()
    {
        using var free = new QLearner(Device, Tiny.Network(Actions), new() { BatchSize = 5 });
        using var wide = new QLearner(Device, Tiny.Network(Actions), new() { BatchSize = 5, MaxGradientNorm = 1e6f });
        using var clipped = new QLearner(Device, Tiny.Network(Actions), new() { BatchSize = 5, MaxGradientNorm = 1e-3f });
        foreach (var learner in (QLearner[])[free, wide, clipped])
        {
            var random = new CounterRandom(5, 5);
            Run(learner, 1, ref random);
        }
        var norm = Norm(free);
        Assert.That(norm, Is.GreaterThan(0.01));
        Assert.That(free.ReadGradientNorm(), Is.Zero, "nobody has asked for it");
        Assert.That(wide.ReadGradientNorm(), Is.EqualTo(norm).Within(1e-3).Percent);
        Assert.That(clipped.ReadGradientNorm(), Is.EqualTo(norm).Within(1e-3).Percent);
        Assert.That(Norm(wide), Is.EqualTo(norm).Within(1e-3).Percent);
        Assert.That(Norm(clipped), Is.EqualTo(1e-3).Within(1).Percent);

        static double Norm(QLearner learner) => Math.Sqrt(Contents(learner.Gradients).Sum(g => (double)g * g));
    }

    // A kernel believes what it is given: an action that is none would read and write outside its row.
    [TestCase(Actions), TestCase(-1), TestCase(100_000_000)]
    public void AnActionThatIsNoneIsRefusedBeforeItIsCopied(int action)
    {
        using var learner = new QLearner(Device, Tiny.Network(Actions), new() { BatchSize = 5 });
        var slot = learner.Slot(0);
        slot.Actions[3] = action;
        Assert.That(
            slot.Upload,
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"Upload: Actions[3] is {action}, but must lie in 0..{Actions - 1}"));
        slot.Actions[3] = Actions - 1;
        slot.Upload();
        learner.Update(slot);
        Assert.That(learner.ReadStatistics().Loss, Is.Not.NaN);

        using var actor = new QActor(Device, learner.Network, 2);
        Assert.That(
            () => actor.Begin(learner.Online, [0f, 1f], [0f, 0f], [0, action]),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"Begin: randomActions[1] is {action}, but must lie in 0..{Actions - 1}"));
        actor.Begin(learner.Online, [0f, 1f], [0f, 0f], [0, Actions - 1]);
        var chosen = new int[2];
        actor.End(chosen, new float[2]);
        Assert.That(chosen[1], Is.EqualTo(Actions - 1));
    }

    [TestCase(20), TestCase(-2), TestCase(int.MaxValue)]
    public void AFrameThatIsNotInTheRingIsRefusedBeforeItIsCopied(int frame)
    {
        var network = Tiny.Network(Actions);
        using var ring = Device.Allocate<byte>(20 * network.Frames.H * network.Frames.W);
        using var learner = new QLearner(Device, network, new() { BatchSize = 5 }, ring);
        using var actor = new QActor(Device, network, 2, ring);
        var slot = learner.Slot(0);
        slot.StateFrames.Fill(19);
        slot.NextStateFrames[^1] = frame;
        actor.States.FrameIndices[1] = frame;
        Assert.That(slot.Upload, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"is {frame}, but must lie in -1..19"));
        Assert.That(
            () => actor.Begin(learner.Online, [0f, 0f], [0f, 0f], [0, 0]),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"FrameIndices[1] is {frame}, but must lie in -1..19"));
        slot.NextStateFrames[^1] = -1;
        slot.Upload();
        learner.Update(slot);
        Assert.That(learner.ReadStatistics().Loss, Is.Not.NaN);
    }

    [Test]
    public void TheTargetStaysUntilItIsCopied()
    {
        using var learner = new QLearner(Device, Tiny.Network(Actions), new() { BatchSize = 5, LearningRate = 1e-2f });
        var initial = learner.Target.ToArray();
        Assert.That(learner.Online.ToArray(), Is.EqualTo(initial));
        var random = new CounterRandom(5, 5);
        Run(learner, 1, ref random);
        Assert.That(learner.Target.ToArray(), Is.EqualTo(initial));
        var online = learner.Online.ToArray();
        Assert.That(online, Is.Not.EqualTo(initial));

        learner.SoftCopyTarget(0.25f);
        var soft = learner.Target.ToArray();
        for (var i = 0; i < soft.Length; i++)
            Assert.That(soft[i], Is.EqualTo(0.75f * initial[i] + 0.25f * online[i]).Within(1e-6f));
        learner.CopyTarget();
        Assert.That(learner.Target.ToArray(), Is.EqualTo(online));
    }

    [Test]
    public void LearningLowersTheLossOnOneMinibatch()
    {
        using var learner = new QLearner(Device, Tiny.Network(Actions), new() { BatchSize = 5, LearningRate = 3e-3f });
        var random = new CounterRandom(8, 8);
        var slot = learner.Slot(0);
        Fill(slot, learner.Network, ref random);
        slot.Upload();
        learner.Update(slot);
        var first = learner.ReadStatistics().Loss;
        for (var i = 0; i < 60; i++)
            learner.Update(slot);
        Assert.That(learner.ReadStatistics().Loss, Is.LessThan(first / 4));
    }

    [Test]
    public void TheActorIsGreedyOrRandomByEpsilon([Values("linear", "dueling", "relu")] string head)
    {
        var network = head switch
        {
            "linear" => Tiny.Network(Actions),
            "dueling" => Tiny.Dueling(Actions),
            _ => Tiny.WithLooseRelus(Actions),
        };
        using var learner = new QLearner(Device, network, new());
        using var actor = new QActor(Device, network, 3);
        using var pass = new NetworkPass(Device, network, 3, training: false);
        using var frames = Device.Allocate<byte>(3 * network.Frames.Length);
        var stacks = new byte[3 * network.Frames.Length];
        var random = new CounterRandom(2, 2);
        foreach (ref var value in stacks.AsSpan())
            value = (byte)(256 * random.NextUniform());
        frames.CopyFrom(stacks);
        pass.Forward(frames, learner.Online);

        var actions = new int[3];
        var maxQ = new float[3];
        for (var call = 0; call < 3; call++)
        {
            actor.Act(learner.Online, stacks, [0f, 1f, 0.5f], [0f, 0.999f, 0.5f], [3, 2, 1], actions, maxQ);
            var q = Values(actor.Q);
            Assert.That(q, Is.EqualTo(Values(pass.Q)).Within(Device.Precision == Precision.Tf32 ? 1e-2f : 1e-5f), "the head sums in another order");
            var greedy = Enumerable.Range(0, 3).Select(n => Array.IndexOf(q, q.Skip(n * Actions).Take(Actions).Max(), n * Actions) - n * Actions).ToArray();
            Assert.That(actions, Is.EqualTo(new[] { greedy[0], 2, greedy[2] }));
            Assert.That(maxQ, Is.EqualTo(Enumerable.Range(0, 3).Select(n => q.Skip(n * Actions).Take(Actions).Max())));
        }
        Assert.That(
            () => actor.Act(learner.Online, stacks.AsSpan(1), [0f, 0f, 0f], [0f, 0f, 0f], [0, 0, 0], actions, maxQ),
            Throws.ArgumentException.With.Message.Contains("stacks has"));

        static float[] Values(DeviceView<float> view)
        {
            var values = new float[view.Length];
            view.Buffer.CopyTo(values, view.Offset);
            return values;
        }
    }

    [Test]
    public void AChoiceIsALaunchForEachLayerAndTwoCopies()
    {
        if (Device.Name != "cuda")
            Assert.Ignore("Only CUDA's graphs count their nodes.");
        using var learner = new QLearner(Device, Tiny.Network(Actions), new());
        using var actor = new QActor(Device, learner.Network, 2);
        Act();
        Assert.That(actor.Graph, Is.Null);
        Act();
        Assert.That(actor.Graph!.NodeCount, Is.EqualTo(learner.Network.Layers.Count + 2), "the head and the choice are one");

        void Act() =>
            actor.Act(learner.Online, new byte[2 * learner.Network.Frames.Length], [0f, 0f], [0f, 0f], [0, 0], new int[2], new float[2]);
    }

    [Test]
    public void TheActorFollowsItsParametersFromCallToCall()
    {
        var network = Tiny.Network(Actions);
        using var learner = new QLearner(Device, network, new() { Seed = 1 });
        using var other = new QLearner(Device, network, new() { Seed = 2 });
        using var actor = new QActor(Device, network, 1);
        var stack = new byte[network.Frames.Length];
        new Random(3).NextBytes(stack);
        var first = MaxQ(learner.Online);
        Assert.That(MaxQ(other.Online), Is.Not.EqualTo(first));
        for (var call = 0; call < 3; call++)
            Assert.That(MaxQ(learner.Online), Is.EqualTo(first), "launched, captured, and launched as a graph");
        learner.SetParameters(other.Online.ToArray());
        Assert.That(MaxQ(learner.Online), Is.EqualTo(MaxQ(other.Online)), "a graph reads what its buffer holds now");

        float MaxQ(DeviceBuffer<float> parameters)
        {
            var maxQ = new float[1];
            actor.Act(parameters, stack, [0f], [0f], [0], new int[1], maxQ);
            return maxQ[0];
        }
    }

    [Test]
    public void TheActorBeginsAndEndsInTurns()
    {
        var network = Tiny.Network(Actions);
        using var learner = new QLearner(Device, network, new());
        using var actor = new QActor(Device, network, 1);
        Assert.That(() => actor.End(new int[1], new float[1]), Throws.InvalidOperationException.With.Message.Contains("call Begin first"));
        actor.Begin(learner.Online, [0f], [0f], [0]);
        Assert.That(() => actor.Begin(learner.Online, [0f], [0f], [0]), Throws.InvalidOperationException.With.Message.Contains("End"));
        actor.End(new int[1], new float[1]);
    }

    [Test]
    public void BadOptionsAndSlotsAreRefused()
    {
        var network = Tiny.Network(Actions);
        Assert.That(() => new QLearner(Device, network, new() { BatchSize = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("at least 1"));
        Assert.That(
            () => new QLearner(Device, network, new() { LearningRate = float.NaN }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("NaN"));
        Assert.That(() => new QLearner(Device, network, new() { Slots = 1 }), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("2 slots"));
        Assert.That(() => new QLearner(Device, network, new() { MaxGradientNorm = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        using var learner = new QLearner(Device, network, new());
        using var other = new QLearner(Device, network, new());
        Assert.That(() => learner.Update(other.Slot(0)), Throws.ArgumentException.With.Message.Contains("another learner"));
        using var pass = new NetworkPass(Device, network, 2, training: false);
        using var frames = Device.Allocate<byte>(2 * network.Frames.Length);
        Assert.That(
            () => pass.Backward(frames, learner.Online, pass.Q, learner.Gradients), Throws.InvalidOperationException.With.Message.Contains("training: false"));
        Assert.That(() => pass.Forward(frames, learner.Online.Slice(0, 5)), Throws.ArgumentException.With.Message.Contains("was given 5"));
    }

    /// <summary>Online parameters after six updates and a soft target copy.</summary>
    internal static float[] Train(Device device, Network network, QLearnerOptions options)
    {
        using var learner = new QLearner(device, network, options);
        var random = new CounterRandom(4, 4);
        Run(learner, 3, ref random);
        learner.SoftCopyTarget(0.5f);
        Run(learner, 3, ref random);
        return learner.Online.ToArray();
    }

    private static float[] Contents(DeviceView<float> view) => view.Buffer.ToArray();

    private static void Run(QLearner learner, int updates, ref CounterRandom random)
    {
        for (var i = 0; i < updates; i++)
        {
            var slot = learner.Slot(i % 2);
            slot.AwaitReuse();
            Fill(slot, learner.Network, ref random);
            slot.Upload();
            learner.Update(slot);
        }
    }

    internal static void Fill(MinibatchSlot slot, Network network, ref CounterRandom random)
    {
        foreach (ref var value in slot.States)
            value = (byte)(256 * random.NextUniform());
        foreach (ref var value in slot.NextStates)
            value = (byte)(256 * random.NextUniform());
        for (var n = 0; n < slot.N; n++)
        {
            slot.Actions[n] = (int)(network.Actions * random.NextUniform());
            slot.Rewards[n] = (float)(2 * random.NextUniform() - 1);
            slot.Discounts[n] = n % 3 == 0 ? 0 : 0.97f;
            slot.Weights[n] = (float)random.NextUniform();
        }
    }
}
