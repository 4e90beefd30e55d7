using System.Numerics.Tensors;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A learner's whole state in a checkpoint: both networks and the optimiser, bit for bit.</summary>
public static class LearnerState
{
    /// <summary>Saves buffers as those of <see cref="QLearner.State"/>, whose device has done everything that changes them.</summary>
    /// <exception cref="DivergenceException">There is a NaN or an infinity: no such state is kept.</exception>
    public static void Save(IEnumerable<DeviceBuffer<float>> buffers, BinaryWriter writer)
    {
        foreach (var buffer in buffers)
        {
            var values = Values(buffer);
            writer.Write(buffer.Length);
            writer.WriteSpan<float>(values);
        }
    }

    /// <summary>The numbers in a buffer.</summary>
    /// <exception cref="DivergenceException">There is a NaN or an infinity: no such state is kept.</exception>
    public static float[] Values(DeviceBuffer<float> buffer)
    {
        var values = buffer.ToArray();
        return TensorPrimitives.IsFiniteAll<float>(values)
            ? values
            : throw new DivergenceException("The training has diverged: there are weights that are no finite numbers.");
    }

    /// <summary>Restores what <see cref="Save"/> wrote from a learner with the same network and optimiser.</summary>
    /// <exception cref="InvalidDataException">Another network or optimiser.</exception>
    public static void Load(QLearner learner, BinaryReader reader)
    {
        var state = new float[learner.State.Count][];
        for (var i = 0; i < state.Length; i++)
        {
            var length = reader.ReadInt64();
            if (length != learner.State[i].Length)
                throw new InvalidDataException(
                    $"The saved network or optimiser has {length:N0} numbers where this one has {learner.State[i].Length:N0}.");
            state[i] = new float[length];
            reader.ReadSpan<float>(state[i]);
        }
        learner.Restore(state);
    }
}
