using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>
/// QR-DQN (Dabney et al. 2018): of each action Z quantiles of the return, as many as the network's last layer, <see cref="QuantileValuesLayer"/>, takes. The
/// loss of <see cref="QuantileLoss"/>.
/// </summary>
/// <param name="Kappa">Where the Huber function of an error becomes a straight line, above 0; the paper's is 1.</param>
/// <param name="DoubleQ">The online network chooses the next action, the target network says its quantiles.</param>
public sealed record QuantileObjective(float Kappa = 1, bool DoubleQ = false) : Objective
{
    /// <inheritdoc/>
    public override Operation LossOperation => Operation.QuantileLoss;

    /// <inheritdoc/>
    public override bool ReadsNextOnline => DoubleQ;

    /// <inheritdoc/>
    public override int LayersBehindLoss => 1;

    /// <inheritdoc/>
    public override void Check(Network network) => ValuesLayer<QuantileValuesLayer>(network);

    /// <inheritdoc/>
    public override void Compute(Device device, Network network, in QLossBuffers buffers) =>
        device.QuantileLoss.Compute(ValuesLayer<QuantileValuesLayer>(network).Quantiles, Kappa, network.Actions, buffers);
}
