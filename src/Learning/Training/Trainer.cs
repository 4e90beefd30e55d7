using System.Globalization;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Deep Q-learning with experience replay (Mnih et al. 2015, algorithm 1), over E environments side by side.</summary>
/// <remarks>
/// <code>
/// replay memory D, network q with random weights, target network q' = q
/// until enough steps have been made:
///     begin to draw minibatches from D                                    MinibatchPipeline
///     a = random with probability epsilon, else argmax q(s, .)            for all environments at once; the minibatch is copied meanwhile
///     priorities and statistics from the gradient steps before            the wait for a is the only one of an iteration
///     begin to play a                                                     beside the following, where the device leaves the cores free
///     for each update due: a gradient step on the minibatch               QLearner
///     every so many steps: q' = q, or nearer to it
///     store (s, a, r, terminal) and the next frame in D                   ReplayWriter; on a device also the mirror of D's frames
/// </code>
/// Minibatches come from the steps before the one that is being played, and the order of everything random is fixed: the same seed on
/// the same device gives the same bits, whatever overlaps with whatever.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private const int UpdatesPerStatistics = 32;
    private const double StatisticsSmoothing = 0.1;

    // No game's score comes near the one, and no squared error of such values near the other.
    private const float MostSoundValue = 1e9f;
    private const float MostSoundLoss = MostSoundValue * MostSoundValue;

    // Each change keeps the copies behind it waiting for the updates before it, so it is made seldom.
    private const long StepsPerLearningRate = 1_000;

    private readonly TrainingOptions options;
    private readonly IVectorEnvironment environments;
    private readonly LinearSchedule epsilonSchedule;
    private readonly LinearSchedule learningRateSchedule;
    private readonly TrainingSchedule trainingSchedule;
    private readonly ISampler sampler;
    private readonly ReplayMemory replay;
    private readonly FrameMirror? mirror;
    private readonly ReplayWriter writer;
    private readonly MinibatchPipeline minibatches;
    private readonly QActor actor;
    private readonly EpsilonGreedyChooser chooser;
    private readonly WorkerPool? ownPool;
    private readonly WorkRound takingStates;
    private readonly int statesPerTask;
    private readonly byte[] gamesState;
    private bool started;
    private bool statisticsAreDue;

    /// <summary>Allocates everything; nothing is played yet.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="environments">The games; the caller disposes them.</param>
    /// <param name="network">The network: its frames are those of the environments, its outputs their actions.</param>
    /// <param name="options">How to train.</param>
    /// <param name="pool">
    /// Threads for what a step does beside the device, best those that also play the games; null: threads of its own.
    /// </param>
    /// <param name="readsValues">Whether somebody wants to see all action values of each choice: <see cref="EpsilonGreedyChooser.Values"/>.</param>
    /// <exception cref="ArgumentException">Network and environments do not fit, or the options do not fit each other.</exception>
    public Trainer(Device device, IVectorEnvironment environments, Network network, TrainingOptions options, WorkerPool? pool = null, bool readsValues = false)
    {
        var (height, width, actionCount) = (environments.FrameHeight, environments.FrameWidth, environments.ActionCount);
        if (network.Frames.H != height || network.Frames.W != width || network.Actions != actionCount)
            throw new ArgumentException(
                $"The network is for {network.Frames} and {network.Actions} actions, but the game has frames of {height}x{width} and {actionCount} actions.");
        this.options = options;
        this.environments = environments;
        Device = device;
        epsilonSchedule = options.ToEpsilonSchedule();
        learningRateSchedule = options.ToLearningRateSchedule();
        trainingSchedule = options.ToTrainingSchedule();
        sampler = options.ToSampler();
        if (pool is null)
            pool = ownPool = new(options.Threads);
        var shape = options.ToReplay(height * width, network.Frames.C);
        replay = new(shape, sampler);
        if (ReplayPlacement.Choose(options.ReplayOn, device, shape) == ReplayPlace.Device)
            mirror = new(device, shape);
        writer = new(environments, replay, mirror, pool);
        Learner = new(device, network, options.ToLearner(network.Frames.Length, gathered: mirror is not null), mirror?.Frames ?? default);
        actor = new(
            device, network, environments.Count, mirror?.Frames ?? default, readsValues,
            noiseKey: Xoshiro256.StreamSeed((ulong)options.Seed, (ulong)RandomStream.Noise));
        minibatches = new(replay, sampler, Learner, options.MostUpdatesInARow, pool);
        takingStates = pool.CreateRound(TakeSomeStates);
        // Some ten microseconds each: four states are 110 KB to copy, or a line of numbers to write.
        statesPerTask = mirror is null ? 4 : 256;
        gamesState = new byte[environments.StateSize];
        Games = new(environments.Count, options.ScoreWindow);
        chooser = new(actor, actionCount, Xoshiro256.StreamSeed((ulong)options.Seed, (ulong)RandomStream.Actions), options.EpsilonSpread);
    }

    /// <summary>What stands behind the games in a state that holds no replay memory.</summary>
    public const bool WithoutReplay = false;

    /// <summary>Where the network runs.</summary>
    public Device Device { get; }

    /// <summary>The networks and their optimiser.</summary>
    public QLearner Learner { get; }

    /// <summary>The parameters that the games are played with: those worth keeping.</summary>
    public DeviceBuffer<float> Player => options.PlayTarget ? Learner.Target : Learner.Online;

    /// <summary>The actions of the last iteration and what the network said of them.</summary>
    public EpsilonGreedyChooser Choice => chooser;

    /// <summary>The transitions to learn from. On the training's thread, between two iterations, the newest of every game is its present state.</summary>
    public ReplayMemory Replay => replay;

    /// <summary>The games' scores.</summary>
    public GameTracker Games { get; }

    /// <summary>Agent steps made to fill the replay memory, since this process began with an empty one.</summary>
    public long FillSteps { get; private set; }

    /// <summary>True until the replay memory holds enough to learn from.</summary>
    public bool Filling => FillSteps < options.Prefill;

    /// <summary>Agent steps made in training, those that filled the replay memory not counted.</summary>
    public long Step { get; private set; }

    /// <summary>All agent steps, those that filled the replay memory included.</summary>
    public long TotalSteps { get; private set; }

    /// <summary>Minibatches learnt from.</summary>
    public long Updates { get; private set; }

    /// <summary>Probability of a random action now.</summary>
    public double Epsilon => Filling && Step == 0 ? 1 : epsilonSchedule.At(Step);

    /// <summary>Loss of the minibatches, smoothed; null before the first.</summary>
    public double? Loss { get; private set; }

    /// <summary>Mean of the greatest action values of the minibatches, smoothed; null before the first.</summary>
    public double? MeanQ { get; private set; }

    /// <summary>Where the time of the steps made by this process went.</summary>
    public StepTimes Times { get; } = new();

    /// <summary>True when the last <see cref="Iterate"/> raised the best mean score.</summary>
    public bool Improved { get; private set; }

    /// <summary>True when all steps are made, or the score that was aimed at is reached.</summary>
    public bool Done => Step >= options.Steps || (options.TargetScore is { } target && Games.WindowIsFull && Step > 0 && Games.MeanScore >= target);

    /// <summary>One decision in every environment, and the learning that is due.</summary>
    /// <exception cref="DivergenceException">The loss or the action values have grown beyond all bounds, or are NaN.</exception>
    public void Iterate()
    {
        if (!started)
            Start();
        if (!Filling && Crosses(StepsPerLearningRate))
            Learner.SetLearningRate((float)learningRateSchedule.At(Step));
        var updates = Filling ? 0 : UpdatesDue();
        Times.Begin();
        minibatches.Begin(updates);
        var actions = ChooseActions();
        TakeResults();
        Times.End(StepPart.Act);
        environments.BeginStep(actions);
        if (!Device.RunsBesideHost)
            environments.EndStep();
        Times.End(StepPart.Play);
        for (var i = 0; i < updates; i++)
            Learn();
        if (!Filling && Crosses(options.TargetEvery))
            UpdateTarget();
        Times.End(StepPart.Learn);
        if (Device.RunsBesideHost)
            environments.EndStep();
        Times.End(StepPart.Play);

        Remember();
        CountSteps();
        if (options.CenterInput && !Filling && Learner.InputCentre is null)
            Learner.CentreInput(Background.MostFrequentGray(replay) / 255f, movesBias: options.Weights is null);
        Times.End(StepPart.Store);
    }

    /// <summary>Saves everything that the rest of the run depends on.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="withReplay">Also the content of the replay memory: without it a resumed run first fills it anew.</param>
    /// <exception cref="DivergenceException">The training has come to numbers that are not worth keeping.</exception>
    public void Save(BinaryWriter file, bool withReplay)
    {
        TakeStatistics();
        if (Updates > 0)
            CheckSoundness(Learner.ReadStatistics());
        SaveBooks(file);
        LearnerState.Save(Learner.State, file);
        SaveGames(file);
        file.Write(withReplay);
        if (!withReplay)
            return;
        sampler.Save(file);
        minibatches.Save(file);
        replay.Save(file);
    }

    /// <summary>The first part of what <see cref="Save"/> saves: how far the training has come. Waits for nothing.</summary>
    public void SaveBooks(BinaryWriter file)
    {
        file.Write(FillSteps);
        file.Write(Step);
        file.Write(TotalSteps);
        file.Write(Updates);
        file.Write(Loss ?? double.NaN);
        file.Write(MeanQ ?? double.NaN);
        file.Write(Learner.InputCentre ?? double.NaN);
        file.WriteStruct(chooser.Random);
        Games.Save(file);
    }

    /// <summary>The part of what <see cref="Save"/> saves that stands behind the learner: where the games are. Waits for nothing.</summary>
    public void SaveGames(BinaryWriter file)
    {
        environments.SaveState(gamesState);
        file.Write(gamesState.Length);
        file.Write(gamesState);
    }

    /// <summary>Reads of what <see cref="Save"/> wrote only how many steps of training were made.</summary>
    public static long ReadStep(BinaryReader reader)
    {
        _ = reader.ReadInt64();
        return reader.ReadInt64();
    }

    /// <summary>Restores what <see cref="Save"/> wrote for the same options, games and network, into a new trainer.</summary>
    /// <exception cref="InvalidDataException">Saved from something else.</exception>
    public void Load(BinaryReader reader)
    {
        FillSteps = reader.ReadInt64();
        Step = reader.ReadInt64();
        TotalSteps = reader.ReadInt64();
        Updates = reader.ReadInt64();
        Loss = NullWhereNaN(reader.ReadDouble());
        MeanQ = NullWhereNaN(reader.ReadDouble());
        if (NullWhereNaN(reader.ReadDouble()) is { } centre)
            Learner.CentreInput((float)centre, movesBias: false);
        chooser.Random = reader.ReadStruct<Xoshiro256>();
        Games.Load(reader);
        LearnerState.Load(Learner, reader);
        Learner.Minibatches = Updates;
        var length = reader.ReadInt32();
        if (length != environments.StateSize)
            throw new InvalidDataException($"The saved games take {length:N0} bytes, these {environments.StateSize:N0}.");
        environments.LoadState(reader.ReadBytes(length));
        started = TotalSteps > 0;
        if (reader.ReadBoolean() != WithoutReplay)
        {
            sampler.Load(reader);
            minibatches.Load(reader);
            replay.Load(reader);
            mirror?.Load(replay);
        }
        else
        {
            FillSteps = 0;
            sampler.GoOnAfter(Updates);
            if (started)
                writer.BeginEpisodes();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        minibatches.Dispose();
        Device.Synchronize();
        actor.Dispose();
        Learner.Dispose();
        mirror?.Dispose();
        replay.Dispose();
        ownPool?.Dispose();
    }

    private void Start()
    {
        environments.Reset();
        writer.BeginEpisodes();
        started = true;
    }

    /// <summary>Epsilon-greedy; without a look at the states where every action is random anyway.</summary>
    private ReadOnlySpan<int> ChooseActions()
    {
        if (Epsilon >= 1)
            return chooser.ChooseAtRandom();
        takingStates.Run((environments.Count + statesPerTask - 1) / statesPerTask);
        chooser.Begin(Player, Epsilon);
        minibatches.Send();
        return chooser.End();
    }

    private void TakeSomeStates(int task)
    {
        for (var e = task * statesPerTask; e < Math.Min(environments.Count, (task + 1) * statesPerTask); e++)
            TakeState(e);
    }

    /// <summary>Gives the actor the state of game <paramref name="e"/>: itself, or where its frames are on the device.</summary>
    private void TakeState(int e)
    {
        var (length, stackSize) = (replay.StackLength, replay.Shape.StackSize);
        if (actor.States.IsGathered)
            replay.FindStack(replay.NewestSlot(e), actor.States.FrameIndices.Slice(e * stackSize, stackSize));
        else
            replay.CopyNewestStack(e, actor.States.Bytes.Slice(e * length, length));
    }

    private void Learn()
    {
        minibatches.Update();
        Updates++;
        if (Updates % UpdatesPerStatistics != 0)
            return;
        Learner.BeginStatistics();
        statisticsAreDue = true;
    }

    /// <summary>What the updates before the choice of actions gave: whoever has waited for the actions need not wait for them.</summary>
    private void TakeResults()
    {
        minibatches.Learn();
        TakeStatistics();
    }

    private void TakeStatistics()
    {
        if (!statisticsAreDue)
            return;
        var statistics = Learner.EndStatistics();
        Loss = Smooth(Loss, statistics.Loss);
        MeanQ = Smooth(MeanQ, statistics.MeanMaxQ);
        statisticsAreDue = false;
        CheckSoundness(statistics);
    }

    private void CheckSoundness(UpdateStatistics statistics)
    {
        if (!(Math.Abs(statistics.Loss) <= MostSoundLoss && Math.Abs(statistics.MeanMaxQ) <= MostSoundValue))
            throw new DivergenceException(string.Create(
                CultureInfo.InvariantCulture,
                $"The training has diverged at step {Step:N0}: the loss of a minibatch is {statistics.Loss:0.###e+0}, the mean of its action values {statistics.MeanMaxQ:0.###e+0}."));
    }

    private void UpdateTarget()
    {
        if (options.TargetTau < 1)
            Learner.SoftCopyTarget((float)options.TargetTau);
        else
            Learner.CopyTarget();
    }

    private void CountSteps()
    {
        TotalSteps += environments.Count;
        if (!Filling)
        {
            Step += environments.Count;
            return;
        }
        FillSteps += environments.Count;
    }

    private void Remember()
    {
        writer.Append(chooser.Actions);
        Improved = false;
        for (var e = 0; e < environments.Count; e++)
            Improved |= Games.Track(e, environments.Result(e), MayBeBest);
    }

    /// <summary>True when the mean with one more game counts as the best if it is.</summary>
    private bool MayBeBest => !Filling && Step >= options.BestAfter && (options.BestAfter == 0 || Games.Games + 1 >= Games.Window);

    private int UpdatesDue() =>
        (int)(trainingSchedule.TrainingsBy(Step + environments.Count) - trainingSchedule.TrainingsBy(Step)) * options.Updates;

    /// <summary>True when this iteration's steps reach or pass a multiple of <paramref name="interval"/>.</summary>
    private bool Crosses(long interval) => (Step + environments.Count) / interval > Step / interval;

    private static double Smooth(double? smoothed, double value) =>
        smoothed is { } before ? before + StatisticsSmoothing * (value - before) : value;

    private static double? NullWhereNaN(double value) => double.IsNaN(value) ? null : value;
}
