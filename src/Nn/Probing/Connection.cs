namespace DqnGpu.Nn;

/// <summary>One product of a unit's sum: a unit reads another one through a weight.</summary>
/// <param name="From">The layer that is read, or <see cref="ProbedLayer.Frames"/>.</param>
/// <param name="FromUnit">Its unit, counted in the order [H, W, C].</param>
/// <param name="To">The layer that reads.</param>
/// <param name="ToUnit">Its unit, counted in the order [H, W, C].</param>
/// <param name="Weight">The weight's place in the network's flat buffer; null: it is the constant <paramref name="Factor"/>.</param>
/// <param name="Factor">The constant, where there is no weight.</param>
internal readonly record struct Connection(int From, int FromUnit, int To, int ToUnit, int? Weight, float Factor = 0)
{
    /// <summary>All that a unit reads; of a convolution in the order [R, S, C].</summary>
    public static IEnumerable<Connection> Into(ProbedLayer layer, int unit)
    {
        switch (layer.Kind)
        {
            case LayerPartKind.Convolution:
                var shape = layer.Convolution!.Value;
                var (place, k) = Math.DivRem(unit, shape.K);
                var (p, q) = Math.DivRem(place, shape.Q);
                for (var r = 0; r < shape.R; r++)
                    for (var s = 0; s < shape.S; s++)
                        for (var c = 0; c < shape.C; c++)
                            yield return OfConvolution(layer, p, q, r, s, c, k);
                break;
            case LayerPartKind.Linear:
                for (var i = 0; i < layer.Input.Length; i++)
                    yield return new(Source(layer), i, layer.Index, unit, layer.Weights!.Offset + unit * layer.Input.Length + i);
                break;
            case LayerPartKind.Relu:
                yield return new(Source(layer), unit, layer.Index, unit, null, 1);
                break;
            case LayerPartKind.Dueling:
                yield return new(layer.From[0], unit % layer.Atoms, layer.Index, unit, null, 1);
                for (var a = unit % layer.Atoms; a < layer.Output.C; a += layer.Atoms)
                    yield return new(layer.From[1], a, layer.Index, unit, null, AdvantageFactor(layer, a, unit));
                break;
            case LayerPartKind.Quantiles or LayerPartKind.Categories:
                for (var i = 0; i < layer.Atoms; i++)
                    yield return new(Source(layer), unit * layer.Atoms + i, layer.Index, unit, null, layer.Support?.Atom(i) ?? 1f / layer.Atoms);
                break;
            default:
                throw Unknown(layer);
        }
    }

    /// <summary>All units of a layer that read a unit of another one.</summary>
    public static IEnumerable<Connection> OutOf(int source, int unit, ProbedLayer reader)
    {
        switch (reader.Kind)
        {
            case LayerPartKind.Convolution:
                var shape = reader.Convolution!.Value;
                var (place, c) = Math.DivRem(unit, shape.C);
                var (h, w) = Math.DivRem(place, shape.W);
                for (var p = Math.Max(0, (h - shape.R + shape.Stride) / shape.Stride); p < shape.P && p * shape.Stride <= h; p++)
                    for (var q = Math.Max(0, (w - shape.S + shape.Stride) / shape.Stride); q < shape.Q && q * shape.Stride <= w; q++)
                        if (h - p * shape.Stride < shape.R && w - q * shape.Stride < shape.S)
                            for (var k = 0; k < shape.K; k++)
                                yield return OfConvolution(reader, p, q, h - p * shape.Stride, w - q * shape.Stride, c, k);
                break;
            case LayerPartKind.Linear:
                for (var o = 0; o < reader.Output.C; o++)
                    yield return new(source, unit, reader.Index, o, reader.Weights!.Offset + o * reader.Input.Length + unit);
                break;
            case LayerPartKind.Relu:
                yield return new(source, unit, reader.Index, unit, null, 1);
                break;
            case LayerPartKind.Dueling:
                for (var a = unit % reader.Atoms; a < reader.Output.C; a += reader.Atoms)
                    yield return new(source, unit, reader.Index, a, null, source == reader.From[0] ? 1 : AdvantageFactor(reader, unit, a));
                break;
            default:
                throw Unknown(reader);
        }
    }

    /// <summary>All products that a weight makes: one at every position of a convolution, one in a linear layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="index">The weight, counted within its tensor.</param>
    public static IEnumerable<Connection> Through(ProbedLayer layer, int index)
    {
        if (layer.Convolution is not { } shape)
        {
            var (output, input) = Math.DivRem(index, layer.Input.Length);
            yield return new(Source(layer), input, layer.Index, output, layer.Weights!.Offset + index);
            yield break;
        }
        var (kernel, k) = Math.DivRem(index, shape.K);
        var (position, c) = Math.DivRem(kernel, shape.C);
        var (r, s) = Math.DivRem(position, shape.S);
        for (var p = 0; p < shape.P; p++)
            for (var q = 0; q < shape.Q; q++)
                yield return OfConvolution(layer, p, q, r, s, c, k);
    }

    private static Connection OfConvolution(ProbedLayer layer, int p, int q, int r, int s, int c, int k)
    {
        var shape = layer.Convolution!.Value;
        return new(
            Source(layer), ((p * shape.Stride + r) * shape.W + q * shape.Stride + s) * shape.C + c, layer.Index, (p * shape.Q + q) * shape.K + k,
            layer.Weights!.Offset + ((r * shape.S + s) * shape.C + c) * shape.K + k);
    }

    /// <summary>q[a] = v + advantage[a] - mean of the advantages, of which there are A, each of Z numbers.</summary>
    private static float AdvantageFactor(ProbedLayer dueling, int advantage, int action) => (advantage == action ? 1 : 0) - (float)dueling.Atoms / dueling.Output.C;

    private static int Source(ProbedLayer layer) => layer.From is [var source] ? source : ProbedLayer.Frames;

    private static NotSupportedException Unknown(ProbedLayer layer) => new($"The layer '{layer.Name}' does not say how its units are computed.");
}
