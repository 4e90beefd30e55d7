using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>A fully connected layer at work, whose weights and bias are parameters, or are made of parameters.</summary>
/// <param name="device">Where it runs.</param>
/// <param name="layer">The layer; its output is a vector.</param>
/// <param name="input">Shape of one input sample.</param>
/// <param name="n">N, samples in a minibatch.</param>
/// <param name="weight">Number of the tensor [Out, In] whose gradient is that of the weights.</param>
/// <param name="bias">Number of the tensor [Out] whose gradient is that of the bias.</param>
internal class LinearPass(Device device, Layer layer, ActivationShape input, int n, int weight, int bias) : LayerPass(device, layer, input, n)
{
    private readonly LinearShape shape = new(n, input.Length, layer.OutputShape(input).Length);
    private readonly Activation activation = layer.HasFusedRelu ? Activation.Relu : Activation.None;
    private readonly LayerBuffers<float>[] together = new LayerBuffers<float>[LayerBuffers<float>.Most];

    public override void ForwardTogether(ReadOnlySpan<LayerRun<float>> runs)
    {
        for (var i = 0; i < runs.Length; i++)
            together[i] = ((LinearPass)runs[i].Pass).BuffersOf(runs[i].Input, runs[i].Parameters);
        Device.Linear.ForwardTogether(shape, together.AsSpan(0, runs.Length), activation);
    }

    public override void Forward(DeviceView<float> x, DeviceView<float> parameters)
    {
        var buffers = BuffersOf(x, parameters);
        Device.Linear.Forward(shape, x, buffers.Weights, buffers.Bias, Output, activation);
    }

    public override void Backward(
        DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
        bool inputIsRelu)
    {
        if (gradients.IsEmpty)
        {
            BackwardInput(x, parameters, dz, dx, inputIsRelu);
            return;
        }
        if (dx.IsEmpty)
            Device.Linear.BackwardWeights(shape, x, dz, Tensor(gradients, weight), Tensor(gradients, bias));
        else
            Device.Linear.Backward(
                shape, x, Weights(parameters), dz, Tensor(gradients, weight), Tensor(gradients, bias), dx, inputIsRelu ? x : default);
        BackwardOtherParameters(gradients);
    }

    /// <summary>The gradient of the input alone.</summary>
    /// <param name="x">Input [N, In] of the forward pass.</param>
    /// <param name="parameters">This layer's parameters.</param>
    /// <param name="dz">dL/dz [N, Out].</param>
    /// <param name="dx">dL/dx [N, In]; overwritten, or added to.</param>
    /// <param name="inputIsRelu">x is the output of a fused ReLU: set dx to 0 where x is 0.</param>
    /// <param name="accumulate">True: add to dx, then mask, for an input that another layer reads too.</param>
    public void BackwardInput(
        DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> dx, bool inputIsRelu, bool accumulate = false) =>
        Device.Linear.BackwardInput(shape, dz, Weights(parameters), dx, inputIsRelu ? x : default, accumulate);

    /// <summary>Makes weights and bias of the parameters, where they are not parameters themselves.</summary>
    protected virtual void MakeWeights(DeviceView<float> parameters)
    {
    }

    /// <summary>w [Out, In] of the last forward pass.</summary>
    protected virtual DeviceView<float> Weights(DeviceView<float> parameters) => Tensor(parameters, weight);

    /// <summary>b [Out] of the last forward pass.</summary>
    protected virtual DeviceView<float> Bias(DeviceView<float> parameters) => Tensor(parameters, bias);

    /// <summary>Gradients of parameters that weights and bias are made of, from those of weights and bias, which are known.</summary>
    protected virtual void BackwardOtherParameters(DeviceView<float> gradients)
    {
    }

    private LayerBuffers<float> BuffersOf(DeviceView<float> x, DeviceView<float> parameters)
    {
        MakeWeights(parameters);
        return new(x, Weights(parameters), Bias(parameters), Output);
    }
}
