namespace DqnGpu.Nn;

/// <summary>The rectangle of the frames that a unit can see, in pixels; it is the same in all frames of the stack.</summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct ReceptiveField(int Top, int Left, int Height, int Width)
{
    /// <summary>What the units of a layer at one place see.</summary>
    /// <param name="layers">All layers of the network.</param>
    /// <param name="layer">The layer, or <see cref="ProbedLayer.Frames"/>.</param>
    /// <param name="row">Row of the unit.</param>
    /// <param name="column">Column of the unit.</param>
    public static ReceptiveField Of(IReadOnlyList<ProbedLayer> layers, int layer, int row, int column) =>
        new ReceptiveField(row, column, 1, 1).Through(layers, layer);

    /// <summary>What a rectangle of a layer's units sees: a window grows by the kernel and by the stride from layer to layer.</summary>
    private ReceptiveField Through(IReadOnlyList<ProbedLayer> layers, int number)
    {
        if (number == ProbedLayer.Frames)
            return this;
        var layer = layers[number];
        var read = layer switch
        {
            { Convolution: { } shape } => new(
                Top * shape.Stride, Left * shape.Stride, (Height - 1) * shape.Stride + shape.R, (Width - 1) * shape.Stride + shape.S),
            { Kind: LayerPartKind.Relu } => this,
            _ => new ReceptiveField(0, 0, layer.Input.H, layer.Input.W),
        };
        return read.Through(layers, layer.From is [var source, ..] ? source : ProbedLayer.Frames);
    }
}
