using DqnGpu.Kernels;
using DqnGpu.Kernels.Ilgpu;
using DqnGpu.Lessons.OwnLayer;
using DqnGpu.Nn;
using ILGPU;
using TanhLayer = DqnGpu.Lessons.OwnLayer.TanhLayer;

namespace DqnGpu.Lessons.Tests.OwnLayer;

/// <summary>A layer with kernels of its own, on every device of this machine.</summary>
public sealed class TanhLayerTests
{
    public static IEnumerable<string> DeviceNames => Devices.List().Where(device => device.Available).Select(device => device.Name);

    [TestCaseSource(nameof(DeviceNames))]
    #region check
    public void Its_gradient_is_right(string name)
    {
        using var device = Devices.Open(name);

        GradientCheck.Verify(device, new TanhLayer(), new ActivationShape(5, 4, 3));
    }
    #endregion

    [TestCaseSource(nameof(DeviceNames))]
    public void It_trains_inside_a_network_and_a_graph(string name)
    {
        using var device = Devices.Open(name);
        using var pass = new TanhLayer().CreatePass(device, ActivationShape.Vector(3), n: 2, training: true);
        using var x = device.Allocate<float>(6);
        using var dz = device.Allocate<float>(6);
        using var dx = device.Allocate<float>(6);
        void ForwardAndBackward()
        {
            pass.Forward(x, default);
            pass.Backward(x, default, dz, default, dx, inputIsRelu: false);
        }
        ForwardAndBackward();
        using var graph = device.Capture(ForwardAndBackward);

        x.CopyFrom([0, 0.5f, -0.5f, 20, float.NegativeInfinity, float.NaN]);
        dz.CopyFrom([1, 2, 2, 1, 1, 1]);
        graph.Launch();

        Assert.That(pass.Output.ToArray(), Is.EqualTo(new[] { 0, 0.46211716f, -0.46211716f, 1, -1, float.NaN }).Within(1e-7));
        Assert.That(dx.ToArray(), Is.EqualTo(new[] { 1, 1.5728954f, 1.5728954f, 0, 0, float.NaN }).Within(1e-6));
    }

    [Test]
    public void Its_fraction_is_right_to_22_bits()
    {
        for (var x = -12f; x <= 12; x += 0.00731f)
            Assert.That(TanhKernels.Tanh(x), Is.EqualTo(Math.Tanh(x)).Within(Math.Abs(Math.Tanh(x)) * Math.Pow(2, -22)), $"tanh({x})");
    }

    // What the book says of it.
    [Test]
    public void The_runtimes_own_tanh_would_be_an_approximation() =>
        Assert.That(KernelText.Ptx<TanhKernels.ForwardArguments>(ApproximateKernel), Does.Contain("tanh.approx.f32"));

    private static void ApproximateKernel(TanhKernels.ForwardArguments arguments) =>
        arguments.Y[Grid.GlobalIndex.X] = MathF.Tanh(arguments.X[Grid.GlobalIndex.X]);
}
