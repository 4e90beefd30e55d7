// A layer of one's own: Swish (Ramachandran, Zoph and Le 2017), as loops on the host. The gradient check tells whether its way back is right.
using DqnGpu.Kernels;
using DqnGpu.Kernels.Simd;
using DqnGpu.Nn;

using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
var report = GradientCheck.Run(device, new SwishLayer(), new ActivationShape(3, 2, 5));
Console.WriteLine(report);

// And it learns: sin(x) from 64 points.
var x = Enumerable.Range(0, 64).Select(n => n / 10f - 3.2f).ToArray();
var targets = x.Select(MathF.Sin).ToArray();
var network = new Network(ActivationShape.Vector(1), new LinearLayer(16), new SwishLayer(), new LinearLayer(16), new SwishLayer(), new LinearLayer(1));
using var model = new Model(device, network, batchSize: 64, new() { Optimizer = new() { LearningRate = 0.01f } });
var loss = float.NaN;
for (var step = 0; step < 1000; step++)
    loss = model.Update(x, targets);
Console.WriteLine($"sin(1) = {model.Predict([1f])[0]:0.000}, loss {loss:0.000000}");
return report.Passed && loss < 1e-3f ? 0 : 1;

/// <summary>y = x s(x) with s(x) = 1 / (1 + e^-x); dx = (s(x) + y (1 - s(x))) dy.</summary>
internal sealed class SwishLayer : Layer
{
    public override ActivationShape OutputShape(ActivationShape input) => input;

    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass((SimdDevice)device, this, input, n);

    // The formula in double precision: what the gradient check differentiates.
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = x[i] / (1 + Math.Exp(-x[i]));
    }

    private sealed class Pass(SimdDevice device, SwishLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
    {
        public override void Forward(DeviceView<float> x, DeviceView<float> parameters)
        {
            var from = device.Memory(x);
            var to = device.Memory(Output.View);
            for (var i = 0; i < from.Length; i++)
                to[i] = from[i] * Sigmoid(from[i]);
        }

        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (dx.IsEmpty)
                return;
            var from = device.Memory(x);
            var y = device.Memory(Output.View);
            var dy = device.Memory(dz);
            var to = device.Memory(dx);
            for (var i = 0; i < from.Length; i++)
            {
                var s = Sigmoid(from[i]);
                // Behind a fused ReLU that gave 0 nothing goes back.
                to[i] = inputIsRelu && from[i] == 0 ? 0 : (s + y[i] * (1 - s)) * dy[i];
            }
        }

        private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
    }
}
