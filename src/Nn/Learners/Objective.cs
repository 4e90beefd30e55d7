using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>What a <see cref="QLearner"/> makes small: a loss of the networks' outputs and its gradient. A learner of the family is one of these.</summary>
/// <remarks>
/// <para>All learners share the rest, and <see cref="QLearner"/> has it: the minibatches, the online and the target network, the backward pass, the optimiser,
/// errors, statistics and the state of a checkpoint. What turns a network's outputs into action values is the network's own last layer; so whoever plays,
/// evaluates or looks at action values needs not know what the network has learnt by.</para>
/// <para>A new learner: a loss as an operation of <see cref="Device"/>, a file like <see cref="DqnObjective"/>, and, where its network says more of an action
/// than a value, a last layer like <see cref="CategoricalValuesLayer"/>.</para>
/// </remarks>
public abstract record Objective
{
    /// <summary>Whether the loss reads the online network's outputs for s', as Double DQN does.</summary>
    public virtual bool ReadsNextOnline => false;

    /// <summary>
    /// Whether the loss reads the target network's outputs for s, as Munchausen DQN does. Not together with <see cref="ReadsNextOnline"/>: up to three networks
    /// go through a layer together.
    /// </summary>
    public virtual bool ReadsFirstTarget => false;

    /// <summary>
    /// Layers at the end of the network that make action values of the outputs that the loss reads: an update does without them. 0: it reads action values.
    /// </summary>
    public virtual int LayersBehindLoss => 0;

    /// <summary>The operation that computes the loss, for those who want to read its code.</summary>
    public abstract Operation LossOperation { get; }

    /// <summary>True: where the last layer is linear, loss and layer are computed together, by <see cref="ComputeWithHead"/>.</summary>
    internal virtual bool ComputesLinearHead => false;

    /// <summary>Checks that the network's outputs are what the loss reads.</summary>
    /// <exception cref="ArgumentException">They are not; the message says what the network must end with.</exception>
    public virtual void Check(Network network)
    {
        if (network.Layers[^1].Layer is CategoricalValuesLayer or QuantileValuesLayer)
            throw new ArgumentException(
                $"{GetType().Name} learns action values, but the network's last layer, {network.Layers[^1].Layer.GetType().Name}, makes them of distributions.",
                nameof(network));
    }

    /// <summary>Queues the loss.</summary>
    /// <param name="device">Where it is computed.</param>
    /// <param name="network">The network whose outputs they are.</param>
    /// <param name="buffers">What it reads and writes.</param>
    public abstract void Compute(Device device, Network network, in QLossBuffers buffers);

    /// <summary>Queues loss and last layer, where <see cref="ComputesLinearHead"/>.</summary>
    internal virtual void ComputeWithHead(Device device, in LinearShape shape, in TdHeadBuffers buffers) =>
        throw new NotSupportedException($"{GetType().Name} does not compute the last layer.");

    /// <summary>The network's last layer, which must be one that makes action values of distributions.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    protected TLayer ValuesLayer<TLayer>(Network network) where TLayer : Layer => network.Layers[^1].Layer as TLayer ?? throw new ArgumentException(
        $"{GetType().Name} needs a network whose last layer is a {typeof(TLayer).Name}, but it is a {network.Layers[^1].Layer.GetType().Name}.", nameof(network));

    /// <summary>The plain objective of a network of which only its layers are known.</summary>
    public static Objective Of(Network network) => network.Layers[^1].Layer switch
    {
        CategoricalValuesLayer => new CategoricalObjective(),
        QuantileValuesLayer => new QuantileObjective(),
        _ => new DqnObjective(),
    };
}
