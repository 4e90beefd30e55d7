using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>A network at work on a device, for minibatches of N samples: its activations, and the gradients of its activations.</summary>
/// <remarks>
/// A sample is a state of frames, bytes, or as many numbers as <see cref="Network.Input"/> has, channels last. A network that reads frames takes numbers too:
/// bytes / 255.
/// <para>
/// Backpropagation is <c>Backward</c>: the layers in reverse order, each turning dL/d(its output) into the gradients of its
/// parameters and dL/d(its input). Nothing is allocated after the constructor. Gradients of parameters may be computed in a branch: call
/// <see cref="Device.JoinBranches"/> behind it, before they are read.
/// </para>
/// </remarks>
public sealed class NetworkPass : IDisposable
{
    private readonly LayerPass[] passes;

    /// <summary>Entry i is dL/dz of layer i, [N, its output shape]. The last is used only to mask dq under a fused ReLU.</summary>
    private readonly DeviceBuffer<float>?[] outputGradients;
    private readonly bool training;
    private readonly ulong noiseKey;

    /// <summary>Allocates all activations.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="n">N, states in a minibatch.</param>
    /// <param name="training">False: only forward; no memory for gradients.</param>
    /// <param name="noiseKey">Which noise the weights have, where <see cref="Noise"/> is set: passes with different keys have independent noise.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is not positive.</exception>
    public NetworkPass(Device device, Network network, int n, bool training, ulong noiseKey = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        Network = network;
        N = n;
        this.training = training;
        this.noiseKey = noiseKey;
        passes = [.. network.Layers.Select(layer => layer.Layer.CreatePass(device, layer.Input, n, training))];
        outputGradients = new DeviceBuffer<float>?[passes.Length];
        if (!training)
            return;
        for (var i = 0; i < passes.Length; i++)
            if (i < passes.Length - 1 || network.Layers[i].Layer.HasFusedRelu)
                outputGradients[i] = device.Allocate<float>((long)n * network.Layers[i].Output.Length);
    }

    /// <summary>The network that runs.</summary>
    public Network Network { get; }

    /// <summary>States in a minibatch.</summary>
    public int N { get; }

    /// <summary>
    /// Number of the draw [1] of the noise in the weights of the operations that are called from now on; they read it when they run. Empty, as it is at first:
    /// no noise, all weights are their means. Each layer has noise of its own.
    /// </summary>
    public DeviceView<int> Noise
    {
        get;
        set
        {
            field = value;
            var noise = new WeightNoise(noiseKey, value);
            for (var i = 0; i < passes.Length; i++)
                passes[i].Noise = noise.OfPart(i);
        }
    }

    /// <summary>The layers at work.</summary>
    internal ReadOnlySpan<LayerPass> Layers => passes;

    /// <summary>Activations and dL/dz of each <see cref="ProbedLayer"/>; null where dL/dz is not kept, as the last layer's, which is dL/dq.</summary>
    internal IEnumerable<(DeviceBuffer<float> Output, DeviceBuffer<float>? OutputGradient)> Parts =>
        passes.SelectMany((pass, i) => pass.InnerParts.Append((pass.Output, outputGradients[i])));

    /// <summary>[N, O]: what came out of the last forward pass.</summary>
    public DeviceView<float> Output => passes[^1].Output;

    /// <summary>q [N, A]: the <see cref="Output"/> of an action-value network.</summary>
    public DeviceView<float> Q => Output;

    /// <summary>Computes <see cref="Q"/>.</summary>
    /// <param name="frames">States [N, C, H, W], bytes.</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    /// <exception cref="InvalidOperationException">The network reads numbers.</exception>
    public void Forward(DeviceView<byte> frames, DeviceView<float> parameters)
    {
        _ = Network.Frames;
        Forward(passes.Length, frames, parameters);
    }

