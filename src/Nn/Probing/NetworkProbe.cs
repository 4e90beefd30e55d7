using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>Looks into a network while it computes: the activations of every layer, and how the action values depend on the frames.</summary>
/// <remarks>
/// It runs the operations that <see cref="NetworkPass"/> runs, so its numbers are the device's own. A device may sum a minibatch of another size in
/// another order: then the last bits differ. Memory on the device is allocated once.
/// </remarks>
public sealed class NetworkProbe : IDisposable
{
    private readonly NetworkPass pass;
    private readonly DeviceBuffer<byte> frames;
    private readonly DeviceBuffer<float> valueGradient;
    private readonly DeviceBuffer<float> frameGradient;
    private readonly DeviceBuffer<float>[] outputs;
    private DeviceView<float> parameters;

    /// <summary>Allocates memory for <paramref name="n"/> states.</summary>
    public NetworkProbe(Device device, Network network, int n = 1)
    {
        pass = new(device, network, n, training: true);
        outputs = [.. pass.Parts.Select(part => part.Output)];
        frames = device.Allocate<byte>((long)n * network.Frames.Length);
        valueGradient = device.Allocate<float>((long)n * network.Actions);
        frameGradient = device.Allocate<float>(frames.Length);
        Layers = ProbedLayer.Of(network);
    }

    /// <summary>The network.</summary>
    public Network Network => pass.Network;

    /// <summary>States at once.</summary>
    public int N => pass.N;

    /// <summary>What can be looked at.</summary>
    public IReadOnlyList<ProbedLayer> Layers { get; }

    /// <summary>Computes all activations.</summary>
    /// <param name="states">[N, C, H, W], bytes.</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Look(ReadOnlySpan<byte> states, DeviceView<float> parameters)
    {
        if (states.Length != frames.Length)
            throw new ArgumentException($"This probe takes {N} states of {Network.Frames.Length} bytes, not {states.Length} bytes.", nameof(states));
        frames.CopyFrom(states);
        pass.Forward(frames, parameters);
        this.parameters = parameters;
    }

    /// <summary>Activations of a layer [N, its output shape] for the states looked at last, as a new array.</summary>
    public float[] Output(int layer) => outputs[layer].ToArray();

    /// <summary>q [N, A] of the states looked at last, as a new array.</summary>
    public float[] Q() => Output(Layers.Count - 1);

    /// <summary>How the value of each state's action depends on the frames looked at last: dq(s, a) / dx [N, H, W, C], with x = byte / 255.</summary>
    /// <param name="actions">[N], 0..A-1.</param>
    /// <exception cref="InvalidOperationException">No state has been looked at.</exception>
    public float[] FrameGradient(ReadOnlySpan<int> actions)
    {
        if (parameters.IsEmpty)
            throw new InvalidOperationException($"Call {nameof(Look)} first.");
        var chosen = new float[valueGradient.Length];
        // The derivative itself is wanted, without what a learner multiplies it by.
        var one = (float)(1 / Network.InputGradientFactor);
        for (var n = 0; n < N; n++)
            chosen[n * Network.Actions + actions[n]] = one;
        valueGradient.CopyFrom(chosen);
        pass.BackwardToFrames(parameters, valueGradient, frameGradient);
        return frameGradient.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pass.Dispose();
        frames.Dispose();
        valueGradient.Dispose();
        frameGradient.Dispose();
    }
}
