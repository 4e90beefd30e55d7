using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class ReplayMemoryTests
{
    private const int FrameLength = 5;

    [Test]
    public void AgreesWithThePlainModelUnderRandomEpisodes(
        [Values(1, 3)] int environments, [Values(1, 3)] int nStep, [Values(1, 4)] int stackSize, [Values] bool repeatFirstFrame)
    {
        var shape = new ReplayShape(environments * 29, environments, FrameLength, stackSize, nStep, Gamma: 0.9, repeatFirstFrame);
        var recorder = new RecordingSampler();
        using var replay = new ReplayMemory(shape, recorder);
        var models = Enumerable.Range(0, environments).Select(_ => new ReplayModel(shape)).ToArray();
        var random = new Random(nStep * 100 + stackSize);

        for (var e = 0; e < environments; e++)
            Begin(replay, models, e, random);
        for (var step = 0; step < 300; step++)
        {
            for (var e = 0; e < environments; e++)
                Step(replay, models, e, random);
            CompareAll(replay, models, recorder);
        }
    }

    [Test]
    public void NewestStackIsTheStateToActOn()
    {
        var shape = new ReplayShape(100, 1, FrameLength, 4, 1, 0.99, RepeatFirstFrame: true);
        using var replay = new ReplayMemory(shape, new UniformSampler(1));
        var model = new ReplayModel(shape);
        var random = new Random(1);
        Begin(replay, [model], 0, random);
        var stack = new byte[replay.StackLength];
        for (var step = 0; step < 150; step++)
        {
            replay.CopyNewestStack(0, stack);
            Assert.That(stack, Is.EqualTo(model.Stack(model.Count - 1)));
            Step(replay, [model], 0, random);
        }
    }

    [Test]
    public void SavedAndLoadedIsTheSame()
    {
        var shape = new ReplayShape(60, 2, FrameLength, 4, 3, 0.99, RepeatFirstFrame: false);
        using var replay = new ReplayMemory(shape, new UniformSampler(1));
        using var copy = new ReplayMemory(shape, new UniformSampler(1));
        var models = new[] { new ReplayModel(shape), new ReplayModel(shape) };
        var random = new Random(3);
        for (var e = 0; e < 2; e++)
            Begin(replay, models, e, random);
        for (var step = 0; step < 77; step++)
            for (var e = 0; e < 2; e++)
                Step(replay, models, e, random);

        using var file = new MemoryStream();
        replay.Save(new BinaryWriter(file));
        file.Position = 0;
        copy.Load(new BinaryReader(file));

        Assert.That(file.Position, Is.EqualTo(file.Length));
        Assert.That(copy.StoredFrames, Is.EqualTo(replay.StoredFrames));
        for (long slot = 0; slot < replay.Slots; slot++)
        {
            Assert.That(copy.HoldsTransition(slot), Is.EqualTo(replay.HoldsTransition(slot)));
            if (!replay.HoldsTransition(slot))
                continue;
            Assert.That(copy[slot], Is.EqualTo(replay[slot]));
            Assert.That(Stack(copy, slot), Is.EqualTo(Stack(replay, slot)));
        }
    }

    // A slot's action and reward are known one step later than its frame.
    [Test]
    public void TwoMemoriesOfTheSameFramesAreSavedAsTheSameBytesWhateverTheyHeldBefore()
    {
        var shape = new ReplayShape(20, 1, FrameLength, 4, 1, 0.99, RepeatFirstFrame: true);
        Assert.That(Saved(former: 7), Is.EqualTo(Saved(former: 0)));

        byte[] Saved(int former)
        {
            using var replay = new ReplayMemory(shape, new UniformSampler(1));
            replay.Begin(0, new byte[FrameLength]);
            for (var step = 0; step < 59; step++)
                replay.Append(0, step < 40 ? former : 1, step < 40 ? former : 2, terminal: false, truncated: false, new byte[FrameLength]);
            using var file = new MemoryStream();
            replay.Save(new BinaryWriter(file));
            return file.ToArray();
        }
    }

    [Test]
    public void OneMillionFramesTakeAtMost32BytesEachBesideTheFrames()
    {
        var shape = new ReplayShape(1_000_000, 8, 84 * 84, 4, 1, 0.99, true);
        Assert.That(shape.Bytes(prioritized: true) - shape.Slots * 84 * 84, Is.LessThanOrEqualTo(32 * shape.Slots));
    }

    [Test]
    public void TellsWhichCapacityWouldFit()
    {
        var shape = new ReplayShape(1_000_000, 8, 84 * 84, 4, 1, 0.99, true);
        var error = Assert.Throws<OptionException>(() => ReplayBudget.Check(shape, prioritized: false, twice: false, available: 4L << 30));
        Assert.That(error!.Message, Does.Contain("7.1 GB").And.Contain("--replay-capacity 532000"));
        Assert.DoesNotThrow(() => ReplayBudget.Check(shape with { Capacity = 532_000 }, prioritized: false, twice: false, available: 4L << 30));
    }

    [Test]
    public void FramesThatAreKeptTwiceTakeTwiceTheMemory()
    {
        var shape = new ReplayShape(532_000, 8, 84 * 84, 4, 1, 0.99, true);
        var error = Assert.Throws<OptionException>(() => ReplayBudget.Check(shape, prioritized: false, twice: true, available: 4L << 30));
        Assert.That(error!.Message, Does.Contain("7.5 GB").And.Contain("--replay-capacity 266000"));
    }

    private static void Begin(ReplayMemory replay, ReplayModel[] models, int e, Random random)
    {
        var frame = Frame(random);
        replay.Begin(e, frame);
        models[e].Begin(frame);
    }

    private static void Step(ReplayMemory replay, ReplayModel[] models, int e, Random random)
    {
        var (action, reward, next, dice) = (random.Next(18), (float)random.NextDouble(), Frame(random), random.Next(12));
        var (terminal, truncated) = (dice == 0, dice == 1);
        replay.Append(e, action, reward, terminal, truncated, next);
        models[e].Append(action, reward, terminal, truncated, next);
        if (terminal || truncated)
            Begin(replay, models, e, random);
    }

    private static void CompareAll(ReplayMemory replay, ReplayModel[] models, RecordingSampler recorder)
    {
        var held = new HashSet<long>();
        for (var e = 0; e < models.Length; e++)
        {
            var ring = replay.Shape.RingLength;
            for (var i = Math.Max(0, models[e].Count - (int)ring); i < models[e].Count; i++)
            {
                var slot = e * ring + i % ring;
                var expected = models[e].HoldsTransition(i);
                Assert.That(replay.HoldsTransition(slot), Is.EqualTo(expected), $"slot {slot}");
                if (!expected)
                    continue;
                held.Add(slot);
                var (action, reward, discount, next) = models[e].Transition(i);
                var transition = replay[slot];
                Assert.That(transition.Action, Is.EqualTo(action));
                Assert.That(transition.Reward, Is.EqualTo(reward).Within(1e-5));
                Assert.That(transition.Discount, Is.EqualTo(discount).Within(1e-6));
                Assert.That(Stack(replay, slot), Is.EqualTo(models[e].Stack(i)));
                Assert.That(StackByFrames(replay, slot), Is.EqualTo(models[e].Stack(i)));
                if (discount > 0)
                    Assert.That(Stack(replay, transition.NextSlot), Is.EqualTo(models[e].Stack(next)));
            }
        }
        Assert.That(recorder.Held, Is.EquivalentTo(held), "what the sampler was told");
    }

    private static byte[] Stack(ReplayMemory replay, long slot)
    {
        var stack = new byte[replay.StackLength];
        replay.CopyStack(slot, stack);
        return stack;
    }

    private static byte[] StackByFrames(ReplayMemory replay, long slot)
    {
        var frames = new int[replay.Shape.StackSize];
        replay.FindStack(slot, frames);
        return [.. frames.SelectMany(frame => frame == ReplayMemory.Black ? new byte[FrameLength] : replay.Frame(frame).ToArray())];
    }

    private static byte[] Frame(Random random)
    {
        var frame = new byte[FrameLength];
        random.NextBytes(frame);
        return frame;
    }

    /// <summary>Keeps the set of transitions that it was told of.</summary>
    private sealed class RecordingSampler : ISampler
    {
        public HashSet<long> Held { get; } = [];

        public void Gained(long slot) => Assert.That(Held.Add(slot), "gained twice");

        public void Lost(long slot) => Held.Remove(slot);

        public void Draw(ReplayMemory replay, Span<long> slots, Span<float> weights) => throw new NotSupportedException();

        public void Learn(ReadOnlySpan<long> slots, ReadOnlySpan<float> errors) => throw new NotSupportedException();

        public void GoOnAfter(long minibatches) => throw new NotSupportedException();

        public void Save(BinaryWriter writer) => throw new NotSupportedException();

        public void Load(BinaryReader reader) => throw new NotSupportedException();
    }
}