    /// <summary>Computes <see cref="Output"/>.</summary>
    /// <param name="x">Samples [N, H, W, C].</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Forward(DeviceView<float> x, DeviceView<float> parameters)
    {
        CheckInput(x);
        CheckFlat(parameters, nameof(parameters));
        for (var i = 0; i < passes.Length; i++)
            passes[i].Forward(i == 0 ? x : passes[i - 1].Output, Network.Layers[i].Slice(parameters));
    }

    /// <summary>Computes the activations of the first <paramref name="count"/> layers; the rest is left to the caller.</summary>
    internal void Forward(int count, DeviceView<byte> frames, DeviceView<float> parameters)
    {
        CheckFlat(parameters, nameof(parameters));
        var layers = Network.Layers;
        passes[0].ForwardFromFrames(frames, layers[0].Slice(parameters));
        for (var i = 1; i < count; i++)
            passes[i].Forward(passes[i - 1].Output, layers[i].Slice(parameters));
    }

    /// <summary>N, In, and A as Out, of a <see cref="Network.HasLinearHead"/>.</summary>
    internal LinearShape HeadShape => new(N, Network.Layers[^1].Input.Length, Network.Actions);

    /// <summary>What a <see cref="Network.HasLinearHead"/> reads and writes, behind the layers before it; it writes <see cref="Q"/>.</summary>
    internal LayerBuffers<float> HeadBuffers(DeviceView<float> parameters) =>
        LinearLayer.BuffersOf(passes[^1], passes[^2].Output, Network.Layers[^1].Slice(parameters));

    /// <summary>
    /// Computes the gradients of all parameters from dL/dq, after <c>Forward</c> on the same frames and parameters.
    /// </summary>
    /// <param name="frames">States [N, C, H, W], bytes.</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <param name="dq">dL/dq [N, A].</param>
    /// <param name="gradients">[<see cref="Network.BufferLength"/>]; overwritten (what lies between tensors stays as it is).</param>
    /// <exception cref="InvalidOperationException">The pass was made with <c>training: false</c>, or the network reads numbers.</exception>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Backward(DeviceView<byte> frames, DeviceView<float> parameters, DeviceView<float> dq, DeviceView<float> gradients)
    {
        if (!training)
            throw new InvalidOperationException("This pass was made with training: false; it has no memory for gradients.");
        _ = Network.Frames;
        CheckFlat(parameters, nameof(parameters));
        CheckFlat(gradients, nameof(gradients));

        Backward(passes.Length - 1, 0, frames, parameters, MaskedGradient(passes.Length - 1, dq), gradients);
    }

