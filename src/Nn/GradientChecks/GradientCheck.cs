using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>
/// Checks that a layer's or network's gradients on a device are the derivatives of its formula. One line checks a layer of your own:
/// </summary>
/// <remarks>
/// <code>GradientCheck.Verify(device, new MyLayer(), new ActivationShape(5, 4, 3));</code>
/// <para>The formula is the layer's <c>ReferenceForward</c> in double precision; its derivatives are taken by central differences, so
/// no backward code is trusted. Compared are:</para>
/// <list type="bullet">
/// <item>the output itself;</item>
/// <item>every parameter and every input element of every row, one by one (of very large tensors a random choice);</item>
/// <item>each tensor along random directions, for the minibatch and for each row alone: all elements of large tensors take part;</item>
/// <item>the input gradient once more with the mask of a fused ReLU in front;</item>
/// <item>for layers that read frames, the path from bytes.</item>
/// </list>
/// <para>Where weights have noise, both sides have that of one fixed draw.</para>
/// <para>A gradient that an algorithm multiplies by a number on its way (<see cref="Layer.InputGradientFactor"/>) is divided by that first.</para>
/// <para>Upstream gradients are random: all ones would hide a transposition or rows in the wrong order.</para>
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks a layer.</summary>
    /// <param name="device">Where its gradients are computed.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">Shape of one input sample; choose odd and unequal sizes.</param>
    /// <param name="options">Tolerance, rows, seed.</param>
    /// <exception cref="GradientCheckException">A gradient is wrong; the message says which element and by how much.</exception>
    public static GradientCheckReport Verify(Device device, Layer layer, ActivationShape input, GradientCheckOptions? options = null) =>
        ThrowUnlessPassed(Run(device, layer, input, options));

    /// <summary>
    /// Checks the parameter gradients of a whole network, from the frames' bytes on; of one that reads numbers, the input's gradient too.
    /// </summary>
    /// <param name="device">Where its gradients are computed.</param>
    /// <param name="network">The network.</param>
    /// <param name="options">Tolerance, rows, seed.</param>
    /// <exception cref="GradientCheckException">A gradient is wrong; the message says which element and by how much.</exception>
    public static GradientCheckReport Verify(Device device, Network network, GradientCheckOptions? options = null) =>
        ThrowUnlessPassed(Run(device, network, options));

    /// <summary>
    /// As <see cref="Verify(Device, Layer, ActivationShape, GradientCheckOptions?)"/>, but returns a failure instead of throwing it.
    /// </summary>
    public static GradientCheckReport Run(Device device, Layer layer, ActivationShape input, GradientCheckOptions? options = null)
    {
        options ??= new();
        using var subject = new LayerSubject(device, layer, input, options);
        var comparisons = new List<GradientComparison>();
        subject.Check(LayerInput.Plain, comparisons);
        subject.Check(LayerInput.BehindRelu, comparisons);
        if (layer.ReadsFrames)
            subject.Check(LayerInput.Frames, comparisons);
        return new($"{layer.GetType().Name} on {options.N} samples of {input}, device {device.Name}", comparisons);
    }

    /// <summary>As <see cref="Verify(Device, Network, GradientCheckOptions?)"/>, but returns a failure instead of throwing it.</summary>
    public static GradientCheckReport Run(Device device, Network network, GradientCheckOptions? options = null)
    {
        options ??= new();
        using var subject = new NetworkSubject(device, network, options);
        var comparisons = new List<GradientComparison>();
        subject.Check(comparisons);
        return new($"a network of {network.Layers.Count} layers on {options.N} {(network.ReadsFrames ? $"stacks of {network.Frames}" : $"samples of {network.Input}")}, device {device.Name}", comparisons);
    }

    private static GradientCheckReport ThrowUnlessPassed(GradientCheckReport report) =>
        report.Passed ? report : throw new GradientCheckException(report);
}
