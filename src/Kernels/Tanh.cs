namespace DqnGpu.Kernels;

/// <summary>Hyperbolic tangent.</summary>
/// <remarks>
/// <code>
/// y = tanh x = (e^x - e^-x) / (e^x + e^-x)        dL/dx = (1 - y^2) dL/dy
/// </code>
/// <para>The output alone tells the derivative, so nothing else is kept for the way back. Both are right to some units in the last place, near 0 too; y lies
/// in -1..1 and is exactly 1 or -1 from about |x| = 9 on, where the gradient is 0.</para>
/// <para>NaN gives NaN, forward and backward; an infinity gives 1 or -1.</para>
/// </remarks>
public abstract class Tanh
{
    // In single precision 1 - 2 / (e^2x + 1) loses the digits of a small x. There
    //     tanh x = x + x z (C0 + C1 z + C2 z^2 + C3 z^3 + C4 z^4),  z = x^2
    // fitted at the Chebyshev points of 0..SmallX^2 in double precision: an error of 9e-8 of tanh x.
    internal const float SmallX = 0.625f;
    internal const float C0 = -0.33333328f;
    internal const float C1 = 0.13332783f;
    internal const float C2 = -0.0538525f;
    internal const float C3 = 0.02100364f;
    internal const float C4 = -0.0061049457f;

    /// <summary>y = tanh x. <paramref name="y"/> may be <paramref name="x"/>.</summary>
    /// <param name="x">Input, any shape.</param>
    /// <param name="y">Output of the same length; written.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Forward(DeviceView<float> x, DeviceView<float> y)
    {
        BufferCheck.Length(y, x.Length, "of x");
        ForwardCore(x, y);
    }

    /// <summary>dx = (1 - y^2) dy. <paramref name="dx"/> may be <paramref name="dy"/>.</summary>
    /// <param name="y">Output of the forward pass.</param>
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
