using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A trained agent at play, one step at a time, for anything that shows it.</summary>
public sealed class AgentGame : IDisposable
{
    private readonly AtariVector environments;
    private readonly DeviceBuffer<float> parameters;
    private readonly NetworkPlay play;
    private readonly double epsilon;
    private long frames;

    /// <summary>Begins the first game.</summary>
    /// <param name="setup">Game, cartridge and preprocessing.</param>
    /// <param name="agent">The weights.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="epsilon">Probability of a random action.</param>
    /// <param name="seed">Seed of no-op starts and random actions.</param>
    public AgentGame(GameSetup setup, TrainedAgent agent, Device device, double epsilon, long seed)
    {
        this.epsilon = epsilon;
        environments = setup.CreateEnvironments(1, seed, RandomStream.Evaluation);
        environments[0].FramePlayed = TakeFrame;
        Screen = new(environments[0].Game);
        parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);
        play = new(
            device, agent.Network, parameters, environments, Xoshiro256.StreamSeed((ulong)seed, (ulong)RandomStream.Evaluation), setup.RepeatFirstFrame);
        Screen.Take(environments[0].Game);
        frames = 0;
    }

    /// <summary>The console's screen after the last step.</summary>
    public Screen Screen { get; }

    /// <summary>Shown each frame that a step plays; <see cref="Screen"/> is that frame's then. Null: frames within a step are shown to nobody.</summary>
    public Action<Screen>? FramePlayed { get; set; }

    /// <summary>Time played since the first step, as a television would take to show it.</summary>
    public TimeSpan Played => TimeSpan.FromSeconds(frames / Screen.Format.FramesPerSecond());

    /// <summary>True score of the running game.</summary>
    public double Score { get; private set; }

    /// <summary>Value that the network gives the state that it acted on last.</summary>
    public double Value { get; private set; }

    /// <summary>Games finished.</summary>
    public int Games { get; private set; }

    /// <summary>True when the last step ended a game; <see cref="Score"/> is that game's.</summary>
    public bool GameEnded { get; private set; }

    /// <summary>One decision: usually four frames of the game.</summary>
    public void Step()
    {
        play.Step(epsilon);
        var result = environments.Result(0);
        (Score, GameEnded, Value) = (result.Score, result.GameEnded, play.Choice.MaxQ[0]);
        if (GameEnded)
            Games++;
        Screen.Take(environments[0].Game);
    }

    /// <summary>Gives the running game up, which counts as finished, and begins the next.</summary>
    public void GiveUp()
    {
        play.Restart();
        Games++;
        Screen.Take(environments[0].Game);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        play.Dispose();
        parameters.Dispose();
        environments.Dispose();
    }

    private void TakeFrame()
    {
        frames++;
        if (FramePlayed is not { } show)
            return;
        Screen.TakeFrame(environments[0].Game);
        show(Screen);
    }
}
