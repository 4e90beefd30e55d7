using DqnGpu.Ale.Tests.Preprocessing;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Vector;

internal class VectorEnvironmentTests
{
    private static readonly AtariAction[] Actions = [AtariAction.Noop, AtariAction.Fire, AtariAction.Right];

    private static readonly PreprocessingOptions Bare = new() { FrameSkip = 1, Pooling = FramePooling.LastFrame };

    [Test]
    public void ResultsDoNotDependOnTheNumberOfThreads([Values(AutoresetMode.SameStep, AutoresetMode.NextStep)] AutoresetMode autoreset, [Values] bool stacked)
    {
        string expected = Play(threads: 1, asynchronous: false, autoreset, stacked);
        foreach (int threads in (int[])[2, 3, 8])
        {
            Assert.That(Play(threads, asynchronous: false, autoreset, stacked), Is.EqualTo(expected), $"{threads} threads");
            Assert.That(Play(threads, asynchronous: true, autoreset, stacked), Is.EqualTo(expected), $"{threads} threads, BeginStep and EndStep");
        }
    }

    [Test]
    public void ConsolesDoNotDependOnTheNumberOfThreadsEither()
    {
        Cartridge pong = BundledCartridges.Find("pong")!;
        PreprocessingOptions options = PreprocessingOptions.Sb3 with { RepeatActionProbability = 0.25f, MaxFramesPerEpisode = 300 };
        Assert.That(Play(threads: 3), Is.EqualTo(Play(threads: 1)));

        string Play(int threads)
        {
            const int n = 4;
            using var vector = VectorEnvironment.Create(n, pong, Games.Find("pong"), options, seed: 7, threads: threads);
            var block = new byte[n * vector.ObservationSize];
            var results = new StepResult[n];
            var log = new System.Text.StringBuilder();
            vector.Reset(block);
            for (int step = 0; step < 100; step++)
            {
                vector.Step(Choose(n, step), block, results);
                log.AppendLine(Golden.Fnv1a64(block)).AppendJoin(' ', results).AppendLine();
            }
            return log.ToString();
        }
    }

    [Test]
    public void EqualsItsEnvironmentsSteppedOneByOne()
    {
        const int n = 3;
        using var vector = new VectorEnvironment(Environments(n, PreprocessingOptions.Sb3), threads: 2);
        PreprocessedEnvironment[] alone = Environments(n, PreprocessingOptions.Sb3);
        var block = new byte[n * PreprocessedEnvironment.FrameSize];
        var frame = new byte[PreprocessedEnvironment.FrameSize];
        var results = new StepResult[n];
        vector.Reset(block);
        foreach (PreprocessedEnvironment environment in alone)
            environment.Reset(frame);
        int ends = 0;
        for (int step = 0; step < 300; step++)
        {
            vector.Step([step % 3, 1, (step + 1) % 3], block, results);
            for (int i = 0; i < n; i++)
            {
                StepResult result = alone[i].Step(i == 0 ? step % 3 : i == 1 ? 1 : (step + 1) % 3, frame);
                Assert.That(results[i], Is.EqualTo(result));
                if (result.NeedsReset)
                {
                    ends++;
                    Assert.That(vector.FinalObservation(i).SequenceEqual(frame), "final observation");
                    Assert.That(vector.FinalStatistics(i), Is.EqualTo(alone[i].Statistics));
                    alone[i].Reset(frame);
                }
                Assert.That(block.AsSpan(i * frame.Length, frame.Length).SequenceEqual(frame), "observation");
            }
        }
        Assert.That(ends, Is.GreaterThan(5));
    }

    [Test]
    public void SameStepReturnsTheNextEpisodesFirstObservation()
    {
        var game = EndsOnFrame(2);
        using var vector = new VectorEnvironment([new PreprocessedEnvironment(game, Actions, Bare, 0)], AutoresetMode.SameStep);
        var frame = new byte[PreprocessedEnvironment.FrameSize];
        var results = new StepResult[1];
        vector.Reset(frame);
        vector.Step([1], frame, results);
        vector.Step([1], frame, results);
        Assert.That(results[0], Is.EqualTo(new StepResult(1, 2, true, false, true, false)));
        Assert.That(frame, Is.All.EqualTo(Gray(episode: 1, frame: 0)));
        Assert.That(vector.FinalObservation(0).ToArray(), Is.All.EqualTo(Gray(episode: 0, frame: 2)));
        Assert.That(vector.FinalStatistics(0), Is.EqualTo(new GameStatistics(3, 2)));
        vector.Step([2], frame, results);
        Assert.That(frame, Is.All.EqualTo(Gray(episode: 1, frame: 1)));
        Assert.That(game.TakeLog(), Is.EqualTo("R 1 1 R 3"));
    }

