using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>
/// Munchausen DQN (Vieillard, Pietquin, Geist 2020): the reward is raised by how sure the target network is of the action taken. The loss of
/// <see cref="MunchausenLoss"/>, one value for each action.
/// </summary>
/// <remarks>
/// <code>
/// pi = softmax(q'/tau)      y = r + alpha clip(tau ln pi(a|s), l0, 0) + discount sum over a' of pi(a'|s') (q'(s', a') - tau ln pi(a'|s'))
/// </code>
/// Beside DQN's two passes it takes the target network's for s. The policy is soft, so there is no Double form: nothing is maximised.
/// </remarks>
/// <param name="Loss">The error function; the paper's is the square.</param>
/// <param name="Settings">alpha, tau and l0.</param>
public sealed record MunchausenObjective(LossKind Loss, MunchausenSettings Settings) : Objective
{
    /// <inheritdoc/>
    public override Operation LossOperation => Operation.MunchausenLoss;

    /// <inheritdoc/>
    public override bool ReadsFirstTarget => true;

    /// <inheritdoc/>
    public override void Compute(Device device, Network network, in QLossBuffers buffers) =>
        device.MunchausenLoss.Compute(network.Actions, Loss, Settings, buffers);
}
