using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary>Networks so small that every device runs them in a moment, with odd and unequal sizes throughout.</summary>
internal static class Tiny
{
    /// <summary>Frames 3x11x9; convolutions 5 4x4/3 and 6 2x2/1; linear 7.</summary>
    public static Network Network(int actions) => new(
        new FrameShape(3, 11, 9), new Conv2dLayer(5, 4, 3), new Conv2dLayer(6, 2, 1), new LinearLayer(7, Activation.Relu), new LinearLayer(actions));

    /// <summary>The same convolutions under a dueling head.</summary>
    public static Network Dueling(int actions, bool rescaleGradient = false) => new(
        new FrameShape(3, 11, 9), new Conv2dLayer(5, 4, 3), new Conv2dLayer(6, 2, 1), new DuelingHead(actions, hidden: 7, rescaleGradient: rescaleGradient));

    /// <summary>Convolutions of 5 4x4/3 and linear 7, each followed by a normalisation with a fused ReLU.</summary>
    public static Network WithLayerNorms(int actions) => new(
        new FrameShape(3, 11, 9), new Conv2dLayer(5, 4, 3, Activation.None), new LayerNormLayer(Activation.Relu), new LinearLayer(7),
        new LayerNormLayer(Activation.Relu), new LinearLayer(actions));

    /// <summary>A convolution of 5 4x4/3, noisy linear 7 and a noisy dueling head.</summary>
    public static Network Noisy(int actions) => new(
        new FrameShape(3, 11, 9), new Conv2dLayer(5, 4, 3), new NoisyLinearLayer(7, Activation.Relu), new DuelingHead(actions, hidden: 6, noisy: true));

    /// <summary>The same convolutions under Rainbow's head, noisy, dueling and rescaled, of 5 atoms from -1 to 1.</summary>
    public static Network Rainbow(int actions) => new(
        new FrameShape(3, 11, 9), new Conv2dLayer(5, 4, 3), new Conv2dLayer(6, 2, 1),
        new DuelingHead(actions, hidden: 7, atoms: 5, noisy: true, rescaleGradient: true), new CategoricalValuesLayer(actions, new(5, -1, 1)));

    /// <summary>The small network with 5 quantiles for each action.</summary>
    public static Network Quantiles(int actions) => new(
        new FrameShape(3, 11, 9), new Conv2dLayer(5, 4, 3), new Conv2dLayer(6, 2, 1), new LinearLayer(7, Activation.Relu), new LinearLayer(5 * actions),
        new QuantileValuesLayer(actions, 5));

    /// <summary>ReLUs as layers of their own, one of them behind a fused one; the last layer's is fused.</summary>
    public static Network WithLooseRelus(int actions) => new(
        new FrameShape(2, 6, 7), new Conv2dLayer(4, 3, 2, Activation.None), new ReluLayer(), new LinearLayer(6, Activation.Relu), new ReluLayer(),
        new LinearLayer(actions, Activation.Relu));
}
