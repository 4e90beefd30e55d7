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
    Device Device, Network Network, DeviceBuffer<float> Player, ReplayMemory Replay, QLearner? Learner = null);
