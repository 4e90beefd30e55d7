using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class SamplerTests
{
    [Test]
    public void SumTreeFindsEachLeafInProportionToItsValue([Values(1, 2, 5, 13, 64)] int leaves)
    {
        var tree = new SumTree(leaves);
        var random = new Random(leaves);
        var values = new double[leaves];
        for (var i = 0; i < 200; i++)
        {
            var leaf = random.Next(leaves);
            tree[leaf] = values[leaf] = random.Next(4) == 0 && leaves > 1 ? 0 : random.NextDouble();
        }
        tree[0] = values[0] = 0.5;
        Assert.That(tree.Total, Is.EqualTo(values.Sum()).Within(1e-12));

        var found = new double[leaves];
        const int Points = 200_000;
        for (var i = 0; i < Points; i++)
            found[tree.Find((i + 0.5) / Points * tree.Total)] += tree.Total / Points;
        Assert.That(found, Is.EqualTo(values).Within(1e-3));
    }

    [Test]
    public void SumTreeNeverFindsAnEmptyLeaf()
    {
        var tree = new SumTree(7) { [2] = 1e-300, [4] = 1 };
        Assert.That(tree.Find(tree.Total), Is.EqualTo(4).Or.EqualTo(2));
        Assert.That(tree.Find(0), Is.EqualTo(4).Or.EqualTo(2));
        Assert.That(tree.Find(0.999), Is.EqualTo(4));
    }

    [Test]
    public void UniformSamplerDrawsEveryTransitionEquallyOften()
    {
        var sampler = new UniformSampler(5);
        using var replay = Filled(sampler, frames: 70);
        var counts = Draws(replay, sampler, minibatches: 5000, learn: false);

        var held = Enumerable.Range(0, (int)replay.Slots).Where(slot => replay.HoldsTransition(slot)).ToArray();
        Assert.That(counts.Keys, Is.EquivalentTo(held.Select(slot => (long)slot)));
        var expected = 5000.0 * 8 / held.Length;
        Assert.That(counts.Values.Max(), Is.LessThan(expected * 1.2));
        Assert.That(counts.Values.Min(), Is.GreaterThan(expected * 0.8));
    }

    [Test]
    public void PrioritizedSamplerDrawsInProportionAndWeighsAgainstIt()
    {
        var sampler = new PrioritizedSampler(slots: 50, alpha: 1, betaStart: 1, betaDraws: 1, seed: 3);
        using var replay = Filled(sampler, frames: 70);
        var slots = Held(replay);
        var errors = slots.Select((_, i) => i % 2 == 0 ? 3f : -1f).ToArray();
        sampler.Learn(slots, errors);

        var counts = new Dictionary<long, int>();
        var drawn = new long[8];
        var weights = new float[8];
        for (var i = 0; i < 5000; i++)
        {
            sampler.Draw(replay, drawn, weights);
            for (var n = 0; n < drawn.Length; n++)
            {
                counts[drawn[n]] = counts.GetValueOrDefault(drawn[n]) + 1;
                var isLikely = Array.IndexOf(slots, drawn[n]) % 2 == 0;
                var unlikelyPresent = drawn.Any(slot => Array.IndexOf(slots, slot) % 2 == 1);
                Assert.That(weights[n], Is.EqualTo(isLikely && unlikelyPresent ? 1f / 3 : 1f).Within(1e-3));
            }
        }
        var likely = slots.Where((_, i) => i % 2 == 0).Average(slot => counts[slot]);
        var unlikely = slots.Where((_, i) => i % 2 == 1).Average(slot => counts[slot]);
        Assert.That(likely / unlikely, Is.EqualTo(3).Within(0.1));
    }

    [Test]
    public void APriorityIsAnErrorToThePowerOfAlpha()
    {
        var sampler = new PrioritizedSampler(slots: 50, alpha: 0.5, betaStart: 1, betaDraws: 1, seed: 3);
        using var replay = Filled(sampler, frames: 70);
        var slots = Held(replay);
        sampler.Learn(slots, [.. slots.Select((_, i) => i % 2 == 0 ? 9f : -1f)]);
        var counts = Draws(replay, sampler, minibatches: 5000, learn: false);
        var likely = slots.Where((_, i) => i % 2 == 0).Average(slot => counts[slot]);
        var unlikely = slots.Where((_, i) => i % 2 == 1).Average(slot => counts[slot]);
        Assert.That(likely / unlikely, Is.EqualTo(3).Within(0.1), "the root of 9");
    }

    [Test]
    public void ANewTransitionIsAsLikelyAsTheLikeliest()
    {
        var sampler = new PrioritizedSampler(slots: 50, alpha: 1, betaStart: 1, betaDraws: 1, seed: 3);
        using var replay = Filled(sampler, frames: 70);
        var slots = Held(replay);
        sampler.Learn(slots, [.. slots.Select((_, i) => i == 0 ? 100f : 1f)]);
        sampler.Lost(slots[5]);
        sampler.Gained(slots[5]);
        var counts = Draws(replay, sampler, minibatches: 2000, learn: false);
        Assert.That((double)counts[slots[5]] / counts[slots[0]], Is.EqualTo(1).Within(0.1));
        Assert.That(counts[slots[5]], Is.GreaterThan(20 * counts[slots[1]]));
    }

    [Test]
    public void ErrorsOfTransitionsLostInTheMeantimeArePassedOver()
    {
        var sampler = new PrioritizedSampler(slots: 50, alpha: 1, betaStart: 1, betaDraws: 1, seed: 3);
        using var replay = Filled(sampler, frames: 30);
        var lost = Enumerable.Range(0, (int)replay.Slots).First(slot => replay.HoldsTransition(slot));
        sampler.Lost(lost);
        sampler.Learn([lost], [1e6f]);
        Assert.That(Draws(replay, sampler, minibatches: 100, learn: false).Keys, Does.Not.Contain((long)lost));
    }

    [Test]
    public void AnErrorThatIsNoNumberEndsTheTraining([Values(float.NaN, float.PositiveInfinity)] float error)
    {
        var sampler = new PrioritizedSampler(slots: 50, alpha: 1, betaStart: 1, betaDraws: 1, seed: 3);
        using var replay = Filled(sampler, frames: 30);
        var held = Enumerable.Range(0, (int)replay.Slots).First(slot => replay.HoldsTransition(slot));
        Assert.That(() => sampler.Learn([held], [error]), Throws.TypeOf<DivergenceException>());
    }

    [Test]
    public void SavedSamplerDrawsTheSame([Values] bool prioritized)
    {
        ISampler Make() => prioritized ? new PrioritizedSampler(50, 0.6, 0.4, 100, seed: 3) : new UniformSampler(3);
        var (sampler, copy) = (Make(), Make());
        using var replay = Filled(sampler, frames: 70);
        Draws(replay, sampler, 10, learn: true);
        using var file = new MemoryStream();
        sampler.Save(new BinaryWriter(file));
        file.Position = 0;
        copy.Load(new BinaryReader(file));

        var (slots, slotsOfCopy) = (new long[8], new long[8]);
        var (weights, weightsOfCopy) = (new float[8], new float[8]);
        for (var i = 0; i < 20; i++)
        {
            sampler.Draw(replay, slots, weights);
            copy.Draw(replay, slotsOfCopy, weightsOfCopy);
            Assert.That(slotsOfCopy, Is.EqualTo(slots));
            Assert.That(weightsOfCopy, Is.EqualTo(weights));
        }
    }

    private static long[] Held(ReplayMemory replay) =>
        [.. Enumerable.Range(0, (int)replay.Slots).Where(slot => replay.HoldsTransition(slot)).Select(slot => (long)slot)];

    private static ReplayMemory Filled(ISampler sampler, int frames)
    {
        var replay = new ReplayMemory(new ReplayShape(50, 1, 2, 2, 1, 0.9, true), sampler);
        replay.Begin(0, [0, 0]);
        for (var i = 1; i < frames; i++)
        {
            replay.Append(0, 0, i, terminal: i % 9 == 0, truncated: false, [(byte)i, 0]);
            if (i % 9 == 0)
                replay.Begin(0, [(byte)i, 1]);
        }
        return replay;
    }

    private static Dictionary<long, int> Draws(ReplayMemory replay, ISampler sampler, int minibatches, bool learn)
    {
        var counts = new Dictionary<long, int>();
        var slots = new long[8];
        var weights = new float[8];
        for (var i = 0; i < minibatches; i++)
        {
            sampler.Draw(replay, slots, weights);
            foreach (var slot in slots)
                counts[slot] = counts.GetValueOrDefault(slot) + 1;
            if (learn)
                sampler.Learn(slots, [.. slots.Select(slot => slot * 0.1f)]);
        }
        return counts;
    }
}
