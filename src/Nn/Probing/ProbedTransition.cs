using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>What a <see cref="TransitionProbe"/> found: all numbers of one transition's update, of one and the same moment, as the device computed them.</summary>
/// <remarks>Explanations are made of it without the device: <see cref="UnitExplanation"/>, <see cref="WeightExplanation"/>, <see cref="LossExplanation"/>.</remarks>
public sealed record ProbedTransition
{
    /// <summary>The network.</summary>
    public required Network Network { get; init; }

    /// <summary>Its layers.</summary>
    public required IReadOnlyList<ProbedLayer> Layers { get; init; }

    /// <summary>s [C, H, W], bytes.</summary>
    public required byte[] Frames { get; init; }

    /// <summary>The online network's parameters [<see cref="Network.BufferLength"/>].</summary>
    public required float[] Parameters { get; init; }

    /// <summary>Of each layer its activations [H, W, C].</summary>
    public required float[][] Outputs { get; init; }

    /// <summary>Of each layer dL/dz [H, W, C], the gradient in front of its ReLU; dL/dy of a ReLU that is a layer of its own.</summary>
    public required float[][] OutputGradients { get; init; }

    /// <summary>dL/dw of all parameters [<see cref="Network.BufferLength"/>].</summary>
    public required float[] Gradients { get; init; }

    /// <summary>What is made small.</summary>
    public required Objective Objective { get; init; }

    /// <summary>a, 0..A-1.</summary>
    public required int Action { get; init; }

    /// <summary>r.</summary>
    public required float Reward { get; init; }

    /// <summary>gamma^n, or 0 where the episode has ended.</summary>
    public required float Discount { get; init; }

    /// <summary>q'(s', .) of the target network [A].</summary>
    public required float[] NextTargetQ { get; init; }

    /// <summary>q(s', .) of the online network [A], which chooses the next action in Double DQN; null: the target network does.</summary>
    public required float[]? NextOnlineQ { get; init; }

    /// <summary>q'(s, .) of the target network [A], of which Munchausen DQN makes its policy; null: nobody asks.</summary>
    public required float[]? FirstTargetQ { get; init; }

    /// <summary>What prioritised replay goes by: d = q(s, a) - y, or C51's divergence.</summary>
    public required float Error { get; init; }

    /// <summary>L.</summary>
    public required float Loss { get; init; }

    /// <summary>Number of the layer whose outputs the loss reads; what stands behind it makes action values of them, and no gradient comes back from there.</summary>
    public required int LossLayer { get; init; }

    /// <summary>dL/d(outputs that the loss reads): dL/dq [A], or of the numbers that q is made of [A, Z].</summary>
    public required float[] LossGradient { get; init; }

    /// <summary>q(s, .) [A].</summary>
    public float[] Q => Outputs[^1];

    /// <summary>Of C51's numbers of an action, Z of them, the probability that softmax makes of one.</summary>
    internal double Probability(int layer, int unit, int atoms)
    {
        double[] numbers = [.. Outputs[layer].Skip(unit / atoms * atoms).Take(atoms).Select(number => (double)number)];
        CategoricalValuesReference.LogSoftmax(numbers, numbers);
        return Math.Exp(numbers[unit % atoms]);
    }

    /// <summary>A unit's activation; of <see cref="ProbedLayer.Frames"/> that of byte / 255, with units in the order [H, W, C].</summary>
    internal float Activation(int layer, int unit)
    {
        if (layer != ProbedLayer.Frames)
            return Outputs[layer][unit];
        var shape = Network.Frames;
        var (place, channel) = Math.DivRem(unit, shape.C);
        return Frames[channel * shape.H * shape.W + place] / 255f;
    }
}
