namespace DqnGpu.Kernels;

/// <summary>Fully connected layer.</summary>
/// <remarks>
/// <code>
/// z[n,o] = b[o] + sum over i of  w[o,i] * x[n,i]        y = activation(z)
/// </code>
/// <para>With dz = dL/dz, and so for all others:</para>
/// <code>
/// dw[o,i] = sum over n of  dz[n,o] * x[n,i]
/// db[o]   = sum over n of  dz[n,o]
/// dx[n,i] = sum over o of  w[o,i] * dz[n,o]
/// </code>
/// <para>Layouts: x [N, In], w [Out, In], b [Out], y and dz [N, Out].</para>
/// </remarks>
public abstract class Linear
{
    /// <summary>y = activation(x wT + b).</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">Input [N, In].</param>
    /// <param name="w">Weights [Out, In].</param>
    /// <param name="b">Bias [Out].</param>
    /// <param name="y">Output [N, Out]; written.</param>
    /// <param name="activation">Applied before y is written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Forward(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation)
    {
        shape.Validate();
        BufferCheck.Length(x, shape.InputLength, "[N, In]");
        BufferCheck.Length(w, shape.WeightLength, "[Out, In]");
        BufferCheck.Length(b, shape.Out, "[Out]");
        BufferCheck.Length(y, shape.OutputLength, "[N, Out]");
        ForwardCore(shape, [new(x, w, b, y)], activation);
    }

    /// <summary><see cref="Forward"/> of one to three networks of the same shape, which read and write buffers of their own.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="networks">Each network's buffers: x [N, In], w [Out, In], b [Out] and y [N, Out].</param>
    /// <param name="activation">Applied before y is written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape, or there are not one to three networks.</exception>
    public void ForwardTogether(in LinearShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation)
    {
        shape.Validate();
        BufferCheck.Networks(networks);
        foreach (ref readonly var network in networks)
        {
            BufferCheck.Length(network.Input, shape.InputLength, "[N, In]");
            BufferCheck.Length(network.Weights, shape.WeightLength, "[Out, In]");
            BufferCheck.Length(network.Bias, shape.Out, "[Out]");
            BufferCheck.Length(network.Output, shape.OutputLength, "[N, Out]");
        }
        ForwardCore(shape, networks, activation);
    }

    /// <summary>dx = dz w, 0 where x is 0 when <paramref name="reluOutput"/> is given.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="dz">dL/dz [N, Out].</param>
    /// <param name="w">Weights [Out, In].</param>
    /// <param name="dx">Gradient [N, In]; overwritten, or added to.</param>
    /// <param name="reluOutput">x [N, In] itself when it is the output of a fused ReLU, whose backward pass is then done here. Empty: none.</param>
    /// <param name="accumulate">True: dx = (dx + dz w) masked, for an input that feeds two layers (the dueling head).</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void BackwardInput(
        in LinearShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx,
        DeviceView<float> reluOutput = default, bool accumulate = false)
    {
        shape.Validate();
        BufferCheck.Length(dz, shape.OutputLength, "[N, Out]");
        BufferCheck.Length(w, shape.WeightLength, "[Out, In]");
        BufferCheck.Length(dx, shape.InputLength, "[N, In]");
        BufferCheck.LengthOrEmpty(reluOutput, shape.InputLength, "[N, In]");
        BackwardInputCore(shape, dz, w, dx, reluOutput, accumulate);
    }

    /// <summary>dw = dzT x and db = the column sums of dz.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">Input [N, In] of the forward pass.</param>
    /// <param name="dz">dL/dz [N, Out].</param>
    /// <param name="dw">Gradient [Out, In]; overwritten.</param>
    /// <param name="db">Gradient [Out]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void BackwardWeights(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
        shape.Validate();
        BufferCheck.Length(x, shape.InputLength, "[N, In]");
        BufferCheck.Length(dz, shape.OutputLength, "[N, Out]");
        BufferCheck.Length(dw, shape.WeightLength, "[Out, In]");
        BufferCheck.Length(db, shape.Out, "[Out]");
        BackwardWeightsCore(shape, x, dz, dw, db);
    }

    /// <summary><see cref="BackwardWeights"/> and <see cref="BackwardInput"/> together: neither waits for the other.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">Input [N, In] of the forward pass.</param>
    /// <param name="w">Weights [Out, In].</param>
    /// <param name="dz">dL/dz [N, Out].</param>
    /// <param name="dw">Gradient [Out, In]; overwritten.</param>
    /// <param name="db">Gradient [Out]; overwritten.</param>
    /// <param name="dx">Gradient [N, In]; overwritten.</param>
    /// <param name="reluOutput">As in <see cref="BackwardInput"/>.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Backward(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db,
        DeviceView<float> dx, DeviceView<float> reluOutput = default)
    {
        shape.Validate();
        BufferCheck.Length(x, shape.InputLength, "[N, In]");
        BufferCheck.Length(w, shape.WeightLength, "[Out, In]");
        BufferCheck.Length(dz, shape.OutputLength, "[N, Out]");
        BufferCheck.Length(dw, shape.WeightLength, "[Out, In]");
        BufferCheck.Length(db, shape.Out, "[Out]");
        BufferCheck.Length(dx, shape.InputLength, "[N, In]");
        BufferCheck.LengthOrEmpty(reluOutput, shape.InputLength, "[N, In]");
        BackwardCore(shape, x, w, dz, dw, db, dx, reluOutput);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(in LinearShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation);

    /// <summary><c>Backward</c> on the device, once the lengths are checked.</summary>
    protected virtual void BackwardCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db,
        DeviceView<float> dx, DeviceView<float> reluOutput)
    {
        BackwardWeightsCore(shape, x, dz, dw, db);
        BackwardInputCore(shape, dz, w, dx, reluOutput, accumulate: false);
    }

    /// <summary><c>BackwardInput</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardInputCore(
        in LinearShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput, bool accumulate);

    /// <summary><c>BackwardWeights</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardWeightsCore(
        in LinearShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db);
}
