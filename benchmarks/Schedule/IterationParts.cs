using System.Diagnostics;
using DqnGpu.Agent;
using DqnGpu.Ale;
using DqnGpu.Benchmarks.Ale;
using DqnGpu.Benchmarks.Host;
using DqnGpu.Benchmarks.Nn;
using DqnGpu.Kernels;
using DqnGpu.Kernels.Simd;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Schedule;

/// <summary>One iteration of the trainer on a processor, part by part, as one thread does it.</summary>
/// <param name="Act">The states of all games, and the choice of their actions.</param>
/// <param name="Play">A step of every game.</param>
/// <param name="Gather">A minibatch.</param>
/// <param name="Learn">An update on it.</param>
/// <param name="Store">The new frames into the replay memory.</param>
/// <param name="Updates">Minibatches that are learnt from.</param>
internal sealed record IterationParts(
    IReadOnlyList<Segment> Act, IReadOnlyList<Segment> Play, IReadOnlyList<Segment> Gather, IReadOnlyList<Segment> Learn, IReadOnlyList<Segment> Store, int Updates)
{
    private const int StatesPerTask = 4;
    private const int SamplesPerTask = 4;
    private const int Repetitions = 200;
    private const int Steps = 1000;

    // More would have nothing to do: as many games as that are never played.
    private const int MostForGames = 64;

    /// <summary>All of it on one thread, without what threads cost.</summary>
    public double Work => Alone(Act) + Alone(Play) + Updates * (Alone(Gather) + Alone(Learn)) + Alone(Store);

    /// <summary>One part after the other, each on all threads.</summary>
    public double InTurns(int threads) => Time(Act, threads) + Time(Play, threads) + Learning(threads) + Time(Store, threads);

    /// <summary>The games on some threads, the updates on the others.</summary>
    public double GamesBesideLearning(int threads) => Time(Act, threads) + SideBySide(threads, some => Time(Play, some)) + Time(Store, threads);

    /// <summary>The choice of actions and the games on some threads, the updates on the others.</summary>
    public double AllBesideLearning(int threads) => SideBySide(threads, some => Time(Act, some) + Time(Play, some)) + Time(Store, threads);

    /// <summary>Measures them: the bundled Pong or the user's, minibatches of 32, an update for every eight steps.</summary>
    public static IterationParts Measure(string network, int games)
    {
        var (kernels, rounds) = (PoolCost.OfKernels(), PoolCost.OfGames());
        var options = new TrainingOptions { Envs = games, Net = network == "nature" ? NetworkKind.Nature : NetworkKind.Article, ReplayCapacity = 50_000 };
        using var device = new SimdDevice(new DeviceOptions(1));
        using var still = new StillGames(games);
        using var pool = new DqnGpu.Ale.WorkerPool(1);
        var net = MeasuredNetwork.Create(network);
        var sampler = options.ToSampler();
        using var replay = new ReplayMemory(options.ToReplay(still.FrameHeight * still.FrameWidth, net.Frames.C), sampler);
        var writer = new ReplayWriter(still, replay, mirror: null, pool);
        using var learner = new QLearner(device, net, options.ToLearner(net.Frames.Length, gathered: false));
        using var minibatches = new MinibatchPipeline(replay, sampler, learner, options.MostUpdatesInARow, pool);
        using var actor = new QActor(device, net, games);
        var chooser = new EpsilonGreedyChooser(actor, still.ActionCount, seed: 1);
        writer.BeginEpisodes();
        for (var step = 0; step < options.ReplayCapacity; step += games)
            Store();

        var recorder = new SegmentRecorder(device, kernels);
        var gather = Shortest(() => minibatches.Begin(1), after: minibatches.Update);
        var states = Shortest(TakeStates);
        var act = recorder.Record(() =>
        {
            chooser.Begin(learner.Online, epsilon: 0.05);
            chooser.End();
        });
        return new(
            [Even(states, (games + StatesPerTask - 1) / StatesPerTask, rounds), .. act],
            [new(StepsOfGames(games, options), rounds)],
            [Even(gather, options.BatchSize / SamplesPerTask, rounds)],
            recorder.Record(Learn),
            [Even(Shortest(Store), (games + 7) / 8, rounds)],
            options.MostUpdatesInARow);

        void Store()
        {
            still.BeginStep([]);
            writer.Append(chooser.Actions);
        }

        void TakeStates()
        {
            for (var e = 0; e < games; e++)
                replay.CopyNewestStack(e, actor.States.Bytes.Slice(e * replay.StackLength, replay.StackLength));
        }

        void Learn()
        {
            learner.Slot(0).Upload();
            learner.Update(learner.Slot(0));
        }
    }

    private double Learning(int threads) => Updates * (Time(Gather, threads) + Time(Learn, threads));

    /// <summary>Beside the updates, or in turns with them where that is shorter.</summary>
    private double SideBySide(int threads, Func<int, double> other)
    {
        var shortest = other(threads) + Learning(threads);
        for (var some = 1; some <= Math.Min(threads - 1, MostForGames); some++)
            shortest = Math.Min(shortest, Math.Max(other(some), Learning(threads - some)));
        return shortest;
    }

    private static double Alone(IReadOnlyList<Segment> segments) => segments.Sum(segment => segment.Work);

    private static double Time(IReadOnlyList<Segment> segments, int threads) => segments.Sum(segment => segment.Time(threads));

    private static Segment Even(double microseconds, int tasks, PoolCost pool) => new([.. Enumerable.Repeat(microseconds / tasks, tasks)], pool);

    /// <summary>Steps of real games: of all that were measured one in the middle of each of as many equal parts, by length.</summary>
    private static double[] StepsOfGames(int games, TrainingOptions options)
    {
        var rom = BenchmarkGame.Find("pong");
        using var one = VectorEnvironment.Create(1, rom.Cartridge, rom.Game, options.ToPreprocessing(), seed: 1, threads: 1);
        var (frame, result) = (new byte[one.ObservationSize], new StepResult[1]);
        one.Reset(frame);
        var actions = new ActionSequence(one[0].ActionCount);
        var times = new double[Steps];
        var state = new byte[one.StateSize];
        for (var step = -times.Length; step < times.Length; step++)
        {
            var action = actions.Next();
            one.SaveState(state);
            var shortest = Shortest(() => one.Step([action], frame, result), repetitions: 5, before: () => one.LoadState(state));
            if (step >= 0)
                times[step] = shortest;
        }
        Array.Sort(times);
        return [.. Enumerable.Range(0, games).Select(game => times[(2 * game + 1) * times.Length / (2 * games)])];
    }

    private static double Shortest(Action run, int repetitions = Repetitions, Action? before = null, Action? after = null)
    {
        var shortest = double.PositiveInfinity;
        for (var i = 0; i < repetitions; i++)
        {
            before?.Invoke();
            var begin = Stopwatch.GetTimestamp();
            run();
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
            after?.Invoke();
        }
        return shortest;
    }
}