    [Test]
    public void NextStepReturnsTheFinalObservationAndThenResetsWithoutActing()
    {
        var game = EndsOnFrame(2);
        using var vector = new VectorEnvironment([new PreprocessedEnvironment(game, Actions, Bare, 0)], AutoresetMode.NextStep);
        var frame = new byte[PreprocessedEnvironment.FrameSize];
        var results = new StepResult[1];
        vector.Reset(frame);
        vector.Step([1], frame, results);
        vector.Step([1], frame, results);
        Assert.That(results[0], Is.EqualTo(new StepResult(1, 2, true, false, true, false)));
        Assert.That(frame, Is.All.EqualTo(Gray(episode: 0, frame: 2)));
        Assert.That(vector.FinalStatistics(0), Is.EqualTo(new GameStatistics(3, 2)));
        vector.Step([2], frame, results);
        Assert.That(results[0], Is.EqualTo(default(StepResult)), "the step of the reset");
        Assert.That(frame, Is.All.EqualTo(Gray(episode: 1, frame: 0)));
        vector.Step([2], frame, results);
        Assert.That(game.TakeLog(), Is.EqualTo("R 1 1 R 3"));
    }

    [Test]
    public void WithoutAutoresetTheCallerResetsThoseThatEnded([Values] bool stacked)
    {
        const int n = 3;
        ScriptedGame[] games = [EndsOnFrame(2), EndsOnFrame(3), EndsOnFrame(9)];
        PreprocessingOptions options = Bare with { StackSize = 2 };
        using var vector = new VectorEnvironment(
            [.. games.Select(game => new PreprocessedEnvironment(game, Actions, options, 0))], AutoresetMode.Disabled, stacked);
        var block = new byte[n * vector.ObservationSize];
        var results = new StepResult[n];
        vector.Reset(block);
        vector.Step([1, 1, 1], block, results);
        vector.Step([1, 1, 1], block, results);
        Assert.That(results.Select(result => result.Terminated), Is.EqualTo((bool[])[true, false, false]));
        AssertNewest(0, Gray(0, 2));
        Assert.That(vector.FinalObservation(0).SequenceEqual(block.AsSpan(0, vector.ObservationSize)));
        foreach (ScriptedGame game in games)
            game.TakeLog();
        Assert.That(() => vector.Step([1, 1, 1], block, results), Throws.InvalidOperationException.With.Message.Contains("environment 0 has ended"));
        Assert.That(games.Select(game => game.TakeLog()), Is.All.Empty, "none was stepped");

        var other = new byte[block.Length];
        vector.Reset([true, false, false], other);
        Assert.That(games.Select(game => game.TakeLog()), Is.EqualTo((string[])["R", "", ""]));
        block = other;
        AssertNewest(0, Gray(1, 0));
        AssertNewest(1, Gray(0, 2));
        AssertNewest(2, Gray(0, 2));
        Assert.That(vector.Result(1), Is.EqualTo(results[1]), "who is left out keeps its result");
        vector.Step([1, 1, 1], block, results);
        Assert.That(results.Select(result => result.Terminated), Is.EqualTo((bool[])[false, true, false]));
        AssertNewest(0, Gray(1, 1));

        void AssertNewest(int environment, byte value) => Assert.That(
            block.AsSpan((environment + 1) * vector.ObservationSize - PreprocessedEnvironment.FrameSize, PreprocessedEnvironment.FrameSize).ToArray(),
            Is.All.EqualTo(value));
    }

