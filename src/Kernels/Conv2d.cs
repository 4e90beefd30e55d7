using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels;

/// <summary>2-D convolution (cross-correlation, as in every deep-learning framework) without padding.</summary>
/// <remarks>
/// <para>Forward, for sample n, output position (p, q) and filter k:</para>
/// <code>
/// z[n,p,q,k] = b[k] + sum over r, s, c of  w[r,s,c,k] * x[n, p*stride + r, q*stride + s, c]        y = activation(z)
/// </code>
/// <para>With dz = dL/dz, and so for all others, the chain rule gives the three gradients:</para>
/// <code>
/// dw[r,s,c,k] = sum over n, p, q of  x[n, p*stride + r, q*stride + s, c] * dz[n,p,q,k]
/// db[k]       = sum over n, p, q of  dz[n,p,q,k]
/// dx[n,h,w,c] = sum over k and all (p, r), (q, s) with p*stride + r = h, q*stride + s = w of  w[r,s,c,k] * dz[n,p,q,k]
/// </code>
/// <para>Layouts: x [N, H, W, C], w [R, S, C, K], b [K], y and dz [N, P, Q, K]: channels last, so that one kernel row of one
/// sample is contiguous. The frames of the first layer are bytes [N, C, H, W], one plane a frame, as the replay memory holds them;
/// they count as x = byte / 255.</para>
/// </remarks>
public abstract class Conv2d
{
    /// <summary>y = activation(conv(x, w) + b).</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">Input [N, H, W, C].</param>
    /// <param name="w">Weights [R, S, C, K].</param>
    /// <param name="b">Bias [K].</param>
    /// <param name="y">Output [N, P, Q, K]; written.</param>
    /// <param name="activation">Applied before y is written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Forward(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation)
    {
        shape.Validate();
        BufferCheck.Length(x, shape.InputLength, "[N, H, W, C]");
        CheckParameters(shape, w, b);
        BufferCheck.Length(y, shape.OutputLength, "[N, P, Q, K]");
        ForwardCore(shape, [new(x, w, b, y)], activation);
    }

    /// <summary><see cref="Forward"/> of one to three networks of the same shape, which read and write buffers of their own.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="networks">Each network's buffers: x [N, H, W, C], w [R, S, C, K], b [K] and y [N, P, Q, K].</param>
    /// <param name="activation">Applied before y is written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape, or there are not one to three networks.</exception>
    public void ForwardTogether(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation)
    {
        CheckNetworks(shape, networks, "[N, H, W, C]");
        ForwardCore(shape, networks, activation);
    }

    /// <summary><see cref="ForwardFromFrames"/> of one to three networks of the same shape.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="networks">Each network's buffers: frames [N, C, H, W], w [R, S, C, K], b [K] and y [N, P, Q, K].</param>
    /// <param name="activation">Applied before y is written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape, or there are not one to three networks.</exception>
    public void ForwardFromFramesTogether(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<byte>> networks, Activation activation)
    {
        CheckNetworks(shape, networks, "[N, C, H, W]");
        ForwardFromFramesCore(shape, networks, activation);
    }

    /// <summary>y = activation(conv(frames / 255, w) + b): the first layer, from bytes.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="frames">Input [N, C, H, W], one byte plane per frame of the stack, 0..255.</param>
    /// <param name="w">Weights [R, S, C, K].</param>
    /// <param name="b">Bias [K].</param>
    /// <param name="y">Output [N, P, Q, K]; written.</param>
    /// <param name="activation">Applied before y is written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void ForwardFromFrames(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> w, DeviceView<float> b, DeviceView<float> y, Activation activation)
    {
        shape.Validate();
        BufferCheck.Length(frames, shape.InputLength, "[N, C, H, W]");
        CheckParameters(shape, w, b);
        BufferCheck.Length(y, shape.OutputLength, "[N, P, Q, K]");
        ForwardFromFramesCore(shape, [new(frames, w, b, y)], activation);
    }

