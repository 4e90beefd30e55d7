namespace DqnGpu.Kernels;

/// <summary>The cross-entropy of the softmax of outputs against class labels, and its gradient, in one pass.</summary>
/// <remarks>
/// For outputs z [N, O], also called logits, and labels [N]:
/// <code>
/// p[n,o] = e^z[n,o] / sum over o' of e^z[n,o']        L = -1/N sum over n of ln p[n,label[n]]
/// dL/dz[n,o] = (p[n,o] - (1 where o = label[n], else 0)) / N
/// </code>
/// <para>The mean goes over the N samples, as in PyTorch's <c>CrossEntropyLoss</c> with <c>reduction='mean'</c>. The sums have a fixed order.</para>
/// <para>Every exponent is counted from the row's greatest, z - max z, which changes no p: so nothing overflows, and one term of the sum is 1.</para>
/// <para>A NaN in a row, or a greatest output that is infinite, gives a loss of NaN and a gradient of NaN in all of that row, and in no other. An output of
/// -infinity is a class of probability 0: where it is the label's the loss is infinite.</para>
/// </remarks>
public abstract class CrossEntropyLoss
{
    /// <summary>Computes loss and gradient.</summary>
    /// <param name="classes">O, the number of classes.</param>
    /// <param name="outputs">z [N, O].</param>
    /// <param name="labels">[N], 0..O-1; see <see cref="IndexCheck"/>.</param>
    /// <param name="gradient">dL/dz [N, O]; overwritten. It may be <paramref name="outputs"/>.</param>
    /// <param name="loss">L [1]; overwritten.</param>
    /// <exception cref="ArgumentException">
    /// A view's length does not fit its shape; or, where labels lie in the host's memory, one is outside 0..O-1. A GPU does not look.
    /// </exception>
    public void Compute(int classes, DeviceView<float> outputs, DeviceView<int> labels, DeviceView<float> gradient, DeviceView<float> loss)
    {
        BufferCheck.Positive(classes);
        BufferCheck.Positive((int)labels.Length, "N");
        BufferCheck.Length(outputs, labels.Length * classes, "[N, O]");
        BufferCheck.Length(gradient, labels.Length * classes, "[N, O]");
        BufferCheck.Length(loss, 1, "[1]");
        ComputeCore(classes, outputs, labels, gradient, loss);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(
        int classes, DeviceView<float> outputs, DeviceView<int> labels, DeviceView<float> gradient, DeviceView<float> loss);
}
