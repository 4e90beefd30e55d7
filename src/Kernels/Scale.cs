namespace DqnGpu.Kernels;

/// <summary>Multiplies by a number.</summary>
/// <remarks>
/// <code>
/// x = factor * x
/// </code>
/// <para>For a gradient that an algorithm changes on its way back, such as the one that two streams of a dueling head send to one
/// convolution.</para>
/// </remarks>
public abstract class Scale
{
    /// <summary>x = factor * x, in place.</summary>
    /// <param name="factor">Any number.</param>
    /// <param name="x">Any shape; overwritten.</param>
    public void Apply(float factor, DeviceView<float> x) => ApplyCore(factor, x);

    /// <summary><c>Apply</c> on the device.</summary>
    protected abstract void ApplyCore(float factor, DeviceView<float> x);
}
