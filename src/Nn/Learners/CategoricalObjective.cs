using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>
/// C51 (Bellemare, Dabney, Munos 2017): of each action the probabilities of Z returns. The loss of <see cref="CategoricalLoss"/>; the support is that of
/// the network's last layer, <see cref="CategoricalValuesLayer"/>. Prioritised replay goes by the divergence, as in Rainbow.
/// </summary>
/// <param name="DoubleQ">The online network chooses the next action, the target network says its distribution.</param>
public sealed record CategoricalObjective(bool DoubleQ = false) : Objective
{
    /// <inheritdoc/>
    public override Operation LossOperation => Operation.CategoricalLoss;

    /// <inheritdoc/>
    public override bool ReadsNextOnline => DoubleQ;

    /// <inheritdoc/>
    public override int LayersBehindLoss => 1;

    /// <inheritdoc/>
    public override void Check(Network network) => ValuesLayer<CategoricalValuesLayer>(network);

    /// <inheritdoc/>
    public override void Compute(Device device, Network network, in QLossBuffers buffers) =>
        device.CategoricalLoss.Compute(ValuesLayer<CategoricalValuesLayer>(network).Support, network.Actions, buffers);
}
