using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>What the device, the network and the memory behind a page are; to be used only on the thread that plays, within <see cref="Questions"/>.</summary>
/// <param name="Device">Where the network runs.</param>
/// <param name="Network">The network.</param>
/// <param name="Player">The parameters that the games are played with.</param>
/// <param name="Replay">Transitions of the games played: those that are learnt from, or the last ones.</param>
/// <param name="Learner">What learns; null where nothing does.</param>
public sealed record StageAccess(
    Device Device, Network Network, DeviceBuffer<float> Player, ReplayMemory Replay, QLearner? Learner = null) : IDisposable
{
    private readonly Dictionary<Type, IDisposable> kept = [];

    /// <summary>What questions of one kind need on the device: made for the first of them, and disposed with the stage.</summary>
    public T Kept<T>(Func<StageAccess, T> make) where T : class, IDisposable
    {
        if (kept.TryGetValue(typeof(T), out var made))
            return (T)made;
        var first = make(this);
        kept.Add(typeof(T), first);
        return first;
    }

    /// <summary>Frees what is kept.</summary>
    public void Dispose()
    {
        foreach (var made in kept.Values)
            made.Dispose();
        kept.Clear();
    }
}
