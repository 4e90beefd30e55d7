using DqnGpu.Ale;
using DqnGpu.Kernels;

namespace DqnGpu.Agent.Tests;

/// <summary>The stage of an agent that comes with this program, on a thread that answers until it is disposed.</summary>
internal sealed class PlayingAgent : IDisposable
{
    private readonly Device device = Devices.Open("simd", new DeviceOptions(Threads: 1));
    private readonly NetworkChooser chooser = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    /// <param name="game">Which bundled cartridge.</param>
    /// <param name="answers">False: whoever asks waits for ever.</param>
    public PlayingAgent(string game = "pong", bool answers = true)
    {
        var rom = new RomLibrary(new RomSearchPaths()).Find(game);
        var agent = TrainedAgent.Bundled(rom);
        Setup = agent.Setup(rom, learned => learned with { Threads = 1 });
        Stage = new(Setup, agent, device, epsilon: 0, seed: 1);
        running = answers ? Task.Factory.StartNew(() => Stage.Run(stop.Token), TaskCreationOptions.LongRunning) : Task.CompletedTask;
    }

    public GameSetup Setup { get; }

    public AgentStage Stage { get; }

    public NetworkHand NewHand() => new(Stage, chooser);

    /// <summary>The thread that answers ends.</summary>
    public void End()
    {
        stop.Cancel();
        running.Wait();
    }

    public void Dispose()
    {
        End();
        chooser.Dispose();
        Stage.Dispose();
        device.Dispose();
        stop.Dispose();
    }
}
