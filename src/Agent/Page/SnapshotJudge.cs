using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>What the network said of states at earlier times of its training: the action values of every snapshot.</summary>
/// <remarks>It computes on one core, on a device of its own, and has no part in the training's time. What it has computed it keeps.</remarks>
public sealed class SnapshotJudge : IDisposable
{
    private readonly Device device = Devices.Open("simd", new DeviceOptions(Threads: 1));
    private readonly NetworkProbe probe;
    private readonly DeviceBuffer<float> parameters;
    private readonly float[] read;
    private readonly byte[] states;
    private readonly Dictionary<long, float[]> known = [];

    /// <summary>Takes the states.</summary>
    /// <param name="network">The network of the snapshots.</param>
    /// <param name="states">[T, C, H, W], bytes.</param>
    public SnapshotJudge(Network network, byte[] states)
    {
        this.states = states;
        probe = new(device, network, states.Length / network.Frames.Length);
        parameters = device.Allocate<float>(network.BufferLength);
        read = new float[network.BufferLength];
    }

    /// <summary>q [T, A] of a snapshot; null when its file is gone, as thinned ones are.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another network.</exception>
    public float[]? Values(Snapshot snapshot)
    {
        if (known.TryGetValue(snapshot.Step, out var values))
            return values;
        try
        {
            Weights.Load(snapshot.File, probe.Network, read);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        parameters.CopyFrom(read);
        probe.Look(states, parameters);
        return known[snapshot.Step] = probe.Q();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        probe.Dispose();
        parameters.Dispose();
        device.Dispose();
    }
}
