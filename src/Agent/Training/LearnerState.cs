using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A learner's whole state in a checkpoint: both networks and the optimiser, bit for bit.</summary>
public static class LearnerState
{
    /// <summary>Saves it. Waits for queued updates.</summary>
    public static void Save(QLearner learner, BinaryWriter writer)
    {
        learner.Device.Synchronize();
        foreach (var buffer in Buffers(learner))
        {
            writer.Write(buffer.Length);
            writer.WriteSpan<float>(buffer.ToArray());
        }
    }

    /// <summary>Restores what <see cref="Save"/> wrote from a learner with the same network and optimiser.</summary>
    /// <exception cref="InvalidDataException">Another network or optimiser.</exception>
    public static void Load(QLearner learner, BinaryReader reader)
    {
        learner.Device.Synchronize();
        foreach (var buffer in Buffers(learner))
        {
            var length = reader.ReadInt64();
            if (length != buffer.Length)
                throw new InvalidDataException($"The saved network or optimiser has {length:N0} numbers where this one has {buffer.Length:N0}.");
            var values = new float[length];
            reader.ReadSpan<float>(values);
            buffer.CopyFrom(values);
        }
    }

    private static DeviceBuffer<float>[] Buffers(QLearner learner) =>
    [
        learner.Online, learner.Target, learner.Optimizer.FirstMoment, learner.Optimizer.SecondMoment, learner.Optimizer.Schedule,
    ];
}
