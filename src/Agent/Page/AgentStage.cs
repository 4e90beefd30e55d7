using DqnGpu.Ale;
using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary>A trained agent that plays one game after the other, to be looked at.</summary>
public sealed class AgentStage : IStage, IDisposable
{
    /// <summary>Steps that are kept to be looked back at: five minutes of them, 34 MB.</summary>
    private const int KeptSteps = 4_800;

    private readonly Questions questions = new();
    private readonly AtariVector consoles;
    private readonly DeviceBuffer<float> parameters;
    private readonly NetworkPlay play;
    private readonly ReplayMemory played;
    private readonly double epsilon;
    private readonly StageAccess access;
    private readonly GameRecorder recorder;

    /// <summary>Begins the first game.</summary>
    /// <param name="setup">Game, cartridge and preprocessing.</param>
    /// <param name="agent">The weights.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="epsilon">Probability of a random action.</param>
    /// <param name="seed">Seed of no-op starts and random actions.</param>
    public AgentStage(GameSetup setup, TrainedAgent agent, Device device, double epsilon, long seed)
    {
        this.epsilon = epsilon;
        Setup = setup;
        consoles = setup.CreateEnvironments(1, seed, RandomStream.Evaluation);
        parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);
        play = new(
            device, agent.Network, parameters, consoles, Xoshiro256.StreamSeed((ulong)seed, (ulong)RandomStream.Evaluation), setup.RepeatFirstFrame,
            readsValues: true);
        played = new(
            new(KeptSteps, consoles.Count, consoles.FrameHeight * consoles.FrameWidth, agent.Network.Frames.C, NStep: 1, setup.Options.Gamma, setup.RepeatFirstFrame),
            new UniformSampler(0));
        played.Begin(0, consoles.Frame(0));
        access = new(device, agent.Network, parameters, played);
        Info = StageInfo.Of("agent", setup.Rom, consoles[0], consoles.Count, device, agent.Network, agent.Card?.MeanScore);
        recorder = new(new(consoles[0].Game.Screen.Length, play.Stacks.Length, consoles.ActionCount), setup.Options.Gamma);
    }

    /// <inheritdoc/>
    public StageInfo Info { get; }

    /// <inheritdoc/>
    public GameSetup Setup { get; }

    /// <inheritdoc/>
    public TrainingStatus? Status => null;

    /// <inheritdoc/>
    public long GamesFinished { get; private set; }

    /// <inheritdoc/>
    public string? Ended { get; private set; }

    /// <inheritdoc/>
    public bool Paused { get; set => Volatile.Write(ref field, value); }

    /// <inheritdoc/>
    public double Speed { get; set => Volatile.Write(ref field, value); } = 1;

    /// <inheritdoc/>
    public bool PlaysAtItsOwnPace => false;

    /// <inheritdoc/>
    public GameRecorder Recorder(int game) => recorder;

    /// <inheritdoc/>
    public Task<T> Ask<T>(Func<StageAccess, T> question) => questions.Ask(question);

    /// <summary>Plays until it is stopped, on this thread. While nobody looks, nothing is played.</summary>
    public void Run(CancellationToken stop)
    {
        var pace = new SteadyPace();
        for (var step = 0L; !stop.IsCancellationRequested; step++)
        {
            questions.AnswerUntil(access, long.MaxValue, () => (Paused || !recorder.IsWanted) && !stop.IsCancellationRequested);
            var reached = recorder.Reach(step, consoles[0].Game.Screen);
            play.Stacks.CopyTo(reached.Stack);
            play.Step(epsilon);
            var result = consoles.Result(0);
            recorder.Act(play.Choice.Values, play.Choice.Actions[0], play.Choice.WasRandom(0), result);
            played.Append(0, play.Choice.Actions[0], result.Reward, result.Terminal, result.Truncated, consoles.FinalFrame(0));
            if (result.EpisodeEnded)
                played.Begin(0, consoles.Frame(0));
            if (result.GameEnded)
                GamesFinished++;

            questions.AnswerUntil(access, pace.Next(Info.StepsPerSecond * Speed), () => !Paused && !stop.IsCancellationRequested);
        }
        Ended = "The program that plays has ended.";
        questions.End(Ended);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        play.Dispose();
        played.Dispose();
        parameters.Dispose();
        consoles.Dispose();
    }
}
