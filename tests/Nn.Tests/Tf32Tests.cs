using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary>Gradients and updates in TF32, on CUDA.</summary>
public sealed class Tf32Tests
{
    /// <summary>Half a unit of the last of TF32's 11 bits, relative: the largest error of rounding a factor.</summary>
    private const double U = 1.0 / 2048;

    /// <summary>Errors as shares of a tensor's root mean square, as <see cref="GradientCheck"/> takes them.</summary>
    /// <remarks>
    /// A rounding error spread evenly over -u .. u has the standard deviation u / sqrt(3), that of a product of two rounded factors is sqrt(2/3) u = 0.82 u
    /// of the product. In a sum of K products of random signs both the sum and its error grow by sqrt(K), so the error's standard deviation is at most
    /// 0.82 u of the sums' root mean square, whatever K. Some ten thousand sums are compared: five standard deviations are 4.1 u. Twice that is allowed,
    /// because sums at an image's border have fewer terms and short sums are no bell curve.
    /// </remarks>
    private static readonly GradientCheckOptions Options = new() { Tolerance = 8 * U, OutputTolerance = 8 * U };

    private static Device Device => TestDevices.Open(TestDevices.CudaTf32);

    // Layers without a ReLU of their own: where rounding turns the sign of a number near 0, the ReLU's derivative differs by 1, and rightly so.
    [TestCase(5, 3, 2, 8, 5, 2)]
    [TestCase(3, 2, 3, 9, 8, 4)]
    [TestCase(17, 3, 1, 5, 4, 1)]
    [TestCase(32, 4, 2, 9, 11, 16)]
    public void Convolution(int filters, int kernel, int stride, int h, int w, int c) =>
        GradientCheck.Verify(Device, new Conv2dLayer(filters, kernel, stride, Activation.None), new ActivationShape(h, w, c), Options);

    [TestCase(1, 1)]
    [TestCase(33, 5)]
    [TestCase(64, 130)]
    public void Linear(int outputs, int inputs) =>
        GradientCheck.Verify(Device, new LinearLayer(outputs, Activation.None), ActivationShape.Vector(inputs), Options);

    [Test]
    public void The_products_are_rounded() =>
        Assert.That(
            GradientCheck.Run(Device, new LinearLayer(64, Activation.None), ActivationShape.Vector(130)).Passed, Is.False,
            "no rounding is seen: is this fp32?");
}
