using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Chooses actions for single states of consoles that are not a stage's; to be used only on the thread that answers.</summary>
public sealed class NetworkChooser : IDisposable
{
    /// <summary>Probability of a random action, as in an evaluation: without any, some games come to a standstill.</summary>
    public const double Epsilon = 0.05;

    private QActor? actor;
    private EpsilonGreedyChooser? chooser;

    /// <summary>The action chosen, and q(s, .) [A].</summary>
    /// <param name="access">The network, the same each time.</param>
    /// <param name="state">[C, H, W].</param>
    public (int Action, float[] Values) Choose(StageAccess access, ReadOnlySpan<byte> state)
    {
        actor ??= new(access.Device, access.Network, 1, readsValues: true);
        chooser ??= new(actor, access.Network.Actions, (ulong)Random.Shared.NextInt64());
        return (chooser.Choose(access.Player, state, Epsilon)[0], chooser.Values.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => actor?.Dispose();
}
