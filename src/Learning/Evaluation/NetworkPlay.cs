using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A network as it is, at play in games side by side: stacks their frames, chooses, and steps them.</summary>
public sealed class NetworkPlay : IDisposable
{
    private readonly DeviceBuffer<float> parameters;
    private readonly IVectorEnvironment environments;
    private readonly FrameStacker stacker;
    private readonly QActor actor;
    private readonly EpsilonGreedyChooser chooser;

    /// <summary>Begins the games.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters [<see cref="Network.BufferLength"/>]; the caller disposes them, later.</param>
    /// <param name="environments">The games; they are reset. The caller disposes them.</param>
    /// <param name="seed">Seed of the random actions.</param>
    /// <param name="repeatFirstFrame">What stands before an episode's first frame in a state: itself, or black.</param>
    /// <param name="readsValues">Whether somebody wants to see all action values of each choice.</param>
    public NetworkPlay(
        Device device, Network network, DeviceBuffer<float> parameters, IVectorEnvironment environments, ulong seed, bool repeatFirstFrame,
        bool readsValues = false)
    {
        this.parameters = parameters;
        this.environments = environments;
        stacker = new(environments, network.Frames.C, repeatFirstFrame);
        actor = new(device, network, environments.Count, readsValues: readsValues);
        chooser = new(actor, environments.ActionCount, seed);
        Restart();
    }

    /// <summary>The actions of the last step and what the network said of them.</summary>
    public EpsilonGreedyChooser Choice => chooser;

    /// <summary>The states that the next step acts on [E, C, H, W].</summary>
    public ReadOnlySpan<byte> Stacks => stacker.Stacks;

    /// <summary>One decision in every game.</summary>
    /// <param name="epsilon">Probability of a random action, 0..1.</param>
    public void Step(double epsilon)
    {
        environments.BeginStep(chooser.Choose(parameters, stacker.Stacks, epsilon));
        environments.EndStep();
        stacker.Step();
    }

    /// <summary>Begins new games, whether or not the running ones are finished.</summary>
    public void Restart()
    {
        environments.Reset();
        stacker.Begin();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stacker.Dispose();
        actor.Dispose();
    }
}
