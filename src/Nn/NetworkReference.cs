using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>
/// A network's forward pass in double precision, as its layers' formulas one after the other: the specification of <see cref="NetworkPass"/>.
/// </summary>
public static class NetworkReference
{
    /// <summary>The output from numbers, or from scaled frames.</summary>
    /// <param name="network">The network.</param>
    /// <param name="n">N, samples in the minibatch.</param>
    /// <param name="x">[N, H, W, C]; of frames the bytes / 255, channels last.</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <param name="output">[N, O]; overwritten.</param>
    /// <param name="noise">Key and draw of the noise in the weights, as in <see cref="NetworkPass.Noise"/>; null: none.</param>
    public static void Forward(
        Network network, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> output, (ulong Key, int Draw)? noise = null)
    {
        var activations = x;
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            var own = parameters.Slice(layer.ParameterOffset, layer.ParameterLength);
            var y = new double[n * layer.Output.Length];
            if (noise is { } drawn)
                layer.Layer.ReferenceForward(layer.Input, n, activations, own, y, WeightNoise.KeyOfPart(drawn.Key, i), drawn.Draw);
            else
                layer.Layer.ReferenceForward(layer.Input, n, activations, own, y);
            activations = y;
        }

        activations.CopyTo(output);
    }

    /// <summary>Bytes [N, C, H, W] as the first layer sees them: divided by 255, channels last.</summary>
    public static double[] ScaleFrames(FrameShape shape, int n, ReadOnlySpan<byte> frames)
    {
        var x = new double[frames.Length];
        Conv2dReference.ScaleFrames(new(n, shape.C, shape.H, shape.W, K: 1, R: 1, S: 1, Stride: 1), frames, x);
        return x;
    }
}
