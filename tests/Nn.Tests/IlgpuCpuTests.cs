using DqnGpu.Kernels;
using DqnGpu.Nn.Tests.Golden;

namespace DqnGpu.Nn.Tests;

/// <summary>
/// ILGPU's CPU accelerator runs the GPU's kernels as written, thread by thread: slow, so here are the smallest shapes of every kind.
/// </summary>
public sealed class IlgpuCpuTests
{
    private static Device Device => TestDevices.Open(TestDevices.Debugger);

    [Test]
    public void ConvolutionGradients() =>
        GradientCheck.Verify(
            Device, new Conv2dLayer(filters: 3, kernel: 3, stride: 2), new ActivationShape(6, 5, 2), new() { N = 2, MaxElements = 60 });

    [Test]
    public void NoisyLinearGradients() =>
        GradientCheck.Verify(Device, new NoisyLinearLayer(3, Activation.Relu), new ActivationShape(2, 1, 3), new() { N = 2 });

    [Test]
    public void LayerNormGradients() =>
        GradientCheck.Verify(Device, new LayerNormLayer(Activation.Relu), new ActivationShape(2, 1, 3), new() { N = 2 });

    [Test]
    public void DuelingGradients() =>
        GradientCheck.Verify(Device, new DuelingHead(actions: 3, hidden: 4), new ActivationShape(2, 1, 3), new() { N = 2 });

    [Test, Category("Slow")]
    public void TenUpdatesWithEveryOption() => GoldenTests.AssertTenUpdates(Device, "rainbow_parts");
}
