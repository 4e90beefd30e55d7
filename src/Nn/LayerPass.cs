using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>A layer at work on a device: its activations for N samples, and the operations that compute them and the gradients.</summary>
/// <remarks>
/// <para>Every <c>parameters</c> and <c>gradients</c> view is this layer's part of the network's flat buffers.</para>
/// <para>One rule holds everywhere: a <c>dz</c> that is handed to a layer is the gradient BEFORE its fused ReLU, dL/dz. The layer that
/// computes it as its own dx does the masking, because there the value is in a register (<c>inputIsRelu</c>).</para>
/// </remarks>
public abstract class LayerPass : IDisposable
{
    private readonly (int Offset, int Length)[] tensors;

    /// <summary>Allocates the output.</summary>
    protected LayerPass(Device device, Layer layer, ActivationShape input, int n)
    {
        Device = device;
        N = n;
        InputShape = input;
        OutputShape = layer.OutputShape(input);
        tensors = [.. ParameterTensor.LayOut(layer.Parameters(input)).Tensors.Select(tensor => (tensor.Offset, tensor.Length))];
        Output = device.Allocate<float>((long)n * OutputShape.Length);
    }

    /// <summary>Where the layer runs.</summary>
    public Device Device { get; }

    /// <summary>Samples in a minibatch.</summary>
    public int N { get; }

    /// <summary>Shape of one input sample.</summary>
    public ActivationShape InputShape { get; }

    /// <summary>Shape of one output sample.</summary>
    public ActivationShape OutputShape { get; }

    /// <summary>The noise of the weights of the operations that are called from now on; a layer whose weights have none ignores it.</summary>
    public virtual WeightNoise Noise { get; set; }

    /// <summary>y [N, output shape]: the activations, kept for the backward pass.</summary>
    public DeviceBuffer<float> Output { get; }

    /// <summary>Activations of all <see cref="Layer.Parts"/> but the last, which is <see cref="Output"/>; and their dL/dz, null without training.</summary>
    public virtual IReadOnlyList<(DeviceBuffer<float> Output, DeviceBuffer<float>? OutputGradient)> InnerParts => [];

    /// <summary>Computes <see cref="Output"/>.</summary>
    /// <param name="x">Input [N, H, W, C].</param>
    /// <param name="parameters">This layer's parameters.</param>
    public abstract void Forward(DeviceView<float> x, DeviceView<float> parameters);

    /// <summary>Computes the gradients of the parameters, of the input, or both.</summary>
    /// <param name="x">Input [N, H, W, C] of the forward pass.</param>
    /// <param name="parameters">This layer's parameters.</param>
    /// <param name="dz">dL/dz [N, output shape]; left as it is.</param>
    /// <param name="gradients">Gradients of the parameters, laid out like them; overwritten. Empty: not wanted.</param>
    /// <param name="dx">dL/dx [N, H, W, C], times <see cref="Layer.InputGradientFactor"/>; overwritten. Empty: not wanted.</param>
    /// <param name="inputIsRelu">x is the output of a fused ReLU: set dx to 0 where x is 0.</param>
    public abstract void Backward(
        DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
        bool inputIsRelu);

    /// <summary>Computes <see cref="Output"/> of a first layer from bytes [N, C, H, W], which count as byte / 255.</summary>
    /// <exception cref="NotSupportedException">The layer does not read frames.</exception>
    public virtual void ForwardFromFrames(DeviceView<byte> frames, DeviceView<float> parameters) => throw FramesNotSupported();

    /// <summary>Computes the gradients of a first layer's parameters.</summary>
    /// <exception cref="NotSupportedException">The layer does not read frames.</exception>
    public virtual void BackwardFromFrames(
        DeviceView<byte> frames, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients) => throw FramesNotSupported();

    /// <summary>Computes the gradient of a first layer's input, x = frames / 255.</summary>
    /// <param name="parameters">This layer's parameters.</param>
    /// <param name="dz">dL/dz [N, output shape].</param>
    /// <param name="dx">dL/dx [N, H, W, C]; overwritten.</param>
    /// <exception cref="NotSupportedException">The layer does not read frames.</exception>
    public virtual void BackwardToFrames(DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> dx) => throw FramesNotSupported();

    /// <summary><see cref="Forward"/> of this and other networks' passes of the same layer; one by one where a layer has nothing better.</summary>
    public virtual void ForwardTogether(ReadOnlySpan<LayerRun<float>> runs)
    {
        foreach (ref readonly var run in runs)
            run.Pass.Forward(run.Input, run.Parameters);
    }

    /// <summary><see cref="ForwardFromFrames"/> of this and other networks' passes of the same layer.</summary>
    /// <exception cref="NotSupportedException">The layer does not read frames.</exception>
    public virtual void ForwardFromFramesTogether(ReadOnlySpan<LayerRun<byte>> runs)
    {
        foreach (ref readonly var run in runs)
            run.Pass.ForwardFromFrames(run.Input, run.Parameters);
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Output.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Tensor number <paramref name="index"/> of <see cref="Layer.Parameters"/> within the layer's parameters or gradients.
    /// </summary>
    protected internal DeviceView<float> Tensor(DeviceView<float> flat, int index) => flat.Slice(tensors[index].Offset, tensors[index].Length);

    /// <summary>What the networks of a forward pass read and write, for a layer whose parameters are one weight and one bias tensor.</summary>
    /// <param name="runs">The networks.</param>
    /// <param name="buffers">As long as <paramref name="runs"/> or longer; written.</param>
    /// <param name="weight">Number of the weight tensor.</param>
    /// <param name="bias">Number of the bias tensor.</param>
    private protected static ReadOnlySpan<LayerBuffers<TInput>> BuffersOf<TInput>(
        ReadOnlySpan<LayerRun<TInput>> runs, LayerBuffers<TInput>[] buffers, int weight, int bias) where TInput : unmanaged
    {
        for (var i = 0; i < runs.Length; i++)
            buffers[i] = new(runs[i].Input, runs[i].Pass.Tensor(runs[i].Parameters, weight), runs[i].Pass.Tensor(runs[i].Parameters, bias), runs[i].Pass.Output);
        return buffers.AsSpan(0, runs.Length);
    }

    private NotSupportedException FramesNotSupported() => new($"{GetType().Name} does not read frames; the first layer of a network must.");
}