    /// <summary>
    /// Computes the gradients of all parameters, of the input, or both, from dL/d(output), after <c>Forward</c> on the same samples and parameters.
    /// </summary>
    /// <param name="x">Samples [N, H, W, C].</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <param name="dOutput">dL/d(output) [N, O].</param>
    /// <param name="gradients">[<see cref="Network.BufferLength"/>]; overwritten (what lies between tensors stays as it is). Empty: not wanted.</param>
    /// <param name="dx">dL/dx [N, H, W, C]; overwritten. Empty: not wanted.</param>
    /// <exception cref="InvalidOperationException">The pass was made with <c>training: false</c>.</exception>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Backward(
        DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dOutput, DeviceView<float> gradients, DeviceView<float> dx = default)
    {
        if (!training)
            throw new InvalidOperationException("This pass was made with training: false; it has no memory for gradients.");
        CheckInput(x);
        CheckFlat(parameters, nameof(parameters));
        if (!gradients.IsEmpty)
            CheckFlat(gradients, nameof(gradients));
        var dz = Backward(passes.Length - 1, 1, parameters, MaskedGradient(passes.Length - 1, dOutput), gradients);
        var first = Network.Layers[0];
        var firstGradients = gradients.IsEmpty ? default : first.Slice(gradients);
        if (!firstGradients.IsEmpty || !dx.IsEmpty)
            passes[0].Backward(x, first.Slice(parameters), dz, firstGradients, dx, inputIsRelu: false);
    }

    /// <summary>Computes the gradient of the frames, and no parameter's, from dL/dq, after <c>Forward</c> on the same parameters.</summary>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <param name="dq">dL/dq [N, A].</param>
    /// <param name="dx">dL/dx [N, H, W, C] of x = frames / 255; overwritten.</param>
    /// <exception cref="InvalidOperationException">The pass was made with <c>training: false</c>.</exception>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void BackwardToFrames(DeviceView<float> parameters, DeviceView<float> dq, DeviceView<float> dx)
    {
        if (!training)
            throw new InvalidOperationException("This pass was made with training: false; it has no memory for gradients.");
        CheckFlat(parameters, nameof(parameters));
        var dz = Backward(passes.Length - 1, 1, parameters, MaskedGradient(passes.Length - 1, dq), gradients: default);
        passes[0].BackwardToFrames(Network.Layers[0].Slice(parameters), dz, dx);
    }

    /// <summary>dL/dz [N, its output shape] of the layer whose outputs a loss reads: dL/dy, masked where the layer has a fused ReLU.</summary>
    internal DeviceView<float> MaskedGradient(int layer, DeviceView<float> dy)
    {
        if (!Network.Layers[layer].Layer.HasFusedRelu)
            return dy;
        var masked = OutputGradient(layer);
        passes[layer].Device.Relu.Backward(passes[layer].Output, dy, masked);
        return masked;
    }

    /// <summary>dL/dz of a hidden layer [N, its output shape], which the layer behind it computes.</summary>
    internal DeviceView<float> OutputGradient(int layer) =>
        outputGradients[layer] ?? throw new InvalidOperationException("This pass was made with training: false; it has no memory for gradients.");

    /// <summary>The part of the backward pass from layer <paramref name="last"/> to <paramref name="first"/>, in this order.</summary>
    /// <param name="last">The layer whose dL/dz is known. In front of <paramref name="first"/>: there is nothing to do.</param>
    /// <param name="first">The last one to go backward; dL/dz of the layer in front of it is known then.</param>
    /// <param name="frames">States [N, C, H, W], bytes.</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <param name="dz">dL/dz of layer <paramref name="last"/>.</param>
    /// <param name="gradients">[<see cref="Network.BufferLength"/>]; what belongs to these layers is overwritten.</param>
    internal void Backward(
        int last, int first, DeviceView<byte> frames, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients)
    {
        dz = Backward(last, Math.Max(first, 1), parameters, dz, gradients);
        if (first == 0)
            passes[0].BackwardFromFrames(frames, Network.Layers[0].Slice(parameters), dz, Network.Layers[0].Slice(gradients));
    }

    /// <summary>Layers <paramref name="last"/> to <paramref name="first"/>, none of which reads the frames; empty gradients are not computed.</summary>
    /// <returns>dL/dz of the layer in front of them.</returns>
    #region backward
    private DeviceView<float> Backward(int last, int first, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients)
    {
        var layers = Network.Layers;
        for (var i = last; i >= first; i--)
        {
            var dx = OutputGradient(i - 1);
            passes[i].Backward(
                passes[i - 1].Output, layers[i].Slice(parameters), dz, gradients.IsEmpty ? default : layers[i].Slice(gradients), dx,
                inputIsRelu: layers[i - 1].Layer.HasFusedRelu);
            dz = dx;
        }
        return dz;
    }
    #endregion

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pass in passes)
            pass.Dispose();
        foreach (var gradient in outputGradients)
            gradient?.Dispose();
    }

    private void CheckInput(DeviceView<float> x)
    {
        if (x.Length != (long)N * Network.Input.Length)
            throw new ArgumentException($"{N} samples of {Network.Input} are {(long)N * Network.Input.Length} floats, but x has {x.Length}.", nameof(x));
    }

    private void CheckFlat(DeviceView<float> flat, string name)
    {
        if (flat.Length != Network.BufferLength)
            throw new ArgumentException($"This network takes {Network.BufferLength} floats of {name}, but was given {flat.Length}.", name);
    }
}
