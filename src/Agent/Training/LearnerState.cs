using System.Numerics.Tensors;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A learner's whole state in a checkpoint: both networks and the optimiser, bit for bit.</summary>
public static class LearnerState
{
    /// <summary>What the state is made of, in the order in which it is saved.</summary>
    public static DeviceBuffer<float>[] Buffers(QLearner learner) =>
    [
        learner.Online, learner.Target, learner.Optimizer.FirstMoment, learner.Optimizer.SecondMoment, learner.Optimizer.Schedule,
    ];

    /// <summary>Saves such buffers, whose device has done everything that changes them.</summary>
    /// <exception cref="DivergenceException">There is a NaN or an infinity: no such state is kept.</exception>
    public static void Save(IEnumerable<DeviceBuffer<float>> buffers, BinaryWriter writer)
    {
        foreach (var buffer in buffers)
        {
            var values = buffer.ToArray();
            if (!TensorPrimitives.IsFiniteAll<float>(values))
                throw new DivergenceException("The training has diverged: there are weights that are no finite numbers.");
            writer.Write(buffer.Length);
            writer.WriteSpan<float>(values);
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
}
