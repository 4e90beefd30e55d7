using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A trained agent at play, one step at a time, for anything that shows it.</summary>
public sealed class AgentGame : IWatchedGame, IDisposable
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
    /// <param name="around">What is put around the console before it is wrapped; null: nothing.</param>
    public AgentGame(
        GameSetup setup, TrainedAgent agent, Device device, double epsilon, long seed, Func<AtariEnvironment, IAtariGame>? around = null)
    {
        this.epsilon = epsilon;
        environments = setup.CreateEnvironments(1, seed, RandomStream.Evaluation, around: around);
        environments[0].FramePlayed = TakeFrame;
        Screen = new(environments[0].Game);
        parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);
        play = new(
            device, agent.Network, parameters, environments, Xoshiro256.StreamSeed((ulong)seed, (ulong)RandomStream.Evaluation), setup.RepeatFirstFrame);
        Screen.Take(environments[0].Game);
        frames = 0;
    }

    /// <inheritdoc/>
    public Screen Screen { get; }

    /// <inheritdoc/>
    public Action<Screen>? FramePlayed { get; set; }

    /// <inheritdoc/>
    public TimeSpan Played => TimeSpan.FromSeconds(frames / Screen.Format.FramesPerSecond());

    /// <inheritdoc/>
    public double Score { get; private set; }

    /// <inheritdoc/>
    public double? Value { get; private set; }

    /// <inheritdoc/>
    public int Games { get; private set; }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
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