    [Test]
    public void ASeededResetIsThatOfANewVector([Values] AutoresetMode autoreset)
    {
        Assert.That(Play(16, null), Is.EqualTo(Play(16, null)));
        Assert.That(Play(1, 16), Is.EqualTo(Play(16, null)));
        Assert.That(Play(16, 17), Is.Not.EqualTo(Play(16, null)));

        string Play(ulong seed, ulong? reset)
        {
            using VectorEnvironment vector = Pongs(3, seed, autoreset);
            var block = new byte[3 * vector.ObservationSize];
            vector.Reset(block);
            if (reset is { } other)
            {
                vector.Step([1, 2, 3], block, new StepResult[3]);
                vector.Reset(block, other);
            }
            return Played(vector, block, 40);
        }
    }

    [Test]
    public void AMaskedResetWithSeedsReseedsThoseAlone()
    {
        using VectorEnvironment vector = Pongs(3, 5, AutoresetMode.NextStep), others = Pongs(3, 5, AutoresetMode.NextStep);
        byte[] block = new byte[3 * vector.ObservationSize], otherBlock = new byte[block.Length];
        vector.Reset(block);
        others.Reset(otherBlock);
        vector.Reset([true, false, true], block, [40, 41]);
        Assert.That(Of(1, block), Is.EqualTo(Of(1, otherBlock)));
        using VectorEnvironment first = Pongs(1, 40, AutoresetMode.NextStep), third = Pongs(1, 41, AutoresetMode.NextStep);
        byte[] firstBlock = new byte[first.ObservationSize], thirdBlock = new byte[first.ObservationSize];
        first.Reset(firstBlock);
        third.Reset(thirdBlock);
        for (int step = 0; step < 40; step++)
        {
            Assert.That((Of(0, block), Of(1, block), Of(2, block)), Is.EqualTo((Of(0, firstBlock), Of(1, otherBlock), Of(0, thirdBlock))), $"step {step}");
            vector.Step([1, 2, 3], block, new StepResult[3]);
            others.Step([1, 2, 3], otherBlock, new StepResult[3]);
            first.Step([1], firstBlock, new StepResult[1]);
            third.Step([3], thirdBlock, new StepResult[1]);
        }

        string Of(int environment, byte[] of) => Golden.Fnv1a64(of.AsSpan(environment * vector.ObservationSize, vector.ObservationSize));
    }

    [Test]
    public void WrongResetsAreRefused()
    {
        using var vector = new VectorEnvironment(Environments(2, Bare), AutoresetMode.Disabled);
        var block = new byte[2 * vector.ObservationSize];
        Assert.That(() => vector.Step([0, 0], block, new StepResult[2]), Throws.InvalidOperationException.With.Message.Contains("before the first step"));
        Assert.That(() => vector.Reset([true, false], block), Throws.InvalidOperationException.With.Message.Contains("number 1 has never been reset"));
        vector.Reset([true, true], block);
        Assert.That(() => vector.Reset([true], block), Throws.ArgumentException.With.Message.Contains("of 1 environments; expected 2"));
        Assert.That(() => vector.Reset([true, false], block, [1, 2]), Throws.ArgumentException.With.Message.Contains("2 seeds for 1"));
        Assert.That(() => vector.Reset([true, false], new byte[3]), Throws.ArgumentException.With.Message.Contains("3 bytes"));
        vector.Step([0, 0], block, new StepResult[2]);
    }

