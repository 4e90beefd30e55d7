using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>A learner with two random minibatches on the device; each run is one update.</summary>
internal sealed class MeasuredUpdate : IDisposable
{
    private readonly QLearner learner;
    private int turn;

    public MeasuredUpdate(Device device, Network network, QLearnerOptions options)
    {
        learner = new(device, network, options);
        var random = new CounterRandom(seed: 1, stream: 0);
        foreach (var slot in learner.Slots)
        {
            foreach (ref var value in slot.States)
                value = (byte)(256 * random.NextUniform());
            foreach (ref var value in slot.NextStates)
                value = (byte)(256 * random.NextUniform());
            foreach (ref var action in slot.Actions)
                action = (int)(network.Actions * random.NextUniform());
            foreach (ref var reward in slot.Rewards)
                reward = (float)random.NextUniform();
            slot.Discounts.Fill(0.99f);
            slot.Weights.Fill(1);
            slot.Upload();
        }
    }

    /// <summary>
    /// Three forward passes' worth of multiply-adds for each state that is learned from, one for its successor, less the first layer's dx.
    /// </summary>
    public static double FloatingPointOperations(Network network, int batchSize)
    {
        var firstLayer = network.Layers[0].Layer.MultiplyAdds(network.Layers[0].Input);
        return 2.0 * batchSize * (4 * network.MultiplyAdds - firstLayer);
    }

    /// <summary>How the device runs an update that is asked for as a graph; null before the second one.</summary>
    public DeviceGraph? Graph => learner.Slots.Select(slot => slot.Graph).LastOrDefault(graph => graph is not null);

    /// <summary>Queues one update.</summary>
    public void Run() => learner.Update(learner.Slot(turn ^= 1));

    public void Dispose() => learner.Dispose();
}
