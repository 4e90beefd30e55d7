using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>DQN (Mnih et al. 2015) and Double DQN (van Hasselt et al. 2016): the loss of <see cref="TdLoss"/>, one value for each action.</summary>
/// <param name="Loss">The error function.</param>
/// <param name="DoubleQ">Double DQN: the online network chooses the next action, the target network values it.</param>
public sealed record DqnObjective(LossKind Loss = LossKind.MeanSquaredError, bool DoubleQ = false) : Objective
{
    /// <inheritdoc/>
    public override Operation LossOperation => Operation.TdLoss;

    /// <inheritdoc/>
    public override bool ReadsNextOnline => DoubleQ;

    internal override bool ComputesLinearHead => true;

    /// <inheritdoc/>
    public override void Compute(Device device, Network network, in QLossBuffers buffers) => device.TdLoss.Compute(network.Actions, Loss, buffers);

    internal override void ComputeWithHead(Device device, in LinearShape shape, in TdHeadBuffers buffers) => device.TdHead.Compute(shape, Loss, buffers);
}