    [Test]
    public void ContinuousActionsReachEveryEnvironment([Values] bool asynchronous)
    {
        ScriptedGame[] games = [new((_, _) => default), new((_, _) => default)];
        using var vector = new VectorEnvironment([.. games.Select(game => new PreprocessedEnvironment(game, Actions, Bare, 0))]);
        var block = new byte[2 * vector.ObservationSize];
        vector.Reset(block);
        ContinuousAction[] sticks = [new(0.75f, 0, 0), new(1, MathF.PI, 1)];
        if (asynchronous)
        {
            vector.BeginStep(sticks, block);
            vector.EndStep();
        }
        else
        {
            vector.Step(sticks, block, new StepResult[2]);
        }
        vector.Step([1, 2], block, new StepResult[2]);
        Assert.That(games.Select(game => game.TakeLog()), Is.EqualTo((string[])["R 3*0.75 1", "R 12 3"]));
        Assert.That(
            () => vector.Step([sticks[0], new ContinuousAction(float.NaN, 0, 0)], block, new StepResult[2]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(games.Select(game => game.TakeLog()), Is.All.Empty, "none was stepped");
    }

    [TestCase(StackStart.RepeatFirstFrame)]
    [TestCase(StackStart.Zeros)]
    public void StacksBeginAnewWithEachEpisode(StackStart start)
    {
        PreprocessingOptions options = Bare with { StackSize = 3, StackStart = start };
        using var vector = new VectorEnvironment([new PreprocessedEnvironment(EndsOnFrame(2), Actions, options, 0)], stacked: true);
        var stack = new byte[3 * PreprocessedEnvironment.FrameSize];
        var results = new StepResult[1];
        vector.Reset(stack);
        vector.Step([1], stack, results);
        byte before = start == StackStart.Zeros ? (byte)0 : Gray(0, 0);
        AssertStack(stack, before, Gray(0, 0), Gray(0, 1));
        vector.Step([1], stack, results);
        before = start == StackStart.Zeros ? (byte)0 : Gray(1, 0);
        AssertStack(stack, before, before, Gray(1, 0));
        AssertStack(vector.FinalObservation(0), Gray(0, 0), Gray(0, 1), Gray(0, 2));
    }

    [Test]
    public void ARestoredStateContinuesAlike([Values(AutoresetMode.SameStep, AutoresetMode.NextStep)] AutoresetMode autoreset, [Values] bool stacked)
    {
        const int n = 4;
        using var first = new VectorEnvironment(Environments(n, PreprocessingOptions.Sb3 with { LifeLoss = LifeLoss.EpisodicLife }), autoreset, stacked, threads: 2);
        var block = new byte[n * first.ObservationSize];
        var results = new StepResult[n];
        first.Reset(block);
        // Stopped at every step of a stretch, so that also environments are caught whose reset is due.
        for (int stop = 0; stop < 12; stop++)
        {
            for (int step = 0; step < 3; step++)
                first.Step(Choose(n, step), block, results);
            var state = new byte[first.StateSize];
            first.SaveState(state);

            using var second = new VectorEnvironment(Environments(n, PreprocessingOptions.Sb3 with { LifeLoss = LifeLoss.EpisodicLife }), autoreset, stacked, threads: 1);
            var otherBlock = new byte[block.Length];
            var otherResults = new StepResult[n];
            second.LoadState(state);
            second.CopyObservations(otherBlock);
            Assert.That(otherBlock.AsSpan().SequenceEqual(block), "observation after loading");
            for (int step = 0; step < 20; step++)
            {
                first.Step(Choose(n, step), block, results);
                second.Step(Choose(n, step), otherBlock, otherResults);
                Assert.That(otherResults, Is.EqualTo(results));
                Assert.That(otherBlock.AsSpan().SequenceEqual(block), $"observation, stop {stop}, step {step}");
            }
            first.LoadState(state);
        }
        Assert.That(() => first.LoadState(new byte[5]), Throws.ArgumentException);
    }

    /// <summary>Numbers anywhere in the state, the picture apart, set to anything: each is refused as bad data, or plays on.</summary>
    [Test]
    public void ADamagedStateIsRefusedOrPlaysOn()
    {
        using var vector = VectorEnvironment.Create(
            1, BundledCartridges.Find("pong")!, Games.Find("pong"), PreprocessingOptions.Sb3, seed: 1, stacked: true, threads: 1);
        var block = new byte[vector.ObservationSize];
        var results = new StepResult[1];
        vector.Reset(block);
        vector.Step([0], block, results);
        var good = new byte[vector.StateSize];
        vector.SaveState(good);
        int refused = 0, played = 0;
        for (int i = 0; i < 400; i++)
        {
            var random = new Random(i);
            byte[] damaged = [.. good];
            // The machine, and all behind the console's two screens and its generator.
            int place = i % 2 == 0 ? random.Next(1000) : good.Length - 1 - random.Next(good.Length - 100_000);
            BitConverter.TryWriteBytes(damaged.AsSpan(Math.Min(place, good.Length - 4)), random.Next(4) == 0 ? -1 : random.Next());
            try
            {
                vector.LoadState(damaged);
                vector.Step([random.Next(3)], block, results);
                vector.Step([random.Next(3)], block, results);
                played++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (InvalidOperationException finished) when (finished.Message.Contains("reset"))
            {
                // The phase of an episode that had ended.
                played++;
            }
            vector.LoadState(good);
        }
        Assert.That(refused, Is.GreaterThan(30));
        Assert.That(played, Is.GreaterThan(100));
    }

    [Test]
    public void EveryCallWritesToTheBlockThatItIsGiven([Values] bool stacked)
    {
        const int n = 3;
        using var vector = new VectorEnvironment(Environments(n, PreprocessingOptions.Sb3), stacked: stacked, threads: 2);
        int size = n * vector.ObservationSize;
        // A rollout [T, N, ...], with a byte that is nobody's at each end.
        var rollout = new byte[1 + 5 * size + 1];
        var seen = new byte[size];
        vector.Reset(rollout.AsMemory(1, size));
        for (int step = 1; step < 5; step++)
        {
            byte[] before = [.. rollout];
            Memory<byte> row = rollout.AsMemory(1 + step * size, size);
            if (step % 2 == 0)
            {
                vector.Step(Choose(n, step), row, new StepResult[n]);
            }
            else
            {
                vector.BeginStep(Choose(n, step), row);
                vector.EndStep();
            }
            vector.CopyObservations(seen);
            Assert.That(row.Span.SequenceEqual(seen), $"step {step}");
            Assert.That(vector.Observation(2).SequenceEqual(seen.AsSpan(2 * vector.ObservationSize)), $"the last one of step {step}");
            Assert.That(rollout.AsSpan(0, 1 + step * size).SequenceEqual(before.AsSpan(0, 1 + step * size)), "earlier rows stay");
        }
        Assert.That((rollout[0], rollout[^1]), Is.EqualTo((0, 0)));
        vector.BeginStep(Choose(n, 5));
        vector.EndStep();
        vector.CopyObservations(seen);
        Assert.That(vector.Observation(2).SequenceEqual(seen.AsSpan(2 * vector.ObservationSize)), "in its own block");
        Assert.That(rollout.AsSpan(1 + 4 * size, size).SequenceEqual(seen), Is.False, "the caller's block stays as it was");
    }

    [Test]
    public void AStepAllocatesNothing([Values] bool asynchronous)
    {
        const int n = 4;
        using var vector = new VectorEnvironment(QuietEnvironments(n), stacked: true, threads: 2);
        var block = new byte[n * vector.ObservationSize];
        var results = new StepResult[n];
        int[] actions = Choose(n, 1);
        vector.Reset(block);
        Steps(50);
        // The test runner's own threads allocate now and then; the environments' would in every window.
        long least = long.MaxValue;
        for (int window = 0; window < 20 && least > 0; window++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Steps(20);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.That(least, Is.Zero);

        void Steps(int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (asynchronous)
                {
                    vector.BeginStep(actions, block);
                    vector.EndStep(results);
                }
                else
                {
                    vector.Step(actions, block, results);
                }
            }
        }
    }

    [Test]
    public void AFailureInAnEnvironmentReachesTheCallerAndLeavesThePoolUsable()
    {
        bool fails = true;
        var game = new ScriptedGame((_, frame) => frame == 1 && fails ? throw new InvalidDataException("the cartridge melted") : default);
        using var vector = new VectorEnvironment(
            [new PreprocessedEnvironment(game, Actions, Bare, 0), .. Environments(2, Bare)], threads: 2);
        var block = new byte[3 * vector.ObservationSize];
        var results = new StepResult[3];
        vector.Reset(block);
        Assert.That(() => vector.Step([0, 0, 0], block, results), Throws.TypeOf<InvalidDataException>().With.Message.Contains("melted"));
        fails = false;
        vector.Step([0, 0, 0], block, results);
    }

    [Test]
    public void WrongUseIsRefused()
    {
        using var vector = new VectorEnvironment(Environments(2, Bare));
        var block = new byte[2 * vector.ObservationSize];
        var results = new StepResult[2];
        Assert.That(() => vector.EndStep(results), Throws.InvalidOperationException);
        vector.Reset(block);
        Assert.That(() => vector.Step([0], block, results), Throws.ArgumentException);
        Assert.That(() => vector.Step([0, 3], block, results), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("0..2"));
        Assert.That(() => vector.Step([0, 0], new byte[9], results), Throws.ArgumentException.With.Message.Contains("2 x 7056"));
        vector.BeginStep([0, 0]);
        Assert.That(() => vector.BeginStep([0, 0]), Throws.InvalidOperationException.With.Message.Contains("EndStep"));
        Assert.That(() => vector.SaveState(new byte[9]), Throws.InvalidOperationException);
        Assert.That(() => vector.EndStep(new StepResult[3]), Throws.ArgumentException.With.Message.Contains("3 results of 2"));
        vector.EndStep(results);
        Assert.That(() => new VectorEnvironment([]), Throws.ArgumentException);
    }

    [Test]
    public void ARunningStepIsFinishedBeforeDisposal()
    {
        var vector = new VectorEnvironment(Environments(8, PreprocessingOptions.Sb3), threads: 3);
        vector.Reset(new byte[8 * vector.ObservationSize]);
        vector.BeginStep(new int[8]);
        vector.Dispose();
    }

    private static string Play(int threads, bool asynchronous, AutoresetMode autoreset, bool stacked)
    {
        const int n = 5;
        using var vector = new VectorEnvironment(Environments(n, PreprocessingOptions.Nature), autoreset, stacked, threads);
        var block = new byte[n * vector.ObservationSize];
        var results = new StepResult[n];
        var log = new System.Text.StringBuilder();
        vector.Reset(block);
        for (int step = 0; step < 100; step++)
        {
            if (asynchronous)
            {
                vector.BeginStep(Choose(n, step), block);
                vector.EndStep(results);
            }
            else
            {
                vector.Step(Choose(n, step), block, results);
            }
            log.AppendLine(Golden.Fnv1a64(block)).AppendJoin(' ', results).AppendLine();
            for (int i = 0; i < n; i++)
                log.AppendLine(vector.FinalStatistics(i).ToString());
        }
        return log.ToString();
    }

    private static VectorEnvironment Pongs(int n, ulong seed, AutoresetMode autoreset) => VectorEnvironment.Create(
        n, BundledCartridges.Find("pong")!, Games.Find("pong"), PreprocessingOptions.Sb3 with { RepeatActionProbability = 0.5f }, seed,
        autoresetMode: autoreset, threads: 2);

    private static string Played(VectorEnvironment vector, byte[] block, int steps)
    {
        var log = new System.Text.StringBuilder(Golden.Fnv1a64(block));
        for (int step = 0; step < steps; step++)
        {
            vector.Step([1, 2, 3], block, new StepResult[3]);
            log.AppendLine(Golden.Fnv1a64(block));
        }
        return log.ToString();
    }

    private static int[] Choose(int n, int step) => [.. Enumerable.Range(0, n).Select(i => (i * 7 + step * 5) % 3)];

    /// <summary>Games whose rewards, lives and ends look random; environment i differs from the others.</summary>
    private static PreprocessedEnvironment[] Environments(int n, PreprocessingOptions options) =>
        [.. Enumerable.Range(0, n).Select(i => new PreprocessedEnvironment(new ScriptedGame((episode, frame) => Script(i, episode, frame)), Actions, options, (ulong)i))];

    private static PreprocessedEnvironment[] QuietEnvironments(int n) =>
        [.. Enumerable.Range(0, n).Select(i => new PreprocessedEnvironment(new ScriptedGame((_, _) => default) { KeepsLog = false }, Actions, PreprocessingOptions.Sb3, (ulong)i))];

    private static ScriptedFrame Script(int game, int episode, int frame)
    {
        uint mixed = (uint)((frame * 2654435761) ^ (uint)(game * 40503) ^ (uint)(episode * 9973));
        int length = 60 + ((game * 31 + episode * 17) % 50);
        return new ScriptedFrame(
            Reward: (int)(mixed >> 7 & 3) - 1,
            Lives: Math.Max(0, 3 - frame / 25),
            GameOver: frame == length && (episode & 1) == 0,
            Truncated: frame == length && (episode & 1) == 1);
    }

    private static ScriptedGame EndsOnFrame(int last) => new((_, frame) => new(Reward: frame, GameOver: frame == last));

    private static byte Gray(int episode, int frame) => Palette.Ntsc.GrayTable[ScriptedGame.Colour(episode, frame)];

    private static void AssertStack(ReadOnlySpan<byte> stack, params byte[] values)
    {
        for (int k = 0; k < values.Length; k++)
            Assert.That(stack.Slice(k * PreprocessedEnvironment.FrameSize, PreprocessedEnvironment.FrameSize).ToArray(), Is.All.EqualTo(values[k]), $"frame {k}");
    }
}