    /// <summary>dx = dL/dx, 0 where x is 0 when <paramref name="reluOutput"/> is given.</summary>
    /// <remarks>
    /// A NaN in dz reaches every x of its window; and where a device fills up kernels with zeros, perhaps the x beside it.
    /// </remarks>
    /// <param name="shape">All sizes.</param>
    /// <param name="dz">dL/dz [N, P, Q, K].</param>
    /// <param name="w">Weights [R, S, C, K].</param>
    /// <param name="dx">Gradient [N, H, W, C]; overwritten.</param>
    /// <param name="reluOutput">x [N, H, W, C] itself when it is the output of a fused ReLU, whose backward pass is then done here: where x is
    /// 0, dx becomes 0. Empty: no ReLU in front of this layer.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void BackwardInput(
        in Conv2dShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput = default)
    {
        shape.Validate();
        BufferCheck.Length(dz, shape.OutputLength, "[N, P, Q, K]");
        BufferCheck.Length(w, shape.WeightLength, "[R, S, C, K]");
        BufferCheck.Length(dx, shape.InputLength, "[N, H, W, C]");
        BufferCheck.LengthOrEmpty(reluOutput, shape.InputLength, "[N, H, W, C]");
        BackwardInputCore(shape, dz, w, dx, reluOutput);
    }

    /// <summary>dw = dL/dw and db = dL/db.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">Input [N, H, W, C] of the forward pass.</param>
    /// <param name="dz">dL/dz [N, P, Q, K].</param>
    /// <param name="dw">Gradient [R, S, C, K]; overwritten.</param>
    /// <param name="db">Gradient [K]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void BackwardWeights(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
        shape.Validate();
        BufferCheck.Length(x, shape.InputLength, "[N, H, W, C]");
        BufferCheck.Length(dz, shape.OutputLength, "[N, P, Q, K]");
        CheckParameters(shape, dw, db);
        BackwardWeightsCore(shape, x, dz, dw, db);
    }

    /// <summary><see cref="BackwardWeights"/> and <see cref="BackwardInput"/> together: neither waits for the other.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">Input [N, H, W, C] of the forward pass.</param>
    /// <param name="w">Weights [R, S, C, K].</param>
    /// <param name="dz">dL/dz [N, P, Q, K].</param>
    /// <param name="dw">Gradient [R, S, C, K]; overwritten.</param>
    /// <param name="db">Gradient [K]; overwritten.</param>
    /// <param name="dx">Gradient [N, H, W, C]; overwritten.</param>
    /// <param name="reluOutput">As in <see cref="BackwardInput"/>.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Backward(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db,
        DeviceView<float> dx, DeviceView<float> reluOutput = default)
    {
        shape.Validate();
        BufferCheck.Length(x, shape.InputLength, "[N, H, W, C]");
        BufferCheck.Length(dz, shape.OutputLength, "[N, P, Q, K]");
        BufferCheck.Length(w, shape.WeightLength, "[R, S, C, K]");
        CheckParameters(shape, dw, db);
        BufferCheck.Length(dx, shape.InputLength, "[N, H, W, C]");
        BufferCheck.LengthOrEmpty(reluOutput, shape.InputLength, "[N, H, W, C]");
        BackwardCore(shape, x, w, dz, dw, db, dx, reluOutput);
    }

    /// <summary>dw = dL/dw and db = dL/db of the first layer, whose input is x = frames / 255.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="frames">Input [N, C, H, W] of the forward pass.</param>
    /// <param name="dz">dL/dz [N, P, Q, K].</param>
    /// <param name="dw">Gradient [R, S, C, K]; overwritten.</param>
    /// <param name="db">Gradient [K]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void BackwardWeightsFromFrames(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db)
    {
        shape.Validate();
        BufferCheck.Length(frames, shape.InputLength, "[N, C, H, W]");
        BufferCheck.Length(dz, shape.OutputLength, "[N, P, Q, K]");
        CheckParameters(shape, dw, db);
        BackwardWeightsFromFramesCore(shape, frames, dz, dw, db);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<float>> networks, Activation activation);

    /// <summary><c>ForwardFromFrames</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardFromFramesCore(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<byte>> networks, Activation activation);

    /// <summary><c>Backward</c> on the device, once the lengths are checked.</summary>
    protected virtual void BackwardCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> w, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db,
        DeviceView<float> dx, DeviceView<float> reluOutput)
    {
        BackwardWeightsCore(shape, x, dz, dw, db);
        BackwardInputCore(shape, dz, w, dx, reluOutput);
    }

    /// <summary><c>BackwardInput</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardInputCore(
        in Conv2dShape shape, DeviceView<float> dz, DeviceView<float> w, DeviceView<float> dx, DeviceView<float> reluOutput);

    /// <summary><c>BackwardWeights</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardWeightsCore(
        in Conv2dShape shape, DeviceView<float> x, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db);

    /// <summary><c>BackwardWeightsFromFrames</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardWeightsFromFramesCore(
        in Conv2dShape shape, DeviceView<byte> frames, DeviceView<float> dz, DeviceView<float> dw, DeviceView<float> db);

    private static void CheckNetworks<TInput>(in Conv2dShape shape, ReadOnlySpan<LayerBuffers<TInput>> networks, string inputShape, [CallerMemberName] string operation = "")
        where TInput : unmanaged
    {
        shape.Validate();
        BufferCheck.Networks(networks, operation);
        foreach (ref readonly var network in networks)
        {
            BufferCheck.Length(network.Input, shape.InputLength, inputShape, operation: operation);
            CheckParameters(shape, network.Weights, network.Bias, operation);
            BufferCheck.Length(network.Output, shape.OutputLength, "[N, P, Q, K]", operation: operation);
        }
    }

    private static void CheckParameters(
        in Conv2dShape shape, DeviceView<float> weights, DeviceView<float> bias, [CallerMemberName] string operation = "")
    {
        BufferCheck.Length(weights, shape.WeightLength, "[R, S, C, K]", operation: operation);
        BufferCheck.Length(bias, shape.K, "[K]", operation: operation);
    }
}
