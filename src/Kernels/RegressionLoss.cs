namespace DqnGpu.Kernels;

/// <summary>The mean error of outputs against targets, and its gradient, in one pass.</summary>
/// <remarks>
/// With M = N O elements of outputs and targets [N, O] and the error function l of <see cref="LossKind"/>:
/// <code>
/// d[n,o] = output[n,o] - target[n,o]        L = 1/M sum over n and o of l(d[n,o])        dL/d(output[n,o]) = l'(d[n,o]) / M
/// </code>
/// <para>The mean goes over all elements, samples and outputs alike, as PyTorch's <c>MSELoss</c> and <c>HuberLoss</c> (delta = 1) do with
/// <c>reduction='mean'</c>. The sum has a fixed order.</para>
/// <para>A NaN among outputs or targets gives a loss of NaN, and a NaN where its own gradient lies.</para>
/// </remarks>
public abstract class RegressionLoss
{
    /// <summary>Computes loss and gradient.</summary>
    /// <param name="kind">The error function l.</param>
    /// <param name="outputs">[N, O], or any other shape.</param>
    /// <param name="targets">Of the same shape; they count as constants.</param>
    /// <param name="gradient">dL/d(outputs), of the same shape; overwritten. It may be <paramref name="outputs"/>.</param>
    /// <param name="loss">L [1]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape, or there is nothing to average.</exception>
    public void Compute(LossKind kind, DeviceView<float> outputs, DeviceView<float> targets, DeviceView<float> gradient, DeviceView<float> loss)
    {
        BufferCheck.Positive(checked((int)outputs.Length), nameof(outputs));
        BufferCheck.Length(targets, outputs.Length, "of the outputs");
        BufferCheck.Length(gradient, outputs.Length, "of the outputs");
        BufferCheck.Length(loss, 1, "[1]");
        ComputeCore(kind, outputs, targets, gradient, loss);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(
        LossKind kind, DeviceView<float> outputs, DeviceView<float> targets, DeviceView<float> gradient, DeviceView<float> loss);
}
