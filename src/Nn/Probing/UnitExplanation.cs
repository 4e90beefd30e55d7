namespace DqnGpu.Nn;

/// <summary>How the numbers of one unit come about in a <see cref="ProbedTransition"/>: its activation forward, its gradient backward.</summary>
/// <remarks>
/// <code>
/// z = bias + sum over its inputs of w x        activation = max(0, z), or z
/// dL/dz = sum over the units that read it of w dL/dz of theirs, or 0 where the ReLU is 0
/// </code>
/// The products here are of the device's own numbers, their sums in double precision; they agree with the device's sums within its rounding.
/// </remarks>
public sealed record UnitExplanation
{
    /// <summary>One product x w of the unit's sum.</summary>
    /// <param name="Layer">The layer that is read, or <see cref="ProbedLayer.Frames"/>.</param>
    /// <param name="Unit">Its unit, counted in the order [H, W, C].</param>
    /// <param name="X">Its activation; of a pixel byte / 255; of one of C51's numbers the probability that softmax makes of it.</param>
    /// <param name="W">The weight.</param>
    public readonly record struct Input(int Layer, int Unit, float X, float W)
    {
        /// <summary>x w.</summary>
        public double Product => (double)X * W;
    }

    /// <summary>One product w dz of the gradient's sum.</summary>
    /// <param name="Layer">The layer that reads the unit.</param>
    /// <param name="Unit">Its unit, counted in the order [H, W, C].</param>
    /// <param name="Dz">dL/dz of that unit.</param>
    /// <param name="W">The weight, times 1/sqrt(2) where a dueling head rescales the gradient that it sends back.</param>
    public readonly record struct Reader(int Layer, int Unit, float Dz, float W)
    {
        /// <summary>w dz.</summary>
        public double Product => (double)Dz * W;
    }

    /// <summary>The layer.</summary>
    public required ProbedLayer Layer { get; init; }

    /// <summary>Row, column and channel of the unit.</summary>
    public required (int Row, int Column, int Channel) Place { get; init; }

    /// <summary>The activation, as the device computed it.</summary>
    public required float Value { get; init; }

    /// <summary>The bias; 0 where there is none.</summary>
    public required float Bias { get; init; }

    /// <summary>All that it reads; of a convolution in the order [R, S, C].</summary>
    public required IReadOnlyList<Input> Inputs { get; init; }

    /// <summary>Sum of the products, the bias not counted.</summary>
    public required double Sum { get; init; }

    /// <summary>z: the sum and the bias.</summary>
    public double BeforeRelu => Sum + Bias;

    /// <summary>What it sees of the frames.</summary>
    public required ReceptiveField ReceptiveField { get; init; }

    /// <summary>dL/dz as the device computed it.</summary>
    public required float Gradient { get; init; }

    /// <summary>All units that read it; empty for what the loss reads, whose gradient is the loss's, and for what stands behind that.</summary>
    public required IReadOnlyList<Reader> Readers { get; init; }

    /// <summary>Sum of their products: dL/d(activation).</summary>
    public required double ReaderSum { get; init; }

    /// <summary>True: the ReLU is 0 here, so <see cref="Gradient"/> is 0 and not <see cref="ReaderSum"/>.</summary>
    public required bool ReluStopsGradient { get; init; }

    /// <summary>Explains a unit.</summary>
    /// <param name="transition">The numbers.</param>
    /// <param name="layerIndex">Number of the layer.</param>
    /// <param name="row">Row of the unit.</param>
    /// <param name="column">Column of the unit.</param>
    /// <param name="channel">Channel of the unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    /// <exception cref="NotSupportedException">A layer does not say how its units are computed.</exception>
    public static UnitExplanation Of(ProbedTransition transition, int layerIndex, int row, int column, int channel)
    {
        CheckBelow(layerIndex, transition.Layers.Count, nameof(layerIndex));
        var layer = transition.Layers[layerIndex];
        CheckBelow(row, layer.Output.H, nameof(row));
        CheckBelow(column, layer.Output.W, nameof(column));
        CheckBelow(channel, layer.Output.C, nameof(channel));
        var unit = (row * layer.Output.W + column) * layer.Output.C + channel;
        var value = transition.Outputs[layerIndex][unit];
        Input[] inputs =
        [
            .. Connection.Into(layer, unit).Select(
                connection => new Input(connection.From, connection.FromUnit, Activation(connection), Weight(connection))),
        ];
        Reader[] readers =
        [
            .. transition.Layers.Where(reader => layerIndex < transition.LossLayer && reader.From.Contains(layerIndex)).SelectMany(reader => Connection.OutOf(layerIndex, unit, reader)).Select(
                connection => new Reader(connection.To, connection.ToUnit, transition.OutputGradients[connection.To][connection.ToUnit], WeightBackward(connection))),
        ];
        return new()
        {
            Layer = layer,
            Place = (row, column, channel),
            Value = value,
            Bias = layer.Bias is { } bias ? transition.Parameters[bias.Offset + channel] : 0,
            Inputs = inputs,
            Sum = inputs.Sum(input => input.Product),
            ReceptiveField = ReceptiveField.Of(transition.Layers, layerIndex, row, column),
            Gradient = transition.OutputGradients[layerIndex][unit],
            Readers = readers,
            ReaderSum = readers.Sum(reader => reader.Product),
            ReluStopsGradient = layer.HasRelu && layer.Kind != LayerPartKind.Relu && value == 0,
        };

        float Activation(Connection connection) => layer.Kind == LayerPartKind.Categories
            ? (float)transition.Probability(connection.From, connection.FromUnit, layer.Atoms)
            : transition.Activation(connection.From, connection.FromUnit);

        float Weight(Connection connection) => connection.Weight is { } weight ? transition.Parameters[weight] : connection.Factor;

        // A ReLU that is a layer of its own lets a gradient pass where its output is not 0.
        float WeightBackward(Connection connection) => transition.Layers[connection.To] switch
        {
            { Kind: LayerPartKind.Relu } when transition.Outputs[connection.To][connection.ToUnit] == 0 => 0,
            var reader => Weight(connection) * reader.InputGradientFactor,
        };
    }

    private static void CheckBelow(int value, int count, string name)
    {
        if ((uint)value >= (uint)count)
            throw new ArgumentOutOfRangeException(name, value, $"The {name} must lie in 0..{count - 1}, but is {value}.");
    }
}
