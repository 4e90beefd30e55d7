using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>An actor with random states; each run chooses an action for each.</summary>
internal sealed class MeasuredAct : IDisposable
{
    private readonly DeviceBuffer<float> parameters;
    private readonly QActor actor;
    private readonly byte[] stacks;
    private readonly float[] draws;
    private readonly int[] actions;
    private readonly float[] maxQ;

    public MeasuredAct(Device device, Network network, int states)
    {
        var initial = new float[network.BufferLength];
        network.Initialize(initial, Initialization.HeNormal, seed: 1);
        parameters = device.Allocate<float>(network.BufferLength);
        parameters.CopyFrom(initial);
        actor = new(device, network, states);
        stacks = new byte[states * network.Frames.Length];
        new Random(1).NextBytes(stacks);
        draws = new float[states];
        actions = new int[states];
        maxQ = new float[states];
    }

    /// <summary>Chooses and waits for the choice.</summary>
    public void Run() => actor.Act(parameters, stacks, draws, draws, actions, actions, maxQ);

    public void Dispose()
    {
        actor.Dispose();
        parameters.Dispose();
    }
}
