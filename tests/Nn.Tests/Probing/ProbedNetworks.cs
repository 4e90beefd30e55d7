using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests.Probing;

/// <summary>Networks of every kind of layer, and a state and a transition of them.</summary>
internal static class ProbedNetworks
{
    public const int Actions = 4;

    public static readonly string[] Names = ["linear", "dueling", "rescaled dueling", "loose ReLUs"];

    public static Network Create(string name) => name switch
    {
        "linear" => Tiny.Network(Actions),
        "dueling" => Tiny.Dueling(Actions),
        "rescaled dueling" => Tiny.Dueling(Actions, rescaleGradient: true),
        _ => Tiny.WithLooseRelus(Actions),
    };

    public static float[] Parameters(Network network, ulong seed = 3)
    {
        var parameters = new float[network.BufferLength];
        network.Initialize(parameters, Initialization.TorchDefault, seed);
        return parameters;
    }

    public static byte[] State(Network network, ulong seed, int n = 1)
    {
        var random = new CounterRandom(seed, 0);
        var state = new byte[n * network.Frames.Length];
        foreach (ref var value in state.AsSpan())
            value = (byte)(256 * random.NextUniform());
        return state;
    }

    public static ProbedTransition Transition(Device device, Network network, LossKind kind = LossKind.MeanSquaredError, bool doubleQ = false)
    {
        using var probe = new TransitionProbe(device, network, new DqnObjective(kind, doubleQ));
        using var online = device.Allocate<float>(network.BufferLength);
        using var target = device.Allocate<float>(network.BufferLength);
        online.CopyFrom(Parameters(network));
        target.CopyFrom(Parameters(network, seed: 4));
        return probe.Compute(State(network, 1), 2, 0.5f, 0.97f, State(network, 2), online, target);
    }
}
