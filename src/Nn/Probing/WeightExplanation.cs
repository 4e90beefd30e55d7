namespace DqnGpu.Nn;

/// <summary>How the gradient of one parameter comes about in a <see cref="ProbedTransition"/>.</summary>
/// <remarks>
/// <code>
/// dL/dw = sum over all places where w multiplies an x of  x dL/dz        dL/db = sum over all places of dL/dz
/// </code>
/// The products here are of the device's own numbers, their sum in double precision; it agrees with the device's sum within its rounding.
/// </remarks>
public sealed record WeightExplanation
{
    /// <summary>One product x dz of the gradient's sum.</summary>
    /// <param name="Unit">The unit of the layer that the parameter takes part in, counted in the order [H, W, C].</param>
    /// <param name="X">What the weight multiplies there; 1 for a bias.</param>
    /// <param name="Dz">dL/dz of the unit.</param>
    public readonly record struct Term(int Unit, float X, float Dz)
    {
        /// <summary>x dz.</summary>
        public double Product => (double)X * Dz;
    }

    /// <summary>The layer.</summary>
    public required ProbedLayer Layer { get; init; }

    /// <summary>The tensor.</summary>
    public required ParameterTensor Tensor { get; init; }

    /// <summary>The parameter, counted within its tensor.</summary>
    public required int Index { get; init; }

    /// <summary>Its place in the network's flat buffer.</summary>
    public int FlatIndex => Tensor.Offset + Index;

    /// <summary>The parameter.</summary>
    public required float Value { get; init; }

    /// <summary>dL/dw as the device computed it.</summary>
    public required float Gradient { get; init; }

    /// <summary>All its products.</summary>
    public required IReadOnlyList<Term> Terms { get; init; }

    /// <summary>Their sum.</summary>
    public required double Sum { get; init; }

    /// <summary>Explains a weight.</summary>
    /// <param name="transition">The numbers.</param>
    /// <param name="layerIndex">Number of the layer.</param>
    /// <param name="index">The weight, counted within its tensor as it lies here: [R, S, C, K] or [Out, In].</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such weight.</exception>
    public static WeightExplanation OfWeight(ProbedTransition transition, int layerIndex, int index)
    {
        var (layer, tensor) = Find(transition, layerIndex, layer => layer.Weights, index, "weights");
        return Make(
            transition, layer, tensor, index,
            Connection.Through(layer, index).Select(
                connection => new Term(
                    connection.ToUnit, transition.Activation(connection.From, connection.FromUnit), transition.OutputGradients[layerIndex][connection.ToUnit])));
    }

    /// <summary>Explains a bias.</summary>
    /// <param name="transition">The numbers.</param>
    /// <param name="layerIndex">Number of the layer.</param>
    /// <param name="channel">The channel that it is added to.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bias.</exception>
    public static WeightExplanation OfBias(ProbedTransition transition, int layerIndex, int channel)
    {
        var (layer, tensor) = Find(transition, layerIndex, layer => layer.Bias, channel, "bias");
        var places = layer.Output.H * layer.Output.W;
        return Make(
            transition, layer, tensor, channel,
            Enumerable.Range(0, places).Select(place => place * layer.Output.C + channel).Select(
                unit => new Term(unit, 1, transition.OutputGradients[layerIndex][unit])));
    }

    private static (ProbedLayer Layer, ParameterTensor Tensor) Find(
        ProbedTransition transition, int layerIndex, Func<ProbedLayer, ParameterTensor?> choose, int index, string what)
    {
        if ((uint)layerIndex >= (uint)transition.Layers.Count)
            throw new ArgumentOutOfRangeException(nameof(layerIndex), layerIndex, $"The layer must lie in 0..{transition.Layers.Count - 1}, but is {layerIndex}.");
        var layer = transition.Layers[layerIndex];
        var tensor = choose(layer) ?? throw new ArgumentOutOfRangeException(nameof(layerIndex), layerIndex, $"The layer '{layer.Name}' has no {what}.");
        return (uint)index < (uint)tensor.Length
            ? (layer, tensor)
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The index must lie in 0..{tensor.Length - 1}, but is {index}.");
    }

    private static WeightExplanation Make(ProbedTransition transition, ProbedLayer layer, ParameterTensor tensor, int index, IEnumerable<Term> terms)
    {
        Term[] all = [.. terms];
        return new()
        {
            Layer = layer,
            Tensor = tensor,
            Index = index,
            Value = transition.Parameters[tensor.Offset + index],
            Gradient = transition.Gradients[tensor.Offset + index],
            Terms = all,
            Sum = all.Sum(term => term.Product),
        };
    }
}
