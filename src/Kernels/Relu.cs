namespace DqnGpu.Kernels;

/// <summary>Rectified linear unit, where it stands on its own.</summary>
/// <remarks>
/// <code>
/// y = max(0, x)        dL/dx = 0 where y = 0, else dL/dy
/// </code>
/// <para>The derivative at exactly 0 is taken as 0, as PyTorch does; so the output alone tells where the gradient passes.</para>
/// <para>NaN stays NaN, here as wherever a ReLU is fused into another operation: max(0, NaN) is NaN, and where y is NaN the gradient passes. A network
/// that has diverged must not look healthy.</para>
/// </remarks>
public abstract class Relu
{
    /// <summary>y = max(0, x). <paramref name="y"/> may be <paramref name="x"/>.</summary>
    /// <param name="x">Input, any shape.</param>
    /// <param name="y">Output of the same length; written.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Forward(DeviceView<float> x, DeviceView<float> y)
    {
        BufferCheck.Length(y, x.Length, "of x");
        ForwardCore(x, y);
    }

    /// <summary>dx = 0 where y is 0, else dy. <paramref name="dx"/> may be <paramref name="dy"/>.</summary>
    /// <param name="y">Output of the forward pass, nowhere below 0.</param>
    /// <param name="dy">dL/dy of the same length.</param>
    /// <param name="dx">Gradient of the same length; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Backward(DeviceView<float> y, DeviceView<float> dy, DeviceView<float> dx)
    {
        BufferCheck.Length(dy, y.Length, "of y");
        BufferCheck.Length(dx, y.Length, "of y");
        BackwardCore(y, dy, dx);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(DeviceView<float> x, DeviceView<float> y);

    /// <summary><c>Backward</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardCore(DeviceView<float> y, DeviceView<float> dy, DeviceView<float> dx);
}
